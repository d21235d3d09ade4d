/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-words"
#include "config.h"

#include "dpw-state.h"

#include "dpw-fixes.h"
#include "dpw-sentences.h"
#include "dpw-time.h"

#include <glib/gi18n.h>

#define SHORT_NAME_CHARS 24

/* A line of NULL is computed; a step of NULL comes from the problem, or there is none. */
static const struct
{
  const char *word;
  const char *line;
  const char *step_id;
  const char *step;
  gboolean    needs_person;
} states[DPW_STATE_N] = {
  [DPW_STATE_SIGNED_OUT] = { "signed-out", N_("Not signed in"), "sign-in", N_("Sign In"), TRUE },
  [DPW_STATE_SIGNING_IN] = { "signing-in", NULL, "cancel", N_("Cancel"), FALSE },
  [DPW_STATE_RENEWING] = { "renewing", N_("Renewing…"), NULL, NULL, FALSE },
  [DPW_STATE_SIGNED_IN] = { "signed-in", NULL, NULL, NULL, FALSE },
  [DPW_STATE_ENDING] = { "ending", NULL, NULL, NULL, TRUE },
  [DPW_STATE_ENDED] = { "ended", NULL, "sign-in", N_("Sign In"), TRUE },
  [DPW_STATE_OFFLINE] = { "offline", N_("No network"), "sign-in", N_("Sign In"), FALSE },
  [DPW_STATE_OTHER_PERSON] = { "other-person", N_("%1 signed in instead of %2"), "add-other",
                               N_("Add %1"), TRUE },
  [DPW_STATE_KEYRING_LOCKED] = { "keyring-locked", N_("Unlock your keyring to stay signed in"),
                                 "unlock", N_("Unlock"), TRUE },
  [DPW_STATE_LOST] = { "lost", N_("The ssh-agent lost this key"), "load", N_("Load Again"), TRUE },
  [DPW_STATE_REFUSED] = { "refused", N_("%1 refused this sign-in"), "explain", N_("Explain…"),
                          TRUE },
  [DPW_STATE_PROBLEM] = { "problem", NULL, NULL, NULL, TRUE },
};

DpwState
dpw_state_parse (const char *word)
{
  for (guint i = 0; i < DPW_STATE_N; i++)
    if (g_strcmp0 (word, states[i].word) == 0)
      return (DpwState) i;
  return DPW_STATE_PROBLEM;
}

const char *
dpw_state_word (DpwState state)
{
  g_return_val_if_fail ((guint) state < DPW_STATE_N, "problem");
  return states[state].word;
}

static const char *
first_arg (const DpwStateFacts *facts)
{
  return facts->args != NULL && facts->args[0] != NULL ? facts->args[0] : "";
}

char *
dpw_state_line (const DpwStateFacts *facts,
                gint64               now,
                GTimeZone           *zone)
{
  if (facts->state == DPW_STATE_SIGNING_IN && *first_arg (facts) == '\0')
    return g_strdup (_("Waiting for your browser…"));
  if (facts->state == DPW_STATE_SIGNING_IN)
    /* Translators: %1 is what asked for it, like "ssh web1" */
    return dpw_fill (_("%1 is waiting"), facts->args);
  if (facts->state == DPW_STATE_SIGNED_IN)
    return dpw_time_until (facts->until, now, zone);
  if (facts->state == DPW_STATE_ENDING)
    return dpw_time_ends_in (MAX (facts->until - now, 1));
  if (facts->state == DPW_STATE_ENDED)
    return dpw_time_ended_ago (MAX (now - facts->until, 0));
  if (facts->state == DPW_STATE_PROBLEM)
    return dpw_sentence_title (facts->problem, facts->problem_args);
  return dpw_fill (_(states[facts->state].line), facts->args);
}

const char *
dpw_state_step_id (const DpwStateFacts *facts)
{
  if (facts->state == DPW_STATE_ENDING)
    return g_str_equal (first_arg (facts), "silent") ? "renew" : "sign-in";
  if (facts->state != DPW_STATE_PROBLEM)
    return states[facts->state].step_id;
  return facts->problem_fix != NULL && *facts->problem_fix ? facts->problem_fix : "diagnose";
}

char *
dpw_state_step (const DpwStateFacts *facts)
{
  if (facts->state == DPW_STATE_ENDING)
    return g_strdup (g_str_equal (first_arg (facts), "silent") ? _("Renew") : _("Sign In"));
  if (facts->state == DPW_STATE_PROBLEM)
    return dpw_fix_label (dpw_state_step_id (facts), facts->problem_fix_args);
  if (facts->state == DPW_STATE_OTHER_PERSON)
    {
      g_autofree char *name = dpw_short_name (first_arg (facts));
      const char *args[] = { name, NULL };

      return dpw_fill (_(states[facts->state].step), args);
    }
  return states[facts->state].step != NULL ? g_strdup (_(states[facts->state].step)) : NULL;
}

gboolean
dpw_state_needs_person (const DpwStateFacts *facts)
{
  return states[facts->state].needs_person;
}

static gint64
seconds_to_midnight (gint64 now)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (now);

  if (local == NULL)
    return 24 * 60 * 60;
  return 24 * 60 * 60 - (g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local)) * 60
         - g_date_time_get_second (local);
}

gint64
dpw_state_next_change (const DpwStateFacts *facts,
                       gint64               now)
{
  if (facts->state == DPW_STATE_SIGNED_IN)
    return seconds_to_midnight (now);
  if (facts->state == DPW_STATE_ENDING)
    return facts->until > now ? dpw_time_next_change (facts->until - now, TRUE) : 0;
  if (facts->state == DPW_STATE_ENDED)
    return dpw_time_next_change (MAX (now - facts->until, 0), FALSE);
  return 0;
}

char *
dpw_visible (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *visible = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      /* A joiner between two emoji is part of them. */
      if (c != 0x200D && (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT))
        g_string_append_unichar (visible, 0xFFFD);
      else
        g_string_append_unichar (visible, c);
    }
  return g_string_free (visible, FALSE);
}

char *
dpw_short_name (const char *identity)
{
  const char *at = strchr (identity, '@');
  gboolean has_name = at != NULL && at != identity;
  g_autofree char *name = has_name ? g_strndup (identity, (gsize) (at - identity))
                                   : g_strdup (identity);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= SHORT_NAME_CHARS)
    return g_steal_pointer (&name);
  start = g_utf8_substring (name, 0, SHORT_NAME_CHARS - 1);
  return g_strconcat (start, "…", NULL);
}
