/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-limbs.h"
#include "dpt.h"

/* Every length up to four limbs, also those that end within one: the bytes come back, and GMP sees
 * the number that they spell. */
static void
test_round_trip (void)
{
  guint8 data[32], back[32];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (0xf1 + 7 * i);
  for (gsize len = 1; len <= sizeof data; len++)
    {
      g_autoptr (DpLimbs) limbs = dp_limbs_read (data, len);
      const mp_size_t n = (mp_size_t) limbs->n;
      mpz_t number, view;

      g_assert_cmpuint (limbs->n, ==, (len + sizeof (mp_limb_t) - 1) / sizeof (mp_limb_t));
      mpz_init (number);
      mpz_import (number, len, 1, 1, 0, 0, data);
      g_assert_cmpint (mpz_cmp (number, mpz_roinit_n (view, limbs->limb, n)), ==, 0);
      mpz_clear (number);
      dp_limbs_write (limbs, back, len);
      g_assert_cmpmem (data, len, back, len);
    }
}

/* The lowest bytes of a longer number; a shorter one with zeros in front. */
static void
test_width (void)
{
  static const guint8 number[] = { 1, 2, 3 }, wide[] = { 0, 0, 0, 1, 2, 3 };
  g_autoptr (DpLimbs) limbs = dp_limbs_read (number, sizeof number);
  guint8 out[6];

  dp_limbs_write (limbs, out, sizeof out);
  g_assert_cmpmem (out, sizeof out, wide, sizeof wide);
  dp_limbs_write (limbs, out, 2);
  g_assert_cmpmem (out, 2, number + 1, 2);
}

static void
test_zero (void)
{
  g_autoptr (DpLimbs) limbs = dp_limbs_new (3);

  g_assert_cmpuint (limbs->n, ==, 3);
  for (gsize i = 0; i < limbs->n; i++)
    g_assert_true (limbs->limb[i] == 0);
  dp_limbs_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/base/limbs/bytes_come_back", test_round_trip);
  g_test_add_func ("/base/limbs/lowest_bytes", test_width);
  g_test_add_func ("/base/limbs/begin_as_zero", test_zero);
  return g_test_run ();
}
