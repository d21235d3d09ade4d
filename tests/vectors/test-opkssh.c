/* SPDX-License-Identifier: Apache-2.0 */
/* What opkssh 0.16.0 made and said, recorded: data/opkssh, see data/README.md. */
#include <string.h>

#include "dpt-login.h"
#include "dpt.h"

#define FOLDER "vectors/data/opkssh"
#define FINE DP_ERROR_N

/*
 * @now: within a minute of the token, or when opkssh was asked. @reason: why ours refuses; where
 * opkssh accepts, @why says what the difference is good for.
 */
static const struct
{
  const char *name;
  gint64 now;
  DpError reason;
  const char *why;
} vectors[] = {
  { "rs256-ecdsa", 1795332834, FINE, NULL },
  { "rs256-ed25519", 1795332836, FINE, NULL },
  { "rs256-ecdsa-access-token", 1795332842, FINE, NULL },
  { "rs256-ecdsa-principal-alice", 1795332844, FINE, NULL },
  { "es256-ecdsa", 1795334508, FINE, NULL },
  { "es256-ed25519", 1795334509, FINE, NULL },
  /* The provider's Ed25519 key is lost: only what comes before its signature can be shown. */
  { "eddsa-ecdsa", 1795332841, DP_ERROR_KEY_UNKNOWN, "everything else holds" },

  { "neg-alg-none", 1795334600, DP_ERROR_ALGORITHM, NULL },
  { "neg-bob", 1795334600, DP_ERROR_NOT_LISTED, NULL },
  { "neg-cic-signature", 1795334600, DP_ERROR_CIC_SIGNATURE, NULL },
  { "neg-empty-pkt", 1795334600, DP_ERROR_CERT_NO_TOKEN, NULL },
  { "neg-issuer", 1795334600, DP_ERROR_ISSUER_UNKNOWN, NULL },
  { "neg-kid-unknown", 1795334600, DP_ERROR_KEY_UNKNOWN, NULL },
  { "neg-no-extension", 1795334600, DP_ERROR_CERT_NO_TOKEN, NULL },
  { "neg-old", 1795334600, DP_ERROR_EXPIRED, NULL },
  { "neg-op-signature", 1795334600, DP_ERROR_SIGNATURE, NULL },
  { "neg-payload-edited", 1795334600, DP_ERROR_CIC_SIGNATURE, NULL },
  { "neg-pkt-bitflip", 1795334600, DP_ERROR_UTF8, NULL },
  { "neg-short", 1795334600, DP_ERROR_EXPIRED, NULL },
  { "neg-upk-mismatch", 1795334600, DP_ERROR_CERT_SIGNER, NULL },

  { "quirk-cert-sig-broken", 1795334600, DP_ERROR_CERT_SIGNATURE,
    "opkssh never looks at it; that sshd does is sshd's affair (S8, D5)" },
  { "quirk-host-cert", 1795334600, DP_ERROR_CERT_KIND,
    "a host certificate is no login; opkssh leaves that to sshd (D5)" },
  { "quirk-other-ca", 1795334600, DP_ERROR_CERT_SIGNER,
    "opkssh prints the stranger's key as cert-authority: whoever signed could add options (S8)" },
  { "quirk-principal-newline", 1795334600, DP_ERROR_SSH_MALFORMED,
    "opkssh 0.16.0 prints three authorized_keys lines (D17)" },
  { "quirk-principal-quote", 1795334600, DP_ERROR_PRINCIPAL,
    "opkssh 0.16.0 prints the quote, which ends the option (D17)" },
  { "quirk-principal-root", 1795334600, DP_ERROR_PRINCIPAL,
    "the certificate is not for alice; opkssh leaves that to sshd (D17)" },
};

static char *
load (const char *name,
      const char *file)
{
  g_autofree char *path = g_build_filename (FOLDER, name, file, NULL);

  return g_strchomp (dpt_load_text (path));
}

static void
test_vector (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *providers = dpt_load_text (FOLDER "/etc-opk-providers");
  g_autofree char *auth_id = dpt_load_text (FOLDER "/etc-opk-auth_id");
  g_autofree char *certificate = load (vectors[i].name, "id-cert.pub");
  g_autofree char *said = load (vectors[i].name, "verify.stdout");
  g_autofree char *keys_text = dpt_load_text (FOLDER "/keys.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJwks) keys = dp_jwks_parse ((const guint8 *) keys_text, strlen (keys_text), &error);
  const DptServer server = { providers, auth_id, "alice", keys, vectors[i].now, FALSE };
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  line = dpt_login (&server, certificate, &error);
  if (vectors[i].reason == FINE)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (line, ==, said);
      return;
    }
  dpt_assert_code (error, vectors[i].reason);
  g_assert_null (line);
  if (vectors[i].why != NULL)
    g_test_message ("opkssh: %s; Daypass: %s: %s", *said != '\0' ? "accepts" : "refuses",
                    dp_error_reason (error), vectors[i].why);
  g_assert_cmpint (*said != '\0', ==, vectors[i].why != NULL);
}

