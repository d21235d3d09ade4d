/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-preferences.h"

#include "dpa-check.h"

#define NOTIFY_MINUTES_MAX (24 * 60)

static const struct
{
  const char *key;
  gsize       offset;
  char        type; /* as in a GVariant */
  const char *words[4];
} table[] = {
#define PREFERENCE(member) G_STRUCT_OFFSET (DpaPreferences, member)
  { "start-at-login", PREFERENCE (start_at_login), 'b', { NULL } },
  { "notify-minutes", PREFERENCE (notify_minutes), 'u', { NULL } },
  { "renew", PREFERENCE (renew), 'b', { NULL } },
  { "browser", PREFERENCE (browser), 's', { "ask", "system", "embedded", NULL } },
  { "key-type", PREFERENCE (key_type), 's', { "ecdsa", "ed25519", NULL } },
  { "ssh-agent", PREFERENCE (ssh_agent), 'b', { NULL } },
  { "agent-only", PREFERENCE (agent_only), 'b', { NULL } },
  { "agent-confirm", PREFERENCE (agent_confirm), 'b', { NULL } },
#undef PREFERENCE
};

GVariant *
dpa_preferences_to_variant (const DpaPreferences *self,
                            const char *const    *locked)
{
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gconstpointer member = G_STRUCT_MEMBER_P ((gpointer) self, table[i].offset);
      GVariant *value;

      if (table[i].type == 'b')
        value = g_variant_new_boolean (*(const gboolean *) member);
      else if (table[i].type == 'u')
        value = g_variant_new_uint32 (*(const guint *) member);
      else
        value = g_variant_new_string (*(char *const *) member);
      g_variant_builder_add (&dict, "{sv}", table[i].key, value);
    }
  g_variant_builder_add (&dict, "{sv}", "locked", g_variant_new_strv (locked, -1));
  return g_variant_builder_end (&dict);
}

static int
find (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].key, key))
      return (int) i;
  return -1;
}

static gboolean
fits (int       row,
      GVariant *value)
{
  const char type[] = { table[row].type, '\0' };

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    return FALSE;
  if (table[row].type == 'u')
    return g_variant_get_uint32 (value) <= NOTIFY_MINUTES_MAX;
  return table[row].type != 's'
         || g_strv_contains (table[row].words, g_variant_get_string (value, NULL));
}

static gboolean
check_one (const char        *key,
           GVariant          *value,
           const char *const *locked,
           GError           **error)
{
  int row = find (key);

  if (row < 0 || !fits (row, value))
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "%s", key);
      return FALSE;
    }
  if (g_strv_contains (locked, key))
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_NOT_ALLOWED, "%s", key);
      return FALSE;
    }
  return TRUE;
}

gboolean
dpa_preferences_change (DpaPreferences    *self,
                        GVariant          *changes,
                        const char *const *locked,
                        GError           **error)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;
  gboolean fine = TRUE;

  g_variant_iter_init (&iter, changes);
  while (fine && g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      fine = check_one (key, value, locked, error);
      g_variant_unref (value);
    }
  if (!fine)
    return FALSE; /* nocheck: check_one() has set it */
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      int row = find (key);
      gpointer member = G_STRUCT_MEMBER_P (self, table[row].offset);

      if (table[row].type == 'b')
        *(gboolean *) member = g_variant_get_boolean (value);
      else if (table[row].type == 'u')
        *(guint *) member = g_variant_get_uint32 (value);
      else
        dpa_set_text (*(char **) member, g_variant_get_string (value, NULL));
    }
  return TRUE;
}
