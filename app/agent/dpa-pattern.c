/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-pattern.h"

#include <string.h>

#define ALLOWED \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:*?[]-"

static const char *
bare (const char *pattern)
{
  return dpa_pattern_is_exclusion (pattern) ? pattern + 1 : pattern;
}

gboolean
dpa_pattern_is_exclusion (const char *pattern)
{
  return pattern[0] == '!';
}

gboolean
dpa_pattern_is_valid (const char *pattern)
{
  const char *text = bare (pattern);
  gsize len = strspn (text, ALLOWED);

  /* a dash in front would be an option to whatever is given the host */
  return len > 0 && text[len] == '\0' && strlen (pattern) <= DPA_PATTERN_MAX && text[0] != '-';
}

gboolean
dpa_pattern_is_everything (const char *pattern)
{
  const char *text = bare (pattern);

  return strchr (text, '*') != NULL && text[strspn (text, "*?")] == '\0';
}

gboolean
dpa_pattern_is_too_wide (const char *pattern)
{
  const char *text = bare (pattern);
  const char *wild = text + strcspn (text, "*?");
  const char *dot = wild;

  if (*wild == '\0')
    return FALSE;
  /* what is left of the last wildcard must still be two labels: "*.corp.example" */
  for (const char *p = wild; *p != '\0'; p++)
    if (*p == '*' || *p == '?')
      dot = p + 1;
  dot = strchr (dot, '.');
  return dot == NULL || strchr (dot + 1, '.') == NULL || strstr (dot, "..") != NULL
         || g_str_has_suffix (dot, ".");
}

static gboolean
same_letter (char a,
             char b)
{
  return g_ascii_tolower (a) == g_ascii_tolower (b);
}

