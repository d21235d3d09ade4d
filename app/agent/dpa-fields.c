/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-fields.h"

#define MEMBER(object, field, type) ((type *) G_STRUCT_MEMBER_P (object, (field)->offset))
#define CONST_MEMBER(object, field, type) \
  ((const type *) G_STRUCT_MEMBER_P ((gpointer) (object), (field)->offset))

static void
set_default (const DpaField *field,
             gpointer        object)
{
  const char *fallback = field->fallback != NULL ? field->fallback : "";

  switch (field->type)
    {
    case DPA_FIELD_TEXT:
      *MEMBER (object, field, char *) = g_strdup (fallback);
      break;
    case DPA_FIELD_LIST:
      *MEMBER (object, field, char **) = g_strsplit (fallback, ";", -1);
      break;
    case DPA_FIELD_TIME:
      *MEMBER (object, field, gint64) = g_ascii_strtoll (fallback, NULL, 10);
      break;
    case DPA_FIELD_NUMBER:
      *MEMBER (object, field, guint) = (guint) g_ascii_strtoull (fallback, NULL, 10);
      break;
    case DPA_FIELD_SWITCH:
      *MEMBER (object, field, gboolean) = g_str_equal (fallback, "true");
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
take_text (char **member,
           char  *text)
{
  if (text == NULL)
    return;
  g_free (*member);
  *member = text;
}

static void
take_list (char ***member,
           char  **list)
{
  if (list == NULL)
    return;
  g_strfreev (*member);
  *member = list;
}

static void
read_one (const DpaField *field,
          GKeyFile       *file,
          const char     *group,
          gpointer        object)
{
  g_autoptr (GError) error = NULL;
  gint64 number;
  gboolean on;

  switch (field->type)
    {
    case DPA_FIELD_TEXT:
      take_text (MEMBER (object, field, char *),
                 g_key_file_get_string (file, group, field->key, NULL));
      break;
    case DPA_FIELD_LIST:
      take_list (MEMBER (object, field, char **),
                 g_key_file_get_string_list (file, group, field->key, NULL, NULL));
      break;
    case DPA_FIELD_TIME:
    case DPA_FIELD_NUMBER:
      number = g_key_file_get_int64 (file, group, field->key, &error);
      if (error != NULL || number < 0)
        break;
      if (field->type == DPA_FIELD_TIME)
        *MEMBER (object, field, gint64) = number;
      else if (number <= G_MAXUINT)
        *MEMBER (object, field, guint) = (guint) number;
      break;
    case DPA_FIELD_SWITCH:
      on = g_key_file_get_boolean (file, group, field->key, &error);
      if (error == NULL)
        *MEMBER (object, field, gboolean) = on;
      break;
    default:
      g_assert_not_reached ();
    }
}

void
dpa_fields_read (const DpaField *fields,
                 gsize           n_fields,
                 GKeyFile       *file,
                 const char     *group,
                 gpointer        object)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      set_default (&fields[i], object);
      read_one (&fields[i], file, group, object);
    }
}

/* The text form of a member, as it would stand in a default. */
static char *
member_text (const DpaField *field,
             gconstpointer   object)
{
  switch (field->type)
    {
    case DPA_FIELD_TEXT:
      return g_strdup (*CONST_MEMBER (object, field, char *));
    case DPA_FIELD_LIST:
      return g_strjoinv (";", *MEMBER ((gpointer) object, field, char **));
    case DPA_FIELD_TIME:
      return g_strdup_printf ("%" G_GINT64_FORMAT, *CONST_MEMBER (object, field, gint64));
    case DPA_FIELD_NUMBER:
      return g_strdup_printf ("%u", *CONST_MEMBER (object, field, guint));
    case DPA_FIELD_SWITCH:
      return g_strdup (*CONST_MEMBER (object, field, gboolean) ? "true" : "false");
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_default (const DpaField *field,
            const char     *text)
{
  const char *fallback = field->fallback;

  if (fallback == NULL && (field->type == DPA_FIELD_TIME || field->type == DPA_FIELD_NUMBER))
    fallback = "0";
  else if (fallback == NULL && field->type == DPA_FIELD_SWITCH)
    fallback = "false";
  return g_str_equal (text, fallback != NULL ? fallback : "");
}

void
dpa_fields_write (const DpaField *fields,
                  gsize           n_fields,
                  GKeyFile       *file,
                  const char     *group,
                  gconstpointer   object)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      const DpaField *field = &fields[i];
      g_autofree char *text = member_text (field, object);

      if (is_default (field, text))
        g_key_file_remove_key (file, group, field->key, NULL);
      else if (field->type == DPA_FIELD_TEXT)
        g_key_file_set_string (file, group, field->key, text);
      else if (field->type == DPA_FIELD_LIST)
        {
          char **list = *MEMBER ((gpointer) object, field, char **);

          g_key_file_set_string_list (file, group, field->key, (const char *const *) list,
                                      g_strv_length (list));
        }
      else
        g_key_file_set_value (file, group, field->key, text);
    }
}

void
dpa_fields_clear (const DpaField *fields,
                  gsize           n_fields,
                  gpointer        object)
{
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].type == DPA_FIELD_TEXT)
      g_clear_pointer (MEMBER (object, &fields[i], char *), g_free);
    else if (fields[i].type == DPA_FIELD_LIST)
      g_clear_pointer (MEMBER (object, &fields[i], char **), g_strfreev);
}
