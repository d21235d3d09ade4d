/* SPDX-License-Identifier: Apache-2.0 */
/* Where to look when somebody asks why a login was refused. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <string.h>

#include "dp-json.h"

static void
hint (DpjCase    *self,
      const char *format,
      ...) G_GNUC_PRINTF (2, 3);

static void
hint (DpjCase    *self,
      const char *format,
      ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->steps, dpj_case_step ('-', text));
}

static void
note_near (DpjCase    *self,
           const char *format,
           ...) G_GNUC_PRINTF (2, 3);

static void
note_near (DpjCase    *self,
           const char *format,
           ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->near, g_strdup_vprintf (format, args));
  va_end (args);
}

void
dpj_case_note_near (DpjCase        *self,
                    const char     *name,
                    const DpPolicy *policy)
{
  const DpPolicyNear *near = dp_policy_get_near (policy);

  if (near->unverified_line > 0)
    note_near (self, "%s:%u would allow it if the e-mail address were verified", name,
               near->unverified_line);
  if (near->other_issuer_line > 0)
    note_near (self, "%s:%u would allow it if the provider were %s", name, near->other_issuer_line,
               near->other_issuer);
  if (near->other_login_line > 0)
    note_near (self, "%s:%u lets this identity log in as %s", name, near->other_login_line,
               near->other_login);
  if (near->other_identity_line > 0)
    note_near (self, "%s:%u is for somebody else to log in as %s", name, near->other_identity_line,
               self->login);
}

/* Whether two issuers differ in a trailing slash or in the scheme only. */
static gboolean
is_nearly (const char *a,
           const char *b)
{
  const char *const schemes[] = { "https://", "http://" };
  gsize a_len, b_len;

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      a += g_str_has_prefix (a, schemes[i]) ? strlen (schemes[i]) : 0;
      b += g_str_has_prefix (b, schemes[i]) ? strlen (schemes[i]) : 0;
    }
  a_len = strlen (a) - (g_str_has_suffix (a, "/") ? 1 : 0);
  b_len = strlen (b) - (g_str_has_suffix (b, "/") ? 1 : 0);
  return a_len == b_len && strncmp (a, b, a_len) == 0;
}

static void
hint_issuer (DpjCase      *self,
             const GError *error)
{
  const char *issuer = dp_claims_get_issuer (dp_pkt_get_claims (self->pkt));
  guint before = self->steps->len;

  for (guint i = 0; issuer != NULL && i < dp_providers_get_n_rows (self->providers); i++)
    {
      const DpProvidersRow *row = dp_providers_get_row (self->providers, i);

      if (is_nearly (row->issuer, issuer))
        hint (self, "providers:%u has %s, the token has %s: they must be the same to the letter",
              row->line, row->issuer, issuer);
    }
  if (dp_providers_get_n_bad (self->providers) > 0)
    hint (self, "providers:%u cannot be read and does not count",
          dp_providers_get_first_bad_line (self->providers));
  if (self->steps->len == before)
    hint (self, "no row there is for %s", issuer == NULL ? "a token without an issuer" : issuer);
}

static void
hint_audience (DpjCase      *self,
               const GError *error)
{
  DpClaims *claims = dp_pkt_get_claims (self->pkt);
  const char *const *audience = dp_claims_get_audience (claims);
  g_autofree char *list = g_strjoinv (", ", (char **) audience);
  const char *party = NULL;

  if (g_strv_contains (audience, self->row->client_id)
      && dp_json_read_string (dp_claims_get_json (claims), "azp", DP_JSON_OPTIONAL, &party, NULL)
      && party != NULL)
    hint (self, "providers:%u has client ID %s, the token was given to %s (azp)", self->row->line,
          self->row->client_id, party);
  else
    hint (self, "providers:%u has client ID %s, the token is for %s", self->row->line,
          self->row->client_id, *list == '\0' ? "none" : list);
}

