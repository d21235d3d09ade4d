/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-plugin-config.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-words.h"
#include "dp-yaml.h"

void
dp_plugin_config_free (DpPluginConfig *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->words);
  g_free (self->settings);
  g_free (self);
}

/* The scalar @name of @map, not empty. */
static const char *
read_text (const DpYamlNode *map,
           const char       *name,
           GError          **error)
{
  for (guint i = 0; i < map->keys->len; i++)
    {
      const DpYamlNode *node = map->nodes->pdata[i];

      if (strcmp (map->keys->pdata[i], name) != 0)
        continue;
      if (node->kind != DP_YAML_SCALAR || *node->text == '\0')
        {
          dp_yaml_node_fail (node, error, "name and command must be texts that are not empty");
          return NULL;
        }
      return node->text;
    }
  dp_error_set (error, DP_ERROR_CONFIG, "there is no \"%s\"", name);
  return NULL;
}

/* Words that a YAML reader would take for something else than text. */
static gboolean
looks_typed (const char *text)
{
  static const char *const words[] = { "null", "true", "false", "yes", "no",   "on",
                                       "off",  "y",    "n",     "~",   "nan", "inf" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  return strspn (text, "0123456789+-.:_eExXabcdefABCDEFnNiI") == strlen (text);
}

static gboolean
may_be_plain (const char *text)
{
  gsize len = strlen (text);

  return strchr ("-?:,[]{}#&*!|>'\"%@`= \t", text[0]) == NULL && text[len - 1] != ':'
         && text[len - 1] != ' ' && strstr (text, ": ") == NULL && strstr (text, " #") == NULL
         && !looks_typed (text);
}

/* One YAML scalar: plain where that is safe, in single quotes, or escaped. */
static void
append_scalar (GString    *out,
               const char *text)
{
  gboolean printable = TRUE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    printable = printable && g_unichar_isprint (g_utf8_get_char (p));
  if (printable && may_be_plain (text))
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, printable ? '\'' : '"');
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (printable && c == '\'')
        g_string_append (out, "''");
      else if (!printable && (c == '"' || c == '\\'))
        g_string_append_printf (out, "\\%c", (char) c);
      else if (!printable && !g_unichar_isprint (c))
        g_string_append_printf (out, "\\U%08x", c);
      else
        g_string_append_unichar (out, c);
    }
  g_string_append_c (out, printable ? '\'' : '"');
}

static char *
encode_settings (const char *name,
                 const char *command)
{
  g_autoptr (GString) yaml = g_string_new ("name: ");

  append_scalar (yaml, name);
  g_string_append (yaml, "\ncommand: ");
  append_scalar (yaml, command);
  g_string_append_c (yaml, '\n');
  return dp_base64_encode ((const guint8 *) yaml->str, yaml->len);
}

DpPluginConfig *
dp_plugin_config_parse (const guint8 *data,
                        gsize         len,
                        GError      **error)
{
  g_autoptr (DpPluginConfig) self = g_new0 (DpPluginConfig, 1);
  g_autoptr (DpYamlNode) top = NULL;
  const char *name, *command;

  if (!dp_yaml_parse (data, len, &top, error))
    return NULL;
  if (top == NULL || top->kind != DP_YAML_MAP)
    {
      dp_error_set (error, DP_ERROR_CONFIG, "not a map with name and command");
      return NULL;
    }
  name = read_text (top, "name", error);
  command = name == NULL ? NULL : read_text (top, "command", error);
  if (command == NULL)
    return NULL;
  self->words = dp_words_split (command, error);
  if (self->words == NULL)
    return NULL;
  if (self->words[0] == NULL)
    {
      dp_error_set (error, DP_ERROR_CONFIG, "the command has no words");
      return NULL;
    }
  self->name = g_strdup (name);
  self->settings = encode_settings (name, command);
  return g_steal_pointer (&self);
}
