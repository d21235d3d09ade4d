/* SPDX-License-Identifier: Apache-2.0 */
/* dp_config_parse: what is accepted is within its limits and steers no library. */
#include "fuzz.h"

#include <string.h>

#include "dp-config.h"

static void
check_variable (const char *variable)
{
  static const char *const dangerous[] = { "LD_", "GIO_", "OPENSSL_", "G_", "SSLKEYLOGFILE=" };

  g_assert_true (g_ascii_isalpha (*variable) || *variable == '_');
  g_assert_nonnull (strchr (variable, '='));
  for (guint i = 0; i < G_N_ELEMENTS (dangerous); i++)
    g_assert_cmpint (g_ascii_strncasecmp (variable, dangerous[i], strlen (dangerous[i])), !=, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpConfig) config = dp_config_parse (data, size, &error);

  g_assert_true ((config == NULL) == (error != NULL));
  if (config == NULL)
    return 0;
  for (guint i = 0; config->env_vars[i] != NULL; i++)
    check_variable (config->env_vars[i]);
  for (guint i = 0; config->chain[i] != NULL; i++)
    g_assert_cmpint (config->chain[i][0], ==, '/');
  for (guint i = 0; config->deny_users[i] != NULL; i++)
    g_assert_cmpint (config->deny_users[i][0], !=, '\0');
  for (guint i = 0; config->unknown_keys[i] != NULL; i++)
    g_assert_true (!g_strv_contains (dp_config_known_keys (), config->unknown_keys[i]));
  g_assert_true (config->iat_tolerance >= 0 && config->iat_tolerance <= 300);
  g_assert_true (config->jwks_max_stale >= 0 && config->jwks_max_stale <= 30 * 24 * 3600);
  return 0;
}
