/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-error.h"
#include "dpc-command.h"

G_BEGIN_DECLS

/*
 * What a person reads, and where: the result on stdout, everything else beside it. With
 * dpc_report_quiet() (--json, --print-key) nothing but the result is on stdout.
 */
void        dpc_report_quiet    (void);
void        dpc_report_json     (void);
gboolean    dpc_report_is_json  (void);
/* A line of progress: stdout as opkssh prints it, or stderr when stdout is for the result. */
void        dpc_say             (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
/* A warning, on stderr. */
void        dpc_warn            (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
/* With --json: which file was written, as the result. */
void        dpc_report_changed  (const char *path);
/* "Error: …" on stderr; with --json an object on stdout, too. */
void        dpc_report_usage    (const char *problem);
/* The same for what has no code of the core's: @reason is its word in JSON, @detail is left out of
 * the sentence. */
void        dpc_report_problem  (const char *reason,
                                 const char *sentence,
                                 const char *detail);

/**
 * dpc_report_error:
 *
 * What happened, the detail, and what to do; with --json as an object on stdout.
 *
 * Returns: the exit code that goes with it.
 */
int         dpc_report_error    (const GError *error);

/* What happened, with the detail; (transfer full) */
char       *dpc_report_dup_text (const GError *error);
/* The same parts, for pages and checks: (transfer none) */
const char *dpc_report_sentence (const GError *error);
const char *dpc_report_advice   (const GError *error); /* (nullable) */
int         dpc_report_exit     (const GError *error);

/* Also appends each line of dpc_say() and dpc_report_error() to DIR/opkssh.log. */
gboolean    dpc_report_log_to   (const char *dir,
                                 GError    **error);

G_END_DECLS
