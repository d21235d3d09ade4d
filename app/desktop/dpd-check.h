/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  DPD_SEVERITY_GOOD,
  DPD_SEVERITY_INFO,
  DPD_SEVERITY_WARNING,
  DPD_SEVERITY_BAD,
  DPD_SEVERITY_QUESTION,
  DPD_SEVERITY_RUNNING,
  DPD_SEVERITY_TODO,
  DPD_SEVERITY_N
} DpdSeverity;

/* A check as it comes over the bus (see app/dbus); its text may come from a stranger. */
typedef struct
{
  char       *id;
  DpdSeverity severity;
  char      **args;
  char       *fix; /* "" for none */
  char      **fix_args;
} DpdCheck;

/**
 * dpd_check_new:
 * @variant: of type (ssassas)
 *
 * Returns: (transfer full): an unknown severity counts as bad.
 */
DpdCheck   *dpd_check_new (GVariant *variant) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpd_check_new_plain:
 * @arg: (nullable): the only argument
 *
 * Returns: (transfer full): a check that the window itself makes.
 */
DpdCheck   *dpd_check_new_plain (const char *id,
                                 DpdSeverity severity,
                                 const char *arg) G_GNUC_WARN_UNUSED_RESULT;
void        dpd_check_free (DpdCheck *check);
/* Title and detail in the person's language, plain text. (transfer full) */
char       *dpd_check_dup_title (const DpdCheck *check) G_GNUC_WARN_UNUSED_RESULT;
char       *dpd_check_dup_detail (const DpdCheck *check) G_GNUC_WARN_UNUSED_RESULT;
gboolean    dpd_check_is_problem (const DpdCheck *check);

/* (transfer container): the checks of an a(ssassas). */
GPtrArray  *dpd_checks_new (GVariant *variant) G_GNUC_WARN_UNUSED_RESULT;
/* Whether nothing is bad and nothing is asked. */
gboolean    dpd_checks_pass (GPtrArray *checks);
/* Ids and severities only: nothing private, for a bug report. (transfer full) */
char       *dpd_checks_dup_report (GPtrArray *checks) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpdCheck, dpd_check_free)

G_END_DECLS
