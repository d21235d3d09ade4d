/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A setup that is undone by itself unless somebody confirms it from a new login: whoever locks
 * themselves out need only wait.
 */

/* Whether @span ("90s", "5m", "1h"; 3 s to 1 h) makes sense. */
gboolean dpm_pending_check   (const char *span,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;
/* Leaves a process behind that undoes the setup after @span. */
gboolean dpm_pending_begin   (const char *span,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;
/* DP_ERROR_USAGE when nothing waits, or from the session that ran the setup. */
gboolean dpm_pending_confirm (gboolean    check,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* dpm-setup.c: takes our drop-in away and reloads sshd. @changed: (out): whether there was one */
gboolean dpm_setup_undo      (gboolean    check,
                              gboolean   *changed,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
