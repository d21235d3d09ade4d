/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-json.h"

#include <json-glib/json-glib.h>

#include "dp-text.h"

static gboolean lines;

struct _DpcJson
{
  JsonBuilder *builder;
};

DpcJson *
dpc_json_new (void)
{
  DpcJson *self = g_new0 (DpcJson, 1);

  self->builder = json_builder_new ();
  return self;
}

void
dpc_json_free (DpcJson *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->builder);
  g_free (self);
}

static void
set_name (DpcJson    *self,
          const char *name)
{
  if (name != NULL)
    json_builder_set_member_name (self->builder, name);
}

void
dpc_json_begin (DpcJson    *self,
                const char *name)
{
  set_name (self, name);
  json_builder_begin_object (self->builder);
}

void
dpc_json_end (DpcJson *self)
{
  json_builder_end_object (self->builder);
}

void
dpc_json_begin_array (DpcJson    *self,
                      const char *name)
{
  set_name (self, name);
  json_builder_begin_array (self->builder);
}

void
dpc_json_end_array (DpcJson *self)
{
  json_builder_end_array (self->builder);
}

void
dpc_json_text (DpcJson    *self,
               const char *name,
               const char *value)
{
  set_name (self, name);
  if (value == NULL)
    json_builder_add_null_value (self->builder);
  else if (g_utf8_validate (value, -1, NULL))
    json_builder_add_string_value (self->builder, value);
  else
    {
      g_autofree char *shown = dp_text_display (value, -1);

      json_builder_add_string_value (self->builder, shown);
    }
}

void
dpc_json_int (DpcJson    *self,
              const char *name,
              gint64      value)
{
  set_name (self, name);
  json_builder_add_int_value (self->builder, value);
}

void
dpc_json_bool (DpcJson    *self,
               const char *name,
               gboolean    value)
{
  set_name (self, name);
  json_builder_add_boolean_value (self->builder, value);
}

void
dpc_json_raw (DpcJson    *self,
              const char *name,
              const char *document)
{
  g_autoptr (JsonNode) node = json_from_string (document, NULL);

  set_name (self, name);
  if (node != NULL)
    json_builder_add_value (self->builder, g_steal_pointer (&node));
  else
    json_builder_add_null_value (self->builder);
}

static char *
dup_text (JsonNode *root,
          gboolean  pretty)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_pretty (generator, pretty);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

void
dpc_json_print (DpcJson *self)
{
  g_autoptr (JsonNode) root = json_builder_get_root (self->builder);
  g_autofree char *text = dup_text (root, !lines);

  g_print ("%s\n", text);
}

void
dpc_json_use_lines (void)
{
  lines = TRUE;
}

char *
dpc_json_dup_pretty (const char *document)
{
  g_autoptr (JsonNode) root = json_from_string (document, NULL);

  return root != NULL ? dup_text (root, TRUE) : NULL;
}
