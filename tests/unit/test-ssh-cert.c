/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dp-limits.h"
#include "dp-ssh-cert.h"
#include "dpt-cert.h"
#include "dpt.h"

#define NOW 1500000000 /* within the times of dpt_cert_new() */

static DpSshCert *
parse (const DptCert *made,
       GError       **error)
{
  return dp_ssh_cert_parse (made->type, made->base64, strlen (made->base64), error);
}

static void
test_types (void)
{
  static const struct
  {
    const char *type;
    gboolean yes;
  } types[] = {
    { "ssh-rsa-cert-v01@openssh.com", TRUE },
    { "ecdsa-sha2-nistp256-cert-v01@openssh.com", TRUE },
    { "ssh-ed25519-cert-v01@openssh.com", TRUE },
    { "ssh-rsa", FALSE },
    { "ssh-ed25519", FALSE },
    { "", FALSE },
    { "ssh-ed25519-cert-v01@openssh.co", FALSE },
    { "ssh-ed25519-cert-v01@openssh.com ", FALSE },
    { "SSH-ED25519-CERT-V01@OPENSSH.COM", FALSE },
    { "ssh-rsa-cert-v00@openssh.com", FALSE },
    { "ssh-dss-cert-v01@openssh.com", FALSE },
    { "ecdsa-sha2-nistp384-cert-v01@openssh.com", FALSE },
    { "sk-ssh-ed25519-cert-v01@openssh.com", FALSE },
    { "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", FALSE },
    { "rsa-sha2-256-cert-v01@openssh.com", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_test_message ("%s", types[i].type);
      g_assert_true (dp_ssh_cert_is_type (types[i].type) == types[i].yes);
    }
}

static void
test_fields (void)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_P256);
  g_autoptr (DptCert) made = dpt_cert_new (key, "serial=x:0000000000000007;keyid=\\c3\\b6@x;"
                                                "principals=alice,bob;critical=force-command:sh;"
                                                "extensions=a,b:,c:text,openpubkey-pkt:tok");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpSshCert) cert = parse (made, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dp_ssh_cert_get_type (cert), ==, "ecdsa-sha2-nistp256-cert-v01@openssh.com");
  g_assert_true (dp_public_key_equal (dp_ssh_cert_get_key (cert), dp_private_key_get_public (key)));
  g_assert_cmpstr (dp_ssh_cert_get_key_id (cert), ==, "ö@x");
  g_assert_cmpstr (dp_ssh_cert_get_principals (cert)[0], ==, "alice");
  g_assert_cmpstr (dp_ssh_cert_get_principals (cert)[1], ==, "bob");
  g_assert_null (dp_ssh_cert_get_principals (cert)[2]);
  g_assert_cmpuint (dp_ssh_cert_get_serial (cert), ==, 7);
  g_assert_cmpuint (dp_ssh_cert_get_kind (cert), ==, 1);
  g_assert_cmpuint (dp_ssh_cert_get_valid_after (cert), ==, 1000);
  g_assert_cmpuint (dp_ssh_cert_get_valid_before (cert), ==, 2000000000);
  g_assert_cmpstr (dp_ssh_cert_get_critical (cert)[0], ==, "force-command");
  g_assert_null (dp_ssh_cert_get_critical (cert)[1]);
  g_assert_cmpstr (dp_ssh_cert_get_extensions (cert)[3], ==, "openpubkey-pkt");
  g_assert_null (dp_ssh_cert_get_extensions (cert)[4]);
  g_assert_null (dp_ssh_cert_get_extension (cert, "a"));
  g_assert_null (dp_ssh_cert_get_extension (cert, "b"));
  g_assert_cmpstr (dp_ssh_cert_get_extension (cert, "c"), ==, "text");
  g_assert_cmpstr (dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT), ==, "tok");
  g_assert_null (dp_ssh_cert_get_extension (cert, "absent"));
  dp_ssh_cert_free (NULL);
}

static void
test_empty_lists (void)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autoptr (DptCert) made = dpt_cert_new (key, "principals=;extensions=;keyid=");
  g_autoptr (DpSshCert) cert = parse (made, NULL);

  g_assert_null (dp_ssh_cert_get_principals (cert)[0]);
  g_assert_null (dp_ssh_cert_get_extensions (cert)[0]);
  g_assert_null (dp_ssh_cert_get_critical (cert)[0]);
  g_assert_cmpstr (dp_ssh_cert_get_key_id (cert), ==, "");
}

