/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-json-private.h"

#include <jansson.h>
#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-text.h"

/* a seed that a stranger does not know, and none from a file or clock */
void
dp_json_seed (void)
{
  static gsize seeded;
  gsize seed = 0;

  if (!g_once_init_enter (&seeded))
    return;

  if (!dp_secret_fill_random (&seed, sizeof seed, NULL))
    seed = 0;
  json_object_seed (seed | 1); /* 0 would make jansson choose one itself */
  g_once_init_leave (&seeded, 1);
}

static json_t *
mutable (const DpJson *self)
{
  return (json_t *) self; /* jansson counts references in the value itself */
}

DpJson *
dp_json_parse (const guint8 *data,
               gsize         len,
               GError      **error)
{
  json_error_t failure;
  g_autoptr (GString) text = NULL;
  json_t *self;

  if (len > DP_JSON_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "JSON of %" G_GSIZE_FORMAT " bytes", len);
      return NULL;
    }
  text = _dp_json_scan (data, len, error);
  if (text == NULL)
    return NULL;
  if (!dp_text_is_valid ((const guint8 *) text->str, text->len))
    {
      dp_error_set (error, DP_ERROR_UTF8, "JSON is not UTF-8");
      return NULL;
    }
  dp_json_seed ();
  self = json_loadb (text->str, text->len, JSON_REJECT_DUPLICATES, &failure);
  if (self != NULL && json_is_object (self))
    return self;
  /* jansson's message quotes the input, which may be secret: its position only */
  if (self != NULL)
    dp_error_set (error, DP_ERROR_JSON_TYPE, "the top of the document is not an object");
  else
    dp_error_set (error, DP_ERROR_JSON_SYNTAX, "near line %d, column %d", failure.line,
                  failure.column);
  json_decref (self);
  return NULL;
}

DpJson *
dp_json_ref (const DpJson *self)
{
  return json_incref (mutable (self));
}

void
dp_json_unref (DpJson *self)
{
  json_decref (self);
}

gboolean
dp_json_has (const DpJson *object,
             const char   *name)
{
  return json_object_get (object, name) != NULL;
}

/* The member, %NULL when it is absent or null; fails when it is needed or of another type. */
static gboolean
find (const DpJson  *object,
      const char    *name,
      DpJsonNeed     need,
      json_type      type,
      const json_t **out,
      GError       **error)
{
  const json_t *value = json_object_get (object, name);

  *out = NULL;
  if (value == NULL || json_is_null (value))
    {
      if (need == DP_JSON_REQUIRED)
        return dp_error_set (error, DP_ERROR_JSON_MISSING, "\"%s\" is missing", name);
      return TRUE;
    }
  /* there are two boolean types */
  if (json_typeof (value) != type && !(type == JSON_TRUE && json_is_false (value)))
    return dp_error_set (error, DP_ERROR_JSON_TYPE, "\"%s\" has the wrong type", name);
  *out = value;
  return TRUE;
}

gboolean
dp_json_read_string (const DpJson *object,
                     const char   *name,
                     DpJsonNeed    need,
                     const char  **out,
                     GError      **error)
{
  const json_t *value;
  gboolean ok = find (object, name, need, JSON_STRING, &value, error);

  *out = json_string_value (value);
  return ok;
}

gboolean
dp_json_read_int (const DpJson *object,
                  const char   *name,
                  DpJsonNeed    need,
                  gint64       *out,
                  gboolean     *present,
                  GError      **error)
{
  const json_t *value;
  gboolean ok = find (object, name, need, JSON_INTEGER, &value, error);

  *out = json_integer_value (value);
  if (present != NULL)
    *present = value != NULL;
  return ok;
}

gboolean
dp_json_read_bool (const DpJson *object,
                   const char   *name,
                   DpJsonNeed    need,
                   gboolean     *out,
                   gboolean     *present,
                   GError      **error)
{
  const json_t *value;
  gboolean ok = find (object, name, need, JSON_TRUE, &value, error);

  *out = json_is_true (value);
  if (present != NULL)
    *present = value != NULL;
  return ok;
}

