/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that parsers disagree about, or that a parser should not start on. */
#include <string.h>

#include "dp-json.h"
#include "dp-limits.h"
#include "dpt.h"

/* The whole document; \0 in it is written as the two characters "^@". */
static const DptRefused documents[] = {
  { "empty", "no document at all", "", DP_ERROR_JSON_SYNTAX },
  { "white_space", "nothing but white space", " \n", DP_ERROR_JSON_SYNTAX },
  { "duplicate", "the last of two members wins in Go, the first elsewhere",
    "{\"iss\":\"good\",\"iss\":\"evil\"}", DP_ERROR_JSON_SYNTAX },
  { "duplicate_deep", "the same inside", "{\"a\":[{\"b\":1,\"b\":2}]}", DP_ERROR_JSON_SYNTAX },
  { "duplicate_by_escape", "one name in two spellings", "{\"iss\":1,\"i\\u0073s\":2}",
    DP_ERROR_JSON_SYNTAX },
  { "nul_escape", "a string that C code would cut", "{\"sub\":\"admin\\u0000x\"}",
    DP_ERROR_JSON_SYNTAX },
  { "nul_escape_in_name", "a name that C code would cut", "{\"sub\\u0000x\":1}",
    DP_ERROR_JSON_SYNTAX },
  { "nul_byte", "a raw NUL", "{\"a\":\"^@\"}", DP_ERROR_JSON_SYNTAX },
  { "nul_behind", "a NUL behind the document", "{}^@", DP_ERROR_JSON_SYNTAX },
  { "comment_c", "a comment", "{/* */\"a\":1}", DP_ERROR_JSON_SYNTAX },
  { "comment_line", "a comment", "{\"a\":1} // x", DP_ERROR_JSON_SYNTAX },
  { "comment_hash", "a comment", "# x\n{}", DP_ERROR_JSON_SYNTAX },
  { "two_documents", "a second document behind the first", "{\"a\":1}{\"a\":2}",
    DP_ERROR_JSON_SYNTAX },
  { "trailing_text", "junk behind the document", "{}x", DP_ERROR_JSON_SYNTAX },
  { "trailing_bracket", "a bracket too many", "{}}", DP_ERROR_JSON_SYNTAX },
  { "unclosed", "ends too early", "{\"a\":[1,2", DP_ERROR_JSON_SYNTAX },
  { "unclosed_string", "ends in a string", "{\"a\":\"b", DP_ERROR_JSON_SYNTAX },
  { "ends_in_escape", "ends in an escape", "{\"a\":\"\\", DP_ERROR_JSON_SYNTAX },
  { "ends_in_number", "ends in a number", "{\"a\":-", DP_ERROR_JSON_SYNTAX },
  { "wrong_bracket", "closes what is not open", "{\"a\":[1}", DP_ERROR_JSON_SYNTAX },
  { "closing_first", "starts with a closing bracket", "]{}", DP_ERROR_JSON_SYNTAX },
  { "trailing_comma", "a comma too many", "{\"a\":1,}", DP_ERROR_JSON_SYNTAX },
  { "single_quotes", "not JSON", "{'a':1}", DP_ERROR_JSON_SYNTAX },
  { "bare_name", "not JSON", "{a:1}", DP_ERROR_JSON_SYNTAX },
  { "number_as_name", "a name must be a string", "{1:1}", DP_ERROR_JSON_SYNTAX },
  { "capital_true", "not JSON", "{\"a\":True}", DP_ERROR_JSON_SYNTAX },
  { "nan", "a number that is none", "{\"a\":NaN}", DP_ERROR_JSON_SYNTAX },
  { "infinity", "a number that is none", "{\"a\":-Infinity}", DP_ERROR_JSON_SYNTAX },
  { "hexadecimal", "a number in C", "{\"a\":0x10}", DP_ERROR_JSON_SYNTAX },
  { "plus", "a number in C", "{\"a\":+1}", DP_ERROR_JSON_SYNTAX },
  { "leading_zero", "octal to some", "{\"a\":010}", DP_ERROR_JSON_SYNTAX },
  { "leading_zeros_long", "the same with many digits", "{\"a\":00000000000000000000001}",
    DP_ERROR_JSON_SYNTAX },
  { "bare_fraction", "a number in C", "{\"a\":.5}", DP_ERROR_JSON_SYNTAX },
  { "open_fraction", "a number in C", "{\"a\":5.}", DP_ERROR_JSON_SYNTAX },
  { "open_exponent", "a number cut short", "{\"a\":5e}", DP_ERROR_JSON_SYNTAX },
  { "huge_exponent", "more than a double holds", "{\"exp\":1e400}", DP_ERROR_JSON_SYNTAX },
  { "control_in_string", "a raw newline in a string", "{\"a\":\"b\nc\"}", DP_ERROR_JSON_SYNTAX },
  { "bad_escape", "an escape that is none", "{\"a\":\"\\x41\"}", DP_ERROR_JSON_SYNTAX },
  { "short_escape", "an escape cut short", "{\"a\":\"\\u12\"}", DP_ERROR_JSON_SYNTAX },
  { "lone_high_surrogate", "half a character", "{\"a\":\"\\ud800\"}", DP_ERROR_JSON_SYNTAX },
  { "lone_low_surrogate", "half a character", "{\"a\":\"\\udc00\"}", DP_ERROR_JSON_SYNTAX },
  { "swapped_surrogates", "the halves the wrong way", "{\"a\":\"\\udc00\\ud800\"}",
    DP_ERROR_JSON_SYNTAX },
  { "byte_order_mark", "something in front of the document", "\xef\xbb\xbf{}",
    DP_ERROR_JSON_SYNTAX },
  { "utf16", "another encoding", "{^@}^@", DP_ERROR_JSON_SYNTAX },
  { "bad_utf8", "a byte that UTF-8 does not have", "{\"a\":\"\xff\"}", DP_ERROR_UTF8 },
  { "overlong_utf8", "a slash in two bytes", "{\"a\":\"\xc0\xaf\"}", DP_ERROR_UTF8 },
  { "surrogate_utf8", "half a character in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", DP_ERROR_UTF8 },
  { "cut_utf8", "a character cut short", "{\"a\":\"\xe2\x82\"}", DP_ERROR_UTF8 },
  { "above_unicode", "a character above U+10FFFF", "{\"a\":\"\xf4\x90\x80\x80\"}", DP_ERROR_UTF8 },
  { "array_on_top", "the top must be an object", "[{\"a\":1}]", DP_ERROR_JSON_TYPE },
  { "string_on_top", "the top must be an object", "\"a\"", DP_ERROR_JSON_SYNTAX },
  { "null_on_top", "the top must be an object", "null", DP_ERROR_JSON_SYNTAX },
  { "number_on_top", "the top must be an object", "1", DP_ERROR_JSON_SYNTAX },
};

