/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <string.h>

#include "dp-key-cache.h"
#include "dp-key-source.h"
#include "dp-limits.h"

#define ISSUER "https://idp.example"
#define NOW G_GINT64_CONSTANT (1800000000)
#define HOUR (60 * 60)
#define FAILURE "daypass-failure 1\nissuer " ISSUER "\n"
#define HEAD "daypass-keys 1\nissuer " ISSUER "\n"
#define TIMES "fetched-at 1799999000\nfresh-until 1800002600\nrefresh-at 1800000500\n"

static const struct
{
  const char *name;
  const char *text;
  DpError reason; /* DP_ERROR_N: accepted */
} files[] = {
  { "good", HEAD TIMES "etag \"a\"\nlength 2\n\n{}", DP_ERROR_N },
  { "without an entity tag", HEAD TIMES "etag \nlength 2\n\n{}", DP_ERROR_N },
  { "empty", "", DP_ERROR_FILE },
  { "no header", "{}", DP_ERROR_FILE },
  { "another kind", "daypass-keys 2\nissuer " ISSUER "\n" TIMES "etag \nlength 2\n\n{}",
    DP_ERROR_FILE },
  { "another issuer", "daypass-keys 1\nissuer https://evil.example\n" TIMES
    "etag \nlength 2\n\n{}", DP_ERROR_ISSUER_MISMATCH },
  { "an issuer that goes on", "daypass-keys 1\nissuer " ISSUER ".evil.example\n" TIMES
    "etag \nlength 2\n\n{}", DP_ERROR_ISSUER_MISMATCH },
  { "cut short", HEAD TIMES "etag \nlength 20\n\n{}", DP_ERROR_FILE },
  { "something left over", HEAD TIMES "etag \nlength 2\n\n{}x", DP_ERROR_FILE },
  { "a line too much", HEAD TIMES "etag \nlength 2\nmore 1\n\n{}", DP_ERROR_FILE },
  { "lines in another order", HEAD "fresh-until 1\nfetched-at 1\nrefresh-at 1\netag \nlength 0\n\n",
    DP_ERROR_FILE },
  { "a negative time", HEAD "fetched-at -1\nfresh-until 1\nrefresh-at 1\netag \nlength 0\n\n",
    DP_ERROR_FILE },
  { "a time beyond all time", HEAD "fetched-at 9999999999999999999\nfresh-until 1\nrefresh-at 1\n"
    "etag \nlength 0\n\n", DP_ERROR_FILE },
  { "an entity tag without quotes", HEAD TIMES "etag a\nlength 2\n\n{}", DP_ERROR_FILE },
  { "a last line without the ones before it", "daypass-keys 1\nlength 2\n\n{}", DP_ERROR_FILE },
  { "nothing behind the first line", "daypass-keys 1\n\n", DP_ERROR_FILE },
  { "a NUL in the header", "daypass-keys 1\n", DP_ERROR_FILE },
  { "a length beyond all files", HEAD TIMES "etag \nlength 1048577\n\n{}", DP_ERROR_FILE },
  { "no length", HEAD TIMES "etag \n\n{}", DP_ERROR_FILE },
  { "not text", "daypass-keys 1\nissuer \xff\n\n", DP_ERROR_FILE },
};

static void
test_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpKeyCache) cache = NULL;

      g_test_message ("%s", files[i].name);
      cache = dp_key_cache_parse ((const guint8 *) files[i].text, strlen (files[i].text), ISSUER,
                                  &error);
      g_assert_cmpint (cache != NULL, ==, files[i].reason == DP_ERROR_N);
      g_assert_cmpint (dp_error_code (error), ==, files[i].reason);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (DpKeyCache) cache = NULL;
  g_autoptr (DpKeyCache) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *text = HEAD TIMES "etag W/\"x y\"\nlength 2\n\n{}";
  const char *good = HEAD TIMES "etag W/\"xy\"\nlength 2\n\n{}";

  g_assert_null (dp_key_cache_parse ((const guint8 *) text, strlen (text), ISSUER, NULL));
  cache = dp_key_cache_parse ((const guint8 *) good, strlen (good), ISSUER, &error);
  g_assert_no_error (error);
  bytes = dp_key_cache_build (cache);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), good, strlen (good));
  again = dp_key_cache_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ISSUER,
                              &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->etag, ==, "W/\"xy\"");
  g_assert_cmpint (again->fetched_at, ==, 1799999000);
}

