/* SPDX-License-Identifier: Apache-2.0 */
/* Tables, principals, identity columns and ages, as opkssh's own tests have them and as it said. */
#include <string.h>

#include "dp-config.h"
#include "dp-expiry.h"
#include "dp-table.h"
#include "dpt-login.h"
#include "dpt-token.h"
#include "dpt.h"

#define FOLDER "vectors/data/spec/"

typedef struct
{
  const json_t *want; /* rows, or NULL where only the written form counts */
  GString *written;
  guint n;
} Reading;

/* Rows with another count of columns than asked for are bad: the table is read once per count. */
static gboolean
compare_row (guint              line,
             const char *const *words,
             const GError      *problem,
             gpointer           user_data)
{
  Reading *reading = user_data;
  const json_t *row;

  if (words == NULL)
    return TRUE;
  row = json_array_get (reading->want, reading->n++);
  g_assert_cmpuint (g_strv_length ((char **) words), ==, json_array_size (row));
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = dp_table_quote (words[i]);

      g_assert_cmpstr (words[i], ==, json_string_value (json_array_get (row, i)));
      g_string_append_printf (reading->written, "%s%s", i == 0 ? "" : " ", quoted);
    }
  g_string_append_c (reading->written, '\n');
  return TRUE;
}

/* The rows of @vector that have @columns columns; (transfer full). */
static json_t *
select_rows (const json_t *vector,
             size_t        columns)
{
  json_t *out = json_array ();
  json_t *row;
  size_t i;

  json_array_foreach (json_object_get (vector, "rows"), i, row)
    if (json_array_size (row) == columns)
      json_array_append (out, row);
  return out;
}

static void
test_table (void)
{
  json_t *file = dpt_load_json (FOLDER "table.json");
  json_t *vector;
  size_t i;

  json_array_foreach (json_object_get (file, "cases"), i, vector)
    for (guint columns = 1; columns <= 3; columns++)
      {
        const char *text = dpt_json_text (vector, "in");
        const char *out = json_string_value (json_object_get (vector, "out"));
        json_t *want = select_rows (vector, columns);
        Reading reading = { want, g_string_new (NULL), 0 };
        g_autoptr (DpTable) table = dp_table_new (columns, compare_row, &reading);

        dp_table_feed (table, (const guint8 *) text, strlen (text));
        dp_table_finish (table);
        g_assert_cmpuint (reading.n, ==, json_array_size (want));
        if (out != NULL && json_array_size (want) == json_array_size (json_object_get (vector,
                                                                                       "rows")))
          g_assert_cmpstr (reading.written->str, ==, out);
        g_string_free (reading.written, TRUE);
        json_decref (want);
      }
  json_decref (file);
}

