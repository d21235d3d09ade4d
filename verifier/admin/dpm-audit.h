/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-table.h"

G_BEGIN_DECLS

/*
 * What `audit` says about each row of a policy and of the providers file (protocol section 5,
 * findings S4, S25, decisions D4, D15). Pure: texts in, rows out.
 */
typedef enum
{
  DPM_AUDIT_SUCCESS,
  DPM_AUDIT_WARNING,
  DPM_AUDIT_ERROR,
} DpmAuditStatus;

typedef struct
{
  DpmAuditStatus status;
  guint          line;
  char          *columns[DPM_COLUMNS]; /* "" when the row could not be read */
  char          *reason;               /* "" when there is nothing to say */
  char          *hint;                 /* (nullable) */
  gboolean       was_read;
} DpmAuditRow;

/* "SUCCESS", "WARNING", "ERROR" */
const char *dpm_audit_status_word (DpmAuditStatus  status);

/* Rows of auth_id against the providers; (transfer full) of DpmAuditRow, in file order */
GPtrArray  *dpm_audit_policy      (const DpmTable *policy,
                                   const DpmTable *providers);
/* Rows of the providers file itself; (transfer full) */
GPtrArray  *dpm_audit_providers   (const DpmTable *providers);

typedef struct
{
  guint total;
  guint successful;
  guint warnings;
  guint errors;
} DpmAuditCounts;

/* Adds the rows to @counts. */
void        dpm_audit_count       (const GPtrArray *rows,
                                   DpmAuditCounts  *counts);

G_END_DECLS