static const struct
{
  const char *name;
  gint64 fetched, fresh_until, max_stale; /* times relative to NOW */
  DpKeysState state;
} states[] = {
  { "just fetched", 0, HOUR, 24 * HOUR, DP_KEYS_FRESH },
  { "last fresh second", -HOUR, 1, 24 * HOUR, DP_KEYS_FRESH },
  { "stale", -HOUR, 0, 24 * HOUR, DP_KEYS_STALE },
  { "last second of being stale", -24 * HOUR + 1, -23 * HOUR, 24 * HOUR, DP_KEYS_STALE },
  { "too old", -24 * HOUR, -23 * HOUR, 24 * HOUR, DP_KEYS_NONE },
  { "stale, and stale is never used", -HOUR, -1, 0, DP_KEYS_NONE },
  { "fresh, and stale is never used", -10, 10, 0, DP_KEYS_FRESH },
  { "a minute in the future", 60, HOUR, 24 * HOUR, DP_KEYS_FRESH },
  { "further in the future", 61, HOUR, 24 * HOUR, DP_KEYS_STALE },
  { "far in the future, stale is never used", 9 * HOUR, 10 * HOUR, 0, DP_KEYS_NONE },
  { "fresh for longer than we ever say", -HOUR, 900 * HOUR, 24 * HOUR, DP_KEYS_STALE },
};

static void
test_states (void)
{
  g_assert_cmpint (dp_key_cache_state (NULL, 24 * HOUR, NOW), ==, DP_KEYS_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      DpKeyCache cache = { .fetched_at = NOW + states[i].fetched,
                           .fresh_until = NOW + states[i].fresh_until };

      g_test_message ("%s", states[i].name);
      g_assert_cmpint (dp_key_cache_state (&cache, states[i].max_stale, NOW), ==, states[i].state);
    }
}

static void
test_pauses (void)
{
  static const gint64 pauses[] = { 30, 60, 120, 240, 480, 600, 600 };
  g_autoptr (DpKeyFailure) failure = NULL;
  g_autoptr (DpKeyFailure) asked = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      DpKeyFailure *next = dp_key_failure_next (failure, ISSUER, DP_ERROR_UNREACHABLE, 0, NOW);

      g_assert_cmpint (next->retry_at - NOW, ==, pauses[i]);
      g_clear_pointer (&failure, dp_key_failure_free);
      failure = next;
    }

  asked = dp_key_failure_next (NULL, ISSUER, DP_ERROR_HTTP, 5 * HOUR, NOW);
  g_assert_cmpint (asked->retry_at - NOW, ==, HOUR);
}

static void
test_may_fetch (void)
{
  DpKeyFailure failure = { .attempted_at = NOW - 10, .retry_at = NOW + 20 };
  DpKeyFailure over = { .attempted_at = NOW - 40, .retry_at = NOW };
  DpKeyFailure future = { .attempted_at = NOW + HOUR, .retry_at = NOW + 2 * HOUR };
  DpKeyFailure endless = { .attempted_at = NOW - 10, .retry_at = NOW + 900 * HOUR };
  DpKeyCache fetched_now = { .fetched_at = NOW - 59 };
  DpKeyCache fetched_then = { .fetched_at = NOW - 60 };
  DpKeyCache fetched_later = { .fetched_at = NOW + HOUR };

  g_assert_true (dp_keys_may_fetch (NULL, NULL, FALSE, NOW));
  g_assert_false (dp_keys_may_fetch (NULL, &failure, FALSE, NOW));
  g_assert_true (dp_keys_may_fetch (NULL, &over, FALSE, NOW));
  g_assert_true (dp_keys_may_fetch (NULL, &future, FALSE, NOW));
  g_assert_true (dp_keys_may_fetch (NULL, &endless, FALSE, NOW));
  g_assert_false (dp_keys_may_fetch (&fetched_now, NULL, TRUE, NOW));
  g_assert_true (dp_keys_may_fetch (&fetched_then, NULL, TRUE, NOW));
  g_assert_true (dp_keys_may_fetch (&fetched_later, NULL, TRUE, NOW));
  g_assert_false (dp_keys_may_fetch (&fetched_then, &failure, TRUE, NOW));
}