/* Without keys nothing that was accepted is, and the reason tells that keys are all it lacks. */
static void
test_without_keys (void)
{
  g_autofree char *providers = dpt_load_text (FOLDER "/etc-opk-providers");
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const DptServer server = { providers, NULL, "alice", NULL, vectors[i].now, FALSE };
      g_autofree char *certificate = load (vectors[i].name, "id-cert.pub");
      g_autoptr (GError) error = NULL;

      if (vectors[i].reason != FINE && vectors[i].reason != DP_ERROR_SIGNATURE
          && vectors[i].reason != DP_ERROR_KEY_UNKNOWN)
        continue;
      g_assert_null (dpt_login (&server, certificate, &error));
      dpt_assert_code (error, DP_ERROR_KEY_UNKNOWN);
      n++;
    }
  g_assert_cmpuint (n, ==, 9);
}

/* A genuine certificate at other times, for other people, with other keys. */
static void
test_other_circumstances (void)
{
  static const struct
  {
    const char *login;
    gint64 now;
    DpError reason;
  } cases[] = {
    { "alice", 1795332774, FINE },
    { "alice", 1795332774 + 24 * 3600, FINE },
    { "alice", 1795332774 + 24 * 3600 + 1, DP_ERROR_EXPIRED },
    { "alice", 1795332774 - 60, FINE },
    { "alice", 1795332774 - 61, DP_ERROR_CLOCK_BEHIND },
    { "root", 1795332834, DP_ERROR_NOT_LISTED },
    { "Alice", 1795332834, DP_ERROR_NOT_LISTED },
    { "alice ", 1795332834, DP_ERROR_LOGIN_NAME },
  };
  g_autofree char *providers = dpt_load_text (FOLDER "/etc-opk-providers");
  g_autofree char *auth_id = dpt_load_text (FOLDER "/etc-opk-auth_id");
  g_autofree char *certificate = load ("rs256-ecdsa", "id-cert.pub");
  g_autofree char *keys_text = dpt_load_text (FOLDER "/keys.json");
  g_autoptr (DpJwks) keys = dp_jwks_parse ((const guint8 *) keys_text, strlen (keys_text), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DptServer server = { providers, auth_id, cases[i].login, keys, cases[i].now, FALSE };
      g_autoptr (GError) error = NULL;
      g_autofree char *line = dpt_login (&server, certificate, &error);

      g_assert_cmpint (line != NULL, ==, cases[i].reason == FINE);
      dpt_assert_code (error, cases[i].reason);
    }
}

/* The parts beside each certificate are what we take out of it. */
static void
test_parts (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *certificate = load (vectors[i].name, "id-cert.pub");
  g_autofree char *compact = load (vectors[i].name, "pktoken.compact");
  g_autofree char *id_token = load (vectors[i].name, "id_token");
  g_autofree char *cic_token = load (vectors[i].name, "cic_token");
  g_autofree char *inspect = load (vectors[i].name, "inspect.txt");
  g_autoptr (DpSshCert) cert = NULL;
  g_autoptr (DpPkt) pkt = NULL;
  g_autofree char *op = NULL;
  g_autofree char *cic = NULL;
  g_autofree char *hash = NULL;

  cert = dp_ssh_cert_parse_line (certificate, strlen (certificate), NULL, NULL);
  g_assert_cmpstr (dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT), ==, compact);
  pkt = dp_pkt_parse (compact, strlen (compact), NULL);
  g_assert_nonnull (pkt);
  op = dp_jws_dup_compact (dp_pkt_get_op (pkt));
  cic = dp_jws_dup_compact (dp_pkt_get_cic_jws (pkt));
  hash = dp_pkt_hash (pkt, NULL);
  g_assert_cmpstr (op, ==, id_token);
  g_assert_cmpstr (cic, ==, cic_token);
  g_assert_cmpstr (dp_cic_get_commitment (dp_pkt_get_cic (pkt)), ==,
                   dp_claims_get_nonce (dp_pkt_get_claims (pkt)));
  g_assert_nonnull (strstr (inspect, hash));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *path = g_strconcat ("/vectors/opkssh/", vectors[i].name, NULL);
      g_autofree char *parts = g_strconcat (path, "-parts", NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_vector);
      if (vectors[i].reason == FINE)
        g_test_add_data_func (parts, GUINT_TO_POINTER (i), test_parts);
    }
  g_test_add_func ("/vectors/opkssh/all_needs_the_keys_and_nothing_else", test_without_keys);
  g_test_add_func ("/vectors/opkssh/times_and_logins", test_other_circumstances);
  return g_test_run ();
}
