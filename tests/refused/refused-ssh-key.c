/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys and private key files that are not what they should be. */
#include <string.h>

#include "dp-base64.h"
#include "dp-ssh-key.h"
#include "dp-ssh-private-key.h"
#include "dp-writer.h"
#include "dpt-cert.h"
#include "dpt.h"

/* A blob in hexadecimal digits; $N is a good modulus of 2048 bits with its sign byte. */
#define RSA_NAME "00000007" "7373682d727361"
#define ED_NAME "0000000b" "7373682d65643235353139"

static const DptRefused blobs[] = {
  { "empty", "nothing", "", DP_ERROR_TRUNCATED },
  { "name_cut", "a name longer than the blob", "0000000b737368", DP_ERROR_TRUNCATED },
  { "name_huge", "a length of 4 GiB", "ffffffff", DP_ERROR_LIMIT },
  { "dss", "DSA", "00000007" "7373682d647373" "00000000", DP_ERROR_SSH_TYPE },
  { "p384", "another curve", "00000013" "65636473612d736861322d6e69737470333834",
    DP_ERROR_SSH_TYPE },
  { "curve_mismatch", "one curve in the name, another inside",
    "00000013" "65636473612d736861322d6e69737470323536" "00000008" "6e69737470333834" "0000000104",
    DP_ERROR_SSH_TYPE },
  { "sk", "a security key", "0000001a" "736b2d7373682d65643235353139406f70656e7373682e636f6d",
    DP_ERROR_SSH_TYPE },
  { "certificate", "a certificate instead of a key",
    "00000020" "7373682d656432353531392d636572742d763031406f70656e7373682e636f6d",
    DP_ERROR_SSH_TYPE },
  { "ed25519_cut", "31 of 32 bytes", ED_NAME "00000020"
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751", DP_ERROR_TRUNCATED },
  { "ed25519_short", "a key of 31 bytes", ED_NAME "0000001f"
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751", DP_ERROR_KEY_MALFORMED },
  { "ed25519_tail", "bytes behind the key", ED_NAME "00000020"
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00", DP_ERROR_TRAILING },
  { "rsa_negative", "a negative exponent", RSA_NAME "00000001ff" "$N", DP_ERROR_SSH_MALFORMED },
  { "rsa_zeros", "an exponent with zeros in front", RSA_NAME "0000000400010001" "$N",
    DP_ERROR_SSH_MALFORMED },
  { "rsa_empty", "no exponent", RSA_NAME "00000000" "$N", DP_ERROR_KEY_MALFORMED },
  { "rsa_e_1", "everything is its own signature", RSA_NAME "0000000101" "$N", DP_ERROR_KEY_WEAK },
  { "rsa_e_even", "an exponent that cannot be", RSA_NAME "0000000102" "$N", DP_ERROR_KEY_WEAK },
  { "rsa_64", "a modulus of 64 bits", RSA_NAME "00000003010001" "0000000900ffffffffffffffff",
    DP_ERROR_KEY_WEAK },
  { "rsa_no_modulus", "an exponent only", RSA_NAME "00000003010001", DP_ERROR_TRUNCATED },
  { "rsa_tail", "bytes behind the modulus", RSA_NAME "00000003010001" "$N" "00",
    DP_ERROR_TRAILING },
};

/* 2048 ones as an mpint */
static char *
make_modulus (void)
{
  g_autofree char *ones = g_strnfill (512, 'f');

  return g_strconcat ("0000010100", ones, NULL);
}

static void
check_blob (const DptRefused *row,
            GError          **error)
{
  g_autofree char *modulus = make_modulus ();
  g_autoptr (GString) hex = g_string_new (row->input);
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (DpPublicKey) key = NULL;

  g_string_replace (hex, "$N", modulus, 0);
  blob = dpt_hex (hex->str);
  key = dp_ssh_key_parse (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), error);
  g_assert_null (key);
}

/*
 * A private key file, made like this: magic, "none", "none", "", 1, public blob, private part with
 * check words, type, public key, secret, comment, padding. input: FIELD=HEX replaces a field.
 */
static const DptRefused files[] = {
  { "magic", "another format", "magic=6f70656e7373682d6b65792d763200", DP_ERROR_SSH_MALFORMED },
  { "magic_cut", "a file that ends in its first field", "magic=6f70", DP_ERROR_SSH_MALFORMED },
  { "cipher", "an encrypted key", "cipher=0000000a6165733235362d637472", DP_ERROR_SSH_TYPE },
  { "kdf", "a key behind a passphrase", "kdf=00000006626372797074", DP_ERROR_SSH_TYPE },
  { "kdf_options", "options where there is no derivation", "options=0000000100",
    DP_ERROR_SSH_TYPE },
  { "no_keys", "no key in the file", "count=00000000", DP_ERROR_SSH_TYPE },
  { "two_keys", "two keys in the file", "count=00000002", DP_ERROR_SSH_TYPE },
  { "other_public", "the public key of somebody else in front", "public=00000033" ED_NAME "00000020"
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", DP_ERROR_KEY_MALFORMED },
  { "rsa", "an RSA key, which is not ours", "public=00000117" RSA_NAME "00000003010001" "$N",
    DP_ERROR_SSH_TYPE },
  { "public_cut", "a public key that ends too early", "public=00000004" "00000001",
    DP_ERROR_TRUNCATED },
  { "check_differs", "a wrong passphrase", "check=0000000100000002", DP_ERROR_SSH_MALFORMED },
  { "inner_type", "another type inside", "type=00000007" "7373682d727361",
    DP_ERROR_SSH_MALFORMED },
  { "inner_public", "another public key inside", "point=00000020"
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", DP_ERROR_KEY_MALFORMED },
  { "secret_short", "half a secret", "secret=00000020"
    "0102030000000000000000000000000000000000000000000000000000000000", DP_ERROR_KEY_MALFORMED },
  { "secret_empty", "no secret", "secret=00000000", DP_ERROR_KEY_MALFORMED },
  { "comment_control", "a terminal sequence", "comment=000000011b", DP_ERROR_SSH_MALFORMED },
  { "comment_utf8", "bytes that are no text", "comment=00000001ff", DP_ERROR_UTF8 },
  { "padding_value", "padding that is not 1, 2, 3", "padding=010203040404",
    DP_ERROR_SSH_MALFORMED },
  { "padding_long", "more padding than a block", "padding=010203040506070809",
    DP_ERROR_TRAILING },
  { "tail", "bytes behind the private part", "tail=00", DP_ERROR_TRAILING },
  { "begin", "another first line", "begin=-----BEGIN EC PRIVATE KEY-----\n",
    DP_ERROR_SSH_MALFORMED },
  { "end", "no last line", "end=", DP_ERROR_SSH_MALFORMED },
  { "behind", "text behind the last line", "end=-----END OPENSSH PRIVATE KEY-----\n\n",
    DP_ERROR_SSH_MALFORMED },
  { "space", "a space in the base64", "end= -----END OPENSSH PRIVATE KEY-----\n",
    DP_ERROR_BASE64 },
  { "carriage_return", "a file of another system", "end=\r\n-----END OPENSSH PRIVATE KEY-----\n",
    DP_ERROR_BASE64 },
};

static const char *
value (const char *order,
       const char *name,
       const char *fallback)
{
  gsize len = strlen (name);

  return g_str_has_prefix (order, name) && order[len] == '=' ? order + len + 1 : fallback;
}

static void
put_hex (DpWriter   *writer,
         const char *order,
         const char *name,
         const char *fallback)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *modulus = make_modulus ();
  g_autoptr (GString) hex = g_string_new (value (order, name, fallback));

  g_string_replace (hex, "$N", modulus, 0);
  bytes = dpt_hex (hex->str);
  dp_writer_put_bytes (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

#define SEED "0102030000000000000000000000000000000000000000000000000000000000"

/* @inner_len: so many bytes of the private part only */
static GBytes *
make_blob (const char *order,
           gsize       inner_len)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autoptr (GString) x = g_string_new (NULL);
  g_autoptr (DpWriter) writer = dp_writer_new (10000);
  g_autoptr (DpWriter) inner = dp_writer_new (10000);
  g_autoptr (GBytes) private_part = NULL;
  g_autofree char *public_hex = NULL;
  g_autofree char *point = NULL;
  g_autofree char *secret = NULL;
  const guint8 *bytes, *unused;
  gsize len, unused_len;

  dp_public_key_get_parts (dp_private_key_get_public (key), &bytes, &len, &unused, &unused_len);
  for (gsize i = 0; i < len; i++)
    g_string_append_printf (x, "%02x", bytes[i]);
  public_hex = g_strconcat ("00000033" ED_NAME "00000020", x->str, NULL);
  point = g_strconcat ("00000020", x->str, NULL);
  secret = g_strconcat ("00000040" SEED, x->str, NULL);
  put_hex (inner, order, "check", "0000000700000007");
  put_hex (inner, order, "type", ED_NAME);
  put_hex (inner, order, "point", point);
  put_hex (inner, order, "secret", secret);
  put_hex (inner, order, "comment", "0000000161");
  put_hex (inner, order, "padding", "010203040506");
  private_part = dp_writer_finish (inner, NULL);
  put_hex (writer, order, "magic", "6f70656e7373682d6b65792d763100");
  put_hex (writer, order, "cipher", "000000046e6f6e65");
  put_hex (writer, order, "kdf", "000000046e6f6e65");
  put_hex (writer, order, "options", "00000000");
  put_hex (writer, order, "count", "00000001");
  put_hex (writer, order, "public", public_hex);
  dp_writer_put_string (writer, g_bytes_get_data (private_part, NULL),
                        MIN (inner_len, g_bytes_get_size (private_part)));
  put_hex (writer, order, "tail", "");
  return dp_writer_finish (writer, NULL);
}

static char *
make_file (const char *order,
           gsize       inner_len)
{
  g_autoptr (GBytes) blob = make_blob (order, inner_len);
  g_autofree char *base64 = dp_base64_encode (g_bytes_get_data (blob, NULL),
                                              g_bytes_get_size (blob));

  return g_strconcat (value (order, "begin", "-----BEGIN OPENSSH PRIVATE KEY-----\n"), base64,
                      value (order, "end", "\n-----END OPENSSH PRIVATE KEY-----\n"), NULL);
}

static void
check_file (const DptRefused *row,
            GError          **error)
{
  g_autofree char *text = make_file (row->input, G_MAXSIZE);
  g_autofree char *comment = NULL;
  g_autoptr (DpPrivateKey) key = dp_ssh_private_key_read ((const guint8 *) text, strlen (text),
                                                          &comment, error);

  g_assert_null (key);
  g_assert_null (comment);
}

static void
test_good_file (void)
{
  g_autofree char *text = make_file ("", G_MAXSIZE);
  g_autofree char *comment = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DpPrivateKey) key = dp_ssh_private_key_read ((const guint8 *) text, strlen (text),
                                                          &comment, &error);

  g_assert_no_error (error);
  g_assert_nonnull (key);
  g_assert_cmpstr (comment, ==, "a");
}

/* The private part cut short, in a file that is good otherwise; its padding is not needed. */
static void
test_cut_private_part (void)
{
  for (gsize len = 0; len < 8 + 15 + 36 + 68 + 5; len++)
    {
      g_autofree char *text = make_file ("", len);
      g_autoptr (GError) error = NULL;

      g_assert_null (dp_ssh_private_key_read ((const guint8 *) text, strlen (text), NULL, &error));
      dpt_assert_code (error, DP_ERROR_TRUNCATED);
    }
}

static void
test_large_file (void)
{
  g_autofree char *text = g_strnfill (20000, 'A');
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_ssh_private_key_read ((const guint8 *) text, strlen (text), NULL, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  dpt_add_refused ("/refused/ssh/key", blobs, check_blob);
  g_test_add_func ("/refused/ssh/private-key/without_a_change_it_is_read", test_good_file);
  dpt_add_refused ("/refused/ssh/private-key", files, check_file);
  g_test_add_func ("/refused/ssh/private-key/cut_inside", test_cut_private_part);
  g_test_add_func ("/refused/ssh/private-key/large", test_large_file);
  return g_test_run ();
}
