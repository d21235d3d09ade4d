/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-yaml.h"

#include <string.h>
#include <yaml.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-text.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct
{
  yaml_parser_t parser;
  yaml_event_t event;
  gboolean has_event;
  guint depth;
} Reader;

static gboolean
fail_at (GError    **error,
         DpError     code,
         gsize       line,
         gsize       column,
         const char *problem)
{
  return dp_error_set (error, code, "line %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT ": %s",
                       line + 1, column + 1, problem);
}

static gboolean
fail_here (const Reader *reader,
           GError      **error,
           DpError       code,
           const char   *problem)
{
  return fail_at (error, code, reader->event.start_mark.line, reader->event.start_mark.column,
                  problem);
}

/* libyaml's words, but for the one that says nothing to whom it happens most: who typed a tab */
static const char *
problem_of (const yaml_parser_t *parser)
{
  if (parser->problem == NULL)
    return "not valid YAML";
  return strcmp (parser->problem, "found character that cannot start any token") == 0
           ? "a tab, or another character that YAML does not allow here"
           : parser->problem;
}

static gboolean
next_event (Reader  *reader,
            GError **error)
{
  if (reader->has_event)
    yaml_event_delete (&reader->event);
  reader->has_event = yaml_parser_parse (&reader->parser, &reader->event) != 0;
  if (!reader->has_event)
    return fail_at (error, DP_ERROR_CONFIG, reader->parser.problem_mark.line,
                    reader->parser.problem_mark.column, problem_of (&reader->parser));
  return TRUE;
}

void
dp_yaml_node_free (DpYamlNode *node)
{
  if (node == NULL)
    return;
  g_free (node->text);
  g_clear_pointer (&node->keys, g_ptr_array_unref);
  g_clear_pointer (&node->nodes, g_ptr_array_unref);
  g_free (node);
}

static DpYamlNode *
new_node (const Reader *reader,
          DpYamlKind    kind)
{
  DpYamlNode *node = g_new0 (DpYamlNode, 1);

  node->kind = kind;
  node->line = (guint) reader->event.start_mark.line + 1;
  node->column = (guint) reader->event.start_mark.column + 1;
  if (kind == DP_YAML_MAP)
    node->keys = g_ptr_array_new_with_free_func (g_free);
  if (kind != DP_YAML_SCALAR)
    node->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_yaml_node_free);
  return node;
}

static gboolean
has_anchor_or_tag (const yaml_event_t *event)
{
  switch ((int) event->type)
    {
    case YAML_SCALAR_EVENT:
      return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
      return event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
      return event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    default:
      return FALSE;
    }
}

static DpYamlNode *
read_scalar (Reader  *reader,
             GError **error)
{
  const char *text = (const char *) reader->event.data.scalar.value;
  gsize len = reader->event.data.scalar.length;
  DpYamlNode *node;

  if (!dp_text_is_valid ((const guint8 *) text, len))
    {
      fail_here (reader, error, DP_ERROR_CONFIG, "the text has a NUL character");
      return NULL;
    }
  node = new_node (reader, DP_YAML_SCALAR);
  node->text = g_strndup (text, len);
  node->plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  return node;
}

static DpYamlNode *read_node (Reader  *reader,
                              GError **error);

static gboolean
read_list_items (Reader     *reader,
                 DpYamlNode *list,
                 GError    **error)
{
  while (next_event (reader, error))
    {
      DpYamlNode *item;

      if (reader->event.type == YAML_SEQUENCE_END_EVENT)
        return TRUE;
      item = read_node (reader, error);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (list->nodes, item);
    }
  return FALSE;
}

/* The current event must be a key that @seen does not have yet. */
static gboolean
read_key (Reader     *reader,
          GHashTable *seen,
          DpYamlNode *map,
          GError    **error)
{
  g_autoptr (DpYamlNode) key = NULL;

  if (reader->event.type != YAML_SCALAR_EVENT && !has_anchor_or_tag (&reader->event)
      && reader->event.type != YAML_ALIAS_EVENT)
    return fail_here (reader, error, DP_ERROR_CONFIG, "a key that is not text");
  key = read_node (reader, error);
  if (key == NULL)
    return FALSE;
  if (g_hash_table_contains (seen, key->text))
    return dp_yaml_node_fail (key, error, "the key is there twice");
  g_hash_table_add (seen, key->text);
  g_ptr_array_add (map->keys, g_steal_pointer (&key->text));
  return TRUE;
}

