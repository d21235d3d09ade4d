/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-helpers.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dpg-channel.h"
#include "dpg-home.h"
#include "dpg-log.h"
#include "dpg-settings.h"

#define VARIABLES_MAX (2 * 1024 * 1024)
#define PLAIN_KEY_MS 5000
#define HOME_MS 2500 /* the helper ends by itself after 2 s, unless its file system holds it */
#define CONFIG_MAX (64 * 1024)

static void
log_cb (const char *line,
        void       *data)
{
  dpg_log_warning (data, line);
}

/* Login names that may stand in a command and be looked up; core/policy has the same rule. */
static bool
login_is_safe (const char *login)
{
  size_t len = strlen (login);
  size_t span = strspn (login, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "._+@-");

  return len > 0 && len <= 129 && strchr (".+@-", login[0]) == NULL
         && (span == len || (span > 0 && span == len - 1 && login[span] == '$'));
}

static bool
is_root (const char *login)
{
  const struct passwd *entry = getpwnam (login);

  return entry != NULL && entry->pw_uid == 0;
}

/* home_policy_root, asked for only when it matters. */
static bool
may_read_roots_home (DpgSession *session)
{
  DpgReport report = { log_cb, (void *) "home-policy" };
  DpgSettings settings;
  bool allowed = dpg_settings_read (session->args, false, session->deadline, &report, &settings)
                 && settings.home_root;

  dpg_settings_clear (&settings);
  return allowed;
}

bool
dpg_helpers_answer_home (DpgSession *session)
{
  static const char *const notes[] = {
    [DPG_HOME_NONE] = "absent",
    [DPG_HOME_REFUSED] = "home-policy-unsafe",
    [DPG_HOME_UNAVAILABLE] = "home-policy-unavailable",
    [DPG_HOME_TIMED_OUT] = "home-policy-timed-out",
  };
  const char *login = session->args->login;
  char helper[PATH_MAX];
  int64_t deadline;
  DpgHome home;
  bool good;

  if (!login_is_safe (login) || !dpg_spawn_sibling ("daypass-home-policy", helper, sizeof helper))
    return dpg_session_reply_note (session, DPG_FRAME_HOME, "absent");
  if (is_root (login) && !may_read_roots_home (session))
    return dpg_session_reply_note (session, DPG_FRAME_HOME, "home-policy-root-off");
  deadline = dpg_now_ms () + HOME_MS;
  if (deadline > session->deadline)
    deadline = session->deadline;
  dpg_home_read (helper, login, true, deadline, &home);
  if (home.end == DPG_HOME_READ)
    {
      dpg_frame_begin (&session->answer, DPG_FRAME_HOME);
      dpg_frame_put (&session->answer, DPG_FIELD_TEXT, home.policy.text, home.policy.len);
      good = dpg_session_reply (session);
    }
  else
    {
      if (home.detail[0] != '\0')
        dpg_log_warning (notes[home.end], home.detail);
      good = dpg_session_reply_note (session, DPG_FRAME_HOME, notes[home.end]);
    }
  dpg_home_clear (&home);
  return good;
}

/* What the judge proved, as one block of texts that each end in a NUL. */
static void
collect_variables (const DpgFrame *frame,
                   DpgBytes       *out)
{
  size_t position = 0;
  DpgField field;

  while (dpg_frame_next (frame, &position, &field))
    if (field.tag == DPG_FIELD_VARIABLE)
      dpg_bytes_append (out, field.data, field.len);
}

/* Returns: the name of a plugin that allows, or NULL. */
static const char *
run_plugins (DpgSession        *session,
             const DpgSettings *settings,
             DpgReport         *report)
{
  const DpgArgs *args = session->args;
  const char *extra[DPG_MAX_EXTRA + 1] = { NULL };
  DpgBytes claims = DPG_BYTES_INIT (VARIABLES_MAX);
  DpgPluginCall call;
  int winner = -1;

  for (int i = 0; i < args->n_extra; i++)
    extra[i] = args->extra[i];
  collect_variables (&session->frame, &claims);
  call = (DpgPluginCall) {
    .login = args->login,
    .key = args->blob,
    .type = args->type,
    .extra = extra,
    .claims = (const char *) claims.data,
    .claims_len = claims.len,
    .env_vars = settings->env_vars,
    .deadline = session->deadline,
  };
  if (!claims.failed)
    winner = dpg_plugins_run (settings->plugins, settings->n_plugins, &call, report);
  dpg_bytes_clear (&claims);
  return winner >= 0 ? settings->plugins[winner].name : NULL;
}

bool
dpg_helpers_answer_plugins (DpgSession *session)
{
  DpgReport report = { log_cb, (void *) "policy-plugin" };
  DpgSettings settings;
  const char *winner = NULL;
  char rule[PATH_MAX];
  bool good;

  if (dpg_settings_read (session->args, true, session->deadline, &report, &settings)
      && settings.n_plugins > 0)
    winner = run_plugins (session, &settings, &report);
  dpg_frame_begin (&session->answer, DPG_FRAME_PLUGINS_DONE);
  dpg_frame_put_u32 (&session->answer, DPG_FIELD_ALLOWED, winner != NULL ? 1 : 0);
  if (winner != NULL && (size_t) snprintf (rule, sizeof rule, "policy.d/%s", winner) < sizeof rule)
    dpg_frame_put_text (&session->answer, DPG_FIELD_RULE, rule);
  good = dpg_session_reply (session);
  dpg_settings_clear (&settings);
  return good;
}

/* Most servers have no chain: they are told apart without starting a program. */
static bool
config_has_chain (const DpgArgs *args)
{
  DpgBytes text = DPG_BYTES_INIT (CONFIG_MAX);
  int fd = -1;
  bool found = false;

  if (dpg_settings_open_config (args, &fd) != DPG_SAFE_OK)
    return false;
  if (dpg_channel_drain (fd, &text, DPG_NO_DEADLINE) == DPG_CHANNEL_OK && text.len > 0)
    found = memmem (text.data, text.len, "chain", strlen ("chain")) != NULL;
  close (fd);
  dpg_bytes_clear (&text);
  return found;
}

bool
dpg_helpers_run_chain (const DpgArgs *args)
{
  DpgReport report = { log_cb, (void *) "chain" };
  int64_t deadline = dpg_now_ms () + PLAIN_KEY_MS;
  DpgChainCall call = { args->login, args->blob, args->type, NULL, deadline };
  DpgSettings settings;
  DpgText out = { NULL, 0, 0, false };
  bool printed = false;

  if (!login_is_safe (args->login) || !config_has_chain (args))
    return false;
  if (dpg_settings_read (args, false, deadline, &report, &settings) && !settings.denied
      && settings.n_chain > 0)
    {
      call.env_vars = settings.env_vars;
      dpg_chain_run (settings.chain, settings.n_chain, &call, &report, &out);
      printed = out.len > 0 && write (STDOUT_FILENO, out.text, out.len) == (ssize_t) out.len;
    }
  free (out.text);
  dpg_settings_clear (&settings);
  return printed;
}