static void
check_document (const DptRefused *row,
                GError          **error)
{
  g_auto (GStrv) parts = g_strsplit (row->input, "^@", -1);
  g_autoptr (GString) text = g_string_new (parts[0]);
  g_autoptr (DpJson) object = NULL;

  for (gsize i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    {
      g_string_append_c (text, '\0');
      g_string_append (text, parts[i]);
    }
  object = dp_json_parse ((const guint8 *) text->str, text->len, error);
  g_assert_null (object);
}

/* A text that is repeated until the document is too much: what, and how often. */
static const struct
{
  DptRefused row;
  const char *repeated;
  const char *end;
  gsize times;
} large[] = {
  { { "deep_arrays", "the stack of a recursive parser", "{\"a\":", DP_ERROR_LIMIT }, "[", "",
    100000 },
  { { "deep_objects", "the stack of a recursive parser", "", DP_ERROR_LIMIT }, "{\"a\":", "",
    100000 },
  { { "depth_17", "one level too many", "{\"a\":", DP_ERROR_LIMIT }, "[", "", DP_JSON_MAX_DEPTH },
  { { "many_elements", "memory: 4,097 elements", "{\"a\":[0", DP_ERROR_LIMIT }, ",0", "]}",
    DP_JSON_MAX_MEMBERS },
  { { "many_commas", "memory: commas with nothing between", "{\"a\":[0", DP_ERROR_LIMIT }, ",",
    "]}", 500000 },
  { { "many_members", "memory: the same name 5,000 times", "{\"a\":0", DP_ERROR_LIMIT }, ",\"a\":0",
    "}", 5000 },
  { { "long_string", "memory: more than 1 MiB", "{\"a\":\"", DP_ERROR_LIMIT }, "xxxxxxxx", "\"}",
    DP_JSON_MAX / 8 },
  { { "long_white_space", "memory: more than 1 MiB", "{", DP_ERROR_LIMIT }, " ", "}", DP_JSON_MAX },
};

static void
check_large (const DptRefused *row,
             GError          **error)
{
  const gsize i = (gsize) ((const guint8 *) row - (const guint8 *) &large[0].row) / sizeof large[0];
  g_autoptr (GString) text = g_string_new (row->input);
  g_autoptr (DpJson) object = NULL;

  for (gsize n = 0; n < large[i].times; n++)
    g_string_append (text, large[i].repeated);
  g_string_append (text, large[i].end);
  object = dp_json_parse ((const guint8 *) text->str, text->len, error);
}

/* Times that are not whole numbers of 64 bits: "exp" is read as an integer. */
static const DptRefused times[] = {
  { "huge", "above 64 bits", "{\"exp\":9223372036854775808}", DP_ERROR_JSON_TYPE },
  { "very_huge", "a hundred digits", "{\"exp\":1000000000000000000000000000000000000000000000}",
    DP_ERROR_JSON_TYPE },
  { "below", "below 64 bits", "{\"exp\":-9223372036854775809}", DP_ERROR_JSON_TYPE },
  { "fraction", "a fraction", "{\"exp\":1800000000.5}", DP_ERROR_JSON_TYPE },
  { "zero_fraction", "a fraction of zero", "{\"exp\":1800000000.0}", DP_ERROR_JSON_TYPE },
  { "exponent", "an exponent", "{\"exp\":18e8}", DP_ERROR_JSON_TYPE },
  { "minus_zero", "a zero with a sign", "{\"exp\":-0}", DP_ERROR_JSON_TYPE },
  { "text", "a number in a string", "{\"exp\":\"1800000000\"}", DP_ERROR_JSON_TYPE },
  { "true", "a boolean", "{\"exp\":true}", DP_ERROR_JSON_TYPE },
  { "list", "a list of one", "{\"exp\":[1800000000]}", DP_ERROR_JSON_TYPE },
  { "null", "null is not there", "{\"exp\":null}", DP_ERROR_JSON_MISSING },
  { "absent", "not there", "{}", DP_ERROR_JSON_MISSING },
  { "other_case", "another name to us, the same one to Go", "{\"Exp\":1800000000}",
    DP_ERROR_JSON_MISSING },
  { "other_letter", "U+017F, which Go folds to s, in another name", "{\"e\xc5\xbfp\":1}",
    DP_ERROR_JSON_MISSING },
};

static void
check_time (const DptRefused *row,
            GError          **error)
{
  g_autoptr (DpJson) object = dp_json_parse ((const guint8 *) row->input, strlen (row->input),
                                             error);
  gint64 value;

  g_assert_nonnull (object);
  g_assert_false (dp_json_read_int (object, "exp", DP_JSON_REQUIRED, &value, NULL, error));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  dpt_add_refused ("/refused/json/document", documents, check_document);
  for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
    _dpt_add_refused ("/refused/json/large", &large[i].row, 1, check_large);
  dpt_add_refused ("/refused/json/time", times, check_time);
  return g_test_run ();
}
