/* SPDX-License-Identifier: Apache-2.0 */
/* Key sets that real providers publish: data/spec/jwks_zoo. */
#include <string.h>

#include "dp-jwks.h"
#include "dpt.h"

static const struct
{
  const char *file;
  guint usable;
  guint skipped;
  gboolean kid_is_thumbprint;
} zoo[] = {
  { "aws_cognito", 2, 0, FALSE }, { "azure", 8, 0, FALSE },  { "forgejo_actions", 1, 0, FALSE },
  { "github_actions", 4, 0, FALSE }, { "gitlab", 3, 0, TRUE }, { "google", 2, 0, FALSE },
};

/* Every key is found by its id, for RS256, and may not be used for another kind. */
static void
check_keys (const DpJwks *jwks,
            json_t       *keys,
            gboolean      kid_is_thumbprint)
{
  json_t *key;
  gsize i;

  json_array_foreach (keys, i, key)
    {
      g_autoptr (GError) error = NULL;
      const char *kid = dpt_json_text (key, "kid");
      const DpJwk *jwk = dp_jwks_choose (jwks, kid, DP_SIGN_RS256, &error);
      g_autofree char *thumbprint = NULL;

      g_assert_no_error (error);
      thumbprint = dp_jwk_thumbprint (dp_jwk_get_key (jwk), &error);
      g_assert_no_error (error);
      if (kid_is_thumbprint)
        g_assert_cmpstr (thumbprint, ==, kid);
      g_assert_null (dp_jwks_choose (jwks, kid, DP_SIGN_ES256, &error));
      dpt_assert_code (error, DP_ERROR_KEY_USE);
    }
}

static void
test_zoo (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (zoo); i++)
    {
      g_autofree char *path = g_strdup_printf ("vectors/data/spec/jwks_zoo/%s.json", zoo[i].file);
      g_autofree char *text = dpt_load_text (path);
      json_t *raw = dpt_load_json (path);
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJwks) jwks = dp_jwks_parse ((const guint8 *) text, strlen (text), &error);

      g_test_message ("%s", zoo[i].file);
      g_assert_no_error (error);
      g_assert_cmpuint (dp_jwks_get_n_keys (jwks), ==, zoo[i].usable);
      g_assert_cmpuint (dp_jwks_get_skipped (jwks), ==, zoo[i].skipped);
      check_keys (jwks, json_object_get (raw, "keys"), zoo[i].kid_is_thumbprint);
      json_decref (raw);
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/jwks/real_providers", test_zoo);
  return g_test_run ();
}
