/* SPDX-License-Identifier: Apache-2.0 */
/* Editing providers and auth_id: what is not touched keeps every byte. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "dpm-json.h"
#include "dpm-names.h"
#include "dpm-rules.h"
#include "dpm-table.h"
#include "dp-error.h"

static DpmTable *
table_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dpm_table_new (bytes);
}

static void
assert_text (const DpmTable *table,
             const char     *want)
{
  g_autoptr (GBytes) bytes = dpm_table_to_bytes (table);
  gsize len = 0;
  const char *data = g_bytes_get_data (bytes, &len);

  g_assert_cmpmem (data, len, want, strlen (want));
}

static const char *const texts[] = {
  "",
  "\n",
  "a b c",
  "# only a comment\n",
  "\xef\xbb\xbf" "a b c\r\n\r\n  # x\r\nbad row\r\n",
  "a 'b c\n\t\n\xff\xfe bytes that are not UTF-8\n",
  "a b c # trailing\n\n\n\n",
};

static void
test_table_keeps_bytes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (DpmTable) table = table_of (texts[i]);

      assert_text (table, texts[i]);
    }
}

static const struct
{
  const char *before;
  const char *columns[DPM_COLUMNS];
  const char *after; /* NULL: refused, and the text stays */
} appends[] = {
  { "", { "a", "b", "c" }, "a b c\n" },
  { "x y z", { "a", "b", "c" }, "x y z\na b c\n" },
  { "# head\r\nx y z\r\n", { "a", "b", "c" }, "# head\r\nx y z\r\na b c\r\n" },
  { "# head\r\nx y z", { "a", "b", "c" }, "# head\r\nx y z\r\na b c\r\n" },
  { "", { "dev", "repo:a/b:*", "i" }, "dev repo:a/b:\\* i\n" },
  { "", { "dev", "two words", "i" }, "dev 'two words' i\n" },
  { "", { "dev", "oidc:\"https://a:b\":g", "i" }, "dev oidc:\\\"https://a:b\\\":g i\n" },
  { "", { "dev", "", "i" }, "dev '' i\n" },
  { "k\n", { "dev", "a#b", "i" }, NULL },
  { "k", { "dev", "a\nroot b", "i" }, NULL },
  { "k", { "dev", "bad \xff utf-8", "i" }, NULL },
};

static void
test_table_appends (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (appends); i++)
    {
      g_autoptr (DpmTable) table = table_of (appends[i].before);
      g_autoptr (GError) error = NULL;
      gboolean good = dpm_table_append (table, appends[i].columns, &error);

      g_assert_cmpint (good, ==, appends[i].after != NULL);
      assert_text (table, good ? appends[i].after : appends[i].before);
      if (!good)
        g_assert_error (error, DP_ERROR, DP_ERROR_TABLE_ROW);
      else
        g_assert_cmpuint (dpm_table_find (table, 1, appends[i].columns), >, 0);
    }
}

static void
test_table_finds_and_removes (void)
{
  static const char *const bob[DPM_COLUMNS] = { "bob", NULL, NULL };
  static const char *const bob_at_y[DPM_COLUMNS] = { "bob", "b@y", "j" };
  g_autoptr (DpmTable) table = table_of ("# bob z z\nbob b@x i\nal a i\nbob b@y j # why\n\n");

  g_assert_cmpuint (dpm_table_get_n_lines (table), ==, 5);
  g_assert_cmpuint (dpm_table_find (table, 1, bob), ==, 2);
  g_assert_cmpuint (dpm_table_find (table, 3, bob), ==, 4);
  g_assert_cmpuint (dpm_table_find (table, 5, bob), ==, 0);
  g_assert_cmpuint (dpm_table_find (table, 1, bob_at_y), ==, 4);
  dpm_table_remove (table, 2);
  assert_text (table, "# bob z z\nal a i\nbob b@y j # why\n\n");
}