static gboolean
read_map_items (Reader     *reader,
                DpYamlNode *map,
                GError    **error)
{
  /* the texts are those of map->keys */
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  while (next_event (reader, error))
    {
      DpYamlNode *value;

      if (reader->event.type == YAML_MAPPING_END_EVENT)
        return TRUE;
      if (!read_key (reader, seen, map, error) || !next_event (reader, error))
        return FALSE;
      value = read_node (reader, error);
      if (value == NULL)
        return FALSE;
      g_ptr_array_add (map->nodes, value);
    }
  return FALSE;
}

static DpYamlNode *
read_collection (Reader    *reader,
                 DpYamlKind kind,
                 GError   **error)
{
  g_autoptr (DpYamlNode) node = new_node (reader, kind);
  gboolean ok;

  if (reader->depth == DP_YAML_MAX_DEPTH)
    {
      fail_here (reader, error, DP_ERROR_LIMIT, "too deep");
      return NULL;
    }
  reader->depth++;
  ok = kind == DP_YAML_MAP ? read_map_items (reader, node, error)
                           : read_list_items (reader, node, error);
  reader->depth--;
  return ok ? g_steal_pointer (&node) : NULL;
}

/* Reads the node that the current event begins. */
static DpYamlNode *
read_node (Reader  *reader,
           GError **error)
{
  if (has_anchor_or_tag (&reader->event))
    {
      fail_here (reader, error, DP_ERROR_CONFIG, "anchors (&) and tags (!) are not allowed");
      return NULL;
    }
  switch ((int) reader->event.type)
    {
    case YAML_SCALAR_EVENT:
      return read_scalar (reader, error);
    case YAML_SEQUENCE_START_EVENT:
      return read_collection (reader, DP_YAML_LIST, error);
    case YAML_MAPPING_START_EVENT:
      return read_collection (reader, DP_YAML_MAP, error);
    default:
      fail_here (reader, error, DP_ERROR_CONFIG, "aliases (*) are not allowed");
      return NULL;
    }
}

static gboolean
read_document (Reader      *reader,
               DpYamlNode **out,
               GError     **error)
{
  g_autoptr (DpYamlNode) top = NULL;

  if (!next_event (reader, error) || !next_event (reader, error))
    return FALSE;
  if (reader->event.type == YAML_STREAM_END_EVENT)
    return TRUE;
  if (reader->event.data.document_start.tag_directives.start
      != reader->event.data.document_start.tag_directives.end)
    return fail_here (reader, error, DP_ERROR_CONFIG, "anchors (&) and tags (!) are not allowed");
  if (!next_event (reader, error))
    return FALSE;
  top = read_node (reader, error);
  if (top == NULL || !next_event (reader, error) || !next_event (reader, error))
    return FALSE;
  if (reader->event.type != YAML_STREAM_END_EVENT)
    return fail_here (reader, error, DP_ERROR_CONFIG,
                      "a second document begins here, and only one is allowed");
  if (!dp_yaml_node_is_empty (top))
    *out = g_steal_pointer (&top);
  return TRUE;
}

gboolean
dp_yaml_parse (const guint8 *data,
               gsize         len,
               DpYamlNode  **out,
               GError      **error)
{
  Reader reader = { .has_event = FALSE };
  gboolean ok;

  *out = NULL;
  if (len > DP_CONFIG_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "the file is larger than %d bytes", DP_CONFIG_MAX);
  if (!dp_text_is_valid (data, len))
    return dp_error_set (error, DP_ERROR_UTF8, "the file is not UTF-8 text");
  if (len >= strlen (BYTE_ORDER_MARK)
      && strncmp ((const char *) data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      data += strlen (BYTE_ORDER_MARK);
      len -= strlen (BYTE_ORDER_MARK);
    }
  if (yaml_parser_initialize (&reader.parser) == 0)
    return dp_error_set (error, DP_ERROR_CONFIG, "line 1, column 1: out of memory");
  yaml_parser_set_encoding (&reader.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&reader.parser, data, len);
  ok = read_document (&reader, out, error);
  if (reader.has_event)
    yaml_event_delete (&reader.event);
  yaml_parser_delete (&reader.parser);
  return ok;
}

gboolean
dp_yaml_node_is_empty (const DpYamlNode *node)
{
  return node->kind == DP_YAML_SCALAR && node->plain && *node->text == '\0';
}

gboolean
dp_yaml_node_fail (const DpYamlNode *node,
                   GError          **error,
                   const char       *problem)
{
  return dp_error_set (error, DP_ERROR_CONFIG, "line %u, column %u: %s", node->line, node->column,
                       problem);
}
