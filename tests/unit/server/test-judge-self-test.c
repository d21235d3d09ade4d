/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The self-test of the judge notices a libcrypto that says yes to every signature, or to none: the
 * linker puts the function below in front of its own (meson.build).
 */
#include <openssl/evp.h>

#include "dp-error.h"
#include "dpj-self-test.h"
#include "dpt.h"

static int answer; /* of every signature; 0: libcrypto's own */

int __real_EVP_DigestVerify (EVP_MD_CTX          *context,
                             const unsigned char *signature,
                             size_t               signature_len,
                             const unsigned char *data,
                             size_t               len);
int __wrap_EVP_DigestVerify (EVP_MD_CTX          *context,
                             const unsigned char *signature,
                             size_t               signature_len,
                             const unsigned char *data,
                             size_t               len);

int
__wrap_EVP_DigestVerify (EVP_MD_CTX          *context,
                         const unsigned char *signature,
                         size_t               signature_len,
                         const unsigned char *data,
                         size_t               len)
{
  if (answer != 0)
    return answer > 0 ? 1 : 0;
  return __real_EVP_DigestVerify (context, signature, signature_len, data, len);
}

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