static void
test_table_reports_bad_rows (void)
{
  g_autoptr (DpmTable) table = table_of ("a b c\na b\n# c\n'open\n");

  g_assert_null (dpm_table_get_problem (table, 1));
  g_assert_nonnull (dpm_table_get_problem (table, 2));
  g_assert_null (dpm_table_get_words (table, 2));
  g_assert_null (dpm_table_get_problem (table, 3));
  g_assert_nonnull (dpm_table_get_problem (table, 4));
}

/* A byte order mark belongs to the first line only. */
static void
test_table_byte_order_mark (void)
{
  static const char *const a[DPM_COLUMNS] = { "a", "b", "c" };
  g_autoptr (DpmTable) table = table_of ("\xef\xbb\xbf""a b c\n\xef\xbb\xbf""a b c\n");

  g_assert_cmpuint (dpm_table_find (table, 1, a), ==, 1);
  g_assert_cmpuint (dpm_table_find (table, 2, a), ==, 0);
}

static const struct
{
  const char *before;
  const char *after; /* NULL: no such comment */
} comments[] = {
  { "#https://i c 24h\n", "https://i c 24h\n" },
  { "# https://i c 24h # note\n", "https://i c 24h # note\n" },
  { "  ##\t https://i c 24h\r\n", "https://i c 24h\r\n" },
  { "# https://i needs a client\n", NULL },
  { "# see https://i c\n", NULL },
  { "https://i c 24h\n", NULL },
  { "", NULL },
};

static void
test_table_uncomments (void)
{
  static const char *const wanted[DPM_COLUMNS] = { "https://i", "c", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (comments); i++)
    {
      g_autoptr (DpmTable) table = table_of (comments[i].before);
      guint line = dpm_table_find_commented (table, wanted);

      g_assert_cmpuint (line, ==, comments[i].after != NULL ? 1 : 0);
      if (line == 0)
        continue;
      dpm_table_uncomment (table, line);
      assert_text (table, comments[i].after);
      g_assert_cmpuint (dpm_table_find (table, 1, wanted), ==, 1);
      dpm_table_comment_out (table, line);
      g_assert_cmpuint (dpm_table_find (table, 1, wanted), ==, 0);
      g_assert_cmpuint (dpm_table_find_commented (table, wanted), ==, 1);
    }
}

static void
test_json_writes (void)
{
  g_autoptr (DpmJson) json = dpm_json_new ();
  g_autofree char *text = NULL;

  dpm_json_begin_object (json, NULL);
  dpm_json_add_string (json, "te\"xt", "a\n\\\x1b\xff\xe2\x80\xae");
  dpm_json_add_string (json, "none", NULL);
  dpm_json_begin_array (json, "list");
  dpm_json_add_int (json, NULL, -1);
  dpm_json_add_bool (json, NULL, TRUE);
  dpm_json_end (json);
  dpm_json_begin_array (json, "empty");
  dpm_json_end (json);
  dpm_json_end (json);
  text = dpm_json_finish (json);
  g_assert_cmpstr (text, ==,
                   "{\n  \"te\\\"xt\": \"a\\n\\\\\\u001b\xef\xbf\xbd\\u202e\",\n"
                   "  \"none\": null,\n  \"list\": [\n    -1,\n    true\n  ],\n"
                   "  \"empty\": []\n}\n");
}

static const struct
{
  const char      *identity;
  DpmIdentityState state;
} identities[] = {
  { "alice@example.org", DPM_IDENTITY_FINE },
  { "a-subject|123", DPM_IDENTITY_FINE },
  { "oidc:groups:admins", DPM_IDENTITY_FINE },
  { "oidc:\"https://acme/g\":admins", DPM_IDENTITY_FINE },
  { "oidc-match-end:email:@example.org", DPM_IDENTITY_FINE },
  { "repo:acme/app:*", DPM_IDENTITY_FINE },
  { "", DPM_IDENTITY_NEVER },
  { "oidc:", DPM_IDENTITY_NEVER },
  { "oidc:groups", DPM_IDENTITY_NEVER },
  { "oidc:groups:", DPM_IDENTITY_NEVER },
  { "oidc::x", DPM_IDENTITY_NEVER },
  { "oidc-match-end:email:", DPM_IDENTITY_NEVER },
  { "OIDC-Match-End:email:", DPM_IDENTITY_NEVER },
  { "repo:", DPM_IDENTITY_NEVER },
  { "oidc:groups:acme:admins", DPM_IDENTITY_DIFFERS },
  { "oidc:groups:\"quoted\"", DPM_IDENTITY_DIFFERS },
  { "j\xc3\xb6rg@example.org", DPM_IDENTITY_DIFFERS },
};

