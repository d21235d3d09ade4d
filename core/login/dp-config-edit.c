/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-config-edit.h"

#include <string.h>

#include "dp-client-config.h"
#include "dp-config-members-private.h"
#include "dp-error.h"
#include "dp-yaml.h"

#define DEFAULT_INDENT 2

/* The lines of one provider: from its dash to before @end. */
typedef struct
{
  guint start;
  guint end;
  guint indent; /* of the dash */
} Block;

static guint
indent_of (const char *line)
{
  return (guint) strspn (line, " ");
}

static gboolean
is_content (const char *line)
{
  const char *text = line + indent_of (line);

  return *text != '\0' && *text != '\r' && *text != '#' && strncmp (text, "---", 3) != 0;
}

static const DpYamlNode *
find_list (const DpYamlNode *top)
{
  if (top == NULL || top->kind != DP_YAML_MAP)
    return NULL;
  for (guint i = 0; i < top->keys->len; i++)
    if (g_str_equal (g_ptr_array_index (top->keys, i), "providers"))
      return g_ptr_array_index (top->nodes, i);
  return NULL;
}

static gboolean
find_block (GPtrArray        *lines,
            const DpYamlNode *node,
            Block            *block,
            GError          **error)
{
  guint start = node->line - 1;
  const char *line;

  while (start > 0 && g_str_has_prefix (g_ptr_array_index (lines, start), " ")
         && *((const char *) g_ptr_array_index (lines, start)
              + indent_of (g_ptr_array_index (lines, start))) != '-')
    start--;
  line = g_ptr_array_index (lines, start);
  if (line[indent_of (line)] != '-')
    return dp_error_set (error, DP_ERROR_CONFIG, "line %u: the providers are written in a form "
                         "that is not changed here; edit the file by hand", node->line);
  block->start = start;
  block->indent = indent_of (line);
  for (block->end = start + 1; block->end < lines->len; block->end++)
    if (is_content (g_ptr_array_index (lines, block->end))
        && indent_of (g_ptr_array_index (lines, block->end)) <= block->indent)
      break;
  while (block->end > start + 1 && !is_content (g_ptr_array_index (lines, block->end - 1)))
    block->end--; /* comments and empty lines belong to what follows */
  return TRUE;
}

/* YAML 1.1 (5.4) has line ends of which an editor knows nothing; the parser counts them, too. */
static gboolean
has_odd_line_end (const char *text)
{
  static const char *const odd[] = { "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9" };

  for (const char *cr = strchr (text, '\r'); cr != NULL; cr = strchr (cr + 1, '\r'))
    if (cr[1] != '\n')
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    if (strstr (text, odd[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): the lines as @top counts them */
static GPtrArray *
split_lines (const char  *text,
             DpYamlNode **top,
             GError     **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);

  if (!dp_yaml_parse ((const guint8 *) text, strlen (text), top, error))
    return NULL;
  if (has_odd_line_end (text))
    {
      dp_error_set (error, DP_ERROR_CONFIG, "there are line ends other than newlines; edit the "
                    "file by hand");
      return NULL;
    }
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i + 1] != NULL || parts[i][0] != '\0')
      g_ptr_array_add (lines, g_strdup (parts[i]));
  return g_steal_pointer (&lines);
}

static guint
count_providers (const DpYamlNode *top)
{
  const DpYamlNode *list = find_list (top);

  return list != NULL && list->kind == DP_YAML_LIST ? list->nodes->len : 0;
}

/* The file was valid before: what is wrong now is what was asked for. The place in a file that is
 * not written helps nobody. */
static void
set_impossible (const GError *problem,
                GError      **error)
{
  const char *what = problem->message;

  if (g_str_has_prefix (what, "line ") && strstr (what, ": ") != NULL)
    what = strstr (what, ": ") + 2;
  dp_error_set (error, DP_ERROR_USAGE, "this change is not possible: %s", what);
}

/* A name that two providers have chooses neither. Other names may be there twice: that is how a
 * file is mended in which they are. */
static gboolean
check_names (GPtrArray  *providers,
             const char *names,
             GError    **error)
{
  g_auto (GStrv) list = g_strsplit_set (names != NULL ? names : "", " \t\r\n", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      guint n = 0;

      for (guint j = 0; j < providers->len; j++)
        n += dp_provider_has_alias (g_ptr_array_index (providers, j), list[i]) ? 1 : 0;
      if (n > 1)
        return dp_error_set (error, DP_ERROR_USAGE,
                             "there is a provider with the alias \"%s\" already", list[i]);
    }
  return TRUE;
}

/* The lines as a text again, if that is a valid configuration with so many providers, in which only
 * one has @names. */
