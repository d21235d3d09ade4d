/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-words.h"

#include <string.h>

#include "dp-error.h"

#define SEPARATORS " \t\n"

/* @p stands behind the opening quote. Returns: what stands behind the closing one, or %NULL. */
static const char *
read_quoted (const char *p,
             char        quote,
             GString    *word)
{
  for (; *p != '\0' && *p != quote; p++)
    {
      if (quote == '"' && *p == '\\' && p[1] != '\0' && strchr ("$`\"\\", p[1]) != NULL)
        p++;
      g_string_append_c (word, *p);
    }
  return *p == quote ? p + 1 : NULL;
}

/* Returns: what stands behind the word, or %NULL. */
static const char *
read_word (const char *p,
           GString    *word,
           GError    **error)
{
  while (p != NULL && *p != '\0' && strchr (SEPARATORS, *p) == NULL)
    {
      if (*p == '\'' || *p == '"')
        {
          p = read_quoted (p + 1, *p, word);
          continue;
        }
      if (*p == '\\')
        p++;
      if (*p == '\0')
        p = NULL;
      else
        g_string_append_c (word, *p++);
    }
  if (p == NULL)
    dp_error_set (error, DP_ERROR_TABLE_ROW, "a quote is not closed, or a backslash is the end");
  return p;
}

char **
dp_words_split (const char *text,
                GError    **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const char *p = text + strspn (text, SEPARATORS);

  while (*p != '\0')
    {
      g_autoptr (GString) word = g_string_new (NULL);

      if (words->len == DP_WORDS_MAX)
        {
          dp_error_set (error, DP_ERROR_LIMIT, "a command of more than %d words", DP_WORDS_MAX);
          return NULL;
        }
      p = read_word (p, word, error);
      if (p == NULL)
        return NULL;
      g_ptr_array_add (words, g_strdup (word->str));
      p += strspn (p, SEPARATORS);
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}