static void
test_times (void)
{
  static const struct
  {
    gint64 now;
    gboolean valid;
  } times[] = {
    { 1000, TRUE },        { 999, FALSE }, { 1999999999, TRUE },
    { 2000000000, FALSE }, { -1, FALSE },  { G_MAXINT64, FALSE },
  };
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autoptr (DptCert) made = dpt_cert_new (key, "");
  g_autoptr (DpSshCert) cert = parse (made, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (dp_ssh_cert_check (cert, times[i].now, &error) == times[i].valid);
      if (!times[i].valid)
        dpt_assert_code (error, DP_ERROR_CERT_VALIDITY);
    }
}

static void
test_build (void)
{
  static const char *const principals[] = { DP_SSH_WILDCARD_PRINCIPAL, "alice", NULL };
  guint8 nonce[32] = { 9 };

  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DpPrivateKey) key = dpt_cert_key (kind);
      DpSshCertFields fields = { "alice@example.com", principals, "p:a:b:c:d", "secret", nonce };
      g_autoptr (GError) error = NULL;
      g_autofree char *line = dp_ssh_cert_build (key, &fields, &error);
      g_autoptr (DpSshCert) cert = NULL;
      g_autofree char *comment = NULL;

      g_assert_no_error (error);
      cert = dp_ssh_cert_parse_line (line, strlen (line), &comment, &error);
      g_assert_no_error (error);
      g_assert_true (dp_ssh_cert_check (cert, NOW, &error));
      g_assert_true (dp_ssh_cert_check (cert, 0, &error));
      g_assert_true (dp_ssh_cert_check (cert, G_MAXINT64, &error));
      g_assert_cmpstr (comment, ==, "");
      g_assert_cmpstr (dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT), ==, "p:a:b:c:d");
      g_assert_cmpstr (dp_ssh_cert_get_extension (cert, DP_SSH_EXT_ACCESS_TOKEN), ==, "secret");
      g_assert_cmpuint (g_strv_length ((char **) dp_ssh_cert_get_extensions (cert)), ==, 7);
      g_assert_cmpuint (dp_ssh_cert_get_valid_before (cert), ==, G_MAXUINT64);
      g_assert_cmpuint (dp_ssh_cert_get_serial (cert), ==, 0);
    }
}

/* What the parser would refuse is not built: name, change, reason. */
static void
test_build_refuses (void)
{
  static const char *const one[] = { "alice", NULL };
  static const char *const control[] = { "a\nb", NULL };
  g_autofree char *long_id = g_strnfill (DP_SSH_KEY_ID_MAX + 1, 'x');
  g_autofree char *long_token = g_strnfill (DP_PKT_MAX + 1, 'x');
  g_autofree char *token = g_strnfill (DP_PKT_MAX, 'x');
  g_autofree char *name = g_strnfill (2000, 'x');
  g_autofree const char **many = g_new0 (const char *, DP_SSH_MAX_PRINCIPALS + 2);
  g_autofree const char **long_names = g_new0 (const char *, DP_SSH_MAX_PRINCIPALS + 1);
  guint8 nonce[32] = { 9 };
  const struct
  {
    DpSshCertFields fields;
    DpError code;
  } cases[] = {
    { { long_id, one, "t", NULL, nonce }, DP_ERROR_LIMIT },
    { { "a\x1b", one, "t", NULL, nonce }, DP_ERROR_SSH_MALFORMED },
    { { "a\xff", one, "t", NULL, nonce }, DP_ERROR_UTF8 },
    { { "a", control, "t", NULL, nonce }, DP_ERROR_SSH_MALFORMED },
    { { "a", many, "t", NULL, nonce }, DP_ERROR_LIMIT },
    { { "a", one, long_token, NULL, nonce }, DP_ERROR_LIMIT },
    { { "a", one, "t\n", NULL, nonce }, DP_ERROR_SSH_MALFORMED },
    { { "a", one, "t", long_token, nonce }, DP_ERROR_LIMIT },
    { { "a", one, token, token, nonce }, DP_ERROR_LIMIT },
    { { "a", long_names, "t", NULL, nonce }, DP_ERROR_LIMIT },
  };
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);

  for (gsize i = 0; i < DP_SSH_MAX_PRINCIPALS + 1; i++)
    many[i] = "p";
  for (gsize i = 0; i < DP_SSH_MAX_PRINCIPALS; i++)
    long_names[i] = name;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dp_ssh_cert_build (key, &cases[i].fields, &error));
      dpt_assert_code (error, cases[i].code);
    }
}

