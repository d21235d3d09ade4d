/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-chooser.h"
#include "dpt-http.h"
#include "dpt.h"

typedef struct
{
  DpChooser    *chooser;
  GCancellable *cancel;
  char         *base;
  char         *start;
  gboolean      done;
  DpProvider   *chosen;
  GError       *error;
} Fixture;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->chosen = dp_chooser_run_finish (DP_CHOOSER (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GPtrArray) providers = dp_provider_builtin ();
  g_autoptr (GError) error = NULL;

  fixture->cancel = g_cancellable_new ();
  fixture->chooser = dp_chooser_new (providers, NULL, &error);
  g_assert_no_error (error);
  fixture->start = dp_chooser_dup_url (fixture->chooser, &error);
  fixture->base = g_strndup (fixture->start,
                             (gsize) (strstr (fixture->start, "/choose/") - fixture->start));
  dp_chooser_run_async (fixture->chooser, fixture->cancel, done_cb, fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_cancellable_cancel (fixture->cancel);
  dpt_run_until (&fixture->done);
  g_clear_object (&fixture->chooser);
  g_clear_object (&fixture->cancel);
  g_clear_pointer (&fixture->chosen, dp_provider_unref);
  g_clear_error (&fixture->error);
  g_free (fixture->base);
  g_free (fixture->start);
}

static DptAnswer *
ask (Fixture    *fixture,
     const char *path,
     const char *cookie)
{
  g_autofree char *url = g_strconcat (fixture->base, path, NULL);

  return dpt_http_get (url, cookie, NULL);
}

/* The cookie of a browser that was sent to the single-use address. */
static char *
enter (Fixture *fixture)
{
  g_autoptr (DptAnswer) answer = dpt_http_get (fixture->start, NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 303);
  g_assert_cmpstr (answer->location, ==, "/chooser");
  return g_strdup (answer->cookie);
}

static void
test_page (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const parts[] = {
    "href=\"/select?op=google\"", "href=\"/select?op=azure\"", "href=\"/select?op=hello\"",
    "accounts.google.com", "login.microsoftonline.com",
  };
  g_autofree char *cookie = enter (fixture);
  g_autoptr (DptAnswer) page = ask (fixture, "/chooser", cookie);

  g_assert_cmpuint (page->status, ==, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_nonnull (strstr (page->body, parts[i]));
}

/* The same window goes on at the provider. */
static gboolean
forward_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  if (!fixture->done)
    return G_SOURCE_CONTINUE;
  dp_chooser_forward (fixture->chooser, "http://localhost:3000/login/x");
  return G_SOURCE_REMOVE;
}

static void
test_chosen (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *cookie = enter (fixture);
  g_autoptr (DptAnswer) answer = NULL;

  g_timeout_add (20, forward_cb, fixture);
  answer = ask (fixture, "/select?op=gitlab", cookie);
  g_assert_cmpuint (answer->status, ==, 303);
  g_assert_cmpstr (answer->location, ==, "http://localhost:3000/login/x");
  g_assert_cmpstr (dp_provider_get_name (fixture->chosen), ==, "gitlab");
}

/* What ends the choice, as in opkssh: a name that is not there. */
static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *cookie = enter (fixture);
  g_autofree char *path = g_strconcat ("/select", (const char *) data, NULL);
  g_autoptr (DptAnswer) answer = ask (fixture, path, cookie);

  g_assert_cmpuint (answer->status, ==, 400);
  dpt_run_until (&fixture->done);
  dpt_assert_code (fixture->error, DP_ERROR_USAGE);
}

static void
test_strangers (Fixture      *fixture,
                gconstpointer data)
{
  static const struct
  {
    const char *path;
    guint       status;
  } cases[] = {
    { "/chooser", 403 },   { "/select?op=google", 403 }, { "/select", 403 },
    { "/choose/x", 410 },  { "/", 404 },                 { "/static/x", 404 },
  };
  g_autofree char *cookie = enter (fixture);
  g_autoptr (DptAnswer) again = dpt_http_get (fixture->start, NULL, NULL);

  g_assert_cmpuint (again->status, ==, 410);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DptAnswer) answer = ask (fixture, cases[i].path, "a=b");

      g_assert_cmpuint (answer->status, ==, cases[i].status);
    }
  g_assert_false (fixture->done);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
#define ADD(path, data, func) \
  g_test_add ("/login/chooser/" path, Fixture, data, set_up, func, tear_down)
  ADD ("f090_lists_providers", NULL, test_page);
  ADD ("f090_goes_on_in_the_same_window", NULL, test_chosen);
  ADD ("f090_ends_at_an_unknown_name", "?op=nope", test_unknown);
  ADD ("f090_ends_without_a_name", "", test_unknown);
  ADD ("s14_knows_only_its_browser", NULL, test_strangers);
#undef ADD
  return g_test_run ();
}