static char *
join_lines (GPtrArray  *lines,
            guint       n_providers,
            const char *names,
            GError    **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (DpClientConfig) config = NULL;
  g_autoptr (DpYamlNode) top = NULL;
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%s\n", (const char *) g_ptr_array_index (lines, i));
  config = dp_client_config_parse ((const guint8 *) out->str, out->len, &problem);
  if (config == NULL || !dp_yaml_parse ((const guint8 *) out->str, out->len, &top, &problem))
    {
      set_impossible (problem, error);
      return NULL;
    }
  if (!check_names (dp_client_config_get_providers (config), names, error))
    return NULL;
  if (count_providers (top) != n_providers)
    {
      dp_error_set (error, DP_ERROR_CONFIG, "the providers are written in a form that is not "
                    "changed here; edit the file by hand");
      return NULL;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

typedef struct
{
  GPtrArray *lines;
  guint      at;
  guint      indent;
  gboolean   first;
} Writing;

static void
write_member (const char *key,
              const char *written,
              gpointer    user_data)
{
  Writing *writing = user_data;
  char *line = g_strdup_printf ("%*s%s%s: %s", (int) writing->indent, "",
                                writing->first ? "- " : "  ", key, written);

  g_ptr_array_insert (writing->lines, (int) writing->at++, line);
  writing->first = FALSE;
}

/* Where a new provider goes, and how far in; adds "providers:" when there is none. */
static gboolean
find_end_of_list (GPtrArray        *lines,
                  const DpYamlNode *list,
                  Writing          *writing,
                  GError          **error)
{
  Block block;

  writing->indent = DEFAULT_INDENT;
  writing->at = lines->len;
  if (list == NULL)
    {
      g_ptr_array_add (lines, g_strdup ("providers:"));
      writing->at = lines->len;
      return TRUE;
    }
  if (list->kind == DP_YAML_LIST && list->nodes->len > 0)
    {
      if (!find_block (lines, g_ptr_array_index (list->nodes, list->nodes->len - 1), &block,
                       error))
        return FALSE;
      writing->indent = block.indent;
      writing->at = block.end;
      return TRUE;
    }
  for (guint i = 0; i < lines->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (lines, i), "providers:"))
      {
        g_free (g_ptr_array_index (lines, i));
        g_ptr_array_index (lines, i) = g_strdup ("providers:");
        writing->at = i + 1;
        return TRUE;
      }
  return dp_error_set (error, DP_ERROR_CONFIG, "the list of providers was not found");
}

char *
dp_config_add_provider (const char           *text,
                        const DpProviderSpec *spec,
                        GError              **error)
{
  g_autoptr (DpProvider) check = dp_provider_new (spec, error);
  g_autoptr (DpClientConfig) before = NULL;
  g_autoptr (DpYamlNode) top = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  Writing writing = { .first = TRUE };

  if (check != NULL)
    before = dp_client_config_parse ((const guint8 *) text, strlen (text), error);
  if (before != NULL)
    lines = split_lines (text, &top, error);
  writing.lines = lines;
  if (lines == NULL || !find_end_of_list (lines, find_list (top), &writing, error))
    return NULL;
  _dp_config_foreach_member (spec, write_member, &writing);
  return join_lines (lines, count_providers (top) + 1, spec->aliases, error);
}

typedef struct
{
  GPtrArray *lines;
  guint      n_providers;
  Block      block; /* of the one to edit */
} Editing;

static void
editing_clear (Editing *editing)
{
  g_clear_pointer (&editing->lines, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Editing, editing_clear)

/* Finds the provider that has @alias. */
static gboolean
begin_editing (const char *text,
               const char *alias,
               Editing    *editing,
               GError    **error)
{
  g_autoptr (DpClientConfig) config = NULL;
  g_autoptr (DpYamlNode) top = NULL;
  GPtrArray *providers;

  config = dp_client_config_parse ((const guint8 *) text, strlen (text), error);
  editing->lines = config != NULL ? split_lines (text, &top, error) : NULL;
  if (editing->lines == NULL)
    return FALSE; /* nocheck: set by either */
  editing->n_providers = count_providers (top);
  providers = dp_client_config_get_providers (config);
  for (guint i = 0; i < providers->len; i++)
    if (dp_provider_has_alias (g_ptr_array_index (providers, i), alias))
      return find_block (editing->lines, g_ptr_array_index (find_list (top)->nodes, i),
                         &editing->block, error);
  return dp_error_set (error, DP_ERROR_USAGE, "no provider has the alias \"%s\"", alias);
}

char *
dp_config_remove_provider (const char *text,
                           const char *alias,
                           GError    **error)
{
  g_auto (Editing) editing = { NULL };

  if (!begin_editing (text, alias, &editing, error))
    return NULL;
  g_ptr_array_remove_range (editing.lines, editing.block.start,
                            editing.block.end - editing.block.start);
  return join_lines (editing.lines, editing.n_providers - 1, NULL, error);
}

/* The line of @key in the block, and how many more belong to it. */
static gboolean
find_key (const Editing *editing,
          const char    *key,
          guint         *at,
          guint         *more)
{
  gsize len = strlen (key);

  for (guint i = editing->block.start; i < editing->block.end; i++)
    {
      const char *line = g_ptr_array_index (editing->lines, i);
      const char *text = line + strspn (line, " -");
      guint column = (guint) (text - line);

      if (strncmp (text, key, len) != 0 || text[len] != ':')
        continue;
      *at = i;
      for (*more = 0; i + 1 + *more < editing->block.end; (*more)++)
        {
          const char *next = g_ptr_array_index (editing->lines, i + 1 + *more);
          guint in = indent_of (next);

          if (in < column || (in == column && next[in] != '-'))
            break;
        }
      return TRUE;
    }
  return FALSE;
}

static void
edit_member (const char *key,
             const char *written,
             gpointer    user_data)
{
  Editing *editing = user_data;
  Writing writing = { .lines = editing->lines, .indent = editing->block.indent };
  guint at;
  guint more;

  if (find_key (editing, key, &at, &more))
    {
      g_ptr_array_remove_range (editing->lines, at, more + 1);
      editing->block.end -= more + 1;
      writing.first = at == editing->block.start;
    }
  else
    at = editing->block.start + 1;
  writing.at = at;
  write_member (key, written, &writing);
  editing->block.end++;
}

char *
dp_config_edit_provider (const char           *text,
                         const char           *alias,
                         const DpProviderSpec *changes,
                         GError              **error)
{
  g_auto (Editing) editing = { NULL };

  if (!begin_editing (text, alias, &editing, error))
    return NULL;
  _dp_config_foreach_member (changes, edit_member, &editing);
  return join_lines (editing.lines, editing.n_providers, changes->aliases, error);
}
