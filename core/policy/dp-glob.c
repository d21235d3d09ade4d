/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-glob.h"

/* Reads one end of a range in a class; "-" and "]" must be escaped, and something must follow. */
static gboolean
read_bound (const char **p,
            gunichar    *out)
{
  if (**p == '-' || **p == ']')
    return FALSE;
  if (**p == '\\')
    (*p)++;
  if (**p == '\0')
    return FALSE;
  *out = g_utf8_get_char (*p);
  *p = g_utf8_next_char (*p);
  return **p != '\0';
}

/* @p is behind "[". Returns: %FALSE when the class is malformed, else @p is behind "]". */
static gboolean
read_class (const char **p,
            gunichar     c,
            gboolean    *matches)
{
  gboolean negated = **p == '^';
  gboolean found = FALSE;
  guint n_ranges = 0;

  if (negated)
    (*p)++;
  for (; **p != ']' || n_ranges == 0; n_ranges++)
    {
      gunichar low, high;

      if (!read_bound (p, &low))
        return FALSE;
      high = low;
      if (**p == '-')
        {
          (*p)++;
          if (!read_bound (p, &high))
            return FALSE;
        }
      found = found || (low <= c && c <= high);
    }
  (*p)++;
  *matches = found != negated;
  return TRUE;
}

/* Moves @p over one element that is not "*". Returns: %FALSE when it is malformed. */
static gboolean
read_element (const char **p,
              gunichar     c,
              gboolean    *matches)
{
  switch (*(*p)++)
    {
    case '[':
      return read_class (p, c, matches);
    case '?':
      *matches = c != '/';
      return TRUE;
    case '\\':
      if (**p == '\0')
        return FALSE;
      break;
    default:
      (*p)--;
      break;
    }
  *matches = g_utf8_get_char (*p) == c;
  *p = g_utf8_next_char (*p);
  return TRUE;
}

static gboolean
is_well_formed (const char *p)
{
  gboolean ignored;

  while (*p != '\0')
    if (*p == '*')
      p++;
    else if (!read_element (&p, 0, &ignored))
      return FALSE;
  return TRUE;
}

gboolean
dp_glob_matches (const char *pattern,
                 const char *text)
{
  const char *star = NULL;      /* behind the last star */
  const char *star_text = NULL; /* where what follows that star was tried last */

  if (!is_well_formed (pattern))
    return FALSE;
  while (*text != '\0' || *pattern != '\0')
    {
      gboolean matches = FALSE;
      const char *next = pattern;

      if (*pattern == '*')
        {
          star = ++pattern;
          star_text = text;
          continue;
        }
      if (*text != '\0' && *pattern != '\0'
          && read_element (&next, g_utf8_get_char (text), &matches) && matches)
        {
          pattern = next;
          text = g_utf8_next_char (text);
          continue;
        }
      if (star == NULL || *star_text == '\0' || *star_text == '/')
        return FALSE;
      star_text = g_utf8_next_char (star_text);
      pattern = star;
      text = star_text;
    }
  return TRUE;
}
