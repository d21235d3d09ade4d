/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-limits.h"
#include "dp-providers.h"
#include "dpt.h"

static DpProviders *
read_in_steps (const char *text,
               gsize       step,
               GError    **error)
{
  g_autoptr (DpProviders) self = dp_providers_new ();
  gsize len = strlen (text);

  for (gsize i = 0; i < len; i += step)
    dp_providers_feed (self, (const guint8 *) text + i, MIN (step, len - i));
  return dp_providers_finish (self, error) ? g_steal_pointer (&self) : NULL;
}

/* The file that opkssh's installer writes, and what people do to it. */
static const char file[]
  = "# Issuer Client-ID expiration-policy\r\n"
    "https://accounts.google.com g 24h\r\n"
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0 ms 12h\n"
    "\n"
    "https://op.example/ 'with space' 1week # ours\n"
    "https://bad.example x 25h\n"
    "only two\n"
    "http://localhost:9400 demo oidc-refreshed\n"
    "https://token.actions.githubusercontent.com unused oidc";

static void
test_rows (void)
{
  static const struct
  {
    guint line;
    const char *issuer;
    const char *client_id;
    DpExpiry expiry;
  } want[] = {
    { 2, "https://accounts.google.com", "g", DP_EXPIRY_24H },
    { 3, "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "ms",
      DP_EXPIRY_12H },
    { 5, "https://op.example/", "with space", DP_EXPIRY_1WEEK },
    { 8, "http://localhost:9400", "demo", DP_EXPIRY_OIDC_REFRESHED },
    { 9, "https://token.actions.githubusercontent.com", "unused", DP_EXPIRY_OIDC },
  };

  for (gsize step = 1; step < 400; step += 37)
    {
      g_autoptr (DpProviders) self = read_in_steps (file, step, NULL);

      g_assert_cmpuint (dp_providers_get_n_rows (self), ==, G_N_ELEMENTS (want));
      g_assert_cmpuint (dp_providers_get_n_bad (self), ==, 2);
      g_assert_cmpuint (dp_providers_get_first_bad_line (self), ==, 6);
      for (guint i = 0; i < G_N_ELEMENTS (want); i++)
        {
          const DpProvidersRow *row = dp_providers_get_row (self, i);

          g_assert_cmpuint (row->line, ==, want[i].line);
          g_assert_cmpstr (row->issuer, ==, want[i].issuer);
          g_assert_cmpstr (row->client_id, ==, want[i].client_id);
          g_assert_cmpint (row->expiry, ==, want[i].expiry);
        }
    }
}

/* Decision D18: both client ids of one issuer are accepted. */
static void
test_choose (void)
{
  static const char text[] = "https://i c1 12h\nhttps://other c3 24h\nhttps://i c2 24h\n";
  static const struct
  {
    const char *claims;
    guint line; /* 0: none */
  } cases[] = {
    { "{\"iss\":\"https://i\",\"aud\":\"c1\"}", 1 },
    { "{\"iss\":\"https://i\",\"aud\":\"c2\"}", 3 },
    { "{\"iss\":\"https://i\",\"aud\":[\"x\",\"c2\"]}", 3 },
    { "{\"iss\":\"https://i\",\"aud\":[\"c2\",\"c1\"]}", 1 },
    { "{\"iss\":\"https://i\",\"aud\":\"c3\"}", 1 },
    { "{\"iss\":\"https://i\"}", 1 },
    { "{\"iss\":\"https://other\",\"aud\":\"c3\"}", 2 },
    { "{\"iss\":\"https://i/\",\"aud\":\"c1\"}", 0 },
    { "{\"iss\":\"HTTPS://i\",\"aud\":\"c1\"}", 0 },
    { "{\"aud\":\"c1\"}", 0 },
  };
  g_autoptr (DpProviders) self = read_in_steps (text, 9, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DpClaims) claims = dp_claims_parse ((const guint8 *) cases[i].claims,
                                                     strlen (cases[i].claims), NULL);
      g_autoptr (GError) error = NULL;
      const DpProvidersRow *row = dp_providers_choose (self, claims, &error);

      g_assert_cmpuint (row != NULL ? row->line : 0, ==, cases[i].line);
      dpt_assert_code (error, row != NULL ? DP_ERROR_N : DP_ERROR_ISSUER_UNKNOWN);
    }
}

static const struct
{
  const char *issuer;
  gboolean ok;
} issuers[] = {
  { "https://a", TRUE },
  { "https://a.example:8443/path/", TRUE },
  { "https://[2001:db8::1]/x", TRUE },
  { "http://localhost", TRUE },
  { "http://LOCALHOST:3000/x", TRUE },
  { "http://127.0.0.1:9400", TRUE },
  { "http://127.255.0.9", TRUE },
  { "http://[::1]:80", TRUE },
  { "", FALSE },
  { "a", FALSE },
  { "https:", FALSE },
  { "https://", FALSE },
  { "https:///x", FALSE },
  { "HTTP://localhost.evil", FALSE },
  { "http://a", FALSE },
  { "http://128.0.0.1", FALSE },
  { "http://127.0.0", FALSE },
  { "http://127.0.0.256", FALSE },
  { "http://127.0.0.1.x", FALSE },
  { "http://[::2]", FALSE },
  { "ftp://localhost", FALSE },
  { "https://u@a", FALSE },
  { "https://u:p@a", FALSE },
  { "https://a?q", FALSE },
  { "https://a#f", FALSE },
  { "https://a b", FALSE },
  { "https://\xc3\xa4", FALSE },
};

static void
test_issuers (void)
{
  g_autofree char *path = g_strnfill (DP_URL_MAX, 'p');
  g_autofree char *large = g_strconcat ("https://a/", path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    {
      g_test_message ("%s", issuers[i].issuer);
      g_assert_cmpint (dp_providers_issuer_is_acceptable (issuers[i].issuer), ==, issuers[i].ok);
    }
  g_assert_false (dp_providers_issuer_is_acceptable (large));
}

static void
test_ceilings (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *comment = g_strnfill (DP_PROVIDERS_MAX, '#');
  g_autofree char *large = g_strconcat ("https://i c 24h\n", comment, NULL);
  g_autoptr (DpProviders) full = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < DP_PROVIDERS_MAX_ROWS; i++)
    g_string_append (text, "https://i c 24h\n");
  full = read_in_steps (text->str, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dp_providers_get_n_rows (full), ==, DP_PROVIDERS_MAX_ROWS);

  g_string_append (text, "https://i c 24h\n");
  g_assert_null (read_in_steps (text->str, 100, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (read_in_steps (large, 4096, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/policy/providers/keeps_good_rows_and_counts_bad_ones", test_rows);
  g_test_add_func ("/policy/providers/chooses_by_issuer_and_audience", test_choose);
  g_test_add_func ("/policy/providers/knows_acceptable_issuers", test_issuers);
  g_test_add_func ("/policy/providers/refuses_what_is_too_large", test_ceilings);
  return g_test_run ();
}