static char *
dup_time (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);

  if (time == NULL)
    return g_strdup ("?");
  /* g_date_time_format() asks for the locale, which the box does not have */
  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d:%02d UTC", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));
}

static void
hint_lifetime (DpjCase      *self,
               const GError *error)
{
  DpClaims *claims = dp_pkt_get_claims (self->pkt);
  const char *word = dp_expiry_get_word (self->row->expiry);
  g_autofree char *issued = dup_time (dp_claims_get_issued_at (claims));
  g_autofree char *expires = dup_time (dp_claims_get_expires_at (claims));
  g_autofree char *now = dup_time (self->now);

  if (g_str_has_prefix (word, "oidc"))
    hint (self, "providers:%u says %s: as long as the token, which was good until %s; now it is %s",
          self->row->line, word, expires, now);
  else
    hint (self, "providers:%u says %s; signed in at %s, now it is %s", self->row->line, word,
          issued, now);
}

static void
hint_clock (DpjCase      *self,
            const GError *error)
{
  g_autofree char *issued = dup_time (dp_claims_get_issued_at (dp_pkt_get_claims (self->pkt)));
  g_autofree char *now = dup_time (self->now);

  hint (self, "made at %s, and it is %s here", issued, now);
}

static void
hint_validity (DpjCase      *self,
               const GError *error)
{
  guint64 after = dp_ssh_cert_get_valid_after (self->cert);
  guint64 before = dp_ssh_cert_get_valid_before (self->cert);
  g_autofree char *from = dup_time ((gint64) MIN (after, G_MAXINT64));
  g_autofree char *until = dup_time ((gint64) MIN (before, G_MAXINT64));
  g_autofree char *now = dup_time (self->now);

  hint (self, "it is valid from %s until %s; now it is %s", from,
        before == G_MAXUINT64 ? "for ever" : until, now);
}

static void
hint_options (DpjCase      *self,
              const GError *error)
{
  g_autofree char *list = g_strjoinv (", ", (char **) dp_ssh_cert_get_critical (self->cert));

  hint (self, "it has the critical option %s", list);
}

static void
hint_principals (DpjCase      *self,
                 const GError *error)
{
  const char *const *principals = dp_ssh_cert_get_principals (self->cert);
  g_autofree char *list = g_strjoinv (", ", (char **) principals);

  hint (self, "the certificate is for %s, not for %s", list, self->login);
}

static void
hint_policy (DpjCase      *self,
             const GError *error)
{
  for (guint i = 0; i < self->near->len; i++)
    hint (self, "%s", (const char *) self->near->pdata[i]);
  if (self->near->len == 0)
    hint (self, "no row is for this login or this identity");
}

static void
hint_keys (DpjCase      *self,
           const GError *error)
{
  hint (self, "providers:%u: %s", self->row->line, error->message);
}

static const struct
{
  DpError code;
  void  (*hint) (DpjCase      *self,
                 const GError *error);
} hints[] = {
  { DP_ERROR_ISSUER_UNKNOWN, hint_issuer }, { DP_ERROR_AUDIENCE, hint_audience },
  { DP_ERROR_EXPIRED, hint_lifetime },      { DP_ERROR_CLOCK_BEHIND, hint_clock },
  { DP_ERROR_CERT_VALIDITY, hint_validity }, { DP_ERROR_CERT_OPTION, hint_options },
  { DP_ERROR_PRINCIPAL, hint_principals },  { DP_ERROR_NOT_LISTED, hint_policy },
  { DP_ERROR_EMAIL_UNVERIFIED, hint_policy }, { DP_ERROR_KEY_UNKNOWN, hint_keys },
  { DP_ERROR_UNREACHABLE, hint_keys },
};

void
dpj_case_hint (DpjCase      *self,
               const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    if (hints[i].code == dp_error_code (error))
      {
        hints[i].hint (self, error);
        return;
      }
}
