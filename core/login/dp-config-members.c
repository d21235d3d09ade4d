/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-config-members-private.h"

#include <string.h>

/* Plain where every YAML reader agrees that it is plain text, else in double quotes. */
static char *
quote (const char *value)
{
  static const char *const words[] = { "true", "false", "null", "yes", "no", "on", "off", "~",
                                       NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);
  gboolean plain = g_ascii_isalpha (value[0]) && !g_strv_contains (words, lower)
                   && strstr (value, ": ") == NULL && !g_str_has_suffix (value, ":")
                   && !g_str_has_suffix (value, " ");
  GString *out = g_string_new (NULL);

  for (const char *c = value; *c != '\0'; c++)
    plain = plain && (g_ascii_isalnum (*c) || strchr ("_./:@ -", *c) != NULL);
  if (plain)
    g_string_append (out, value);
  else
    {
      g_string_append_c (out, '"');
      for (const char *c = value; *c != '\0'; c++)
        if ((guchar) *c < 0x20 || (guchar) *c == 0x7f)
          g_string_append_printf (out, "\\x%02x", (guint) (guchar) *c);
        else if (*c == '"' || *c == '\\')
          g_string_append_printf (out, "\\%c", *c);
        else
          g_string_append_c (out, *c);
      g_string_append_c (out, '"');
    }
  return g_string_free (out, FALSE);
}

/* "[a, b]": one line, so that later changes are easy. */
static char *
quote_list (const char *const *values)
{
  GString *out = g_string_new ("[");

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char *quoted = quote (values[i]);

      g_string_append_printf (out, i > 0 ? ", %s" : "%s", quoted);
    }
  g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}

void
_dp_config_foreach_member (const DpProviderSpec *spec,
                           DpConfigMemberFunc    func,
                           gpointer              user_data)
{
  const char *texts[][2] = {
    { "alias", spec->aliases },
    { "issuer", spec->issuer },
    { "client_id", spec->client_id },
    { "client_secret", spec->client_secret },
    { "scopes", spec->scopes },
    { "access_type", spec->access_type },
    { "prompt", spec->prompt },
    { "remote_redirect_uri", spec->remote_redirect_uri },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *written = texts[i][1] != NULL ? quote (texts[i][1]) : NULL;

      if (written != NULL)
        func (texts[i][0], written, user_data);
    }
  if (spec->redirect_uris != NULL)
    {
      g_autofree char *written = quote_list (spec->redirect_uris);

      func ("redirect_uris", written, user_data);
    }
  if (spec->send_access_token)
    func ("send_access_token", "true", user_data);
}
