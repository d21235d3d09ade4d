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

static const struct
{
  const char *name;
  Kind        kind;
  const char *with_value; /* option letters that take the next word */
} programs[] = {
  { "ssh", KIND_HOST_FIRST, "BbcDEeFIiJLlmOopQRSWw" },
  { "mosh", KIND_HOST_FIRST, "p" },
  { "sftp", KIND_HOST_FIRST, "BbcDFiJloPRSsX" },
  { "scp", KIND_HOST_COLON, "cDFiJloPSX" },
  { "rsync", KIND_HOST_COLON, "efBMT" },
  { "git", KIND_HOST_COLON, "Cc" },
};

static char *
checked (const char *start,
         gsize       len)
{
  g_autofree char *host = g_strndup (start, len);

  if (len == 0 || len > HOST_MAX || host[0] == '-'
      || host[strspn (host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:%-")]
             != '\0')
    return NULL;
  return g_steal_pointer (&host);
}

/* host, user@host, [v6], user@[v6]:port, host:path, scheme://… */
static char *
host_of_word (const char *word)
{
  const char *scheme = strstr (word, "://");
  const char *start = scheme != NULL ? scheme + 3 : word;
  gsize len = strcspn (start, "/");
  const char *at = g_strrstr_len (start, (gssize) len, "@");
  const char *colon;

  if (scheme != NULL && !g_str_has_prefix (word, "ssh://") && !g_str_has_prefix (word, "sftp://")
      && !g_str_has_prefix (word, "scp://") && !g_str_has_prefix (word, "rsync://")
      && !g_str_has_prefix (word, "git+ssh://"))
    return NULL;
  if (at != NULL)
    {
      len -= (gsize) (at + 1 - start);
      start = at + 1;
    }
  if (*start == '[')
    return checked (start + 1, strcspn (start + 1, "]/"));
  colon = memchr (start, ':', len);
  /* more than one colon and no brackets: an IPv6 address */
  if (colon != NULL && memchr (colon + 1, ':', len - (gsize) (colon + 1 - start)) == NULL)
    len = (gsize) (colon - start);
  return checked (start, len);
}

static gboolean
has_destination_form (const char *word)
{
  const char *colon = strchr (word, ':');
  const char *slash = strchr (word, '/');

  return strstr (word, "://") != NULL || (colon != NULL && (slash == NULL || colon < slash));
}

static char *
host_of_arguments (char      **words,
                   Kind        kind,
                   const char *with_value)
{
  gboolean options = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = words[i];

      if (options && g_str_equal (word, "--"))
        options = FALSE;
      else if (options && word[0] == '-' && word[1] != '\0')
        {
          /* "-p 22"; in "-vp 22" the last letter takes the value, in "-p22" the rest of the word */
          const char *letter = word[1] == '-' ? NULL : strpbrk (word + 1, with_value);

          if (letter != NULL && letter[1] == '\0' && words[i + 1] != NULL)
            i++;
        }
      else if (kind == KIND_HOST_FIRST || has_destination_form (word))
        return host_of_word (word);
    }
  return NULL;
}

char *
dpa_command_dup_host (const char *text)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *program = NULL;
  int n;

  if (strlen (text) > TEXT_MAX || !g_utf8_validate (text, -1, NULL)
      || !g_shell_parse_argv (text, &n, &words, NULL))
    return NULL;
  program = g_path_get_basename (words[0]);
  for (guint i = 0; n > 1 && i < G_N_ELEMENTS (programs); i++)
    if (g_str_equal (program, programs[i].name))
      return host_of_arguments (words + 1, programs[i].kind, programs[i].with_value);
  return n == 1 ? host_of_word (words[0]) : NULL;
}