/* Linear: a "*" that failed is never tried again once a later one has been reached. */
gboolean
dpa_pattern_matches (const char *pattern,
                     const char *host)
{
  const char *star = NULL, *resume = NULL;

  while (*host != '\0')
    {
      if (*pattern == '*')
        {
          star = pattern++;
          resume = host;
        }
      else if (*pattern == '?' || (*pattern != '\0' && same_letter (*pattern, *host)))
        {
          pattern++;
          host++;
        }
      else if (star != NULL)
        {
          pattern = star + 1;
          host = ++resume;
        }
      else
        return FALSE;
    }
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

/* The wildcards of @narrow stand for themselves: only a "*" takes a "*", a "?" is taken by both. */
gboolean
dpa_pattern_covers (const char *wide,
                    const char *narrow)
{
  const char *star = NULL, *resume = NULL;

  while (*narrow != '\0')
    {
      if (*wide == '*')
        {
          star = wide++;
          resume = narrow;
        }
      else if (*narrow != '*' && *wide != '\0' && (*wide == '?' || same_letter (*wide, *narrow)))
        {
          wide++;
          narrow++;
        }
      else if (star != NULL)
        {
          wide = star + 1;
          narrow = ++resume;
        }
      else
        return FALSE;
    }
  while (*wide == '*')
    wide++;
  return *wide == '\0';
}

/* Whether the ends before the first and after the last "*" already tell them apart. */
static gboolean
ends_differ (const char *a,
             const char *b)
{
  gsize a_len = strlen (a), b_len = strlen (b);

  for (gsize i = 0; i < MIN (a_len, b_len) && a[i] != '*' && b[i] != '*'; i++)
    if (a[i] != '?' && b[i] != '?' && !same_letter (a[i], b[i]))
      return TRUE;
  for (gsize i = 1; i <= MIN (a_len, b_len) && a[a_len - i] != '*' && b[b_len - i] != '*'; i++)
    if (a[a_len - i] != '?' && b[b_len - i] != '?' && !same_letter (a[a_len - i], b[b_len - i]))
      return TRUE;
  return FALSE;
}

/* How a common host goes on from a place in both patterns. */
enum
{
  STEP_UNKNOWN,
  STEP_NONE,   /* not at all */
  STEP_END,
  STEP_BOTH,   /* one character, both move */
  STEP_SKIP_A, /* the "*" of a ends */
  STEP_SKIP_B,
  STEP_STAR_A, /* the "*" of a takes what stands in b */
  STEP_STAR_B,
};

typedef struct
{
  const char *a;
  const char *b;
  gsize       width; /* of a row: strlen (b) + 1 */
  guint8     *steps;
} Common;

static guint8
step_at (Common *common,
         gsize   i,
         gsize   j)
{
  return common->steps[i * common->width + j];
}

static guint8
find_step (Common *common,
           gsize   i,
           gsize   j)
{
  char a = common->a[i], b = common->b[j];

  if (a == '\0' && b == '\0')
    return STEP_END;
  if (a == '*' && step_at (common, i + 1, j) != STEP_NONE)
    return STEP_SKIP_A;
  if (b == '*' && step_at (common, i, j + 1) != STEP_NONE)
    return STEP_SKIP_B;
  if (a == '*' && b != '\0' && b != '*' && step_at (common, i, j + 1) != STEP_NONE)
    return STEP_STAR_A;
  if (b == '*' && a != '\0' && a != '*' && step_at (common, i + 1, j) != STEP_NONE)
    return STEP_STAR_B;
  if (a != '\0' && b != '\0' && a != '*' && b != '*'
      && (a == '?' || b == '?' || same_letter (a, b))
      && step_at (common, i + 1, j + 1) != STEP_NONE)
    return STEP_BOTH;
  return STEP_NONE;
}

static char *
walk (Common *common)
{
  GString *host = g_string_new (NULL);
  gsize i = 0, j = 0;

  for (;;)
    {
      char a = common->a[i], b = common->b[j];
      guint8 step = step_at (common, i, j);

      if (step == STEP_END)
        break;
      if (step == STEP_BOTH)
        g_string_append_c (host, a != '?' ? a : b != '?' ? b : 'x');
      else if (step == STEP_STAR_A)
        g_string_append_c (host, b != '?' ? b : 'x');
      else if (step == STEP_STAR_B)
        g_string_append_c (host, a != '?' ? a : 'x');
      i += step == STEP_BOTH || step == STEP_SKIP_A || step == STEP_STAR_B;
      j += step == STEP_BOTH || step == STEP_SKIP_B || step == STEP_STAR_A;
    }
  return g_string_free (host, FALSE);
}

static gboolean
both_match (const Common *common,
            const char   *host)
{
  return dpa_pattern_matches (common->a, host) && dpa_pattern_matches (common->b, host);
}

/* A host that begins with a dot, or is nothing, looks like a mistake: "*" takes letters. */
static char *
presentable (const Common *common,
             char         *host)
{
  g_autofree char *longer = NULL;

  if (host[0] != '\0' && host[0] != '.')
    return host;
  longer = g_strconcat ("host", host, NULL);
  if (both_match (common, longer) || host[0] == '\0')
    {
      g_free (host);
      return g_steal_pointer (&longer);
    }
  return host;
}

char *
dpa_pattern_dup_common (const char *a,
                        const char *b)
{
  Common common = { .a = a, .b = b, .width = strlen (b) + 1 };
  gsize a_len = strlen (a);
  char *host = NULL;

  if (ends_differ (a, b))
    return NULL;
  common.steps = g_new0 (guint8, (a_len + 1) * common.width);
  for (gsize i = a_len + 1; i-- > 0;)
    for (gsize j = common.width; j-- > 0;)
      common.steps[i * common.width + j] = find_step (&common, i, j);
  if (step_at (&common, 0, 0) != STEP_NONE)
    host = presentable (&common, walk (&common));
  g_free (common.steps);
  if (host != NULL && !both_match (&common, host))
    g_clear_pointer (&host, g_free);
  return host;
}

gboolean
dpa_patterns_match (const char *const *patterns,
                    const char        *host,
                    const char       **which)
{
  const char *found = NULL;

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      if (!dpa_pattern_matches (bare (patterns[i]), host))
        continue;
      if (dpa_pattern_is_exclusion (patterns[i]))
        {
          if (which != NULL)
            *which = patterns[i];
          return FALSE;
        }
      if (found == NULL)
        found = patterns[i];
    }
  if (which != NULL)
    *which = found;
  return found != NULL;
}

static gboolean
excluded (const char *const *patterns,
          const char        *one,
          const char        *two)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    if (dpa_pattern_is_exclusion (patterns[i])
        && (dpa_pattern_covers (bare (patterns[i]), one)
            || dpa_pattern_covers (bare (patterns[i]), two)))
      return TRUE;
  return FALSE;
}

DpaOverlap *
dpa_patterns_overlap (const char *const *mine,
                      const char *const *others)
{
  for (guint i = 0; mine[i] != NULL; i++)
    for (guint j = 0; others[j] != NULL; j++)
      {
        g_autofree char *host = NULL;
        DpaOverlap *overlap;

        if (dpa_pattern_is_exclusion (mine[i]) || dpa_pattern_is_exclusion (others[j])
            || excluded (mine, mine[i], others[j]) || excluded (others, mine[i], others[j]))
          continue;
        host = dpa_pattern_dup_common (mine[i], others[j]);
        if (host == NULL)
          continue;
        overlap = g_new0 (DpaOverlap, 1);
        overlap->host = g_steal_pointer (&host);
        overlap->exclude = g_strconcat ("!", dpa_pattern_covers (others[j], mine[i]) ? mine[i]
                                                                                    : others[j],
                                        NULL);
        return overlap;
      }
  return NULL;
}

void
dpa_overlap_free (DpaOverlap *overlap)
{
  if (overlap == NULL)
    return;
  g_free (overlap->host);
  g_free (overlap->exclude);
  g_free (overlap);
}
