/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that sshd, opkssh or a careless parser may take; orders as in dpt-cert.h. */
#include <string.h>

#include "dp-ssh-cert.h"
#include "dpt-cert.h"
#include "dpt.h"

#define NOW 1500000000 /* within the times of dpt_cert_new() */

/* 32 bytes that are not the person's key; the blob of such a key */
#define OTHER "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define OTHER_BLOB "x:0000000b7373682d6564323535313900000020" OTHER
#define P384_BLOB "x:0000001365636473612d736861322d6e69737470333834"

static const DptRefused certs[] = {
  /* types */
  { "plain_key", "a key that is no certificate", "outer=ssh-ed25519", DP_ERROR_SSH_TYPE },
  { "outer_empty", "no type word", "outer=", DP_ERROR_SSH_TYPE },
  { "outer_other", "the word beside the blob is of another kind (opkssh ignores it, C3)",
    "outer=ecdsa-sha2-nistp256-cert-v01@openssh.com", DP_ERROR_SSH_TYPE },
  { "inner_other", "the word inside is of another kind",
    "type=ecdsa-sha2-nistp256-cert-v01@openssh.com", DP_ERROR_SSH_TYPE },
  { "inner_plain", "a plain key inside", "type=ssh-ed25519", DP_ERROR_SSH_TYPE },
  { "inner_empty", "no word inside", "type=", DP_ERROR_SSH_TYPE },
  { "sk_ed25519", "a security key", "outer=sk-ssh-ed25519-cert-v01@openssh.com;"
    "type=sk-ssh-ed25519-cert-v01@openssh.com", DP_ERROR_SSH_TYPE },
  { "sk_ecdsa", "a security key", "outer=sk-ecdsa-sha2-nistp256-cert-v01@openssh.com;"
    "type=sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", DP_ERROR_SSH_TYPE },
  { "p384", "another curve", "outer=ecdsa-sha2-nistp384-cert-v01@openssh.com;"
    "type=ecdsa-sha2-nistp384-cert-v01@openssh.com", DP_ERROR_SSH_TYPE },
  { "p521", "another curve", "outer=ecdsa-sha2-nistp521-cert-v01@openssh.com;"
    "type=ecdsa-sha2-nistp521-cert-v01@openssh.com", DP_ERROR_SSH_TYPE },
  { "dss", "DSA", "outer=ssh-dss-cert-v01@openssh.com;type=ssh-dss-cert-v01@openssh.com",
    DP_ERROR_SSH_TYPE },
  { "v00", "the old format",
    "outer=ssh-rsa-cert-v00@openssh.com;type=ssh-rsa-cert-v00@openssh.com", DP_ERROR_SSH_TYPE },
  { "type_nul", "a word that C code would cut",
    "type=ssh-ed25519-cert-v01@openssh.com\\00x", DP_ERROR_SSH_TYPE },
  /* nonce and key */
  { "nonce_empty", "no nonce (opkssh takes it, C14)", "nonce=", DP_ERROR_SSH_MALFORMED },
  { "nonce_65", "one byte too long", "nonce=n*65", DP_ERROR_LIMIT },
  { "nonce_10k", "memory", "nonce=n*10000", DP_ERROR_LIMIT },
  { "key_short", "31 bytes",
    "key=x:0000001f00010203040506070809101112131415161718192021222324252627282930",
    DP_ERROR_KEY_MALFORMED },
  { "key_small_order", "a key under which many signatures hold", "key=x:00000020"
    "0000000000000000000000000000000000000000000000000000000000000000", DP_ERROR_KEY_WEAK },
  { "key_missing", "no key", "key=x:00000000", DP_ERROR_KEY_MALFORMED },
  /* kind, key id, principals */
  { "host", "a host certificate (opkssh takes it)", "kind=x:00000002", DP_ERROR_CERT_KIND },
  { "kind_0", "a kind that is none (opkssh takes it)", "kind=x:00000000", DP_ERROR_CERT_KIND },
  { "kind_3", "a kind that is none", "kind=x:00000003", DP_ERROR_CERT_KIND },
  { "keyid_escape", "a terminal sequence for whoever reads the log", "keyid=a\\1b[2J",
    DP_ERROR_SSH_MALFORMED },
  { "keyid_newline", "a second line in the log", "keyid=a\\0aaccepted: root",
    DP_ERROR_SSH_MALFORMED },
  { "keyid_nul", "an id that C code would cut", "keyid=alice\\00@evil", DP_ERROR_SSH_MALFORMED },
  { "keyid_delete", "a control character", "keyid=a\\7f", DP_ERROR_SSH_MALFORMED },
  { "keyid_utf8", "bytes that are no text", "keyid=a\\ff", DP_ERROR_UTF8 },
  { "keyid_long", "1,025 bytes", "keyid=x*1025", DP_ERROR_LIMIT },
  { "principal_newline", "a second line in what sshd reads", "principals=alice\\0abob",
    DP_ERROR_SSH_MALFORMED },
  { "principal_nul", "a name that C code would cut", "principals=root\\00x",
    DP_ERROR_SSH_MALFORMED },
  { "principal_utf8", "bytes that are no text", "principals=a\\ff", DP_ERROR_UTF8 },
  { "principals_cut", "a list that ends in a length", "rawlist=x:000000", DP_ERROR_TRUNCATED },
  { "principals_short", "a name longer than the list", "rawlist=x:0000000561",
    DP_ERROR_TRUNCATED },
  { "principals_many", "257 names", "rawlist=x:0000000161*257", DP_ERROR_LIMIT },
  { "principals_empty_many", "memory: a million names without letters", "rawlist=x:00000000*60000",
    DP_ERROR_LIMIT },
  /* times */
  { "not_yet", "from tomorrow", "after=x:0000000059691c80", DP_ERROR_CERT_VALIDITY },
  { "no_more", "until yesterday", "before=x:0000000059661c80", DP_ERROR_CERT_VALIDITY },
  { "never", "until before it begins", "after=x:7fffffffffffffff;before=x:0000000000000000",
    DP_ERROR_CERT_VALIDITY },
  { "after_unsigned", "a time that is negative as a signed number", "after=x:ffffffffffffffff",
    DP_ERROR_CERT_VALIDITY },
  /* options */
  { "critical", "force-command (opkssh ignores it)", "critical=force-command:/bin/sh",
    DP_ERROR_CERT_OPTION },
  { "critical_unknown", "a critical option that nobody knows", "critical=zzz@example.com",
    DP_ERROR_CERT_OPTION },
  { "critical_source", "source-address, which sshd would check", "critical=source-address:10.0.0.1",
    DP_ERROR_CERT_OPTION },
  { "critical_unordered", "options that are not in order", "critical=b,a", DP_ERROR_CERT_OPTION },
  { "extensions_unordered", "extensions that are not in order", "extensions=permit-pty,a:x",
    DP_ERROR_CERT_OPTION },
  { "extensions_twice", "two tokens, for two parsers",
    "extensions=openpubkey-pkt:good,openpubkey-pkt:evil", DP_ERROR_CERT_OPTION },
  { "extension_tail", "bytes behind the value", "extensions=openpubkey-pkt:!000000016161",
    DP_ERROR_TRAILING },
  { "extension_raw", "a value without its inner length", "extensions=openpubkey-pkt:!746f6b656e",
    DP_ERROR_LIMIT },
  { "extension_cut", "a value that ends too early", "extensions=openpubkey-pkt:!0000000561",
    DP_ERROR_TRUNCATED },
  { "extension_newline", "a value with a second line", "extensions=openpubkey-pkt:!00000003610a62",
    DP_ERROR_SSH_MALFORMED },
  { "extension_nul", "a value that C code would cut", "extensions=openpubkey-pkt:!00000003610062",
    DP_ERROR_SSH_MALFORMED },
  { "extension_utf8", "bytes that are no text", "extensions=openpubkey-pkt:!00000001ff",
    DP_ERROR_UTF8 },
  { "extensions_33", "one too many",
    "extensions=00,01,02,03,04,05,06,07,08,09,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,"
    "27,28,29,30,31,32", DP_ERROR_LIMIT },
  { "reserved", "something in the reserved field (opkssh takes it)", "reserved=x",
    DP_ERROR_SSH_MALFORMED },
  /* signature */
  { "other_signer", "another key vouches for this one (opkssh takes it)", "signer=" OTHER_BLOB,
    DP_ERROR_CERT_SIGNER },
  { "signer_is_certificate", "a certificate as signature key",
    "signer=x:000000207373682d656432353531392d636572742d763031406f70656e7373682e636f6d",
    DP_ERROR_SSH_TYPE },
  { "signer_p384", "a key that we do not take", "signer=" P384_BLOB, DP_ERROR_SSH_TYPE },
  { "signer_empty", "no signature key", "signer=", DP_ERROR_TRUNCATED },
  { "signer_tail", "bytes behind the signature key", "signer=" OTHER_BLOB "00",
    DP_ERROR_TRAILING },
  { "signature_zero", "64 zeros", "sig=x:00*64", DP_ERROR_CERT_SIGNATURE },
  { "signature_short", "63 bytes", "sig=x:01*63", DP_ERROR_CERT_SIGNATURE },
  { "signature_empty", "no bytes", "sig=", DP_ERROR_CERT_SIGNATURE },
  { "signature_other_type", "the type of another kind of key", "sigtype=ecdsa-sha2-nistp256",
    DP_ERROR_CERT_SIGNATURE },
  { "signature_sha1", "RSA with SHA-1", "sigtype=ssh-rsa", DP_ERROR_ALGORITHM },
  { "signature_unknown", "a type that is none", "sigtype=none", DP_ERROR_ALGORITHM },
  { "signature_tail", "bytes behind the signature, inside its field", "sigtail=x:00",
    DP_ERROR_TRAILING },
  { "tail", "bytes behind the certificate", "tail=x:00", DP_ERROR_TRAILING },
  { "tail_string", "another field behind the certificate", "tail=x:00000000", DP_ERROR_TRAILING },
  { "cut", "one byte less", "cut=1", DP_ERROR_TRUNCATED },
  { "cut_signature", "without its signature", "cut=87", DP_ERROR_TRUNCATED },
  { "cut_half", "half a certificate", "cut=150", DP_ERROR_TRUNCATED },
};