static void
test_rules_identity (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (identities); i++)
    {
      const char *remark = NULL;

      g_test_message ("%s", identities[i].identity);
      g_assert_cmpint (dpm_rules_check_identity (identities[i].identity, &remark), ==,
                       identities[i].state);
      g_assert_cmpint (remark != NULL, ==, identities[i].state != DPM_IDENTITY_FINE);
    }
}

static const struct
{
  const char *columns[DPM_COLUMNS];
  int         code; /* -1: accepted */
} rows[] = {
  { { "alice", "a@b", "https://i.example" }, -1 },
  { { "alice", "a@b", "http://localhost:9000" }, -1 },
  { { "-alice", "a@b", "https://i.example" }, DP_ERROR_LOGIN_NAME },
  { { "al ice", "a@b", "https://i.example" }, DP_ERROR_LOGIN_NAME },
  { { "", "a@b", "https://i.example" }, DP_ERROR_LOGIN_NAME },
  { { "alice", "", "https://i.example" }, DP_ERROR_USAGE },
  { { "alice", "a@b", "googel" }, DP_ERROR_URL },
  { { "alice", "a@b", "http://i.example" }, DP_ERROR_URL },
};

static void
test_rules_row (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean good = dpm_rules_check_row (rows[i].columns, &error);

      g_assert_cmpint (good, ==, rows[i].code < 0);
      if (!good)
        g_assert_error (error, DP_ERROR, rows[i].code);
    }
}

static const struct
{
  uid_t    uid;
  gboolean ok;
} uids[] = { { 0, FALSE }, { 1, FALSE }, { 999, FALSE }, { 1000, TRUE }, { 65534, FALSE },
             { 70000, TRUE } };

static void
test_rules_uid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (dpm_rules_check_uid ("x", uids[i].uid, &error), ==, uids[i].ok);
      g_assert_cmpint (error == NULL, ==, uids[i].ok);
    }
}

static void
test_names (void)
{
  g_assert_cmpstr (dpm_name_get_issuer ("google"), ==, "https://accounts.google.com");
  g_assert_cmpstr (dpm_name_get_issuer ("azure"), ==, dpm_name_get_issuer ("microsoft"));
  g_assert_cmpstr (dpm_name_get_issuer ("Google"), ==, "Google"); /* exact lower case */
  g_assert_cmpstr (dpm_name_get_issuer ("https://other"), ==, "https://other");
  g_assert_null (dpm_name_find ("https://other"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin/table/keeps_every_byte", test_table_keeps_bytes);
  g_test_add_func ("/admin/table/appends_or_refuses", test_table_appends);
  g_test_add_func ("/admin/table/finds_and_removes", test_table_finds_and_removes);
  g_test_add_func ("/admin/table/reports_bad_rows", test_table_reports_bad_rows);
  g_test_add_func ("/admin/table/byte_order_mark_counts_once", test_table_byte_order_mark);
  g_test_add_func ("/admin/table/uncomments_rows_only", test_table_uncomments);
  g_test_add_func ("/admin/json/writes", test_json_writes);
  g_test_add_func ("/admin/rules/judges_identities", test_rules_identity);
  g_test_add_func ("/admin/rules/refuses_rows", test_rules_row);
  g_test_add_func ("/admin/rules/refuses_system_users", test_rules_uid);
  g_test_add_func ("/admin/names/map_to_issuers", test_names);
  return g_test_run ();
}
