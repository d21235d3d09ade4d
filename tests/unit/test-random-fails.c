/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the kernel gives no random numbers: the linker puts this getrandom() in front of libc's
 * (meson.build), and each operation is run with the first call failing, then the second, and so on.
 * It must fail each time, with its error set, and give nothing; above all, no signature.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "dp-gq.h"
#include "dp-secret.h"
#include "dp-ssh-cert.h"
#include "dpt-cert.h"
#include "dpt-jose.h"
#include "dpt.h"

static guint countdown; /* 0: nothing fails */
static guint calls;
static size_t at_once;  /* 0: as much as is asked for */
static gboolean interrupted;

ssize_t __real_getrandom (void        *out,
                          size_t       len,
                          unsigned int flags);
ssize_t __wrap_getrandom (void        *out,
                          size_t       len,
                          unsigned int flags);

ssize_t
__wrap_getrandom (void        *out,
                  size_t       len,
                  unsigned int flags)
{
  calls++;
  errno = interrupted ? EINTR : ENOSYS;
  if (interrupted || (countdown > 0 && --countdown == 0))
    {
      interrupted = FALSE;
      return -1;
    }
  return __real_getrandom (out, at_once > 0 ? MIN (len, at_once) : len, flags);
}

static gboolean
generate (DpKeyKind kind,
          GError  **error)
{
  g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, error);

  return key != NULL;
}

static gboolean
generate_p256 (GError **error)
{
  return generate (DP_KEY_P256, error);
}

static gboolean
generate_ed25519 (GError **error)
{
  return generate (DP_KEY_ED25519, error);
}

static gboolean
sign_p256 (GError **error)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_P256);
  g_autoptr (GBytes) signature = dp_private_key_sign (key, (const guint8 *) "a", 1, error);

  return signature != NULL;
}

static gboolean
build_cert (GError **error)
{
  static const char *const principals[] = { "a", NULL };
  guint8 nonce[32] = { 0 };
  DpSshCertFields fields = { "", principals, "t", NULL, nonce };
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_P256);
  g_autofree char *line = dp_ssh_cert_build (key, &fields, error);

  return line != NULL;
}

static gboolean
sign_gq (GError **error)
{
  g_autoptr (DptSigner) signer = dpt_signer_rsa ();
  g_autofree char *token = dpt_signer_token (signer, DP_SIGN_RS256, "{\"alg\":\"RS256\"}", "{}");
  g_autoptr (DpJws) jws = dp_jws_parse_compact (token, strlen (token), NULL);
  g_autofree char *proof = dp_gq_sign (jws, dpt_signer_get_public (signer), NULL, error);

  return proof != NULL;
}

static gboolean
fill (GError **error)
{
  guint8 out[4];

  return dp_secret_fill_random (out, sizeof out, error);
}

/* How many calls of each operation can fail, at least. */
static const struct
{
  const char *name;
  gboolean (*run) (GError **error);
  guint calls;
} operations[] = {
  { "generate_p256", generate_p256, 1 },
  { "generate_ed25519", generate_ed25519, 1 },
  { "sign_p256", sign_p256, 1 },
  { "certificate", build_cert, 1 },
  { "gq_proof", sign_gq, 16 }, /* one for each round */
  { "random_numbers", fill, 1 },
};

static void
test_operation (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  gboolean reached = TRUE;
  guint n;

  for (n = 1; reached; n++)
    {
      g_autoptr (GError) error = NULL;
      gboolean ok;

      countdown = n;
      ok = operations[i].run (&error);
      reached = countdown == 0;
      countdown = 0;
      g_assert_true (ok == !reached);
      g_assert_true (ok == (error == NULL));
      g_assert_true (ok || g_error_matches (error, DP_ERROR, DP_ERROR_CRYPTO));
    }
  g_test_message ("%u calls failed, one at a time", n - 2);
  g_assert_cmpuint (n - 2, >=, operations[i].calls);
}

/* A signal, and a kernel that gives less than was asked for, only take longer. */
static void
test_pieces (void)
{
  guint8 out[100] = { 0 }, zero[30] = { 0 };

  interrupted = TRUE;
  at_once = 30;
  calls = 0;
  g_assert_true (dp_secret_fill_random (out, sizeof out, NULL));
  at_once = 0;
  g_assert_cmpuint (calls, ==, 5);
  for (gsize i = 0; i + sizeof zero <= sizeof out; i += sizeof zero)
    g_assert_true (memcmp (out + i, zero, sizeof zero) != 0);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (DpJson) seeded = NULL; /* the hash tables, which do without when they must */

  dpt_init (&argc, &argv);
  seeded = dpt_parse_json ("{}");
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autofree char *path = g_strconcat ("/base/random-fails/", operations[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_operation);
    }
  g_test_add_func ("/base/random-fails/comes_in_pieces", test_pieces);
  return g_test_run ();
}