gboolean
dp_json_read_object (const DpJson  *object,
                     const char    *name,
                     DpJsonNeed     need,
                     const DpJson **out,
                     GError       **error)
{
  return find (object, name, need, JSON_OBJECT, out, error);
}

gboolean
dp_json_read_array (const DpJson  *object,
                    const char    *name,
                    DpJsonNeed     need,
                    const DpJson **out,
                    GError       **error)
{
  return find (object, name, need, JSON_ARRAY, out, error);
}

gboolean
dp_json_read_strings (const DpJson *object,
                      const char   *name,
                      DpJsonNeed    need,
                      gboolean      or_one,
                      const char ***out,
                      GError      **error)
{
  const json_t *value = json_object_get (object, name);
  g_autofree const char **list = NULL;
  gsize n = 1;

  *out = NULL;
  if (!(or_one && json_is_string (value)))
    {
      if (!find (object, name, need, JSON_ARRAY, &value, error))
        return FALSE;
      if (value == NULL)
        return TRUE;
      n = json_array_size (value);
    }
  if (n > DP_CLAIM_LIST_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "\"%s\" has %" G_GSIZE_FORMAT " elements", name, n);
  list = g_new0 (const char *, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      list[i] = json_string_value (json_is_array (value) ? json_array_get (value, i) : value);
      if (list[i] == NULL)
        return dp_error_set (error, DP_ERROR_JSON_TYPE, "\"%s\" must hold strings only", name);
    }
  *out = g_steal_pointer (&list);
  return TRUE;
}

gsize
dp_json_array_length (const DpJson *array)
{
  return json_array_size (array);
}

const DpJson *
dp_json_array_object (const DpJson *array,
                      gsize         i)
{
  const json_t *value = json_array_get (array, i);

  return json_is_object (value) ? value : NULL;
}

const char *
dp_json_array_string (const DpJson *array,
                      gsize         i)
{
  return json_string_value (json_array_get (array, i));
}

static char *
dup_scalar (const json_t *value)
{
  if (json_is_string (value))
    return g_strdup (json_string_value (value));
  if (json_is_boolean (value))
    return g_strdup (json_is_true (value) ? "true" : "false");
  if (json_is_integer (value))
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));
  return NULL;
}

char *
dp_json_dup_scalar (const DpJson *object,
                    const char   *name)
{
  return dup_scalar (json_object_get (object, name));
}

char *
dp_json_array_dup_scalar (const DpJson *array,
                          gsize         i)
{
  return dup_scalar (json_array_get (array, i));
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
_dp_json_sorted_names (const DpJson *object)
{
  GPtrArray *names = g_ptr_array_new ();
  json_t *self = mutable (object);

  for (void *i = json_object_iter (self); i != NULL; i = json_object_iter_next (self, i))
    g_ptr_array_add (names, (char *) json_object_iter_key (i));
  g_ptr_array_sort (names, compare_names);
  return names;
}

void
dp_json_foreach_name (const DpJson *object,
                      void         (*func) (const char *name, gpointer user_data),
                      gpointer      user_data)
{
  g_autoptr (GPtrArray) names = _dp_json_sorted_names (object);

  for (guint i = 0; i < names->len; i++)
    func (names->pdata[i], user_data);
}

DpJson *
dp_json_new_object (void)
{
  dp_json_seed ();
  return json_object ();
}

static void
set (DpJson     *object,
     const char *name,
     json_t     *value)
{
  g_return_if_fail (value != NULL);
  if (json_object_set_new (object, name, value) != 0)
    g_return_if_reached ();
}

void
dp_json_set_string (DpJson     *object,
                    const char *name,
                    const char *value)
{
  set (object, name, json_string (value));
}

void
dp_json_set_int (DpJson     *object,
                 const char *name,
                 gint64      value)
{
  set (object, name, json_integer (value));
}

void
dp_json_set_object (DpJson       *object,
                    const char   *name,
                    const DpJson *value)
{
  set (object, name, json_deep_copy (value));
}
