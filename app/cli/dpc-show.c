/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-show.h"

#include <glib/gi18n.h>

#include "dp-text.h"
#include "dpc-report.h"

char *
dpc_show_dup_time (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (when);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");
}

char *
dpc_show_dup_rfc3339 (gint64 when)
{
  g_autoptr (GDateTime) time = when != 0 ? g_date_time_new_from_unix_utc (when) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : NULL;
}

static char *
display (const char *text)
{
  return dp_text_display (text != NULL ? text : "", -1);
}

void
dpc_show_identity (DpClaims *claims)
{
  const char *email = dp_claims_get_email (claims);
  g_autofree char *shown = display (email);
  g_autofree char *sub = display (dp_claims_get_subject (claims));
  g_autofree char *iss = display (dp_claims_get_issuer (claims));
  g_autofree char *joined = g_strjoinv (" ", (char **) dp_claims_get_audience (claims));
  g_autofree char *aud = display (joined);

  if (email == NULL || email[0] == '\0')
    dpc_warn (_("the provider gave no e-mail address; servers can allow you by your subject only"));
  if (email == NULL || email[0] == '\0')
    dpc_say (_("Signed in as subject %s, issuer %s, audience %s."), sub, iss, aud);
  else
    dpc_say (_("Signed in as %s, subject %s, issuer %s, audience %s."), shown, sub, iss, aud);
}

void
dpc_show_claims (DpClaims *claims)
{
  g_autofree char *text = dp_json_to_canonical (dp_claims_get_json (claims), NULL);
  g_autofree char *pretty = text != NULL ? dpc_json_dup_pretty (text) : NULL;

  if (pretty != NULL)
    g_print ("%s\n", pretty);
}
