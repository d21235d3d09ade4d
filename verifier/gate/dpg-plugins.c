/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-plugins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dpg-channel.h"
#include "dpg-command.h"
#include "dpg-environment.h"

#define PREFIX "OPKSSH_PLUGIN_"
#define SHOWN 160
#define OUT_MAX 4096 /* the word is five letters; the rest is for the log */

/* What the judge tells; all are always set, empty when the token does not have it. */
static const char *const proven[] = {
  "ISS", "SUB", "EMAIL", "EMAIL_VERIFIED", "AUD",  "EXP", "NBF", "IAT",
  "JTI", "GROUPS", "PAYLOAD", "UPK", "PKT", "IDT", "USERINFO",
};
#define N_PROVEN (sizeof proven / sizeof *proven)

/* The value of one name in the judge's record; "" when it is not there. */
static const char *
find_claim (const DpgPluginCall *call,
            const char          *name)
{
  size_t len = strlen (name);

  for (size_t i = 0; i < call->claims_len;)
    {
      const char *pair = call->claims + i;
      size_t size = strnlen (pair, call->claims_len - i);

      if (size == call->claims_len - i)
        break; /* not ended */
      if (size > len && strncmp (pair, name, len) == 0 && pair[len] == '=')
        return pair + len + 1;
      i += size + 1;
    }
  return "";
}

static bool
add_all (DpgEnvironment      *env,
         const DpgPluginCall *call,
         const DpgPlugin     *plugin)
{
  char *extra = dpg_environment_json_list (call->extra);
  bool good = extra != NULL && dpg_environment_init (env, call->env_vars);

  good = good && dpg_environment_add (env, PREFIX "U", call->login)
         && dpg_environment_add (env, PREFIX "K", call->key)
         && dpg_environment_add (env, PREFIX "T", call->type)
         && dpg_environment_add (env, PREFIX "EXTRA_ARGS", extra)
         && dpg_environment_add (env, PREFIX "CONFIG", plugin->config);
  for (size_t i = 0; good && i < N_PROVEN; i++)
    {
      char name[sizeof PREFIX + 16];

      snprintf (name, sizeof name, PREFIX "%s", proven[i]);
      good = dpg_environment_add (env, name, find_claim (call, proven[i]));
    }
  free (extra);
  return good;
}

/* Decision D3: the verdict is stdout alone, trimmed. */
static bool
says_allow (const DpgRun *run)
{
  const char *text = run->out.text;
  size_t len = run->out.len;

  if (run->end != DPG_RUN_EXITED || run->code != 0 || run->out.overflow)
    return false;
  for (; len > 0 && strchr (" \t\r\n\v\f", text[len - 1]) != NULL; len--)
    ;
  for (; len > 0 && strchr (" \t\r\n\v\f", *text) != NULL; len--)
    text++;
  return len == strlen ("allow") && strncmp (text, "allow", len) == 0;
}

/* At most SHOWN bytes of what a plugin printed; anything that is not printable ASCII as ".". */
static void
shorten (const DpgText *text,
         char          *out)
{
  size_t n = 0;

  for (size_t i = 0; text->text != NULL && i < text->len && n < SHOWN; i++)
    out[n++] = text->text[i] >= ' ' && text->text[i] <= '~' ? text->text[i] : '.';
  out[n] = '\0';
}

static void
report_one (DpgReport       *report,
            const DpgPlugin *plugin,
            const DpgRun    *run,
            bool             allows)
{
  static const char *const ends[] = {
    [DPG_RUN_EXITED] = "exit status",
    [DPG_RUN_SIGNALLED] = "signal",
    [DPG_RUN_TIMED_OUT] = "took too long",
    [DPG_RUN_NOT_STARTED] = "could not be started, errno",
  };
  char said[SHOWN + 1];
  char line[2 * SHOWN + 128];

  shorten (run->err.len > 0 ? &run->err : &run->out, said);
  snprintf (line, sizeof line, "policy plugin %.64s: %s (%s %d)%s%s%s", plugin->name,
            allows ? "allows" : "does not allow", ends[run->end], run->code,
            allows || said[0] == '\0' ? "" : ": \"", allows ? "" : said,
            allows || said[0] == '\0' ? "" : "\"");
  report->func (line, report->data);
}

/* Leaves run->path NULL when the plugin cannot be run. */
static void
prepare (const DpgPlugin     *plugin,
         const DpgPluginCall *call,
         DpgEnvironment      *env,
         DpgRun              *run,
         DpgReport           *report)
{
  char *path = plugin->argv[0] != NULL ? dpg_command_resolve (plugin->argv[0]) : NULL;
  char line[160];

  *run = (DpgRun) { .path = path, .argv = plugin->argv, .out_max = OUT_MAX, .err_max = OUT_MAX };
  if (path != NULL && add_all (env, call, plugin))
    {
      run->envp = dpg_environment_get (env);
      return;
    }
  snprintf (line, sizeof line, "policy plugin %.64s: %s", plugin->name,
            path == NULL ? "its command is not a program that only root can change"
                         : "its data is too large");
  report->func (line, report->data);
  free (path);
  run->path = NULL;
}

/* Moves those that can run together to the front of @runs; @which says whose they are. */
static size_t
gather (DpgRun *runs,
        size_t *which,
        size_t  n)
{
  size_t ready = 0;

  for (size_t i = 0; i < n; i++)
    {
      if (runs[i].path == NULL)
        continue;
      which[ready] = i;
      runs[ready++] = runs[i];
    }
  return ready;
}

int
dpg_plugins_run (const DpgPlugin     *plugins,
                 size_t               n,
                 const DpgPluginCall *call,
                 DpgReport           *report)
{
  DpgRun runs[DPG_PLUGINS_MAX];
  DpgEnvironment envs[DPG_PLUGINS_MAX] = { 0 };
  size_t which[DPG_PLUGINS_MAX];
  size_t ready;
  int winner = -1;
  int64_t limit = dpg_now_ms () + DPG_PLUGIN_SECONDS * 1000;

  if (n > DPG_PLUGINS_MAX)
    n = DPG_PLUGINS_MAX;
  for (size_t i = 0; i < n; i++)
    prepare (&plugins[i], call, &envs[i], &runs[i], report);
  ready = gather (runs, which, n);
  dpg_run_all (runs, ready, limit < call->deadline ? limit : call->deadline);
  for (size_t i = 0; i < ready; i++)
    {
      bool allows = says_allow (&runs[i]);

      report_one (report, &plugins[which[i]], &runs[i], allows);
      if (allows && winner < 0)
        winner = (int) which[i];
      dpg_run_clear (&runs[i]);
      free ((char *) runs[i].path);
    }
  for (size_t i = 0; i < n; i++)
    dpg_environment_clear (&envs[i]);
  return winner;
}
