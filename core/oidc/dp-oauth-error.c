/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-oauth-error-private.h"

#include "dp-error.h"
#include "dp-text.h"

static const struct
{
  const char *code;
  DpError     error;
} table[] = {
  { "access_denied", DP_ERROR_ACCESS_DENIED },
  { "consent_required", DP_ERROR_ACCESS_DENIED },
  { "invalid_grant", DP_ERROR_GRANT },
  { "redirect_uri_mismatch", DP_ERROR_REDIRECT_URI },
  { "invalid_redirect_uri", DP_ERROR_REDIRECT_URI },
};

gboolean
_dp_oauth_error_set (GError    **error,
                     const char *code,
                     const char *description)
{
  g_autofree char *shown = dp_text_display (code, -1);
  g_autofree char *said = dp_text_display (description != NULL ? description : "", -1);
  DpError what = DP_ERROR_PROVIDER;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (code, table[i].code))
      what = table[i].error;
  return dp_error_set (error, what, said[0] != '\0' ? "%s: %s" : "%s", shown, said);
}