static void
check (const char *type,
       const char *base64,
       GError    **error)
{
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse (type, base64, strlen (base64), error);

  if (cert != NULL)
    g_assert_false (dp_ssh_cert_check (cert, NOW, error));
}

static void
check_cert (const DptRefused *row,
            GError          **error)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autoptr (DptCert) made = dpt_cert_new (key, row->input);

  check (made->type, made->base64, error);
}

/* Certificates of P-256 keys: what is different in key and signature. */
static const DptRefused p256[] = {
  { "curve", "another curve name", "key=x:000000086e69737470333834" "0000000104",
    DP_ERROR_SSH_TYPE },
  { "compressed", "a compressed point",
    "key=x:000000086e6973747032353600000021"
    "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", DP_ERROR_SSH_MALFORMED },
  { "infinity", "the point at infinity", "key=x:000000086e697374703235360000000100",
    DP_ERROR_SSH_MALFORMED },
  { "off_curve", "a point of another curve",
    "key=x:000000086e697374703235360000004104"
    "1111111111111111111111111111111111111111111111111111111111111111"
    "1111111111111111111111111111111111111111111111111111111111111111", DP_ERROR_KEY_MALFORMED },
  { "sig_raw", "r || s as in JOSE", "sig=x:11*64", DP_ERROR_LIMIT },
  { "sig_zero", "r and s 0", "sig=x:0000000000000000", DP_ERROR_CERT_SIGNATURE },
  { "sig_negative", "a negative number", "sig=x:00000001ff00000001ff", DP_ERROR_SSH_MALFORMED },
  { "sig_zeros", "a number with zeros in front", "sig=x:000000020001" "0000000101",
    DP_ERROR_SSH_MALFORMED },
  { "sig_one_zero", "zero with a byte", "sig=x:0000000100" "0000000101", DP_ERROR_SSH_MALFORMED },
  { "sig_wide", "a number of 264 bits", "sig=x:00000021"
    "010101010101010101010101010101010101010101010101010101010101010101" "0000000101",
    DP_ERROR_CERT_SIGNATURE },
  { "sig_wider", "a number of 272 bits", "sig=x:00000022*9", DP_ERROR_LIMIT },
  { "sig_one_number", "r only", "sig=x:0000000101", DP_ERROR_TRUNCATED },
  { "sig_tail", "bytes behind s", "sig=x:0000000101000000010100", DP_ERROR_TRAILING },
  { "sig_rsa", "the type of another kind of key", "sigtype=rsa-sha2-256", DP_ERROR_CERT_SIGNATURE },
  { "sig_p384", "the type of another curve", "sigtype=ecdsa-sha2-nistp384", DP_ERROR_ALGORITHM },
};