static const struct
{
  const char *cache_control, *age;
  gint64 lifetime;
} lifetimes[] = {
  { NULL, NULL, HOUR },
  { "public, max-age=7200", NULL, 2 * HOUR },
  { "public, max-age=7200", "3600", HOUR },
  { "max-age=7200", "nonsense", 2 * HOUR },
  { "max-age=\"7200\"", NULL, 2 * HOUR },
  { "MAX-AGE=7200", NULL, 2 * HOUR },
  { "max-age=1", NULL, 300 },
  { "max-age=7200", "9999", 300 },
  { "max-age=99999999", NULL, 24 * HOUR },
  { "max-age=99999999999999999999", NULL, HOUR },
  { "max-age=-5", NULL, HOUR },
  { "max-age=7200, no-store", NULL, HOUR },
  { "no-cache", NULL, HOUR },
  { "s-maxage=7200", NULL, HOUR },
  { ",,,", NULL, HOUR },
};

static void
test_lifetimes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_test_message ("%s", lifetimes[i].cache_control);
      g_assert_cmpint (dp_key_cache_lifetime (lifetimes[i].cache_control, lifetimes[i].age), ==,
                       lifetimes[i].lifetime);
    }
}

static void
test_failure_round_trip (void)
{
  g_autoptr (DpKeyFailure) failure = dp_key_failure_next (NULL, ISSUER, DP_ERROR_TLS, 0, NOW);
  g_autoptr (GBytes) bytes = dp_key_failure_build (failure);
  g_autoptr (DpKeyFailure) again = NULL;
  g_autoptr (GError) error = NULL;

  again = dp_key_failure_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), ISSUER,
                                &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->reason, ==, "tls");
  g_assert_cmpint (again->retry_at, ==, NOW + 30);
  g_assert_null (dp_key_failure_parse (g_bytes_get_data (bytes, NULL),
                                       g_bytes_get_size (bytes) - 1, ISSUER, NULL));
  g_assert_null (dp_key_failure_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                       "https://other.example", NULL));
}

static const struct
{
  const char *name;
  const char *text;
  DpError reason;
} documents[] = {
  { "good", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":\"" ISSUER "/k\"}", DP_ERROR_N },
  { "another issuer", "{\"issuer\":\"" ISSUER "/\",\"jwks_uri\":\"" ISSUER "/k\"}",
    DP_ERROR_ISSUER_MISMATCH },
  { "jwks_uri twice", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":\"" ISSUER "/k\",\"jwks_uri\":\""
    ISSUER "/k\"}", DP_ERROR_JSON_SYNTAX },
  { "plain http", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":\"http://idp.example/k\"}",
    DP_ERROR_URL },
  { "user information", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":\"https://a:b@idp.example/k\"}",
    DP_ERROR_URL },
  { "a file", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":\"file:///etc/passwd\"}", DP_ERROR_URL },
  { "no keys", "{\"issuer\":\"" ISSUER "\"}", DP_ERROR_JSON_MISSING },
  { "a number", "{\"issuer\":\"" ISSUER "\",\"jwks_uri\":5}", DP_ERROR_JSON_TYPE },
};

static void
test_sources (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpKeySource) source = NULL;

      g_test_message ("%s", documents[i].name);
      source = dp_key_source_parse ((const guint8 *) documents[i].text,
                                    strlen (documents[i].text), ISSUER, &error);
      g_assert_cmpint (source != NULL, ==, documents[i].reason == DP_ERROR_N);
      g_assert_cmpint (dp_error_code (error), ==, documents[i].reason);
    }
}

static const struct
{
  const char *name;
  const char *text;
  DpError reason; /* DP_ERROR_N: accepted */
} failures[] = {
  { "good", FAILURE "attempted-at 1\nretry-at 2\nfailures 3\nreason http\n\n", DP_ERROR_N },
  { "empty", "", DP_ERROR_FILE },
  { "keys", HEAD TIMES "etag \nlength 2\n\n{}", DP_ERROR_FILE },
  { "another issuer", "daypass-failure 1\nissuer https://x\n\n", DP_ERROR_ISSUER_MISMATCH },
  { "no times", FAILURE "failures 3\nreason http\n\n", DP_ERROR_FILE },
  { "too many failures", FAILURE "attempted-at 1\nretry-at 2\nfailures 1000001\nreason http\n\n",
    DP_ERROR_FILE },
  { "a line too much", FAILURE "attempted-at 1\nretry-at 2\nfailures 3\nreason http\nmore 1\n\n",
    DP_ERROR_FILE },
  { "a reason of no table", FAILURE "attempted-at 1\nretry-at 2\nfailures 3\nreason \xc3\xb6\n\n",
    DP_ERROR_FILE },
  { "a reason of 65 characters", FAILURE "attempted-at 1\nretry-at 2\nfailures 3\nreason "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n", DP_ERROR_FILE },
  { "something behind it", FAILURE "attempted-at 1\nretry-at 2\nfailures 3\nreason http\n\nx",
    DP_ERROR_FILE },
};

static void
test_failure_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpKeyFailure) failure = NULL;

      g_test_message ("%s", failures[i].name);
      failure = dp_key_failure_parse ((const guint8 *) failures[i].text, strlen (failures[i].text),
                                      ISSUER, &error);
      g_assert_cmpint (failure != NULL, ==, failures[i].reason == DP_ERROR_N);
      g_assert_cmpint (dp_error_code (error), ==, failures[i].reason);
    }
}

