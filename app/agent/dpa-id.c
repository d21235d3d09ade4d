/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-id.h"

#include <string.h>

#define FALLBACK "account"
/* room for "-999" */
#define STEM_MAX (DPA_ID_MAX - 4)
#define COUNT_MAX 1100

/* Files of ~/.ssh/daypass that are not keys; "a-cert.pub" is the certificate of "a". */
static gboolean
is_reserved (const char *id)
{
  static const char *const names[] = { "config", "undo", "flatpak", NULL };

  return g_strv_contains (names, id) || g_str_has_suffix (id, "-cert");
}

gboolean
dpa_id_is_valid (const char *id)
{
  gsize len;

  if (id == NULL || is_reserved (id) || !(g_ascii_islower (id[0]) || g_ascii_isdigit (id[0])))
    return FALSE;
  len = strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return id[len] == '\0' && len <= DPA_ID_MAX;
}

static char *
stem_of (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0' && out->len < STEM_MAX; p++)
    {
      char c = g_ascii_tolower (*p);
      gboolean plain = g_ascii_isalnum (c);

      if (plain)
        g_string_append_c (out, c);
      else if (out->len > 0 && out->str[out->len - 1] != '-')
        g_string_append_c (out, '-');
    }
  while (out->len > 0 && out->str[out->len - 1] == '-')
    g_string_truncate (out, out->len - 1);
  if (out->len == 0)
    g_string_assign (out, FALLBACK);
  return g_string_free (out, FALSE);
}

char *
dpa_id_make (const char *text,
             gboolean  (*taken) (const char *id, gpointer user_data),
             gpointer    user_data)
{
  g_autofree char *stem = stem_of (text != NULL ? text : "");

  if (!is_reserved (stem) && !taken (stem, user_data))
    return g_steal_pointer (&stem);
  for (guint i = 2; i < COUNT_MAX; i++)
    {
      g_autofree char *id = g_strdup_printf ("%.*s-%u", i > 999 ? STEM_MAX - 1 : STEM_MAX, stem, i);

      if (!taken (id, user_data))
        return g_steal_pointer (&id);
    }
  return g_strdup_printf (FALLBACK "-%08x", g_random_int ());
}

char *
dpa_id_to_path (const char *prefix,
                const char *id)
{
  GString *out = g_string_new (prefix);

  for (const char *p = id; *p != '\0'; p++)
    if (*p == '-')
      g_string_append (out, "_2d");
    else
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

char *
dpa_id_from_path (const char *prefix,
                  const char *path)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!g_str_has_prefix (path, prefix))
    return NULL;
  for (const char *p = path + strlen (prefix); *p != '\0'; p++)
    if (g_str_has_prefix (p, "_2d"))
      {
        g_string_append_c (out, '-');
        p += 2;
      }
    else
      g_string_append_c (out, *p);
  return dpa_id_is_valid (out->str) ? g_strdup (out->str) : NULL;
}
