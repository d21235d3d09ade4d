/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-page.h"

G_BEGIN_DECLS

/* What the screen of one sign-in shows. Strings are borrowed, and of anybody. */
typedef struct
{
  const char *provider;
  const char *step;      /* SignIn.Step */
  const char *link;      /* (nullable): only graphic ASCII */
  const char *identity;  /* who signed in */
  const char *expected;  /* whom it was asked for */
  char       *problem;   /* (nullable): what went wrong */
  char       *advice;    /* (nullable): what to do about it */
  const char *pasted;    /* what has been typed of an address */
  gboolean    elsewhere; /* the link is for another computer */
  gboolean    opened;    /* a page was opened here */
  gboolean    theirs;    /* another program has the link */
} DpuStepsView;

/* The steps, the link with nothing before it, the paste line, or the question. Pure. */
DpuPage    *dpu_steps_body     (DpuSize             size,
                                const DpuStepsView *view);
/* The step in a sentence of its own, for who listens; %NULL where there is nothing to say.
 * (transfer full) */
char       *dpu_steps_sentence (const DpuStepsView *view);
/* Its question: "Are you alice@…?" (transfer full) (nullable) */
char       *dpu_steps_question (const DpuStepsView *view);
gboolean    dpu_steps_has_ended (const char        *step);

G_END_DECLS
