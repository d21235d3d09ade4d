/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The small part of YAML 1.1 that configuration needs, as a tree: one document of scalars, lists
 * and maps. What makes YAML surprising is refused: anchors, aliases, tags, a second document,
 * duplicate or compound keys (decision D10). Scalars are text, never converted. The input is
 * memory only.
 */
typedef enum
{
  DP_YAML_SCALAR,
  DP_YAML_LIST,
  DP_YAML_MAP,
} DpYamlKind;

#define DP_YAML_MAX_DEPTH 8

typedef struct
{
  DpYamlKind kind;
  guint      line;   /* 1-based */
  guint      column; /* 1-based */
  char      *text;   /* of a scalar, valid UTF-8 without NUL */
  gboolean   plain;  /* the scalar has no quotes */
  GPtrArray *keys;   /* of a map: char *, in file order */
  GPtrArray *nodes;  /* of a map or list: DpYamlNode * */
} DpYamlNode;

/**
 * dp_yaml_parse:
 * @out: (out) (transfer full) (nullable): the top node; %NULL for an empty document
 *
 * Returns: DP_ERROR_CONFIG, with "line L, column C: " first in the message; DP_ERROR_LIMIT above
 * %DP_CONFIG_MAX bytes or %DP_YAML_MAX_DEPTH levels; DP_ERROR_UTF8.
 */
gboolean          dp_yaml_parse     (const guint8      *data,
                                     gsize              len,
                                     DpYamlNode       **out,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void              dp_yaml_node_free (DpYamlNode        *node);

/* Whether nothing was written: a plain scalar without text. */
gboolean          dp_yaml_node_is_empty (const DpYamlNode *node);

/* Sets DP_ERROR_CONFIG with the place of @node. Returns: %FALSE. */
gboolean          dp_yaml_node_fail (const DpYamlNode  *node,
                                     GError           **error,
                                     const char        *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpYamlNode, dp_yaml_node_free)

G_END_DECLS
