/* SPDX-License-Identifier: Apache-2.0 */
/* What audit says about rows; opkssh 0.16.0's own words about a table where it was asked. */
#include "config.h"

#include <string.h>

#include "dpm-audit.h"
#include "dpm-json.h"
#include "dpm-names.h"
#include "dpt.h"

static DpmTable *
table_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dpm_table_new (bytes);
}

static const char providers[] = "https://op.example client 24h\n"
                                "https://slash.example/ client 24h\n"
                                "http://localhost:9000 client 24h\n"
                                "# https://off.example client 24h\n";

/* @hint: the start of it; NULL: none */
static const struct
{
  const char    *row;
  DpmAuditStatus status;
  const char    *hint;
} rows[] = {
  { "alice a@b https://op.example", DPM_AUDIT_SUCCESS, NULL },
  { "alice a@b https://slash.example/", DPM_AUDIT_SUCCESS, NULL }, /* decision D15 */
  { "alice a@b http://localhost:9000", DPM_AUDIT_WARNING, NULL },
  { "alice a@b https://op.example/", DPM_AUDIT_ERROR, "remove the trailing slash" },
  { "alice a@b https://slash.example", DPM_AUDIT_ERROR, "the providers file has it with a" },
  { "alice a@b http://op.example", DPM_AUDIT_ERROR, "write https" },
  { "alice a@b https://localhost:9000", DPM_AUDIT_ERROR, "the providers file has it with http" },
  { "alice a@b https://off.example", DPM_AUDIT_ERROR, "it is commented out" },
  { "alice a@b https://never.example", DPM_AUDIT_ERROR, "add it" },
  { "alice a@b ''", DPM_AUDIT_ERROR, NULL },
  { "alice a@b", DPM_AUDIT_ERROR, NULL },
  { "alice a@b https://op.example more", DPM_AUDIT_ERROR, NULL },
  { "alice 'a@b https://op.example", DPM_AUDIT_ERROR, NULL },
  { "'*' a@b https://op.example", DPM_AUDIT_ERROR, NULL },
  { "alice '' https://op.example", DPM_AUDIT_ERROR, NULL },
  { "alice oidc-match-end:email: https://op.example", DPM_AUDIT_ERROR, NULL },
  { "alice oidc:groups https://op.example", DPM_AUDIT_ERROR, NULL },
  { "alice oidc:groups:a https://op.example", DPM_AUDIT_SUCCESS, NULL },
  { "alice oidc:groups:a:b https://op.example", DPM_AUDIT_WARNING, NULL },
};

static void
test_policy (void)
{
  g_autoptr (DpmTable) known = table_of (providers);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("# first\n%s\n\n", rows[i].row);
      g_autoptr (DpmTable) policy = table_of (text);
      g_autoptr (GPtrArray) result = dpm_audit_policy (policy, known);
      const DpmAuditRow *row;

      g_test_message ("%s", rows[i].row);
      g_assert_cmpuint (result->len, ==, 1);
      row = result->pdata[0];
      g_assert_cmpuint (row->line, ==, 2);
      g_assert_cmpint (row->status, ==, rows[i].status);
      g_assert_cmpint (*row->reason != '\0', ==, rows[i].status != DPM_AUDIT_SUCCESS);
      g_assert_cmpint (row->hint != NULL, ==, rows[i].hint != NULL);
      if (rows[i].hint != NULL)
        g_assert_true (g_str_has_prefix (row->hint, rows[i].hint));
    }
}

static const struct
{
  const char    *text;
  DpmAuditStatus status;
} provider_rows[] = {
  { "https://op.example client 24h\n", DPM_AUDIT_SUCCESS },
  { "https://op.example client oidc_refreshed\n", DPM_AUDIT_SUCCESS },
  { "https://op.example client never\n", DPM_AUDIT_WARNING },
  { "https://op.example client 1week\n", DPM_AUDIT_WARNING },
  { "https://op.example client oidc-refreshed\n", DPM_AUDIT_WARNING },
  { "https://op.example a 24h\nhttps://op.example b 24h\n", DPM_AUDIT_WARNING },
  { "https://op.example client 23h\n", DPM_AUDIT_ERROR },
  { "http://op.example client 24h\n", DPM_AUDIT_ERROR },
  { "https://op.example '' 24h\n", DPM_AUDIT_ERROR },
  { "https://op.example client\n", DPM_AUDIT_ERROR },
};

