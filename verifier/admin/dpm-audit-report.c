/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-audit-report.h"

#include <stdio.h>

#include "dp-text.h"

DpmAuditFile *
dpm_audit_file_new (const char *path)
{
  DpmAuditFile *self = g_new0 (DpmAuditFile, 1);

  self->path = g_strdup (path);
  return self;
}

void
dpm_audit_file_free (DpmAuditFile *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->path);
  g_free (self->error);
  g_free (self->perms_error);
  g_free (self);
}

gboolean
dpm_audit_file_is_ok (const DpmAuditFile *self)
{
  DpmAuditCounts counts = { 0, 0, 0, 0 };

  if (self->rows != NULL)
    dpm_audit_count (self->rows, &counts);
  return self->error == NULL && self->perms_error == NULL && counts.warnings == 0
         && counts.errors == 0;
}

static void
write_row (const DpmAuditRow *row,
           DpmJson           *json)
{
  dpm_json_begin_object (json, NULL);
  dpm_json_add_string (json, "status", dpm_audit_status_word (row->status));
  if (!row->was_read)
    dpm_json_add_string (json, "hints", NULL);
  else
    {
      dpm_json_begin_array (json, "hints");
      if (row->hint != NULL)
        dpm_json_add_string (json, NULL, row->hint);
      dpm_json_end (json);
    }
  dpm_json_add_string (json, "principal", row->columns[0]);
  dpm_json_add_string (json, "identity_attr", row->columns[1]);
  dpm_json_add_string (json, "issuer", row->columns[2]);
  dpm_json_add_string (json, "reason", row->reason);
  dpm_json_add_int (json, "line_number", row->line);
  dpm_json_end (json);
}

void
dpm_audit_file_write (const DpmAuditFile *self,
                      const char         *name,
                      DpmJson            *json)
{
  dpm_json_begin_object (json, name);
  dpm_json_add_string (json, "file_path", self->path);
  if (self->rows == NULL)
    dpm_json_add_string (json, "rows", NULL);
  else
    {
      dpm_json_begin_array (json, "rows");
      for (guint i = 0; i < self->rows->len; i++)
        write_row (self->rows->pdata[i], json);
      dpm_json_end (json);
    }
  dpm_json_add_string (json, "error", self->error == NULL ? "" : self->error);
  dpm_json_add_string (json, "perms_error", self->perms_error == NULL ? "" : self->perms_error);
  dpm_json_end (json);
}

static void
print_row (const DpmAuditRow *row)
{
  static const char *const tags[] = { "[OK]  ", "[WARN]", "[ERR] " };
  g_autofree char *principal = dp_text_display (row->columns[0], -1);
  g_autofree char *identity = dp_text_display (row->columns[1], -1);
  g_autofree char *issuer = dp_text_display (row->columns[2], -1);
  g_autofree char *reason = dp_text_display (row->reason, -1);
  g_autofree char *hint = row->hint == NULL ? NULL : dp_text_display (row->hint, -1);

  printf ("%s %-8s line %u: ", tags[row->status], dpm_audit_status_word (row->status), row->line);
  if (!row->was_read)
    printf ("%s, this row does not count", reason);
  else
    printf ("%s %s %s", principal, identity, issuer);
  if (row->was_read && *reason != '\0')
    printf (" (%s)", reason);
  if (hint != NULL)
    printf ("  - %s", hint);
  putchar ('\n');
}

void
dpm_audit_file_print (const DpmAuditFile *self)
{
  g_autofree char *path = dp_text_display (self->path, -1);
  g_autofree char *error = self->error == NULL ? NULL : dp_text_display (self->error, -1);

  printf ("%s\n", path);
  if (error != NULL)
    printf ("[ERR]  ERROR    : %s\n", error);
  if (self->perms_error != NULL)
    printf ("[ERR]  ERROR    : %s\n", self->perms_error);
  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    print_row (self->rows->pdata[i]);
}
