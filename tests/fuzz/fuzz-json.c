/* SPDX-License-Identifier: Apache-2.0 */
/* dp_json_parse, dp_json_to_canonical: the canonical form is JSON and its own canonical form. */
#include "fuzz.h"

#include <string.h>

#include "dp-json.h"

static void
read_all (const char *name,
          gpointer    user_data)
{
  const DpJson *object = user_data, *value;
  g_autofree const char **list = NULL;
  g_autofree char *scalar = dp_json_dup_scalar (object, name);
  const char *text;
  gint64 number;
  gboolean yes, ok;

  ok = dp_json_read_string (object, name, DP_JSON_REQUIRED, &text, NULL);
  ok |= dp_json_read_int (object, name, DP_JSON_REQUIRED, &number, NULL, NULL);
  ok |= dp_json_read_bool (object, name, DP_JSON_REQUIRED, &yes, NULL, NULL);
  g_assert_true (ok == (scalar != NULL));
  ok = dp_json_read_strings (object, name, DP_JSON_REQUIRED, TRUE, &list, NULL);
  ok |= dp_json_read_array (object, name, DP_JSON_REQUIRED, &value, NULL);
  ok |= dp_json_read_object (object, name, DP_JSON_REQUIRED, &value, NULL);
  g_assert_true (dp_json_has (object, name));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJson) object = dp_json_parse (data, size, &error);
  g_autoptr (DpJson) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true ((object == NULL) == (error != NULL));
  if (object == NULL)
    return 0;
  dp_json_foreach_name (object, read_all, object);
  first = dp_json_to_canonical (object, NULL);
  if (first == NULL)
    return 0;
  again = dp_json_parse ((const guint8 *) first, strlen (first), &error);
  if (again == NULL) /* escapes made it longer than the ceiling */
    return 0;
  second = dp_json_to_canonical (again, NULL);
  g_assert_cmpstr (first, ==, second);
  return 0;
}