static void
test_providers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (provider_rows); i++)
    {
      g_autoptr (DpmTable) table = table_of (provider_rows[i].text);
      g_autoptr (GPtrArray) result = dpm_audit_providers (table);

      g_test_message ("%s", provider_rows[i].text);
      g_assert_cmpint (((DpmAuditRow *) result->pdata[0])->status, ==, provider_rows[i].status);
    }
}

/* opkssh was asked about each table: a row that it could not read is one that we cannot read, and
 * rows are as many and in the same order. */
static void
test_table_of_opkssh (void)
{
  json_t *file = dpt_load_json ("vectors/data/spec/table.json");
  g_autoptr (DpmTable) known = table_of (providers);
  json_t *one;
  gsize i;
  guint compared = 0;

  json_array_foreach (json_object_get (file, "cases"), i, one)
    {
      json_t *theirs = json_object_get (json_object_get (one, "go_0_16_0"), "audit_rows");
      g_autoptr (DpmTable) policy = table_of (dpt_json_text (one, "in"));
      g_autoptr (GPtrArray) ours = dpm_audit_policy (policy, known);

      if (!json_is_array (theirs))
        continue;
      g_test_message ("case %zu", i);
      g_assert_cmpuint (ours->len, ==, json_array_size (theirs));
      for (guint j = 0; j < ours->len; j++)
        {
          const DpmAuditRow *row = ours->pdata[j];

          g_assert_cmpint (row->was_read, ==, json_is_array (json_array_get (theirs, j)));
          compared++;
        }
    }
  g_assert_cmpuint (compared, >, 5);
  json_decref (file);
}

/* What a package puts into /etc/opk/providers has a commented row for each name, and none in force
 * (decision D19). */
static void
test_default_providers (void)
{
  g_autoptr (GBytes) text = dpt_load ("../data/server/providers");
  g_autoptr (DpmTable) table = dpm_table_new (text);
  const char *const any[DPM_COLUMNS] = { NULL, NULL, NULL };

  g_assert_cmpuint (dpm_table_find (table, 1, any), ==, 0);
  for (const DpmName *name = dpm_name_get_all (); name->name != NULL; name++)
    {
      const char *const row[DPM_COLUMNS] = { name->issuer, name->client_id, name->expiry };

      g_assert_cmpuint (dpm_table_find_commented (table, row), >, 0);
    }
}

static void
test_counts (void)
{
  g_autoptr (DpmTable) known = table_of (providers);
  g_autoptr (DpmTable) policy = table_of ("a a@b https://op.example\nbad\n"
                                           "b b http://localhost:9000");
  g_autoptr (GPtrArray) result = dpm_audit_policy (policy, known);
  DpmAuditCounts counts = { 0, 0, 0, 0 };

  dpm_audit_count (result, &counts);
  g_assert_cmpuint (counts.total, ==, 3);
  g_assert_cmpuint (counts.successful, ==, 1);
  g_assert_cmpuint (counts.warnings, ==, 1);
  g_assert_cmpuint (counts.errors, ==, 1);
}

static const struct
{
  const char *canonical;
  const char *pretty;
} documents[] = {
  { "{}", "{}" },
  { "{\"a\":[],\"b\":{}}", "{\n  \"a\": [],\n  \"b\": {}\n}" },
  { "{\"a\":[1,{\"b\":\"x,y:{}\\\"\"}]}",
    "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,y:{}\\\"\"\n    }\n  ]\n}" },
  { "{\"a\":\"\\\\\",\"b\":2}", "{\n  \"a\": \"\\\\\",\n  \"b\": 2\n}" },
  { "{\"a\":\"\xe2\x80\xae\x7f\"}", "{\n  \"a\": \"\\u202e\\u007f\"\n}" },
};

static void
test_pretty (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *pretty = dpm_json_pretty (documents[i].canonical);

      g_assert_cmpstr (pretty, ==, documents[i].pretty);
    }
}

int
main (int    argc,
      char **argv)
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/admin/audit/rows_as_the_table_says", test_policy);
  g_test_add_func ("/admin/audit/providers_as_the_table_says", test_providers);
  g_test_add_func ("/admin/audit/reads_rows_as_opkssh_did", test_table_of_opkssh);
  g_test_add_func ("/admin/audit/counts", test_counts);
  g_test_add_func ("/admin/names/default_providers_file_has_them", test_default_providers);
  g_test_add_func ("/admin/json/pretty_is_printable", test_pretty);
  return g_test_run ();
}
