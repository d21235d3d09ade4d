/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-chain.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dpg-channel.h"
#include "dpg-command.h"
#include "dpg-environment.h"
#include "dpg-fingerprint.h"

#define WORDS_MAX 32

/* The text for one letter; NULL when there is none. */
static const char *
value_of (char                letter,
          const DpgChainCall *call,
          char               *space,
          size_t              size)
{
  const struct passwd *entry = letter == 'U' || letter == 'h' ? getpwnam (call->login) : NULL;

  switch (letter)
    {
    case '%':
      return "%";
    case 'u':
      return call->login;
    case 'k':
      return call->key;
    case 't':
      return call->type;
    case 'h':
      return entry != NULL ? entry->pw_dir : NULL;
    case 'U':
      snprintf (space, size, "%u", entry != NULL ? entry->pw_uid : 0);
      return entry != NULL ? space : NULL;
    case 'f':
      return dpg_fingerprint (call->key, space) ? space : NULL;
    default:
      return NULL;
    }
}

char *
dpg_chain_expand (const char         *word,
                  const DpgChainCall *call)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream (&text, &size);
  bool good = out != NULL;

  for (; good && *word != '\0'; word++)
    {
      char space[DPG_FINGERPRINT_SIZE];
      const char *value;

      if (*word != '%')
        {
          good = fputc (*word, out) != EOF;
          continue;
        }
      value = value_of (*++word, call, space, sizeof space);
      good = value != NULL && fputs (value, out) != EOF;
    }
  if (out == NULL || fclose (out) != 0 || !good)
    {
      free (text);
      return NULL;
    }
  return text;
}

static void
free_words (char **words)
{
  for (size_t i = 0; words != NULL && words[i] != NULL; i++)
    free (words[i]);
  free (words);
}

static char **
expand_all (char *const        *words,
            const DpgChainCall *call)
{
  char **out = calloc (WORDS_MAX + 1, sizeof *out);

  for (size_t i = 0; out != NULL && words[i] != NULL; i++)
    {
      out[i] = i < WORDS_MAX ? dpg_chain_expand (words[i], call) : NULL;
      if (out[i] == NULL)
        {
          free_words (out);
          return NULL;
        }
    }
  return out;
}

static void
say (DpgReport  *report,
     size_t      i,
     const char *what,
     int         code)
{
  char line[160];

  snprintf (line, sizeof line, "chain command %zu: %s %d", i + 1, what, code);
  report->func (line, report->data);
}

/* Returns: whether it can run. */
static bool
prepare (char *const        *words,
         const DpgChainCall *call,
         DpgEnvironment     *env,
         DpgRun             *run)
{
  char **argv = words[0] != NULL ? expand_all (words, call) : NULL;
  char *path = argv != NULL ? dpg_command_resolve (argv[0]) : NULL;

  *run = (DpgRun) { .path = path,
                    .argv = argv,
                    .envp = dpg_environment_get (env),
                    .out_max = DPG_CHAIN_OUT_MAX,
                    .err_max = 1 };
  if (path != NULL)
    return true;
  free_words (argv);
  return false;
}

/* Whole lines only: sshd must not read half a key, nor one glued to the next command's. */
static bool
append (DpgText       *out,
        const DpgText *lines)
{
  size_t len = lines->len;
  char *grown;

  if (lines->overflow || strlen (lines->text) != len)
    return false;
  if (len == 0)
    return true;
  grown = realloc (out->text, out->len + len + 2);
  if (grown == NULL)
    return false;
  out->text = grown;
  snprintf (out->text + out->len, len + 2, "%s%s", lines->text,
            lines->text[len - 1] == '\n' ? "" : "\n");
  out->len += strlen (out->text + out->len);
  return true;
}

static void
collect (DpgRun    *runs,
         size_t    *which,
         size_t     ready,
         DpgReport *report,
         DpgText   *out)
{
  for (size_t i = 0; i < ready; i++)
    {
      if (runs[i].end != DPG_RUN_EXITED)
        say (report, which[i], "did not end by itself:", (int) runs[i].end);
      else if (runs[i].code != 0)
        say (report, which[i], "ended with status", runs[i].code);
      else if (!append (out, &runs[i].out))
        say (report, which[i], "printed too much, or a NUL: bytes", (int) runs[i].out.len);
      dpg_run_clear (&runs[i]);
      free ((char *) runs[i].path);
      free_words ((char **) runs[i].argv);
    }
}

void
dpg_chain_run (char *const *const *commands,
               size_t              n,
               const DpgChainCall *call,
               DpgReport          *report,
               DpgText            *out)
{
  DpgRun runs[DPG_CHAIN_MAX];
  size_t which[DPG_CHAIN_MAX];
  DpgEnvironment env = { { NULL }, 0 };
  size_t ready = 0;
  int64_t limit = dpg_now_ms () + DPG_CHAIN_SECONDS * 1000;

  *out = (DpgText) { NULL, 0, 0, false };
  if (!dpg_environment_init (&env, call->env_vars))
    n = 0;
  for (size_t i = 0; i < n && i < DPG_CHAIN_MAX; i++)
    {
      which[ready] = i;
      if (prepare (commands[i], call, &env, &runs[ready]))
        ready++;
      else
        say (report, i, "is not a program that only root can change, or has a token unknown:", 0);
    }
  dpg_run_all (runs, ready, limit < call->deadline ? limit : call->deadline);
  collect (runs, which, ready, report, out);
  dpg_environment_clear (&env);
}
