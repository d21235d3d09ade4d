/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAFE_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A trailing * stands for anything. */
static const char *const refused[] = {
  "LD_*", "GIO_*", "OPENSSL_*", "G_*", "SSLKEYLOGFILE", "GCONV_PATH", "MALLOC_*", "GLIBC_*",
  "PATH", "IFS", "ENV", "BASH_ENV", "OPKSSH_PLUGIN_*",
};

bool
dpg_environment_may_set (const char *name)
{
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    {
      size_t len = strlen (refused[i]);

      if (refused[i][len - 1] == '*' ? strncmp (name, refused[i], len - 1) == 0
                                     : strcmp (name, refused[i]) == 0)
        return false;
    }
  return *name != '\0';
}

bool
dpg_environment_add (DpgEnvironment *env,
                     const char     *name,
                     const char     *value)
{
  size_t size = strlen (name) + strlen (value) + 2;
  char *pair = env->n < DPG_ENVIRONMENT_MAX ? malloc (size) : NULL;

  if (pair == NULL)
    return false;
  snprintf (pair, size, "%s=%s", name, value);
  env->vars[env->n++] = pair;
  env->vars[env->n] = NULL;
  return true;
}

static bool
add_setting (DpgEnvironment *env,
             const char     *pair)
{
  const char *equals = strchr (pair, '=');
  char *name = equals == NULL ? NULL : strndup (pair, (size_t) (equals - pair));
  bool good = name != NULL
              && (!dpg_environment_may_set (name) || dpg_environment_add (env, name, equals + 1));

  free (name);
  return good;
}

bool
dpg_environment_init (DpgEnvironment    *env,
                      const char *const *env_vars)
{
  bool good;

  *env = (DpgEnvironment) { .n = 0 };
  good = dpg_environment_add (env, "PATH", SAFE_PATH)
         && dpg_environment_add (env, "LANG", "C.UTF-8");
  for (; good && env_vars != NULL && *env_vars != NULL; env_vars++)
    good = add_setting (env, *env_vars);
  return good;
}

char *const *
dpg_environment_get (DpgEnvironment *env)
{
  return env->vars;
}

void
dpg_environment_clear (DpgEnvironment *env)
{
  for (size_t i = 0; i < env->n; i++)
    {
      explicit_bzero (env->vars[i], strlen (env->vars[i]));
      free (env->vars[i]);
    }
  *env = (DpgEnvironment) { .n = 0 };
}

static size_t
write_string (const char *word,
              char       *out)
{
  char *p = out;

  *p++ = '"';
  for (; *word != '\0'; word++)
    {
      if ((unsigned char) *word < ' ' || *word == 0x7f)
        {
          p += snprintf (p, 7, "\\u%04x", (unsigned char) *word);
          continue;
        }
      if (*word == '"' || *word == '\\')
        *p++ = '\\';
      *p++ = *word;
    }
  *p++ = '"';
  return (size_t) (p - out);
}

char *
dpg_environment_json_list (const char *const *words)
{
  size_t size = 3;
  char *text;
  char *p;

  if (words == NULL || *words == NULL)
    return strdup ("");
  for (size_t i = 0; words[i] != NULL; i++)
    size += 6 * strlen (words[i]) + 3;
  p = text = malloc (size + 8); /* snprintf writes a NUL behind its six characters */
  if (text == NULL)
    return NULL;
  *p++ = '[';
  for (size_t i = 0; words[i] != NULL; i++)
    {
      if (i > 0)
        *p++ = ',';
      p += write_string (words[i], p);
    }
  *p++ = ']';
  *p = '\0';
  return text;
}
