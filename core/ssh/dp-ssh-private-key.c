/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ssh-private-key.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-ssh-key-private.h"

#define MAGIC "openssh-key-v1" /* its NUL is part of it */
#define BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----\n"
#define END "-----END OPENSSH PRIVATE KEY-----\n"
#define LINE_LEN 70
#define SEED_LEN 32
#define BLOCK_LEN 8 /* of the cipher "none" */

/* The private part of one key, after the two check words. */
static void
write_private (DpWriter           *writer,
               const DpPrivateKey *key)
{
  DpPublicKey *public_key = dp_private_key_get_public (key);
  const guint8 *bytes, *x, *unused;
  gsize len, x_len, unused_len;

  bytes = g_bytes_get_data (dp_private_key_get_secret (key), &len);
  dp_writer_put_cstring (writer, dp_ssh_key_type_name (public_key));
  _dp_ssh_key_write_body (writer, public_key);
  if (dp_public_key_get_kind (public_key) == DP_KEY_P256)
    {
      dp_writer_put_mpint (writer, bytes, len);
      return;
    }
  /* Ed25519: the seed and the public key once more */
  dp_public_key_get_parts (public_key, &x, &x_len, &unused, &unused_len);
  dp_writer_put_u32 (writer, (guint32) (len + x_len));
  dp_writer_put_bytes (writer, bytes, len);
  dp_writer_put_bytes (writer, x, x_len);
}

static GBytes *
build_private (const DpPrivateKey *key,
               const char         *comment,
               guint32             check,
               GError            **error)
{
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_PRIVATE_MAX);
  gsize padding;

  dp_writer_put_u32 (writer, check);
  dp_writer_put_u32 (writer, check);
  write_private (writer, key);
  dp_writer_put_cstring (writer, comment);
  padding = (BLOCK_LEN - dp_writer_get_length (writer) % BLOCK_LEN) % BLOCK_LEN;
  for (guint8 i = 1; i <= padding; i++)
    dp_writer_put_u8 (writer, i);
  return dp_writer_finish_secret (writer, error);
}

static GBytes *
armour (GBytes  *blob,
        GError **error)
{
  char *text = dp_base64_encode (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_PRIVATE_MAX);
  gsize len = strlen (text);

  dp_writer_put_bytes (writer, (const guint8 *) BEGIN, strlen (BEGIN));
  for (gsize at = 0; at < len; at += LINE_LEN)
    {
      dp_writer_put_bytes (writer, (const guint8 *) text + at, MIN (LINE_LEN, len - at));
      dp_writer_put_u8 (writer, '\n');
    }
  dp_writer_put_bytes (writer, (const guint8 *) END, strlen (END));
  dp_secret_free_text (text);
  return dp_writer_finish_secret (writer, error);
}

GBytes *
dp_ssh_private_key_write (const DpPrivateKey *key,
                          const char         *comment,
                          guint32             check,
                          GError            **error)
{
  g_autoptr (GBytes) public_blob = NULL;
  g_autoptr (GBytes) private_blob = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_PRIVATE_MAX);

  public_blob = dp_ssh_key_build (dp_private_key_get_public (key), error);
  if (public_blob == NULL)
    return NULL;
  private_blob = build_private (key, comment, check, error);
  if (private_blob == NULL)
    return NULL;
  dp_writer_put_bytes (writer, (const guint8 *) MAGIC, sizeof MAGIC);
  dp_writer_put_cstring (writer, "none"); /* cipher */
  dp_writer_put_cstring (writer, "none"); /* key derivation */
  dp_writer_put_cstring (writer, "");
  dp_writer_put_u32 (writer, 1);
  dp_writer_put_string (writer, g_bytes_get_data (public_blob, NULL),
                        g_bytes_get_size (public_blob));
  dp_writer_put_string (writer, g_bytes_get_data (private_blob, NULL),
                        g_bytes_get_size (private_blob));
  blob = dp_writer_finish_secret (writer, error);
  return blob != NULL ? armour (blob, error) : NULL;
}

