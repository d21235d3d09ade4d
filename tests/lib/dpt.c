/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt.h"

#include <locale.h>
#include <string.h>

#include "dp-base64.h"

GBytes *
dpt_load (const char *path)
{
  g_autofree char *full = g_test_build_filename (G_TEST_DIST, path, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize len;

  g_file_get_contents (full, &text, &len, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, len);
}

char *
dpt_load_text (const char *path)
{
  gsize len;

  return g_bytes_unref_to_data (dpt_load (path), &len);
}

json_t *
dpt_load_json (const char *path)
{
  g_autofree char *full = g_test_build_filename (G_TEST_DIST, path, NULL);
  json_error_t failure;
  json_t *out = json_load_file (full, JSON_ALLOW_NUL, &failure);

  if (out == NULL)
    g_error ("%s: %s", path, failure.text); /* nocheck: a test may abort */
  return out;
}

const char *
dpt_json_text (const json_t *object,
               const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  if (text == NULL)
    g_error ("\"%s\" is not a string", name); /* nocheck: a test may abort */
  return text;
}

GBytes *
dpt_json_base64 (const json_t *object,
                 const char   *name)
{
  g_autoptr (GError) error = NULL;
  const char *text = dpt_json_text (object, name);
  GBytes *out = dp_base64url_decode (text, strlen (text), strlen (text) + 8, &error);

  g_assert_no_error (error);
  return out;
}

GBytes *
dpt_hex (const char *digits)
{
  gsize len = strlen (digits) / 2;
  guint8 *out = g_malloc (len + 1);

  g_assert_cmpuint (strlen (digits) % 2, ==, 0);
  for (gsize i = 0; i < len; i++)
    {
      int high = g_ascii_xdigit_value (digits[2 * i]);
      int low = g_ascii_xdigit_value (digits[2 * i + 1]);

      g_assert_cmpint (high, >=, 0);
      g_assert_cmpint (low, >=, 0);
      out[i] = (guint8) (high << 4 | low);
    }
  return g_bytes_new_take (out, len);
}

GBytes *
dpt_json_hex (const json_t *object,
              const char   *name)
{
  return dpt_hex (dpt_json_text (object, name));
}

void
_dpt_assert_code (const char   *where,
                  const GError *error,
                  DpError       code)
{
  if (dp_error_code (error) == code)
    return;
  g_test_message ("%s: expected %s, got %s: %s", where, dp_error_word (code),
                  error != NULL ? dp_error_reason (error) : "success",
                  error != NULL ? error->message : "");
  g_test_fail ();
}

void
_dpt_assert_bytes (const char *where,
                   GBytes     *bytes,
                   const char *text)
{
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);

  if (len == strlen (text) && strncmp (data, text, len) == 0)
    return;
  g_test_message ("%s: expected \"%s\", got \"%.*s\"", where, text, (int) len, data);
  g_test_fail ();
}

typedef struct
{
  const DptRefused *row;
  DptRefusedCheck   check;
} Refused;

static void
test_refused (gconstpointer data)
{
  const Refused *refused = data;
  g_autoptr (GError) error = NULL;

  refused->check (refused->row, &error);
  if (dp_error_code (error) != refused->row->code)
    g_test_message ("tries: %s", refused->row->tries);
  dpt_assert_code (error, refused->row->code);
}

void
_dpt_add_refused (const char       *prefix,
                  const DptRefused *rows,
                  gsize             n,
                  DptRefusedCheck   check)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", prefix, rows[i].name);
      Refused *refused = g_new (Refused, 1);

      refused->row = &rows[i];
      refused->check = check;
      g_test_add_data_func_full (path, refused, test_refused, g_free);
    }
}

void
dpt_init (int    *argc,
          char ***argv)
{
  setlocale (LC_ALL, "");
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
}
