/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-answer.h"

#include <stdio.h>
#include <string.h>

#include "dp-text.h"
#include "dpm-advice.h"

struct _DpmAnswer
{
  GPtrArray  *held;     /* of char * */
  GPtrArray  *hints;
  GPtrArray  *warnings;
  GHashTable *facts;    /* name to value */
};

DpmAnswer *
dpm_answer_new (void)
{
  DpmAnswer *self = g_new0 (DpmAnswer, 1);

  self->held = g_ptr_array_new_with_free_func (g_free);
  self->hints = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
dpm_answer_free (DpmAnswer *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->hints);
  g_ptr_array_unref (self->warnings);
  g_hash_table_unref (self->facts);
  g_free (self);
}

void
dpm_answer_add_fact (DpmAnswer  *self,
                     const char *name,
                     const char *value)
{
  g_hash_table_replace (self->facts, g_strdup (name), g_strdup (value));
}

void
dpm_answer_add_line (DpmAnswer  *self,
                     const char *line)
{
  const char *value = strchr (line, '=');
  g_autofree char *name = value == NULL ? NULL : g_strndup (line, (gsize) (value - line));

  if (name == NULL)
    return;
  value++;
  if (strcmp (name, "step") == 0 && *value == '-')
    g_ptr_array_add (self->hints, g_strdup (value + 1));
  else if (strcmp (name, "step") == 0 && *value == '+')
    g_ptr_array_add (self->held, g_strdup (value + 1));
  else if (strcmp (name, "warning") == 0)
    g_ptr_array_add (self->warnings, g_strdup (value));
  else
    dpm_answer_add_fact (self, name, value);
}

const char *
dpm_answer_get (const DpmAnswer *self,
                const char      *name)
{
  const char *value = g_hash_table_lookup (self->facts, name);

  return value == NULL ? "" : value;
}

gboolean
dpm_answer_allows (const DpmAnswer *self)
{
  return strcmp (dpm_answer_get (self, "result"), "eligible") == 0;
}

/* (transfer full) (nullable): nothing is to be done when it allows */
static char *
dup_advice (const DpmAnswer *self)
{
  const DpmRefusal refusal = {
    .reason = dpm_answer_get (self, "reason"),
    .detail = dpm_answer_get (self, "detail"),
    .login = dpm_answer_get (self, "login"),
    .identity = dpm_answer_get (self, "identity"),
    .subject = dpm_answer_get (self, "subject"),
    .issuer = dpm_answer_get (self, "issuer"),
  };
  DpmRefusal hinted = refusal;

  if (dpm_answer_allows (self))
    return NULL;
  if (self->hints->len > 0)
    hinted.detail = self->hints->pdata[0];
  return dpm_advice_dup (&hinted);
}

/* What the certificate says, true or not. */
static void
print_who (const DpmAnswer *self)
{
  static const char *const names[] = { "identity", "subject", "issuer", "key" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = dp_text_display (dpm_answer_get (self, names[i]), -1);

      if (*value != '\0')
        g_string_append_printf (text, "%s%s %s", text->len == 0 ? "" : ", ", names[i], value);
    }
  if (text->len > 0)
    printf ("the certificate says: %s\n", text->str);
}

static void
print_when (const DpmAnswer *self)
{
  gint64 now = g_ascii_strtoll (dpm_answer_get (self, "now"), NULL, 10);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (now);
  g_autofree char *text = when == NULL ? NULL : g_date_time_format (when, "%F %T UTC");
  g_autofree char *keys = dp_text_display (dpm_answer_get (self, "keys"), -1);

  printf ("logged at %s; the provider's keys: %s\n", text == NULL ? "?" : text,
          *keys == '\0' ? "not needed" : keys);
}

static void
print_refusal (const DpmAnswer *self,
               const char      *login,
               const char      *may_not)
{
  const char *reason = dpm_answer_get (self, "reason");
  const char *sentence = dpm_advice_sentence (reason);
  g_autofree char *advice = dup_advice (self);
  g_autofree char *detail = dp_text_display (dpm_answer_get (self, "detail"), -1);
  const char *where = strcmp (detail, sentence) == 0 ? "" : detail;

  if (self->hints->len > 0)
    where = self->hints->pdata[0];
  printf ("\342\234\227 %s\n", sentence);
  for (guint i = 1; i < self->hints->len; i++)
    printf ("  also: %s\n", (const char *) self->hints->pdata[i]);
  printf ("  what to do: %s\n", advice);
  if (*where == '\0')
    printf ("%s %s (%s): %s\n", login, may_not, reason, sentence);
  else
    printf ("%s %s (%s): %.*s: %s\n", login, may_not, reason, (int) strlen (sentence) - 1,
            sentence, where);
}

/* The last line says it all: the reason, and the line of the file if there is one. */
void
dpm_answer_print (const DpmAnswer *self,
                  gboolean         was_logged)
{
  g_autofree char *login = dp_text_display (dpm_answer_get (self, "login"), -1);
  g_autofree char *rule = dp_text_display (dpm_answer_get (self, "rule"), -1);

  if (was_logged)
    print_when (self);
  print_who (self);
  for (guint i = 0; i < self->held->len; i++)
    printf ("\342\234\223 %s\n", (const char *) self->held->pdata[i]);
  for (guint i = 0; i < self->warnings->len; i++)
    printf ("! %s\n", (const char *) self->warnings->pdata[i]);
  if (!dpm_answer_allows (self))
    {
      print_refusal (self, login, was_logged ? "was not let in" : "may not log in");
      return;
    }
  puts ("  if sshd refuses all the same, its own log says why: the private key, AllowUsers, a "
        "locked account");
  printf ("%s %s: %s allows it\n", login, was_logged ? "was allowed to log in" : "may log in",
          rule);
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

void
dpm_answer_write (const DpmAnswer *self,
                  DpmJson         *json)
{
  static const char *const names[] = { "result", "reason", "login", "issuer", "subject", "identity",
                                       "key", "rule", "keys", "box", "detail", "iat", "now", "ms" };
  g_autofree char *advice = dup_advice (self);
  const char *reason = dpm_answer_get (self, "reason");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    dpm_json_add_string (json, names[i], g_hash_table_lookup (self->facts, names[i]));
  dpm_json_add_string (json, "sentence",
                       advice == NULL ? NULL : dpm_advice_sentence (reason));
  dpm_json_add_string (json, "advice", advice);
  write_list (json, "held", self->held);
  write_list (json, "hints", self->hints);
  write_list (json, "warnings", self->warnings);
}
