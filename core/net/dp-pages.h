/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The pages that the browser shows: small, without scripts, in the browser's own colours. Values
 * from outside go through dp_text_display() and are escaped here.
 */
typedef struct
{
  const char *lang;           /* of the document */
  const char *dir;            /* "ltr" or "rtl" */
  const char *done_title;
  const char *done_as;        /* %s: who signed in */
  const char *done_hint;
  const char *failed_title;
  const char *failed_said;    /* %s: name of the provider, above its words */
  const char *failed_hint;
  const char *used_title;     /* a login address that was used before */
  const char *used_text;
  const char *choose_title;
  const char *choose_text;
  const char *choose_hint;
} DpPageWords;

/* English; (transfer none) */
const DpPageWords *dp_pages_default_words (void);

GBytes     *dp_pages_done       (const DpPageWords *words,
                                 const char        *who);
/* @sentence: what happened; @said: (nullable): what the provider said */
GBytes     *dp_pages_failed     (const DpPageWords *words,
                                 const char        *sentence,
                                 const char        *provider,
                                 const char        *said);
GBytes     *dp_pages_used       (const DpPageWords *words);

typedef struct
{
  const char *name;
  const char *host;
  const char *href;
} DpPageChoice;

GBytes     *dp_pages_choose     (const DpPageWords  *words,
                                 const DpPageChoice *choices,
                                 guint               n_choices);
/* The Content-Security-Policy that fits all pages: no script, only our style by its hash. */
const char *dp_pages_get_policy (void);

G_END_DECLS