static void
check_p256 (const DptRefused *row,
            GError          **error)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_P256);
  g_autoptr (DptCert) made = dpt_cert_new (key, row->input);

  check (made->type, made->base64, error);
}

/* The line around a good certificate: $T type word, $B its base64. */
static const DptRefused lines[] = {
  { "empty", "nothing", "", DP_ERROR_SSH_MALFORMED },
  { "type_only", "a type without a blob", "$T", DP_ERROR_SSH_MALFORMED },
  { "tab", "a tab instead of a space", "$T\t$B", DP_ERROR_SSH_MALFORMED },
  { "two_spaces", "two spaces", "$T  $B", DP_ERROR_TRUNCATED },
  { "space_in_front", "a space in front", " $T $B", DP_ERROR_SSH_TYPE },
  { "options", "an options prefix, which Go takes", "no-pty $T $B", DP_ERROR_SSH_TYPE },
  { "newline_inside", "a newline in the base64", "$T \n$B", DP_ERROR_BASE64 },
  { "carriage_return", "a line of another system", "$T $B\r\n", DP_ERROR_BASE64 },
  { "two_lines", "a second line", "$T $B x\n$T $B\n", DP_ERROR_SSH_MALFORMED },
  { "two_newlines", "an empty line behind", "$T $B\n\n", DP_ERROR_BASE64 },
  { "comment_escape", "a terminal sequence in the comment", "$T $B a\x1b[2J",
    DP_ERROR_SSH_MALFORMED },
  { "comment_utf8", "bytes that are no text in the comment", "$T $B \xff", DP_ERROR_UTF8 },
  { "base64_url", "the alphabet of base64url", "$T -_-_", DP_ERROR_BASE64 },
  { "base64_unpadded", "no padding", "$T AAA", DP_ERROR_BASE64 },
  { "base64_bits", "bits at the end that mean nothing", "$T AAB=", DP_ERROR_BASE64 },
  { "base64_padded_inside", "padding in the middle", "$T AA==AAAA", DP_ERROR_BASE64 },
  { "large", "memory: a blob above 256 KiB", "$T $L", DP_ERROR_LIMIT },
};

