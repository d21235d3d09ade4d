/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-audit.h"

#include <string.h>

#include "dp-expiry.h"
#include "dp-policy.h"
#include "dp-providers.h"
#include "dpm-rules.h"

const char *
dpm_audit_status_word (DpmAuditStatus status)
{
  static const char *const words[] = { "SUCCESS", "WARNING", "ERROR" };

  return words[status];
}

static void
row_free (gpointer data)
{
  DpmAuditRow *row = data;

  for (guint i = 0; i < DPM_COLUMNS; i++)
    g_free (row->columns[i]);
  g_free (row->reason);
  g_free (row->hint);
  g_free (row);
}

/* Keeps the first thing that is said, and the worst status. */
static void
say (DpmAuditRow   *row,
     DpmAuditStatus status,
     const char    *reason,
     char          *hint)
{
  g_autofree char *owned = hint;

  if (status <= row->status && row->reason != NULL)
    return;
  row->status = status;
  g_free (row->reason);
  g_free (row->hint);
  row->reason = g_strdup (reason);
  row->hint = g_steal_pointer (&owned);
}

/* (transfer full) (nullable): %NULL for a comment or blank line */
static DpmAuditRow *
row_new (const DpmTable *table,
         guint           line)
{
  const char *const *words = dpm_table_get_words (table, line);
  const GError *problem = dpm_table_get_problem (table, line);
  DpmAuditRow *row;

  if (words == NULL && problem == NULL)
    return NULL;
  row = g_new0 (DpmAuditRow, 1);
  row->line = line;
  row->was_read = words != NULL;
  for (guint i = 0; i < DPM_COLUMNS; i++)
    row->columns[i] = g_strdup (words == NULL ? "" : words[i]);
  if (problem != NULL)
    say (row, DPM_AUDIT_ERROR, problem->message, NULL);
  return row;
}

static gboolean
has_issuer (const DpmTable *providers,
            const char     *issuer)
{
  const char *const columns[DPM_COLUMNS] = { issuer, NULL, NULL };

  return dpm_table_find (providers, 1, columns) > 0;
}

/* The one change that would make the issuer match, as opkssh looks for it. */
static char *
issuer_hint (const DpmTable *providers,
             const char     *issuer)
{
  const char *const columns[DPM_COLUMNS] = { issuer, NULL, NULL };
  gsize slash = g_str_has_suffix (issuer, "/") ? 1 : 0;
  g_autofree char *without = g_strndup (issuer, strlen (issuer) - slash);
  g_autofree char *slashed = g_strconcat (issuer, "/", NULL);
  g_autofree char *https = g_str_has_prefix (issuer, "http://")
                             ? g_strconcat ("https://", issuer + strlen ("http://"), NULL)
                             : NULL;
  g_autofree char *http = g_str_has_prefix (issuer, "https://")
                            ? g_strconcat ("http://", issuer + strlen ("https://"), NULL)
                            : NULL;

  if (has_issuer (providers, without))
    return g_strdup_printf ("remove the trailing slash: %s", without);
  if (has_issuer (providers, slashed))
    return g_strdup_printf ("the providers file has it with a trailing slash: %s", slashed);
  if (https != NULL && has_issuer (providers, https))
    return g_strdup_printf ("write https instead of http: %s", https);
  if (http != NULL && has_issuer (providers, http))
    return g_strdup_printf ("the providers file has it with http: %s", http);
  if (dpm_table_find_commented (providers, columns) > 0)
    return g_strdup_printf ("it is commented out: daypass-admin provider enable %s", issuer);
  return g_strdup_printf ("add it: daypass-admin provider enable %s CLIENT-ID", issuer);
}

static void
check_issuer (DpmAuditRow    *row,
              const DpmTable *providers)
{
  const char *issuer = row->columns[2];

  if (*issuer == '\0')
    say (row, DPM_AUDIT_ERROR, "the issuer is empty", NULL);
  else if (!has_issuer (providers, issuer))
    say (row, DPM_AUDIT_ERROR, "the issuer is not in the providers file",
         issuer_hint (providers, issuer));
  else if (!g_str_has_prefix (issuer, "https://"))
    say (row, DPM_AUDIT_WARNING, "the issuer is not an https address", NULL);
}

static void
check_row (DpmAuditRow    *row,
           const DpmTable *providers)
{
  const char *remark = NULL;
  DpmIdentityState state = dpm_rules_check_identity (row->columns[1], &remark);

  check_issuer (row, providers);
  if (!dp_policy_login_is_safe (row->columns[0]))
    say (row, DPM_AUDIT_ERROR, "no account has such a name", NULL);
  if (state != DPM_IDENTITY_FINE)
    say (row, state == DPM_IDENTITY_NEVER ? DPM_AUDIT_ERROR : DPM_AUDIT_WARNING, remark, NULL);
}

static void
end_row (DpmAuditRow *row)
{
  if (row->reason == NULL)
    row->reason = g_strdup ("");
}

GPtrArray *
dpm_audit_policy (const DpmTable *policy,
                  const DpmTable *providers)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);

  for (guint line = 1; line <= dpm_table_get_n_lines (policy); line++)
    {
      DpmAuditRow *row = row_new (policy, line);

      if (row == NULL)
        continue;
      if (row->was_read)
        check_row (row, providers);
      end_row (row);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

static void
check_provider (DpmAuditRow    *row,
                const DpmTable *providers)
{
  const char *const columns[DPM_COLUMNS] = { row->columns[0], NULL, NULL };
  DpExpiry expiry = DP_EXPIRY_24H;

  if (!dp_providers_issuer_is_acceptable (row->columns[0]))
    say (row, DPM_AUDIT_ERROR, "the issuer is not an https address", NULL);
  else if (!dp_expiry_from_word (row->columns[2], &expiry, NULL))
    say (row, DPM_AUDIT_ERROR,
         "the lifetime is none of 12h 24h 48h 1week oidc oidc_refreshed never", NULL);
  else if (*row->columns[1] == '\0')
    say (row, DPM_AUDIT_ERROR, "the client id is empty", NULL);
  else if (expiry == DP_EXPIRY_NEVER || expiry == DP_EXPIRY_1WEEK)
    say (row, DPM_AUDIT_WARNING,
         "a stolen key stays good for that long: 24h or oidc_refreshed is safer", NULL);
  else if (strcmp (row->columns[2], "oidc-refreshed") == 0)
    say (row, DPM_AUDIT_WARNING, "opkssh does not know this spelling",
         g_strdup ("write oidc_refreshed"));
  else if (dpm_table_find (providers, row->line + 1, columns) > 0)
    say (row, DPM_AUDIT_WARNING,
         "there is another row for this issuer: opkssh then refuses everybody, Daypass reads "
         "both", NULL);
}

GPtrArray *
dpm_audit_providers (const DpmTable *providers)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);

  for (guint line = 1; line <= dpm_table_get_n_lines (providers); line++)
    {
      DpmAuditRow *row = row_new (providers, line);

      if (row == NULL)
        continue;
      if (row->was_read)
        check_provider (row, providers);
      end_row (row);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

void
dpm_audit_count (const GPtrArray *rows,
                 DpmAuditCounts  *counts)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const DpmAuditRow *row = rows->pdata[i];

      counts->total++;
      counts->successful += row->status == DPM_AUDIT_SUCCESS ? 1 : 0;
      counts->warnings += row->status == DPM_AUDIT_WARNING ? 1 : 0;
      counts->errors += row->status == DPM_AUDIT_ERROR ? 1 : 0;
    }
}
