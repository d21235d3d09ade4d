/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpc-command.h"

G_BEGIN_DECLS

/*
 * `daypass complete WORD…`: what may follow these words, for the shells' completions, from the same
 * tables that --help shows. A line each: name, kind, what it is for, separated by tabs. Kinds:
 * "word", "flag" (an option alone), "file", "value" or "a|b" (what follows this option). The name
 * "." with the kind "file": any file may stand here.
 */
gboolean dpc_complete_wanted   (void);
void     dpc_complete_begin    (void);
void     dpc_complete_commands (const DpcCommand   *table);
/* @parameters: of the help; "ALIAS" and "FILE" in it are completed */
void     dpc_complete_options  (const GOptionEntry *entries,
                                const char         *parameters);

G_END_DECLS
