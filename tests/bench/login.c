/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/bench/login [ROUNDS]: from the browser's callback to key and certificate on disk, without
 * the token request. Prints median and slowest; the target is 50 ms on an idle machine, and nothing
 * here fails a test run.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <time.h>

#include "dp-key-store.h"
#include "dp-login.h"
#include "dpt-http.h"
#include "dpt-idp.h"

#define TARGET_MS 50.0

typedef struct
{
  gboolean       in_browser;
  gboolean       done;
  gint64         called;   /* when the browser's request was read */
  gint64         answered; /* when the token endpoint's answer was read */
  gint64         asked;    /* when it was asked */
  DpLoginResult *result;
} Round;

static void
state_cb (DpLogin *login,
          guint    state,
          Round   *round)
{
  gint64 now = g_get_monotonic_time ();

  if (state == DP_LOGIN_BROWSER)
    round->in_browser = TRUE;
  else if (state == DP_LOGIN_EXCHANGING)
    round->asked = now;
  else if (state == DP_LOGIN_PROVING)
    round->answered = now;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Round *round = user_data;
  g_autoptr (GError) error = NULL;

  round->result = dp_login_run_finish (DP_LOGIN (source), result, &error);
  g_assert_no_error (error);
  round->done = TRUE;
}

static gint64
processor_time (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * G_USEC_PER_SEC + t.tv_nsec / 1000;
}

/* Microseconds from the callback to the files, without those of the token request. @cpu: what the
 * processor did, the provider's side of this process included */
static gint64
run_round (DptIdp     *idp,
           const char *home,
           gint64     *cpu)
{
  const DpLoginOptions options = { .key_kind = DP_KEY_P256, .free_port = TRUE };
  g_autoptr (DpHttp) http = dp_http_new ();
  g_autoptr (DpProvider) provider = dpt_idp_dup_provider (idp, NULL);
  g_autoptr (DpLogin) login = dp_login_new (http, provider, &options);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autofree char *back = NULL;
  g_autoptr (DpKeyPlace) place = NULL;
  Round round = { FALSE };

  g_signal_connect (login, "state-changed", G_CALLBACK (state_cb), &round);
  dp_login_run_async (login, NULL, done_cb, &round);
  dpt_run_until (&round.in_browser);
  url = dp_login_dup_direct_url (login);
  back = dpt_idp_consent (idp, url);
  round.called = g_get_monotonic_time ();
  *cpu = -processor_time ();
  g_assert_true (dp_login_accept_pasted (login, back, NULL));
  dpt_run_until (&round.done);
  place = dp_key_store_choose (home, NULL, DP_KEY_P256, NULL, NULL, &error);
  g_assert_true (dp_key_store_write (place, dp_login_result_get_key (round.result),
                                     dp_login_result_get_cert_line (round.result), &error));
  g_assert_no_error (error);
  *cpu += processor_time ();
  dp_login_result_unref (round.result);
  return g_get_monotonic_time () - round.called - (round.answered - round.asked);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return (int) (*(const gint64 *) a - *(const gint64 *) b);
}

int
main (int   argc,
      char *argv[])
{
  guint rounds = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 50;
  g_autofree char *home = g_dir_make_tmp ("daypass-bench-XXXXXX", NULL);
  g_autoptr (DptIdp) idp = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) costs = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  idp = dpt_idp_new ();
  for (guint i = 0; i < MAX (rounds, 1); i++)
    {
      gint64 cpu;
      gint64 usec = run_round (idp, home, &cpu);

      g_array_append_val (times, usec);
      g_array_append_val (costs, cpu);
    }
  g_array_sort (times, compare);
  g_array_sort (costs, compare);
  printf ("from the callback to the files, without the token request (%u rounds):\n", times->len);
  printf ("  median %.1f ms, slowest %.1f ms, target %.0f ms\n",
          (double) g_array_index (times, gint64, times->len / 2) / 1000,
          (double) g_array_index (times, gint64, times->len - 1) / 1000, TARGET_MS);
  printf ("  processor time, the provider's included: median %.1f ms\n",
          (double) g_array_index (costs, gint64, costs->len / 2) / 1000);
  dpt_remove_tree (home);
  return 0;
}
