/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-row.h"

static const struct
{
  const char *mark;
  DpuStyle    style;
} looks[DPW_STATE_N] = {
  [DPW_STATE_SIGNED_OUT] = { "-", DPU_STYLE_PLAIN },
  [DPW_STATE_SIGNING_IN] = { "*", DPU_STYLE_PLAIN },
  [DPW_STATE_RENEWING] = { "*", DPU_STYLE_PLAIN },
  [DPW_STATE_SIGNED_IN] = { "✓", DPU_STYLE_GOOD },
  [DPW_STATE_ENDING] = { "!", DPU_STYLE_WARNING },
  [DPW_STATE_ENDED] = { "-", DPU_STYLE_WARNING },
  [DPW_STATE_OFFLINE] = { "-", DPU_STYLE_PLAIN },
  [DPW_STATE_OTHER_PERSON] = { "?", DPU_STYLE_WARNING },
  [DPW_STATE_KEYRING_LOCKED] = { "?", DPU_STYLE_WARNING },
  [DPW_STATE_LOST] = { "!", DPU_STYLE_WARNING },
  [DPW_STATE_REFUSED] = { "x", DPU_STYLE_BAD },
  [DPW_STATE_PROBLEM] = { "x", DPU_STYLE_BAD },
};

static void
fill_words (DpuRow       *self,
            DpBusAccount *account,
            gint64        now,
            gboolean      utf8)
{
  GVariant *problem = dp_bus_account_get_problem (account);
  g_autofree const char **args = NULL;
  g_autofree const char **fix_args = NULL;
  g_autofree char *line = NULL;
  g_autofree char *step = NULL;
  DpwStateFacts facts = {
    .state = dpw_state_parse (dp_bus_account_get_state (account)),
    .args = dp_bus_account_get_state_args (account),
    .until = dp_bus_account_get_expected_until (account),
  };

  if (problem != NULL)
    {
      g_variant_get (problem, "(&s&s^a&s&s^a&s)", &facts.problem, NULL, &args, &facts.problem_fix,
                     &fix_args);
      facts.problem_args = (const char *const *) args;
      facts.problem_fix_args = (const char *const *) fix_args;
    }
  line = dpw_state_line (&facts, now, NULL);
  step = dpw_state_step (&facts);
  self->state = facts.state;
  self->line = dpu_text_words (line, utf8);
  self->step = step != NULL ? dpu_text_words (step, utf8) : NULL;
  self->step_id = g_strdup (dpw_state_step_id (&facts));
  self->next_change = dpw_state_next_change (&facts, now);
}

DpuRow *
dpu_row_new (DpBusAccount *account,
             gint64        now,
             gboolean      utf8)
{
  DpuRow *self = g_new0 (DpuRow, 1);
  const char *identity = dp_bus_account_get_identity (account);
  const char *provider = dp_bus_account_get_provider_name (account);

  self->id = g_strdup (dp_bus_account_get_id (account));
  self->provider = dpu_text_name (provider != NULL ? provider : "", utf8);
  self->identity = identity != NULL && *identity != '\0' ? dpu_text_name (identity, utf8)
                                                         : g_strdup (self->provider);
  fill_words (self, account, now, utf8);
  return self;
}

void
dpu_row_free (DpuRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->identity);
  g_free (self->provider);
  g_free (self->line);
  g_free (self->step);
  g_free (self->step_id);
  g_free (self);
}

const char *
dpu_row_get_mark (const DpuRow *self,
                  gboolean      utf8)
{
  return self->state == DPW_STATE_SIGNED_IN && !utf8 ? "+" : looks[self->state].mark;
}

DpuStyle
dpu_row_get_style (const DpuRow *self)
{
  return looks[self->state].style;
}
