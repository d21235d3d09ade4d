/* SPDX-License-Identifier: Apache-2.0 */
/* explain: why a login is allowed or refused, from the judge itself, or from the log. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-json.h"
#include "dp-ssh-cert.h"
#include "dpm-answer.h"
#include "dpm-commands.h"
#include "dpm-run.h"

#define VERIFY DP_LIBEXECDIR "/daypass-verify"
#define VERIFIER_USER "opksshuser"
#define FIELD_PREFIX "DAYPASS_"
#define JOURNALCTL "/usr/bin/journalctl"
#define ID_LETTERS "0123456789abcdefghjkmnpqrstvwxyz"
#define ID_LEN 8

static void
show (const DpmOptions *options,
      const DpmAnswer  *answer,
      gboolean          was_logged)
{
  g_autoptr (DpmJson) json = NULL;

  if (!options->json)
    {
      dpm_answer_print (answer, was_logged);
      return;
    }
  json = dpm_json_new ();
  dpm_json_begin_object (json, NULL);
  if (was_logged)
    dpm_json_add_string (json, "id", dpm_answer_get (answer, "id"));
  dpm_answer_write (answer, json);
  dpm_json_print (json);
}

static int
explain_certificate (const DpmOptions *options,
                     const char       *login,
                     const char       *argument)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dpm_inspect_load (argument, &error);
  g_auto (GStrv) words = text == NULL ? NULL : g_strsplit_set (text, " \t", 3);
  const char *argv[] = { VERIFY, "--config-dir", options->config_dir, "--cache-dir",
                         options->cache_dir, "--explain", login, NULL, NULL, NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (DpmAnswer) answer = dpm_answer_new ();

  if (words != NULL && g_strv_length (words) >= 2 && dp_ssh_cert_is_type (words[0]))
    {
      argv[7] = words[1];
      argv[8] = words[0];
      output = dpm_run (argv, VERIFIER_USER, NULL, &error);
    }
  else if (error == NULL)
    dp_error_set (&error, DP_ERROR_USAGE,
                  "this is no certificate, and no file: give the one that ends in -cert.pub");
  if (output == NULL)
    return dpm_give_up ("explain", error);
  lines = g_strsplit (output, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    dpm_answer_add_line (answer, *line);
  if (*dpm_answer_get (answer, "result") == '\0')
    {
      dpm_complain ("explain: " VERIFY " gave no answer: install the package again", NULL);
      return DPM_EXIT_FAILED;
    }
  if (getpwnam (login) == NULL)
    dpm_answer_add_line (answer,
                         "warning=this server has no account of that name: sshd lets nobody "
                                 "in as it");
  show (options, answer, FALSE);
  return dpm_answer_allows (answer) ? DPM_EXIT_OK : DPM_EXIT_PROBLEMS;
}

typedef struct
{
  const DpJson *entry;
  DpmAnswer    *answer;
} Entry;

/* DAYPASS_REASON is the fact "reason". */
static void
add_field_cb (const char *name,
              gpointer    user_data)
{
  Entry *entry = user_data;
  const char *value = NULL;
  g_autofree char *fact = NULL;

  if (!g_str_has_prefix (name, FIELD_PREFIX)
      || !dp_json_read_string (entry->entry, name, DP_JSON_OPTIONAL, &value, NULL) || value == NULL)
    return;
  fact = g_ascii_strdown (name + strlen (FIELD_PREFIX), -1);
  dpm_answer_add_fact (entry->answer, fact, value);
}

/* Whether the journal says that our program wrote it, or does not know because that had ended. */
static gboolean
is_ours (const DpJson *entry)
{
  const char *program = NULL;

  return dp_json_read_string (entry, "_EXE", DP_JSON_OPTIONAL, &program, NULL)
         && (program == NULL || strcmp (program, VERIFY) == 0);
}

/* The first entry of journalctl's lines that can be believed. (transfer full) (nullable) */
static DpmAnswer *
find_entry (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_autoptr (DpJson) object = dp_json_parse ((const guint8 *) *line, strlen (*line), NULL);
      Entry entry = { object, NULL };

      if (object == NULL || !is_ours (object))
        continue;
      entry.answer = dpm_answer_new ();
      dp_json_foreach_name (object, add_field_cb, &entry);
      return entry.answer;
    }
  return NULL;
}

/* Any user of the machine can write look-alikes; who wrote an entry is the journal's own word
 * (security requirement 11). */
static char *
read_journal (const char *id,
              GError    **error)
{
  const struct passwd *verifier = getpwnam (VERIFIER_USER);
  g_autofree char *uid = verifier == NULL ? NULL : g_strdup_printf ("_UID=%u", verifier->pw_uid);
  g_autofree char *match = g_strconcat (FIELD_PREFIX "ID=", id, NULL);
  const char *argv[] = { JOURNALCTL, "--quiet", "--all", "--output=json", uid, match, NULL };

  if (uid == NULL)
    {
      dp_error_set (error, DP_ERROR_FILE, "there is no user " VERIFIER_USER " here");
      return NULL;
    }
  return dpm_run (argv, NULL, NULL, error);
}

static int
explain_id (const DpmOptions *options,
            const char       *id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = read_journal (id, &error);
  g_autoptr (DpmAnswer) answer = output == NULL ? NULL : find_entry (output);

  if (answer != NULL)
    {
      show (options, answer, TRUE);
      return DPM_EXIT_OK;
    }
  if (output == NULL)
    dpm_complain ("explain: the journal cannot be read", error);
  else
    dpm_complain (geteuid () == 0
                    ? "explain: the journal has no entry of the verifier with this id: "
                      "\"journalctl -t daypass-verify\" shows all. Without systemd look into the "
                      "file of syslog, such as /var/log/auth.log"
                    : "explain: the journal shows you no entry of the verifier with this id: root "
                      "sees all",
                  NULL);
  return DPM_EXIT_FAILED;
}

static gboolean
is_id (const char *text)
{
  return strlen (text) == ID_LEN && strspn (text, ID_LETTERS) == ID_LEN && getpwnam (text) == NULL;
}

int
dpm_explain (const DpmOptions *options,
             char            **args)
{
  if (args[1] == NULL && is_id (args[0]))
    return explain_id (options, args[0]);
  if (args[1] == NULL && isatty (STDIN_FILENO))
    {
      dpm_complain ("explain needs a certificate: daypass-admin explain LOGIN < key-cert.pub",
                    NULL);
      return DPM_EXIT_USAGE;
    }
  return explain_certificate (options, args[0], args[1] == NULL ? "-" : args[1]);
}
