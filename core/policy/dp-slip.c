/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-slip.h"

#include <string.h>

/* The letters and digits of @word in lower case: "denyUsers" and "deny-users" are "denyusers". */
static char *
simplify (const char *word)
{
  GString *out = g_string_new (NULL);

  for (; *word != '\0'; word++)
    if (g_ascii_isalnum (*word))
      g_string_append_c (out, g_ascii_tolower (*word));
  return g_string_free (out, FALSE);
}

/* Whether one letter changed, left out, doubled or swapped with its neighbour makes @a into @b. */
static gboolean
is_one_slip_away (const char *a,
                  const char *b)
{
  while (*a != '\0' && *a == *b)
    {
      a++;
      b++;
    }
  if (*a == '\0' || *b == '\0')
    return strlen (a) + strlen (b) <= 1;
  return strcmp (a + 1, b + 1) == 0 || strcmp (a + 1, b) == 0 || strcmp (a, b + 1) == 0
         || (a[0] == b[1] && a[1] == b[0] && strcmp (a + 2, b + 2) == 0);
}

gboolean
dp_slip_resembles (const char *word,
                   const char *known)
{
  g_autofree char *a = simplify (word);
  g_autofree char *b = simplify (known);

  return is_one_slip_away (a, b);
}