/* Line ends are the only white space. */
static GBytes *
decode_lines (const char *text,
              gsize       len,
              GError    **error)
{
  char *base64 = g_malloc (len + 1);
  GBytes *decoded;
  gsize n = 0;

  for (gsize i = 0; i < len; i++)
    if (text[i] != '\n')
      base64[n++] = text[i];
  decoded = dp_base64_decode (base64, n, DP_SSH_PRIVATE_MAX, error);
  dp_secret_wipe (base64, len);
  g_free (base64);
  return decoded;
}

/* The bytes between the two lines. */
static GBytes *
remove_armour (const char *text,
               gsize       len,
               GError    **error)
{
  g_autoptr (GBytes) decoded = NULL;
  guint8 *data;
  gsize size;

  if (len < strlen (BEGIN) + strlen (END) || strncmp (text, BEGIN, strlen (BEGIN)) != 0
      || strncmp (text + len - strlen (END), END, strlen (END)) != 0)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "not an OpenSSH private key");
      return NULL;
    }
  decoded = decode_lines (text + strlen (BEGIN), len - strlen (BEGIN) - strlen (END), error);
  if (decoded == NULL)
    return NULL;
  /* the only reference: this gives the same memory, with the NUL that the decoder leaves */
  data = g_bytes_unref_to_data (g_steal_pointer (&decoded), &size);
  return dp_secret_new_take (data, size);
}

static gboolean
expect_string (DpReader   *reader,
               const char *expected,
               DpError     code,
               GError    **error)
{
  const guint8 *data;
  gsize len;

  if (!dp_reader_read_string (reader, DP_SSH_PRIVATE_MAX, &data, &len, error))
    return FALSE;
  if (len != strlen (expected) || (len > 0 && strncmp ((const char *) data, expected, len) != 0))
    return dp_error_set (error, code, "expected \"%s\"", expected);
  return TRUE;
}

/* The header up to the private part, whose reader is @inner. */
static DpPublicKey *
read_public (DpReader *reader,
             DpReader *inner,
             GError  **error)
{
  const guint8 *magic;
  g_autoptr (DpPublicKey) key = NULL;
  DpReader blob;
  guint32 n;

  if (!dp_reader_read_bytes (reader, sizeof MAGIC, &magic, error))
    return NULL;
  if (strncmp ((const char *) magic, MAGIC, sizeof MAGIC) != 0)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "not openssh-key-v1");
      return NULL;
    }
  if (!expect_string (reader, "none", DP_ERROR_SSH_TYPE, error)
      || !expect_string (reader, "none", DP_ERROR_SSH_TYPE, error)
      || !expect_string (reader, "", DP_ERROR_SSH_TYPE, error)
      || !dp_reader_read_u32 (reader, &n, error))
    return NULL;
  if (n != 1)
    {
      dp_error_set (error, DP_ERROR_SSH_TYPE, "%u keys in one file", n);
      return NULL;
    }
  if (!dp_reader_read_nested (reader, DP_SSH_PRIVATE_MAX, &blob, error)
      || !dp_reader_read_nested (reader, DP_SSH_PRIVATE_MAX, inner, error)
      || !dp_reader_expect_end (reader, error))
    return NULL;
  key = dp_ssh_key_parse (blob.data, blob.left, error);
  if (key != NULL && dp_public_key_get_kind (key) == DP_KEY_RSA)
    {
      dp_error_set (error, DP_ERROR_SSH_TYPE, "RSA private keys are not read");
      return NULL;
    }
  return g_steal_pointer (&key);
}

static DpPrivateKey *
read_seed (DpReader          *reader,
           const DpPublicKey *public_key,
           GError           **error)
{
  const guint8 *secret, *x, *unused;
  gsize len, x_len, unused_len;

  if (!dp_reader_read_string (reader, DP_SSH_PRIVATE_MAX, &secret, &len, error))
    return NULL;
  dp_public_key_get_parts (public_key, &x, &x_len, &unused, &unused_len);
  if (len != SEED_LEN + x_len || !dp_secret_equal (secret + SEED_LEN, x_len, x, x_len))
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "not a seed and its public key");
      return NULL;
    }
  return dp_private_key_new (DP_KEY_ED25519, secret, SEED_LEN, error);
}

