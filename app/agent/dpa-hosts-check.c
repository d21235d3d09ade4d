/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

/* What there is to say about a list of hosts. */
#include "dpa-hosts.h"

#include "dp-text.h"
#include "dpa-check.h"
#include "dpa-pattern.h"
#include "dpw-state.h"

static void
check_patterns (GVariantBuilder   *checks,
                const char *const *patterns,
                gboolean          *fine)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint hosts = 0, n = g_strv_length ((char **) patterns);

  for (guint i = 0; i < n && i <= DPA_PATTERNS_MAX; i++)
    {
      g_autofree char *shown = dp_text_display (patterns[i], -1);
      GVariant *check = NULL;

      hosts += !dpa_pattern_is_exclusion (patterns[i]);
      if (!dpa_pattern_is_valid (patterns[i]) || i == DPA_PATTERNS_MAX)
        check = dpa_check ("pattern-invalid", "bad", shown, NULL);
      else if (!g_hash_table_add (seen, (gpointer) patterns[i]))
        check = dpa_check ("pattern-twice", "bad", shown, NULL);
      *fine &= check == NULL;
      if (check == NULL && !dpa_pattern_is_exclusion (patterns[i])
          && dpa_pattern_is_everything (patterns[i]))
        check = dpa_check ("pattern-everything", "warning", NULL);
      if (check != NULL)
        g_variant_builder_add_value (checks, check);
    }
  if (n > 0 && hosts == 0)
    {
      g_variant_builder_add_value (checks, dpa_check ("patterns-only-exclude", "bad", NULL));
      *fine = FALSE;
    }
}

static void
check_other (GVariantBuilder   *checks,
             DpaAccount        *other,
             const char *const *patterns,
             gboolean          *fine)
{
  const DpaRecord *record = dpa_account_get_record (other);
  g_autoptr (DpaOverlap) overlap
    = dpa_patterns_overlap (patterns, (const char *const *) record->hosts);
  g_autofree char *name = NULL;
  g_autofree char *short_name = NULL;

  if (overlap == NULL)
    return;
  name = dpa_account_dup_name (other);
  short_name = dpw_short_name (name);
  *fine = FALSE;
  g_variant_builder_add_value (
    checks, dpa_check_full ("pattern-overlap", "question",
                            (const char *const[]) { name, overlap->host, short_name, NULL },
                            "exclude-host",
                            (const char *const[]) { overlap->exclude, short_name, NULL }));
}

GVariant *
dpa_hosts_check (DpaAccount        *account,
                 const char *const *patterns,
                 gboolean          *fine)
{
  GPtrArray *accounts = dpa_agent_get_accounts (dpa_account_get_agent (account));
  GVariantBuilder checks;

  *fine = TRUE;
  g_variant_builder_init (&checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  check_patterns (&checks, patterns, fine);
  for (guint i = 0; *fine && i < accounts->len; i++)
    if (g_ptr_array_index (accounts, i) != account)
      check_other (&checks, g_ptr_array_index (accounts, i), patterns, fine);
  return g_variant_builder_end (&checks);
}