/* (transfer full): a text of the vectors, where "@I" is the issuer; one of them is Latin-1. */
static char *
load_line (const json_t *vector,
           gsize        *len)
{
  const json_t *text = json_object_get (vector, "line");
  g_autoptr (GString) line = NULL;

  line = g_string_new_len (json_string_value (text), (gssize) json_string_length (text));
  g_string_replace (line, "@I", DPT_ISSUER, 0);
  if (strcmp (dpt_json_text (vector, "name"), "latin1 byte") == 0)
    g_string_replace (line, "\xc3\xa9", "\xe9", 0);
  *len = line->len;
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static DpPolicyVerdict
judge (DpIdentity  *identity,
       DpClaims    *userinfo,
       const char  *login,
       DpEmailRule  rule,
       const char  *text,
       gsize        len)
{
  g_autoptr (DpPolicy) policy = dp_policy_new (identity, userinfo, login, rule);
  DpPolicyVerdict verdict;

  dp_policy_feed (policy, (const guint8 *) text, len);
  dp_policy_finish (policy, &verdict);
  return verdict;
}

/* (transfer full): a proven identity with the claims of @object, which have no issuer and so on */
static DpIdentity *
make_identity (const json_t *object)
{
  json_t *claims = json_deep_copy (object);
  char *text;
  DpIdentity *identity;

  json_object_set_new (claims, "iss", json_string (DPT_ISSUER));
  json_object_set_new (claims, "aud", json_string (DPT_CLIENT));
  json_object_set_new (claims, "nonce", json_string ("$NONCE"));
  text = json_dumps (claims, 0);
  identity = dpt_token_identity (text);
  free (text);
  json_decref (claims);
  return identity;
}

static void
test_table_verify (void)
{
  json_t *file = dpt_load_json (FOLDER "table_verify.json");
  json_t *vector;
  size_t i;

  json_array_foreach (file, i, vector)
    {
      gsize len;
      g_autofree char *line = load_line (vector, &len);
      json_t *claims = json_pack ("{s:O}", "sub", json_object_get (vector, "sub"));
      g_autoptr (DpIdentity) identity = make_identity (claims);
      gboolean want = strcmp (dpt_json_text (vector, "spec"), "accept") == 0;
      DpPolicyVerdict verdict = judge (identity, NULL, "alice", DP_VERIFIED_NEVER, line, len);

      g_test_message ("%s", dpt_json_text (vector, "name"));
      g_assert_cmpint (verdict.allowed, ==, want);
      g_assert_cmpstr (dpt_json_text (vector, "spec"), ==, dpt_json_text (vector, "go_0_16_0"));
      json_decref (claims);
    }
  json_decref (file);
}

/* (transfer full): an auth_id row; the identity is quoted so that it is read as it stands. */
static char *
make_row (const char *identity)
{
  g_autofree char *quoted = dp_table_quote (identity);

  return g_strdup_printf ("alice %s " DPT_ISSUER "\n", quoted);
}

static void
test_identities (void)
{
  json_t *file = dpt_load_json (FOLDER "identity_match.json");
  json_t *vector;
  size_t i;

  json_array_foreach (json_object_get (file, "cases"), i, vector)
    {
      g_autoptr (DpIdentity) identity = make_identity (json_object_get (vector, "claims"));
      g_autofree char *row = make_row (dpt_json_text (vector, "identity"));
      DpPolicyVerdict verdict;

      verdict = judge (identity, NULL, "alice", DP_VERIFIED_NEVER, row, strlen (row));
      g_test_message ("%s", dpt_json_text (vector, "identity"));
      g_assert_cmpint (verdict.allowed, ==, json_is_true (json_object_get (vector, "match")));
      g_assert_cmpint (verdict.line, ==, verdict.allowed ? 1 : 0);
    }
  json_decref (file);
}

/*
 * opkssh only warns of addresses that are not verified. The rule "always" refuses exactly those;
 * "when-present" all of them but the one without a statement; "never" none.
 */
static void
test_email_verified (void)
{
  json_t *file = dpt_load_json (FOLDER "identity_match.json");
  g_autofree char *row = make_row ("a@example.com");
  json_t *vector;
  size_t i;

  json_array_foreach (json_object_get (file, "email_verified_warning"), i, vector)
    {
      json_t *value = json_object_get (vector, "value");
      gboolean warns = json_is_true (json_object_get (vector, "warn"));
      json_t *claims = json_pack ("{s:s,s:s}", "sub", "u", "email", "a@example.com");
      g_autoptr (DpIdentity) identity = NULL;
      DpPolicyVerdict verdict;

      if (!json_is_null (value))
        json_object_set (claims, "email_verified", value);
      identity = make_identity (claims);
      verdict = judge (identity, NULL, "alice", DP_VERIFIED_NEVER, row, strlen (row));
      g_assert_true (verdict.allowed);
      verdict = judge (identity, NULL, "alice", DP_VERIFIED_ALWAYS, row, strlen (row));
      g_assert_cmpint (verdict.allowed, ==, !warns);
      g_assert_cmpint (verdict.reason, ==,
                       warns ? DP_ERROR_EMAIL_UNVERIFIED : DP_ERROR_NOT_LISTED);
      verdict = judge (identity, NULL, "alice", DP_VERIFIED_WHEN_PRESENT, row, strlen (row));
      g_assert_cmpint (verdict.allowed, ==, !warns || json_is_null (value));
      json_decref (claims);
    }
  json_decref (file);
}

static void
test_deny_lists (void)
{
  json_t *file = dpt_load_json (FOLDER "identity_match.json");
  json_t *vector;
  size_t i;

  json_array_foreach (json_object_get (file, "deny"), i, vector)
    {
      char *yaml = json_dumps (vector, 0);
      const char *login = json_string_value (json_object_get (vector, "principal"));
      g_autoptr (GError) error = NULL;
      g_autoptr (DpConfig) config = dp_config_parse ((const guint8 *) yaml, strlen (yaml), &error);
      g_autoptr (DpClaims) claims = dp_claims_parse ((const guint8 *) yaml, strlen (yaml), NULL);

      g_assert_no_error (error);
      g_assert_false (dp_config_check_denied (config, login != NULL ? login : "x", claims, NULL,
                                              &error));
      dpt_assert_code (error, login != NULL ? DP_ERROR_DENIED_USER : DP_ERROR_DENIED_EMAIL);
      free (yaml);
    }
  json_decref (file);
}

/* A userinfo answer of another subject is not looked at; opkssh's command line drops it too. */
static void
test_userinfo (void)
{
  json_t *file = dpt_load_json (FOLDER "identity_match.json");
  json_t *vector;
  size_t i;

  json_array_foreach (json_object_get (file, "userinfo"), i, vector)
    {
      char *text = json_dumps (json_object_get (vector, "userinfo"), 0);
      g_autoptr (DpClaims) userinfo = dp_claims_parse ((const guint8 *) text, strlen (text), NULL);
      g_autoptr (DpIdentity) identity = make_identity (json_object_get (vector, "id"));
      g_autofree char *row = make_row (dpt_json_text (vector, "identity"));
      DpPolicyVerdict verdict = judge (identity, userinfo, "alice", DP_VERIFIED_NEVER, row,
                                       strlen (row));

      g_assert_cmpint (verdict.allowed, ==, json_is_true (json_object_get (vector, "match")));
      free (text);
    }
  json_decref (file);
}

/* A list that opkssh accepts holds only names that we would print; D17 decides the rest. */
static void
test_principals (void)
{
  json_t *file = dpt_load_json (FOLDER "principals.json");
  json_t *list, *name;
  size_t i, k;

  json_array_foreach (json_object_get (file, "accept"), i, list)
    json_array_foreach (list, k, name)
      g_assert_true (dp_policy_login_is_safe (json_string_value (name)));
  json_array_foreach (json_object_get (file, "reject"), i, list)
    {
      gboolean all_safe = TRUE;

      json_array_foreach (list, k, name)
        all_safe = all_safe && dp_policy_login_is_safe (json_string_value (name));
      g_assert_false (all_safe);
    }
  json_decref (file);
}

static void
test_words (void)
{
  json_t *file = dpt_load_json (FOLDER "expiration.json");
  DpExpiry expiry;
  json_t *word;
  size_t i;

  json_array_foreach (json_object_get (file, "words_valid"), i, word)
    g_assert_true (dp_expiry_from_word (json_string_value (word), &expiry, NULL));
  json_array_foreach (json_object_get (file, "words_invalid"), i, word)
    g_assert_cmpint (dp_expiry_from_word (json_string_value (word), &expiry, NULL), ==,
                     strcmp (json_string_value (word), "oidc-refreshed") == 0); /* D14 */
  json_decref (file);
}

static void
test_ages (void)
{
  json_t *file = dpt_load_json (FOLDER "expiration.json");
  json_t *vector, *ok;
  const char *word;
  size_t i;

  json_array_foreach (json_object_get (file, "cases"), i, vector)
    json_object_foreach (json_object_get (vector, "ok"), word, ok)
      {
        g_autofree char *name = g_strndup (word, strcspn (word, "_"));
        gint64 issued = json_integer_value (json_object_get (vector, "iat_minus_now"));
        gint64 expires = json_integer_value (json_object_get (vector, "exp_minus_now"));
        DpExpiry expiry = DP_EXPIRY_OIDC_REFRESHED;

        if (strcmp (word, "oidc_refreshed_without_fresh") != 0)
          g_assert_true (dp_expiry_from_word (name, &expiry, NULL));
        g_assert_cmpint (dp_expiry_check (expiry, DPT_NOW + issued, DPT_NOW + expires, 0, DPT_NOW,
                                          NULL),
                         ==, json_is_true (ok));
      }
  json_decref (file);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/vectors/policy/tables_read_and_written_alike", test_table);
  g_test_add_func ("/vectors/policy/rows_as_opkssh_reads_them", test_table_verify);
  g_test_add_func ("/vectors/policy/identities", test_identities);
  g_test_add_func ("/vectors/policy/email_verified", test_email_verified);
  g_test_add_func ("/vectors/policy/deny_lists", test_deny_lists);
  g_test_add_func ("/vectors/policy/userinfo_of_the_same_subject_only", test_userinfo);
  g_test_add_func ("/vectors/policy/principals", test_principals);
  g_test_add_func ("/vectors/policy/expiration_words", test_words);
  g_test_add_func ("/vectors/policy/ages", test_ages);
  return g_test_run ();
}
