/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-json.h"
#include "dpt.h"

/*
 * Go's encoding/json (protocol notes, section 1.2 and corrections C8, C20); the numbers are also
 * what ECMAScript's Number::toString gives, but for the sign of -0.
 */
static const struct
{
  const char *in;
  const char *out;
} cases[] = {
  { "{}", "{}" },
  { " { \"b\" : 1 ,\n\"a\" : [ 1 , { \"d\":1, \"c\" : 2 } ] } ",
    "{\"a\":[1,{\"c\":2,\"d\":1}],\"b\":1}" },
  { "{\"a\":true,\"b\":false,\"c\":[null]}", "{\"a\":true,\"b\":false,\"c\":[null]}" },
  { "{\"a\":{\"b\":null}}", "{\"a\":{\"b\":null}}" },
  { "{\"a\":[],\"b\":{}}", "{\"a\":[],\"b\":{}}" },
  /* order by bytes: upper case first, U+FF5E before U+10000 */
  { "{\"b\":1,\"B\":1,\"\xf0\x90\x80\x80\":1,\"\xef\xbd\x9e\":1}",
    "{\"B\":1,\"b\":1,\"\xef\xbd\x9e\":1,\"\xf0\x90\x80\x80\":1}" },
  /* strings */
  { "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\"}" },
  { "{\"a\":\"\\u0001\\u001f\\u007f\"}", "{\"a\":\"\\u0001\\u001f\x7f\"}" },
  { "{\"a\":\"<>&'\"}", "{\"a\":\"\\u003c\\u003e\\u0026'\"}" },
  { "{\"<\":1}", "{\"\\u003c\":1}" },
  { "{\"a\":\"\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\"}",
    "{\"a\":\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\"}" },
  { "{\"a\":\"\\u00f6\\ud83d\\ude00\"}", "{\"a\":\"\xc3\xb6\xf0\x9f\x98\x80\"}" },
  /* integers */
  { "{\"a\":[0,-0,7,-7,100]}", "{\"a\":[0,-0,7,-7,100]}" },
  { "{\"a\":[9007199254740993,9223372036854775807]}",
    "{\"a\":[9007199254740992,9223372036854776000]}" },
  { "{\"a\":[18446744073709551616,-9223372036854775809]}",
    "{\"a\":[18446744073709552000,-9223372036854776000]}" },
  { "{\"a\":[100000000000000000000,1000000000000000000000]}",
    "{\"a\":[100000000000000000000,1e+21]}" },
  /* fractions and exponents */
  { "{\"a\":[0.0,-0.0,0e9,1.0,1.50,-2.5e1]}", "{\"a\":[0,-0,0,1,1.5,-25]}" },
  { "{\"a\":[0.000001,0.0000001,1.5e-9,1e-100]}", "{\"a\":[0.000001,1e-7,1.5e-9,1e-100]}" },
  { "{\"a\":[1e20,1e21,1.25E+22]}", "{\"a\":[100000000000000000000,1e+21,1.25e+22]}" },
  { "{\"a\":[0.1,0.2,0.30000000000000004]}", "{\"a\":[0.1,0.2,0.30000000000000004]}" },
  { "{\"a\":[5e-324,2.2250738585072014e-308,1.7976931348623157e308]}",
    "{\"a\":[5e-324,2.2250738585072014e-308,1.7976931348623157e+308]}" },
  { "{\"a\":[1e-400,123456789.125]}", "{\"a\":[0,123456789.125]}" },
  /* a power of two: the shortest is not the nearest of its length */
  { "{\"a\":5.684341886080801486968994140625e-14}", "{\"a\":5.684341886080802e-14}" },
  { "{\"a\":9007199254740992e0}", "{\"a\":9007199254740992}" },
  { "{\"a\":9.5367431640625e-7}", "{\"a\":9.5367431640625e-7}" },
};

static void
test_rules (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpJson) object = NULL;
      g_autofree char *out = NULL;

      object = dp_json_parse ((const guint8 *) cases[i].in, strlen (cases[i].in), &error);
      if (object != NULL)
        out = dp_json_to_canonical (object, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_null (void)
{
  g_autoptr (DpJson) object = dp_json_parse ((const guint8 *) "{\"b\":1,\"a\":null}", 16, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_json_to_canonical (object, &error));
  dpt_assert_code (error, DP_ERROR_JSON_TYPE);
}

static void
test_built (void)
{
  g_autoptr (DpJson) object = dp_json_new_object ();
  g_autoptr (DpJson) inner = dp_json_new_object ();
  g_autofree char *text = NULL;

  dp_json_set_string (inner, "x", "y");
  dp_json_set_string (object, "typ", "CIC");
  dp_json_set_int (object, "i", -1);
  dp_json_set_object (object, "upk", inner);
  dp_json_set_string (inner, "x", "changed later");
  dp_json_set_string (object, "typ", "JWT");
  text = dp_json_to_canonical (object, NULL);
  g_assert_cmpstr (text, ==, "{\"i\":-1,\"typ\":\"JWT\",\"upk\":{\"x\":\"y\"}}");
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/json/canonical/writes_as_go_does", test_rules);
  g_test_add_func ("/json/canonical/refuses_a_null_member", test_null);
  g_test_add_func ("/json/canonical/of_what_we_build", test_built);
  return g_test_run ();
}