static void
test_too_large (void)
{
  const gsize len = DP_KEY_CACHE_HEADER_MAX + DP_JSON_MAX + 1;
  g_autofree char *large = g_strnfill (len, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_key_cache_parse ((const guint8 *) large, len, ISSUER, &error));
  g_assert_error (error, DP_ERROR, DP_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (dp_key_cache_parse ((const guint8 *) large, len - 1, ISSUER, &error));
  g_assert_error (error, DP_ERROR, DP_ERROR_FILE);
}

/* sha256sum of the issuer, so that no issuer can name another file. */
static void
test_name (void)
{
  g_autofree char *name = dp_key_cache_name ("abc");
  g_autofree char *path = dp_key_cache_name ("https://idp.example/../../etc/passwd");

  g_assert_cmpstr (name, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpuint (strspn (path, "0123456789abcdef"), ==, 64);
  g_assert_cmpuint (strlen (path), ==, 64);
}

/* The refresh lies in the middle fifth of the lifetime, whatever the jitter. */
static void
test_times (void)
{
  static const guint jitters[] = { 0, 1, 500, 999, 1000, G_MAXUINT };

  for (guint i = 0; i < G_N_ELEMENTS (jitters); i++)
    {
      DpKeyCache cache = { 0 };

      dp_key_cache_set_times (&cache, NOW, HOUR, jitters[i]);
      g_assert_cmpint (cache.fetched_at, ==, NOW);
      g_assert_cmpint (cache.fresh_until, ==, NOW + HOUR);
      g_assert_cmpint (cache.refresh_at, >=, NOW + HOUR * 2 / 5);
      g_assert_cmpint (cache.refresh_at, <, NOW + HOUR * 3 / 5);
    }
}

static void
test_etags (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } cases[] = {
    { "\"\"", TRUE },      { "\"a\"", TRUE },      { "W/\"a\"", TRUE },  { "", FALSE },
    { "\"", FALSE },       { "a", FALSE },         { "\"a", FALSE },     { "a\"", FALSE },
    { "w/\"a\"", FALSE },  { "\"a b\"", FALSE },   { "\"a\nb\"", FALSE },
    { "\"\x7f\"", FALSE }, { "\"\xc3\xb6\"", FALSE },
  };
  g_autofree char *long_text = g_strnfill (DP_KEY_ETAG_MAX + 1, '"');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (dp_key_cache_is_etag (cases[i].text), ==, cases[i].good);
    }
  g_assert_false (dp_key_cache_is_etag (long_text));
  g_assert_true (dp_key_cache_is_etag (long_text + 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/oidc/key-cache/reads_only_its_own_files", test_files);
  g_test_add_func ("/oidc/key-cache/writes_what_it_reads", test_round_trip);
  g_test_add_func ("/oidc/key-cache/holds_its_ceiling", test_too_large);
  g_test_add_func ("/oidc/key-cache/names_files_by_hash", test_name);
  g_test_add_func ("/oidc/key-cache/refreshes_in_the_middle_fifth", test_times);
  g_test_add_func ("/oidc/key-cache/knows_entity_tags", test_etags);
  g_test_add_func ("/oidc/key-failure/reads_only_its_own_files", test_failure_files);
  g_test_add_func ("/oidc/key-cache/knows_fresh_stale_and_too_old", test_states);
  g_test_add_func ("/oidc/key-cache/reads_lifetimes", test_lifetimes);
  g_test_add_func ("/oidc/key-failure/doubles_its_pauses", test_pauses);
  g_test_add_func ("/oidc/key-failure/holds_back_fetches", test_may_fetch);
  g_test_add_func ("/oidc/key-failure/writes_what_it_reads", test_failure_round_trip);
  g_test_add_func ("/oidc/key-source/reads_documents", test_sources);
  return g_test_run ();
}