static void
check_line (const DptRefused *row,
            GError          **error)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autoptr (DptCert) made = dpt_cert_new (key, "");
  g_autofree char *large = g_strnfill (400000, 'A');
  g_autoptr (GString) line = g_string_new (row->input);
  g_autofree char *comment = NULL;
  g_autoptr (DpSshCert) cert = NULL;

  g_string_replace (line, "$T", made->type, 0);
  g_string_replace (line, "$B", made->base64, 0);
  g_string_replace (line, "$L", large, 0);
  cert = dp_ssh_cert_parse_line (line->str, line->len, &comment, error);
  g_assert_null (cert);
  g_assert_null (comment);
}

/* The orders' fields are good when they are not changed: a certificate without an order holds. */
static void
test_good (void)
{
  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DpPrivateKey) key = dpt_cert_key (kind);
      g_autoptr (DptCert) made = dpt_cert_new (key, "");
      g_autoptr (GError) error = NULL;
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse (made->type, made->base64,
                                                      strlen (made->base64), &error);

      g_assert_no_error (error);
      g_assert_true (dp_ssh_cert_check (cert, NOW, &error));
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/refused/ssh/without_a_change_it_holds", test_good);
  dpt_add_refused ("/refused/ssh/cert", certs, check_cert);
  dpt_add_refused ("/refused/ssh/p256", p256, check_p256);
  dpt_add_refused ("/refused/ssh/line", lines, check_line);
  return g_test_run ();
}
