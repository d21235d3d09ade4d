/* SPDX-License-Identifier: Apache-2.0 */
/* explain: why a login is allowed or refused, from the judge itself, or from the log. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-json.h"
#include "dp-ssh-cert.h"
#include "dp-table.h"
#include "dp-text.h"
#include "dpm-advice.h"
#include "dpm-commands.h"
#include "dpm-json.h"
#include "dpm-run.h"

#define VERIFY DP_LIBEXECDIR "/daypass-verify"
#define VERIFIER_USER "opksshuser"
#define NO_ENTRY \
  "the journal has no entry of the verifier with this id (journalctl -t daypass-verify shows them)"
#define JOURNALCTL "/usr/bin/journalctl"
#define ID_LETTERS "0123456789abcdefghjkmnpqrstvwxyz"
#define ID_LEN 8

/* What the gate printed: "step=+text", "step=-text", "warning=text", then "name=value". */
typedef struct
{
  GPtrArray  *held;     /* of char *, borrowed */
  GPtrArray  *hints;
  GPtrArray  *warnings;
  GHashTable *facts;    /* name to value */
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->held, g_ptr_array_unref);
  g_clear_pointer (&answer->hints, g_ptr_array_unref);
  g_clear_pointer (&answer->warnings, g_ptr_array_unref);
  g_clear_pointer (&answer->facts, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
take_line (Answer *answer,
           char   *line)
{
  char *value = strchr (line, '=');

  if (value == NULL)
    return;
  *value++ = '\0';
  if (strcmp (line, "step") == 0 && *value == '-')
    g_ptr_array_add (answer->hints, value + 1);
  else if (strcmp (line, "step") == 0 && *value == '+')
    g_ptr_array_add (answer->held, value + 1);
  else if (strcmp (line, "warning") == 0)
    g_ptr_array_add (answer->warnings, value);
  else
    g_hash_table_insert (answer->facts, line, value);
}

static void
answer_init (Answer *answer,
             char  **lines)
{
  answer->held = g_ptr_array_new ();
  answer->hints = g_ptr_array_new ();
  answer->warnings = g_ptr_array_new ();
  answer->facts = g_hash_table_new (g_str_hash, g_str_equal);
  for (; *lines != NULL; lines++)
    take_line (answer, *lines);
}

static const char *
get (const Answer *answer,
     const char   *name)
{
  const char *value = g_hash_table_lookup (answer->facts, name);

  return value == NULL ? "" : value;
}

/* For a refusal by policy the command that would allow it; else general advice. */
static char *
dup_advice (const Answer *answer,
            const char   *login)
{
  g_autofree char *name = dp_table_quote (login);
  g_autofree char *identity = dp_table_quote (get (answer, "identity"));

  if (strcmp (get (answer, "reason"), "not-listed") != 0)
    return g_strdup (dpm_advice_for (get (answer, "reason")));
  return g_strdup_printf ("if this person should log in: daypass-admin add %s %s %s", name,
                          *get (answer, "subject") == '\0' ? "IDENTITY" : identity,
                          get (answer, "issuer"));
}

static void
print_refusal (const Answer *answer,
               const char   *login)
{
  const char *reason = get (answer, "reason");
  const char *sentence = dpm_advice_sentence (reason);
  g_autofree char *advice = dup_advice (answer, login);
  g_autofree char *shown = dp_text_display (advice, -1);
  g_autofree char *name = dp_text_display (login, -1);
  g_autofree char *detail = dp_text_display (get (answer, "detail"), -1);
  const char *where = strcmp (detail, sentence) == 0 ? "" : detail;

  if (answer->hints->len > 0)
    where = answer->hints->pdata[0];
  printf ("\342\234\227 %s\n", sentence);
  for (guint i = 1; i < answer->hints->len; i++)
    printf ("  also: %s\n", (const char *) answer->hints->pdata[i]);
  printf ("  what to do: %s\n", shown);
  if (*where == '\0')
    printf ("%s may not log in (%s): %s\n", name, reason, sentence);
  else
    printf ("%s may not log in (%s): %.*s: %s\n", name, reason, (int) strlen (sentence) - 1,
            sentence, where);
}

/* The last line says it all: the reason, and the line of the file if there is one. */
static void
print_text (const Answer *answer,
            const char   *login)
{
  g_autofree char *rule = dp_text_display (get (answer, "rule"), -1);

  for (guint i = 0; i < answer->held->len; i++)
    printf ("\342\234\223 %s\n", (const char *) answer->held->pdata[i]);
  for (guint i = 0; i < answer->warnings->len; i++)
    printf ("! %s\n", (const char *) answer->warnings->pdata[i]);
  if (strcmp (get (answer, "result"), "eligible") == 0)
    printf ("%s may log in: %s allows it\n", login, rule);
  else
    print_refusal (answer, login);
}

static void
write_list (DpmJson         *json,
            const char      *name,
            const GPtrArray *list)
{
  dpm_json_begin_array (json, name);
  for (guint i = 0; i < list->len; i++)
    dpm_json_add_string (json, NULL, list->pdata[i]);
  dpm_json_end (json);
}

static void
print_json (const Answer *answer,
            const char   *login)
{
  static const char *const names[] = { "result", "reason", "login", "issuer", "subject", "identity",
                                       "key", "rule", "keys", "box", "detail", "iat", "now", "ms" };
  g_autoptr (DpmJson) json = dpm_json_new ();
  g_autofree char *advice = NULL;
  g_autofree char *text = NULL;

  dpm_json_begin_object (json, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    dpm_json_add_string (json, names[i], g_hash_table_lookup (answer->facts, names[i]));
  if (strcmp (get (answer, "result"), "eligible") != 0)
    advice = dup_advice (answer, login);
  dpm_json_add_string (json, "sentence",
                       advice == NULL ? NULL : dpm_advice_sentence (get (answer, "reason")));
  dpm_json_add_string (json, "advice", advice);
  write_list (json, "held", answer->held);
  write_list (json, "hints", answer->hints);
  write_list (json, "warnings", answer->warnings);
  dpm_json_end (json);
  text = dpm_json_finish (json);
  fputs (text, stdout);
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
  g_auto (Answer) answer = { NULL, NULL, NULL, NULL };

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
    {
      dpm_complain ("explain", error);
      return dpm_exit_status (error);
    }
  lines = g_strsplit (output, "\n", -1);
  answer_init (&answer, lines);
  if (*get (&answer, "result") == '\0')
    {
      dpm_complain ("explain: " VERIFY " gave no answer; is it the same version?", NULL);
      return DPM_EXIT_FAILED;
    }
  if (options->json)
    print_json (&answer, login);
  else
    print_text (&answer, login);
  return strcmp (get (&answer, "result"), "eligible") == 0 ? DPM_EXIT_OK : DPM_EXIT_PROBLEMS;
}

typedef struct
{
  const DpJson *entry;
  DpmJson      *json; /* (nullable) */
} Entry;

static void
show_field_cb (const char *name,
               gpointer    user_data)
{
  Entry *entry = user_data;
  const char *value = NULL;
  g_autofree char *shown = NULL;

  if (!g_str_has_prefix (name, "DAYPASS_")
      || !dp_json_read_string (entry->entry, name, DP_JSON_OPTIONAL, &value, NULL) || value == NULL)
    return;
  shown = dp_text_display (value, -1);
  if (entry->json != NULL)
    dpm_json_add_string (entry->json, name, value);
  else
    printf ("%-18s %s\n", name + strlen ("DAYPASS_"), shown);
}

/* One entry of journalctl's output; returns: the reason word that it has, borrowed. */
static const char *
show_entry (const DpJson *object,
            DpmJson      *json)
{
  Entry entry = { object, json };
  const char *reason = NULL;

  if (json != NULL)
    dpm_json_begin_object (json, NULL);
  dp_json_foreach_name (object, show_field_cb, &entry);
  if (json != NULL)
    dpm_json_end (json);
  if (!dp_json_read_string (object, "DAYPASS_REASON", DP_JSON_OPTIONAL, &reason, NULL))
    return NULL;
  return reason;
}

/* Any user of the machine can write look-alikes; who wrote an entry is the journal's own word
 * (security requirement 11). It also says with which program, unless that had ended already. */
static char *
read_journal (const char *id,
              GError    **error)
{
  const struct passwd *verifier = getpwnam (VERIFIER_USER);
  g_autofree char *uid = g_strdup_printf ("_UID=%u", verifier == NULL ? 0 : verifier->pw_uid);
  g_autofree char *match = g_strconcat ("DAYPASS_ID=", id, NULL);
  const char *argv[] = { JOURNALCTL, "--quiet", "--all", "--output=json", uid,
                         match, NULL };

  return dpm_run (argv, NULL, NULL, error);
}

static int
explain_id (const DpmOptions *options,
            const char       *id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = read_journal (id, &error);
  gsize len = output == NULL ? 0 : strcspn (output, "\n");
  g_autoptr (DpJson) object = NULL;
  g_autoptr (DpmJson) json = options->json ? dpm_json_new () : NULL;
  const char *program = NULL;
  const char *reason;

  if (len > 0)
    object = dp_json_parse ((const guint8 *) output, len, &error);
  if (object != NULL
      && (!dp_json_read_string (object, "_EXE", DP_JSON_OPTIONAL, &program, NULL)
          || (program != NULL && strcmp (program, VERIFY) != 0)))
    g_clear_pointer (&object, dp_json_unref);
  if (object == NULL)
    {
      dpm_complain (output == NULL || len > 0 ? "the journal cannot be read" : NO_ENTRY, error);
      return DPM_EXIT_FAILED;
    }
  reason = show_entry (object, json);
  if (json != NULL)
    {
      g_autofree char *text = dpm_json_finish (json);

      fputs (text, stdout);
    }
  else if (reason != NULL && strcmp (reason, "ok") != 0)
    printf ("%s\n", dpm_advice_sentence (reason));
  return DPM_EXIT_OK;
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
