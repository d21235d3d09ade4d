/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-command.h"

#include <string.h>

#define TEXT_MAX 4096
#define HOST_MAX 253

typedef enum
{
  KIND_HOST_FIRST, /* the first word that is no option is the destination */
  KIND_HOST_COLON, /* the first word of the form host:path, or an address, is */
} Kind;

typedef struct
{
  const char *name;
  Kind        kind;
  const char *with_value; /* option letters that take the next word */
  char        port;       /* among them: the one that takes ssh's port */
} Program;

static const Program programs[] = {
  { "ssh", KIND_HOST_FIRST, "BbcDEeFIiJLlmOopQRSWw", 'p' },
  { "mosh", KIND_HOST_FIRST, "p", 0 },
  { "sftp", KIND_HOST_FIRST, "BbcDFiJloPRSsX", 'P' },
  { "scp", KIND_HOST_COLON, "cDFiJloPSX", 'P' },
  { "rsync", KIND_HOST_COLON, "efBMT", 0 },
  { "git", KIND_HOST_COLON, "Cc", 0 },
};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
#define PORT_MAX 65535

/* @len characters, when all of them are of @allowed and none is a dash in front. */
static char *
checked (const char *start,
         gsize       len,
         const char *allowed)
{
  g_autofree char *text = g_strndup (start, len);

  if (len == 0 || len > HOST_MAX || text[0] == '-' || text[strspn (text, allowed)] != '\0')
    return NULL;
  return g_steal_pointer (&text);
}

static char *
checked_port (const char *start,
              gsize       len)
{
  g_autofree char *text = checked (start, len, "0123456789");
  guint64 port;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, PORT_MAX, &port, NULL)
             ? g_steal_pointer (&text) : NULL;
}

static void
replace (char **member,
         char  *value)
{
  if (value == NULL)
    return;
  g_free (*member);
  *member = value;
}

static gboolean
is_known_scheme (const char *word)
{
  return g_str_has_prefix (word, "ssh://") || g_str_has_prefix (word, "sftp://")
         || g_str_has_prefix (word, "scp://") || g_str_has_prefix (word, "rsync://")
         || g_str_has_prefix (word, "git+ssh://");
}

/* host, user@host, [v6], user@[v6]:port, host:path, host:port, scheme://… */
static gboolean
take_word (DpaDestination *out,
           const char     *word,
           gboolean        with_port)
{
  const char *scheme = strstr (word, "://");
  const char *start = scheme != NULL ? scheme + 3 : word;
  gsize len = strcspn (start, "/");
  const char *at = g_strrstr_len (start, (gssize) len, "@");
  const char *end = start + len;
  const char *colon, *host_end = end;

  if (scheme != NULL && !is_known_scheme (word))
    return FALSE;
  if (at != NULL)
    {
      replace (&out->user, checked (start, (gsize) (at - start), LETTERS));
      start = at + 1;
    }
  if (*start == '[')
    {
      start++;
      host_end = start + strcspn (start, "]/");
      colon = host_end < end && host_end[1] == ':' ? host_end + 1 : NULL;
    }
  else
    {
      colon = memchr (start, ':', (gsize) (end - start));
      /* more than one colon and no brackets: an IPv6 address */
      if (colon != NULL && memchr (colon + 1, ':', (gsize) (end - colon - 1)) != NULL)
        colon = NULL;
      if (colon != NULL)
        host_end = colon;
    }
  if (colon != NULL && (with_port || scheme != NULL))
    replace (&out->port, checked_port (colon + 1, (gsize) (end - colon - 1)));
  replace (&out->host, checked (start, (gsize) (host_end - start), LETTERS ":%"));
  return out->host != NULL;
}

static gboolean
has_destination_form (const char *word)
{
  const char *colon = strchr (word, ':');
  const char *slash = strchr (word, '/');

  return strstr (word, "://") != NULL || (colon != NULL && (slash == NULL || colon < slash));
}

/* "-p 22"; in "-vp 22" the last letter takes the value, in "-p22" the rest of the word. Returns:
 * whether the next word is used up. */
static gboolean
take_option (DpaDestination *out,
             const char     *word,
             const char     *next,
             const Program  *program)
{
  const char *letter = word[1] == '-' ? NULL : strpbrk (word + 1, program->with_value);
  const char *value;

  if (letter == NULL)
    return FALSE;
  value = letter[1] != '\0' ? letter + 1 : next;
  if (value != NULL && *letter == program->port)
    replace (&out->port, checked_port (value, strlen (value)));
  else if (value != NULL && *letter == 'l' && program->port != 0)
    replace (&out->user, checked (value, strlen (value), LETTERS));
  return letter[1] == '\0' && next != NULL;
}

static gboolean
take_arguments (DpaDestination *out,
                char          **words,
                const Program  *program)
{
  gboolean options = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = words[i];

      if (options && g_str_equal (word, "--"))
        options = FALSE;
      else if (options && word[0] == '-' && word[1] != '\0')
        i += take_option (out, word, words[i + 1], program) ? 1 : 0;
      else if (program->kind == KIND_HOST_FIRST || has_destination_form (word))
        return take_word (out, word, program->kind == KIND_HOST_FIRST);
    }
  return FALSE;
}

static gboolean
take_text (DpaDestination *out,
           const char     *text)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *program = NULL;
  int n;

  if (strlen (text) > TEXT_MAX || !g_utf8_validate (text, -1, NULL)
      || !g_shell_parse_argv (text, &n, &words, NULL))
    return FALSE;
  program = g_path_get_basename (words[0]);
  for (guint i = 0; n > 1 && i < G_N_ELEMENTS (programs); i++)
    if (g_str_equal (program, programs[i].name))
      return take_arguments (out, words + 1, &programs[i]);
  return n == 1 && take_word (out, words[0], TRUE);
}

void
dpa_destination_clear (DpaDestination *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->port, g_free);
}

gboolean
dpa_command_parse (const char     *text,
                   DpaDestination *out)
{
  *out = (DpaDestination) { 0 };
  if (take_text (out, text))
    return TRUE;
  dpa_destination_clear (out);
  return FALSE;
}

char *
dpa_command_dup_host (const char *text)
{
  g_auto (DpaDestination) destination = { 0 };

  return dpa_command_parse (text, &destination) ? g_steal_pointer (&destination.host) : NULL;
}
