/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Host patterns as ssh_config knows them: "*", "?", and "!" in front to leave hosts out. They stand
 * in a line that ssh reads, so only [A-Za-z0-9._:*?!\[\]-] is let through. Letter case does not
 * matter, as in ssh.
 */
#define DPA_PATTERN_MAX 253
#define DPA_PATTERNS_MAX 64 /* of one account */

gboolean dpa_pattern_is_valid      (const char        *pattern);
gboolean dpa_pattern_is_exclusion  (const char        *pattern);
/* Whether @pattern, without "!", matches every host name. */
gboolean dpa_pattern_is_everything (const char        *pattern);
/* "*" and wildcards of one label ("*corp", "w?"): never taken from a profile. */
gboolean dpa_pattern_is_too_wide   (const char        *pattern);
/* One pattern, without "!", against a host name. */
gboolean dpa_pattern_matches       (const char        *pattern,
                                    const char        *host);
/* Whether every host of @narrow is one of @wide; may say no where it is (never the other way). */
gboolean dpa_pattern_covers        (const char        *wide,
                                    const char        *narrow);
/* (transfer full) (nullable): a host that both match, %NULL when there is none. */
char    *dpa_pattern_dup_common    (const char        *a,
                                    const char        *b);

/* A whole list as ssh reads it: one pattern fits and no exclusion does. @which: (out) (optional)
 * (transfer none) (nullable): the pattern that decided. */
gboolean dpa_patterns_match        (const char *const *patterns,
                                    const char        *host,
                                    const char       **which);

typedef struct
{
  char *host;    /* that both lists would get */
  char *exclude; /* "!pattern", which mends it when it is added to the first list */
} DpaOverlap;

/* (transfer full) (nullable): the first overlap of two lists, their exclusions considered. */
DpaOverlap *dpa_patterns_overlap   (const char *const *mine,
                                    const char *const *others);
void        dpa_overlap_free       (DpaOverlap        *overlap);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaOverlap, dpa_overlap_free)

G_END_DECLS
