/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-json.h"
#include "dp-limits.h"
#include "dpt.h"

#define EXAMPLE \
  "{\"s\":\"text\",\"e\":\"\",\"i\":-7,\"big\":9223372036854775807," \
  "\"low\":-9223372036854775808,\"r\":1.0,\"x\":1e3,\"huge\":9223372036854775808," \
  "\"t\":true,\"f\":false,\"n\":null,\"o\":{\"a\":1},\"l\":[\"a\",\"b\",{\"c\":1}]," \
  "\"strings\":[\"a\",\"b\"],\"mixed\":[\"a\",1],\"none\":[]}"

static DpJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  DpJson *out = dp_json_parse ((const guint8 *) text, strlen (text), &error);

  g_assert_no_error (error);
  return out;
}

/* One row for each getter and member: the code of the failure, DP_ERROR_N for success. */
static const struct
{
  char getter; /* s i b o a, l: strings, 1: strings or one */
  const char *name;
  DpError optional;
  DpError required;
} getters[] = {
  { 's', "s", DP_ERROR_N, DP_ERROR_N },
  { 's', "e", DP_ERROR_N, DP_ERROR_N },
  { 's', "i", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 's', "n", DP_ERROR_N, DP_ERROR_JSON_MISSING },
  { 's', "absent", DP_ERROR_N, DP_ERROR_JSON_MISSING },
  { 'i', "i", DP_ERROR_N, DP_ERROR_N },
  { 'i', "big", DP_ERROR_N, DP_ERROR_N },
  { 'i', "low", DP_ERROR_N, DP_ERROR_N },
  { 'i', "huge", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'i', "r", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'i', "x", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'i', "s", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'i', "t", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'i', "n", DP_ERROR_N, DP_ERROR_JSON_MISSING },
  { 'b', "t", DP_ERROR_N, DP_ERROR_N },
  { 'b', "f", DP_ERROR_N, DP_ERROR_N },
  { 'b', "i", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'b', "s", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'b', "absent", DP_ERROR_N, DP_ERROR_JSON_MISSING },
  { 'o', "o", DP_ERROR_N, DP_ERROR_N },
  { 'o', "l", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'a', "l", DP_ERROR_N, DP_ERROR_N },
  { 'a', "o", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'l', "strings", DP_ERROR_N, DP_ERROR_N },
  { 'l', "none", DP_ERROR_N, DP_ERROR_N },
  { 'l', "mixed", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'l', "l", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'l', "s", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { 'l', "n", DP_ERROR_N, DP_ERROR_JSON_MISSING },
  { '1', "s", DP_ERROR_N, DP_ERROR_N },
  { '1', "strings", DP_ERROR_N, DP_ERROR_N },
  { '1', "i", DP_ERROR_JSON_TYPE, DP_ERROR_JSON_TYPE },
  { '1', "absent", DP_ERROR_N, DP_ERROR_JSON_MISSING },
};

static gboolean
get (const DpJson *object,
     char          getter,
     const char   *name,
     DpJsonNeed    need,
     GError      **error)
{
  g_autofree const char **list = NULL;
  const DpJson *value;
  const char *text;
  gint64 number;
  gboolean yes;

  switch (getter)
    {
    case 's':
      return dp_json_read_string (object, name, need, &text, error);
    case 'i':
      return dp_json_read_int (object, name, need, &number, NULL, error);
    case 'b':
      return dp_json_read_bool (object, name, need, &yes, NULL, error);
    case 'o':
      return dp_json_read_object (object, name, need, &value, error);
    case 'a':
      return dp_json_read_array (object, name, need, &value, error);
    default:
      return dp_json_read_strings (object, name, need, getter == '1', &list, error);
    }
}

static void
test_getters (void)
{
  g_autoptr (DpJson) object = parse (EXAMPLE);

  for (gsize i = 0; i < G_N_ELEMENTS (getters); i++)
    for (DpJsonNeed need = DP_JSON_OPTIONAL; need <= DP_JSON_REQUIRED; need++)
      {
        g_autoptr (GError) error = NULL;
        DpError code = need == DP_JSON_OPTIONAL ? getters[i].optional : getters[i].required;
        gboolean ok = get (object, getters[i].getter, getters[i].name, need, &error);

        g_test_message ("%c %s", getters[i].getter, getters[i].name);
        g_assert_true (ok == (code == DP_ERROR_N));
        if (!ok)
          dpt_assert_code (error, code);
      }
}

static void
test_values (void)
{
  g_autoptr (DpJson) object = parse (EXAMPLE);
  g_autofree const char **strings = NULL;
  g_autofree const char **one = NULL;
  const char *text;
  gint64 number;
  gboolean yes, present;

  g_assert_true (dp_json_read_string (object, "s", DP_JSON_REQUIRED, &text, NULL));
  g_assert_cmpstr (text, ==, "text");
  g_assert_true (dp_json_read_string (object, "absent", DP_JSON_OPTIONAL, &text, NULL));
  g_assert_null (text);
  g_assert_true (dp_json_read_int (object, "low", DP_JSON_REQUIRED, &number, &present, NULL));
  g_assert_cmpint (number, ==, G_MININT64);
  g_assert_true (present);
  g_assert_true (dp_json_read_int (object, "n", DP_JSON_OPTIONAL, &number, &present, NULL));
  g_assert_cmpint (number, ==, 0);
  g_assert_false (present);
  g_assert_true (dp_json_read_bool (object, "f", DP_JSON_REQUIRED, &yes, &present, NULL));
  g_assert_true (!yes && present);
  g_assert_true (dp_json_read_strings (object, "strings", DP_JSON_REQUIRED, FALSE, &strings, NULL));
  g_assert_cmpstr (strings[0], ==, "a");
  g_assert_cmpstr (strings[1], ==, "b");
  g_assert_null (strings[2]);
  g_assert_true (dp_json_read_strings (object, "s", DP_JSON_REQUIRED, TRUE, &one, NULL));
  g_assert_cmpstr (one[0], ==, "text");
  g_assert_null (one[1]);
  g_assert_true (dp_json_has (object, "n"));
  g_assert_false (dp_json_has (object, "absent"));
}

static void
test_arrays (void)
{
  g_autoptr (DpJson) object = parse (EXAMPLE);
  const DpJson *array;

  g_assert_true (dp_json_read_array (object, "l", DP_JSON_REQUIRED, &array, NULL));
  g_assert_cmpuint (dp_json_array_length (array), ==, 3);
  g_assert_cmpstr (dp_json_array_string (array, 1), ==, "b");
  g_assert_null (dp_json_array_string (array, 2));
  g_assert_null (dp_json_array_object (array, 1));
  g_assert_nonnull (dp_json_array_object (array, 2));
  g_assert_null (dp_json_array_object (array, 3));
  g_assert_null (dp_json_array_string (array, 3));
}

static void
test_scalars (void)
{
  static const struct
  {
    const char *name;
    const char *text;
  } cases[] = {
    { "s", "text" }, { "i", "-7" },  { "t", "true" },  { "f", "false" }, { "r", NULL },
    { "n", NULL },   { "o", NULL },  { "l", NULL },    { "huge", NULL }, { "absent", NULL },
  };
  g_autoptr (DpJson) object = parse (EXAMPLE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dp_json_dup_scalar (object, cases[i].name);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
add_name_cb (const char *name,
             gpointer    user_data)
{
  g_string_append_printf (user_data, "%s ", name);
}

static void
test_names (void)
{
  g_autoptr (DpJson) object = parse ("{\"b\":1,\"\":1,\"a\":1,\"B\":1,\"\xc3\xb6\":1}");
  g_autoptr (GString) names = g_string_new (NULL);

  dp_json_foreach_name (object, add_name_cb, names);
  g_assert_cmpstr (names->str, ==, " B a b \xc3\xb6 ");
}

static void
test_lifetime (void)
{
  DpJson *object = parse ("{}");
  g_autoptr (DpJson) again = dp_json_ref (object);

  dp_json_unref (object);
  dp_json_unref (NULL);
  g_assert_false (dp_json_has (again, "a"));
}

/* The largest document of each kind passes; one more is refused. */
static void
check_limit (const char *text,
             gsize       len,
             gboolean    fits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpJson) object = dp_json_parse ((const guint8 *) text, len, &error);

  g_assert_true ((object != NULL) == fits);
  if (!fits)
    dpt_assert_code (error, DP_ERROR_LIMIT);
}

static void
test_limits (void)
{
  for (gsize extra = 0; extra <= 1; extra++)
    {
      g_autoptr (GString) deep = g_string_new ("{\"a\":");
      g_autoptr (GString) wide = g_string_new ("{\"a\":[0");
      g_autoptr (GString) members = g_string_new ("{\"0\":0");
      g_autoptr (GString) big = g_string_new ("{\"a\":\"");

      for (gsize i = 1; i < DP_JSON_MAX_DEPTH + extra; i++)
        g_string_append_c (deep, '[');
      for (gsize i = 1; i < DP_JSON_MAX_DEPTH + extra; i++)
        g_string_append_c (deep, ']');
      for (gsize i = 1; i < DP_JSON_MAX_MEMBERS + extra; i++)
        {
          g_string_append (wide, ",0");
          g_string_append_printf (members, ",\"%" G_GSIZE_FORMAT "\":0", i);
        }
      while (big->len < DP_JSON_MAX - 2 + extra)
        g_string_append_c (big, 'x');
      g_string_append (deep, "}");
      g_string_append (wide, "]}");
      g_string_append (members, "}");
      g_string_append (big, "\"}");
      check_limit (deep->str, deep->len, extra == 0);
      check_limit (wide->str, wide->len, extra == 0);
      check_limit (members->str, members->len, extra == 0);
      check_limit (big->str, big->len, extra == 0);
    }
}

static void
test_list_limit (void)
{
  g_autoptr (GString) text = g_string_new ("{\"a\":[\"0\"");
  g_autoptr (DpJson) object = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree const char **list = NULL;

  for (gsize i = 0; i < DP_CLAIM_LIST_MAX; i++)
    g_string_append (text, ",\"0\"");
  g_string_append (text, "]}");
  object = parse (text->str);
  g_assert_false (dp_json_read_strings (object, "a", DP_JSON_REQUIRED, FALSE, &list, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/json/json/getters_want_their_type", test_getters);
  g_test_add_func ("/json/json/getters_give_values", test_values);
  g_test_add_func ("/json/json/arrays", test_arrays);
  g_test_add_func ("/json/json/scalars_as_text", test_scalars);
  g_test_add_func ("/json/json/names_in_order", test_names);
  g_test_add_func ("/json/json/references", test_lifetime);
  g_test_add_func ("/json/json/holds_its_ceilings", test_limits);
  g_test_add_func ("/json/json/lists_have_a_ceiling", test_list_limit);
  return g_test_run ();
}
