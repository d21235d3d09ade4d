/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-check.h"

#include "dpw-sentences.h"

static const char *const severities[DPD_SEVERITY_N] = {
  [DPD_SEVERITY_GOOD] = "good",       [DPD_SEVERITY_INFO] = "info",
  [DPD_SEVERITY_WARNING] = "warning", [DPD_SEVERITY_BAD] = "bad",
  [DPD_SEVERITY_QUESTION] = "question", [DPD_SEVERITY_RUNNING] = "running",
  [DPD_SEVERITY_TODO] = "todo",
};

static DpdSeverity
parse_severity (const char *word)
{
  for (guint i = 0; i < DPD_SEVERITY_N; i++)
    if (g_str_equal (word, severities[i]))
      return (DpdSeverity) i;
  return DPD_SEVERITY_BAD;
}

DpdCheck *
dpd_check_new (GVariant *variant)
{
  DpdCheck *check = g_new0 (DpdCheck, 1);
  const char *severity;

  g_variant_get (variant, "(s&s^ass^as)", &check->id, &severity, &check->args, &check->fix,
                 &check->fix_args);
  check->severity = parse_severity (severity);
  return check;
}

DpdCheck *
dpd_check_new_plain (const char *id,
                     DpdSeverity severity,
                     const char *arg)
{
  DpdCheck *check = g_new0 (DpdCheck, 1);
  const char *args[] = { arg, NULL };
  const char *none[] = { NULL };

  check->id = g_strdup (id);
  check->severity = severity;
  check->args = g_strdupv ((char **) args);
  check->fix = g_strdup ("");
  check->fix_args = g_strdupv ((char **) none);
  return check;
}

void
dpd_check_free (DpdCheck *check)
{
  if (check == NULL)
    return;
  g_free (check->id);
  g_strfreev (check->args);
  g_free (check->fix);
  g_strfreev (check->fix_args);
  g_free (check);
}

char *
dpd_check_dup_title (const DpdCheck *check)
{
  return dpw_sentence_title (check->id, (const char *const *) check->args);
}

char *
dpd_check_dup_detail (const DpdCheck *check)
{
  return dpw_sentence_detail (check->id, (const char *const *) check->args);
}

gboolean
dpd_check_is_problem (const DpdCheck *check)
{
  return check->severity == DPD_SEVERITY_BAD || check->severity == DPD_SEVERITY_WARNING
         || check->severity == DPD_SEVERITY_QUESTION;
}

GPtrArray *
dpd_checks_new (GVariant *variant)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify) dpd_check_free);
  GVariantIter iter;
  GVariant *child;

  g_variant_iter_init (&iter, variant);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_ptr_array_add (checks, dpd_check_new (child));
      g_variant_unref (child);
    }
  return checks;
}

gboolean
dpd_checks_pass (GPtrArray *checks)
{
  for (guint i = 0; i < checks->len; i++)
    {
      const DpdCheck *check = g_ptr_array_index (checks, i);

      if (check->severity == DPD_SEVERITY_BAD || check->severity == DPD_SEVERITY_QUESTION
          || check->severity == DPD_SEVERITY_RUNNING)
        return FALSE;
    }
  return TRUE;
}

char *
dpd_checks_dup_report (GPtrArray *checks)
{
  GString *report = g_string_new (NULL);

  for (guint i = 0; checks != NULL && i < checks->len; i++)
    {
      const DpdCheck *check = g_ptr_array_index (checks, i);

      g_string_append_printf (report, "%-8s %s\n", severities[check->severity], check->id);
    }
  return g_string_free (report, FALSE);
}