/* Around the ceiling of a blob a certificate is built, and can be read then, or it is refused. */
static void
test_build_ceiling (void)
{
  static const char *const one[] = { "alice", NULL };
  g_autofree char *token = g_strnfill (DP_PKT_MAX, 'x');
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  guint8 nonce[32] = { 9 };
  guint built = 0, refused = 0;

  for (gsize less = 400; less < 1000; less += 10)
    {
      g_autofree char *access_token = g_strnfill (DP_PKT_MAX - less, 'y');
      DpSshCertFields fields = { "a", one, token, access_token, nonce };
      g_autoptr (GError) error = NULL;
      g_autofree char *line = dp_ssh_cert_build (key, &fields, &error);
      g_autoptr (DpSshCert) cert = NULL;

      built += line != NULL;
      refused += line == NULL;
      if (line == NULL)
        dpt_assert_code (error, DP_ERROR_LIMIT);
      else
        cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, &error);
      g_assert_true ((cert != NULL) == (line != NULL));
    }
  g_assert_cmpuint (built, >, 0);
  g_assert_cmpuint (refused, >, 0);
}

static void
test_line (void)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autoptr (DptCert) made = dpt_cert_new (key, "");
  static const struct
  {
    const char *tail;
    const char *comment;
  } tails[] = {
    { "", "" },
    { "\n", "" },
    { " openpubkey\n", "openpubkey" },
    { "  openpubkey: https://x id", " openpubkey: https://x id" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *line = g_strconcat (made->type, " ", made->base64, tails[i].tail, NULL);
      g_autofree char *comment = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), &comment, &error);
      g_autoptr (DpSshCert) again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (comment, ==, tails[i].comment);
      again = dp_ssh_cert_parse_line (line, strlen (line), NULL, &error);
      g_assert_no_error (error);
    }
}

/* One byte flipped, taken away, or put in twice. */
static GBytes *
mutate (GBytes *good,
        gsize   at,
        guint   how)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (good, &len);
  GByteArray *out = g_byte_array_sized_new ((guint) len + 1);
  guint8 flipped = data[at] ^ (guint8) (how == 0 ? 1 : 0x80);

  g_byte_array_append (out, data, (guint) at);
  if (how < 2)
    g_byte_array_append (out, &flipped, 1);
  if (how == 3)
    {
      g_byte_array_append (out, data + at, 1);
      g_byte_array_append (out, data + at, 1);
    }
  g_byte_array_append (out, data + at + 1, (guint) (len - at - 1));
  return g_byte_array_free_to_bytes (out);
}

static void
test_mutations (void)
{
  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DpPrivateKey) key = dpt_cert_key (kind);
      g_autoptr (DptCert) made = dpt_cert_new (key, "");

      for (gsize at = 0; at < g_bytes_get_size (made->blob); at++)
        for (guint how = 0; how < 4; how++)
          {
            g_autoptr (GBytes) bad = mutate (made->blob, at, how);
            g_autofree char *base64 = dp_base64_encode (g_bytes_get_data (bad, NULL),
                                                        g_bytes_get_size (bad));
            g_autoptr (DpSshCert) cert = NULL;

            g_assert_false (g_bytes_equal (bad, made->blob));
            cert = dp_ssh_cert_parse (made->type, base64, strlen (base64), NULL);
            if (cert != NULL && dp_ssh_cert_check (cert, NOW, NULL))
              g_error ("kind %d: byte %d, way %u verifies", kind, (int) at, how); /* nocheck: test */
          }
    }
}

/* Every certificate that is cut short is refused while it is read. */
static void
test_prefixes (void)
{
  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DpPrivateKey) key = dpt_cert_key (kind);
      g_autoptr (DptCert) made = dpt_cert_new (key, "");
      const guint8 *data = g_bytes_get_data (made->blob, NULL);

      for (gsize len = 0; len < g_bytes_get_size (made->blob); len++)
        {
          g_autofree char *base64 = dp_base64_encode (data, len);
          g_autoptr (GError) error = NULL;

          g_assert_null (dp_ssh_cert_parse (made->type, base64, strlen (base64), &error));
          dpt_assert_code (error, DP_ERROR_TRUNCATED);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/ssh/cert/knows_three_types", test_types);
  g_test_add_func ("/ssh/cert/gives_its_fields", test_fields);
  g_test_add_func ("/ssh/cert/lists_may_be_empty", test_empty_lists);
  g_test_add_func ("/ssh/cert/holds_its_times", test_times);
  g_test_add_func ("/ssh/cert/builds_what_it_reads", test_build);
  g_test_add_func ("/ssh/cert/builds_nothing_that_it_refuses", test_build_refuses);
  g_test_add_func ("/ssh/cert/builds_up_to_the_ceiling", test_build_ceiling);
  g_test_add_func ("/ssh/cert/reads_lines", test_line);
  g_test_add_func ("/ssh/cert/no_part_is_enough", test_prefixes);
  g_test_add_func ("/ssh/cert/no_changed_byte_verifies", test_mutations);
  return g_test_run ();
}