static DpPrivateKey *
read_number (DpReader *reader,
             GError  **error)
{
  const guint8 *number;
  guint8 padded[32] = { 0 };
  DpPrivateKey *key;
  gsize len;

  if (!_dp_ssh_read_mpint (reader, sizeof padded, &number, &len, error))
    return NULL;
  if (len > sizeof padded)
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "the private number is too large");
      return NULL;
    }
  for (gsize i = 0; i < len; i++)
    padded[sizeof padded - len + i] = number[i];
  key = dp_private_key_new (DP_KEY_P256, padded, sizeof padded, error);
  dp_secret_wipe (padded, sizeof padded);
  return key;
}

static gboolean
read_padding (DpReader *reader,
              GError  **error)
{
  guint8 byte;

  if (reader->left > BLOCK_LEN) /* some writers add a whole block */
    return dp_error_set (error, DP_ERROR_TRAILING, "%" G_GSIZE_FORMAT " bytes of padding",
                         reader->left);
  for (guint8 i = 1; reader->left > 0; i++)
    {
      if (!dp_reader_read_u8 (reader, &byte, error))
        return FALSE;
      if (byte != i)
        return dp_error_set (error, DP_ERROR_SSH_MALFORMED, "the padding is not 1, 2, 3");
    }
  return TRUE;
}

/* The public key is there twice, and can be computed from the secret: all three must agree. */
static DpPrivateKey *
read_private (DpReader          *reader,
              const DpPublicKey *public_key,
              char             **comment,
              GError           **error)
{
  DpKeyKind kind = dp_public_key_get_kind (public_key);
  g_autoptr (DpPrivateKey) key = NULL;
  g_autoptr (DpPublicKey) repeated = NULL;
  g_autofree char *text = NULL;
  guint32 first, second;

  if (!dp_reader_read_u32 (reader, &first, error) || !dp_reader_read_u32 (reader, &second, error))
    return NULL;
  if (first != second)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "the check words differ");
      return NULL;
    }
  if (!expect_string (reader, dp_ssh_key_type_name (public_key), DP_ERROR_SSH_MALFORMED, error))
    return NULL;
  repeated = _dp_ssh_key_read_body (reader, kind, error);
  if (repeated == NULL)
    return NULL;
  key = kind == DP_KEY_P256 ? read_number (reader, error) : read_seed (reader, public_key, error);
  if (key == NULL)
    return NULL;
  if (!dp_public_key_equal (public_key, repeated)
      || !dp_public_key_equal (public_key, dp_private_key_get_public (key)))
    {
      dp_error_set (error, DP_ERROR_KEY_MALFORMED, "the public keys differ");
      return NULL;
    }
  text = _dp_ssh_read_text (reader, "the comment", DP_SSH_PRIVATE_MAX, error);
  if (text == NULL || !read_padding (reader, error))
    return NULL;
  if (comment != NULL)
    *comment = g_steal_pointer (&text);
  return g_steal_pointer (&key);
}

DpPrivateKey *
dp_ssh_private_key_read (const guint8 *text,
                         gsize         len,
                         char        **comment,
                         GError      **error)
{
  g_autoptr (DpPublicKey) public_key = NULL;
  g_autoptr (GBytes) blob = NULL;
  DpReader reader, inner;

  if (comment != NULL)
    *comment = NULL;
  if (len > DP_SSH_PRIVATE_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "a private key of %" G_GSIZE_FORMAT " bytes", len);
      return NULL;
    }
  blob = remove_armour ((const char *) text, len, error);
  if (blob == NULL)
    return NULL;
  dp_reader_init (&reader, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  public_key = read_public (&reader, &inner, error);
  return public_key != NULL ? read_private (&inner, public_key, comment, error) : NULL;
}
