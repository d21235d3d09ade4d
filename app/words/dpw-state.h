/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The states of an account; the words on the bus are in the table of dpw-state.c. */
typedef enum
{
  DPW_STATE_SIGNED_OUT,
  DPW_STATE_SIGNING_IN,
  DPW_STATE_RENEWING,
  DPW_STATE_SIGNED_IN,
  DPW_STATE_ENDING,
  DPW_STATE_ENDED,
  DPW_STATE_OFFLINE,
  DPW_STATE_OTHER_PERSON,
  DPW_STATE_KEYRING_LOCKED,
  DPW_STATE_LOST,
  DPW_STATE_REFUSED,
  DPW_STATE_PROBLEM,
  DPW_STATE_N
} DpwState;

/* What a line of state needs to know; strings are borrowed. */
typedef struct
{
  DpwState           state;
  const char *const *args;         /* StateArgs */
  gint64             until;        /* ExpectedUntil */
  const char        *problem;      /* id of the check, or NULL */
  const char *const *problem_args;
  const char        *problem_fix;
  const char *const *problem_fix_args;
} DpwStateFacts;

/* An unknown word is a problem. */
DpwState    dpw_state_parse (const char *word);
const char *dpw_state_word (DpwState state);

/**
 * dpw_state_line:
 *
 * Returns: (transfer full): one line that says how it stands.
 */
char *dpw_state_line (const DpwStateFacts *facts,
                      gint64               now,
                      GTimeZone           *zone) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpw_state_step:
 *
 * Returns: (transfer full) (nullable): the words on the button of the next step, %NULL for none.
 */
char *dpw_state_step (const DpwStateFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpw_state_step_id:
 *
 * Returns: (transfer none) (nullable): what that step is: "sign-in" "cancel" "renew" "add-other"
 *   "unlock" "load", or the fix of the problem.
 */
const char *dpw_state_step_id (const DpwStateFacts *facts);

/* Whether a person has to do something. */
gboolean dpw_state_needs_person (const DpwStateFacts *facts);

/* Seconds until dpw_state_line() says something else by itself; 0 for never. */
gint64 dpw_state_next_change (const DpwStateFacts *facts,
                              gint64               now);

/**
 * dpw_visible:
 * @text: text of anybody
 *
 * Returns: (transfer full): @text as valid UTF-8 in which no character is invisible or turns the
 *   direction of others, so that an address cannot pass for another.
 */
char *dpw_visible (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* "alice" of "alice@example.org", at most 24 characters. (transfer full) */
char *dpw_short_name (const char *identity) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
