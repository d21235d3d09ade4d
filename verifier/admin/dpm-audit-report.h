/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-audit.h"
#include "dpm-json.h"

G_BEGIN_DECLS

/* One file that was audited. */
typedef struct
{
  char      *path;
  GPtrArray *rows;        /* (nullable): of DpmAuditRow; %NULL when it could not be read */
  char      *error;       /* (nullable) */
  char      *perms_error; /* (nullable) */
} DpmAuditFile;

DpmAuditFile *dpm_audit_file_new   (const char         *path);
void          dpm_audit_file_free  (DpmAuditFile       *self);
gboolean      dpm_audit_file_is_ok (const DpmAuditFile *self);
/* The members of opkssh's report: file_path, rows, error, perms_error. */
void          dpm_audit_file_write (const DpmAuditFile *self,
                                    const char         *name,
                                    DpmJson            *json);
/* Rows on stdout, what is wrong with the file on stderr. */
void          dpm_audit_file_print (const DpmAuditFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmAuditFile, dpm_audit_file_free)

G_END_DECLS
