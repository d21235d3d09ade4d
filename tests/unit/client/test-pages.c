/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-pages.h"
#include "dpt.h"

#define EVIL "<script>alert(1)</script>&\"'\033[2J\xe2\x80\xae"

static void
assert_harmless (GBytes *page)
{
  gsize len;
  const char *text = g_bytes_get_data (page, &len);

  g_assert_null (g_strstr_len (text, (gssize) len, "<script"));
  g_assert_null (g_strstr_len (text, (gssize) len, " onload"));
  g_assert_null (g_strstr_len (text, (gssize) len, "style=\""));
  g_assert_null (memchr (text, '\033', len));
  g_assert_null (g_strstr_len (text, (gssize) len, "\xe2\x80\xae"));
  g_assert_true (g_utf8_validate (text, (gssize) len, NULL));
  g_assert_nonnull (g_strstr_len (text, (gssize) len, "</html>"));
}

static void
test_escapes (void)
{
  const DpPageWords *words = dp_pages_default_words ();
  const DpPageChoice choice = { EVIL, EVIL, "/select?op=\"><script>" };
  g_autoptr (GBytes) done = dp_pages_done (words, EVIL);
  g_autoptr (GBytes) failed = dp_pages_failed (words, EVIL, EVIL, EVIL);
  g_autoptr (GBytes) used = dp_pages_used (words);
  g_autoptr (GBytes) choose = dp_pages_choose (words, &choice, 1);

  assert_harmless (done);
  assert_harmless (used);
  assert_harmless (choose);
  g_assert_null (g_strstr_len (g_bytes_get_data (failed, NULL),
                               (gssize) g_bytes_get_size (failed), "<script"));
}

static void
test_says_who (void)
{
  g_autoptr (GBytes) page = dp_pages_done (dp_pages_default_words (), "alice@example.org");

  g_assert_nonnull (g_strstr_len (g_bytes_get_data (page, NULL), (gssize) g_bytes_get_size (page),
                                  "<bdi>alice@example.org</bdi>"));
}

/* The browser shows our style only when the hash of the policy is that of the style. */
static void
test_policy (void)
{
  g_autoptr (GBytes) page = dp_pages_used (dp_pages_default_words ());
  const char *text = g_bytes_get_data (page, NULL);
  gssize len = (gssize) g_bytes_get_size (page);
  const char *begin = g_strstr_len (text, len, "<style>") + strlen ("<style>");
  const char *end = g_strstr_len (text, len, "</style>");
  guint8 digest[DP_DIGEST_LEN];
  g_autofree char *hash = NULL;
  g_autofree char *source = NULL;

  dp_digest_sha256 ((const guint8 *) begin, (gsize) (end - begin), digest);
  hash = dp_base64_encode (digest, sizeof digest);
  source = g_strdup_printf ("style-src 'sha256-%s'", hash);
  g_assert_nonnull (strstr (dp_pages_get_policy (), source));
  g_assert_true (g_str_has_prefix (dp_pages_get_policy (), "default-src 'none'; "));
  g_assert_nonnull (strstr (dp_pages_get_policy (), "frame-ancestors 'none'"));
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/net/pages/escapes_what_others_say", test_escapes);
  g_test_add_func ("/net/pages/says_who_signed_in", test_says_who);
  g_test_add_func ("/net/pages/allows_only_its_own_style", test_policy);
  return g_test_run ();
}
