/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The self-test of the judge notices a library that says yes to every signature, or to none: the
 * linker puts the functions below in front of nettle's (meson.build).
 */
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>

#include "dp-error.h"
#include "dpj-self-test.h"
#include "dpt.h"

static int answer; /* of every signature; 0: nettle's own */

#define WRAP(name, params, args) \
  int __real_##name params; \
  int __wrap_##name params; \
  int __wrap_##name params { return answer == 0 ? __real_##name args : answer > 0; }

WRAP (nettle_rsa_sha256_verify_digest,
      (const struct rsa_public_key *key, const guint8 *digest, const mpz_t signature),
      (key, digest, signature))
WRAP (nettle_ecdsa_verify,
      (const struct ecc_point *key, size_t len, const guint8 *digest,
       const struct dsa_signature *signature),
      (key, len, digest, signature))
WRAP (nettle_ed25519_sha512_verify,
      (const guint8 *key, size_t len, const guint8 *data, const guint8 *signature),
      (key, len, data, signature))

static void
test_holds (void)
{
  g_autoptr (GError) error = NULL;

  answer = 0;
  g_assert_true (dpj_self_test (&error));
  g_assert_no_error (error);
}

/* @says: what the case that comes out wrong is said to be */
static void
fails (int         with,
       const char *says)
{
  g_autoptr (GError) error = NULL;

  answer = with;
  g_assert_false (dpj_self_test (&error));
  g_assert_error (error, DP_ERROR, DP_ERROR_CRYPTO);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_notices_yes (void)
{
  fails (1, "\"another provider's\" is accepted");
}

static void
test_notices_no (void)
{
  fails (-1, "\"good RS256\" is cert-signature");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/judge/self-test/holds", test_holds);
  g_test_add_func ("/judge/self-test/notices_a_library_that_says_yes", test_notices_yes);
  g_test_add_func ("/judge/self-test/notices_a_library_that_says_no", test_notices_no);
  return g_test_run ();
}
