/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "look.h"

#include "dpd-sign-in-page.h"

#include <string.h>

#define STEP_MS 20
#define STEPS 400

static guint calls_seen;
static DpdApplication *application;

GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

gboolean
widget_says (GtkWidget  *widget,
             const char *part)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (widget_says (child, part))
      return TRUE;
  return FALSE;
}

gboolean
says (DpdWindow  *window,
      const char *part)
{
  return widget_says (GTK_WIDGET (top_window (window)), part);
}

/* Everything in sight, for whoever reads why a test failed. */
static void
print_texts (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_printerr ("# | %s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    print_texts (child);
}

void
expect_text (DpdWindow  *window,
             const char *part)
{
  for (guint i = 0; i < STEPS && !says (window, part); i++)
    spin (STEP_MS);
  if (says (window, part))
    return;
  print_texts (GTK_WIDGET (top_window (window)));
  g_error ("nothing says “%s”", part); /* nocheck: ends a test */
}

static gboolean
has_label (GtkWidget  *widget,
           const char *label)
{
  if (GTK_IS_LABEL (widget))
    return g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), label);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, label))
      return TRUE;
  return FALSE;
}

GtkWidget *
find_button (GtkWidget  *widget,
             const char *label)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) && has_label (widget, label))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

gboolean
can_press (DpdWindow  *window,
           const char *label)
{
  GtkWidget *button = find_button (GTK_WIDGET (top_window (window)), label);

  return button != NULL && gtk_widget_is_sensitive (button);
}

void
press (DpdWindow  *window,
       const char *label)
{
  for (guint i = 0; i < STEPS && !can_press (window, label); i++)
    spin (STEP_MS);
  if (!can_press (window, label))
    {
      print_texts (GTK_WIDGET (top_window (window)));
      g_error ("no button “%s”", label); /* nocheck: ends a test */
    }
  g_signal_emit_by_name (find_button (GTK_WIDGET (top_window (window)), label), "clicked");
  spin (STEP_MS);
}

static gboolean
was_called (const char *part)
{
  g_autoptr (GVariant) reply = call_mock ("Calls", NULL, G_VARIANT_TYPE ("(as)"));
  g_autoptr (GVariant) calls = g_variant_get_child_value (reply, 0);
  guint n = (guint) g_variant_n_children (calls);
  gboolean found = FALSE;

  for (guint i = calls_seen; i < n && !found; i++)
    {
      const char *call;

      g_variant_get_child (calls, i, "&s", &call);
      found = strstr (call, part) != NULL;
    }
  if (found)
    calls_seen = n;
  return found;
}

void
expect_call (const char *part)
{
  for (guint i = 0; i < STEPS; i++)
    {
      if (was_called (part))
        return;
      spin (STEP_MS);
    }
  g_error ("the agent was not asked for %s", part); /* nocheck: ends a test */
}

void
answer_with (const char *method,
             const char *error)
{
  g_autofree char *answer = g_strconcat ("!", error, NULL);
  g_autoptr (GVariant) reply = call_mock ("Answer", g_variant_new ("(ss)", method, answer), NULL);
}

void
start_sign_in (DpdWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "(ss)", "corp", "sign-in");
  for (guint i = 0; i < 250 && !DPD_IS_SIGN_IN_PAGE (dpd_window_get_page (window)); i++)
    spin (20);
  spin (2 * moment_ms);
}

/* The latest request of the stand-in: what the account of the window waits for. */
char *
request_path (DpdWindow *window)
{
  DpdAccountList *accounts = dpd_agent_get_accounts (dpd_window_get_agent (window));
  DpBusAccount *proxy = dpd_account_get_proxy (dpd_account_list_get_nth (accounts, 0));
  const char *path = dp_bus_account_get_sign_in_request (proxy);

  g_assert_nonnull (strstr (path, "/signins"));
  return g_strdup (strstr (path, "/signins"));
}

void
fail_sign_in_with (DpdWindow         *window,
                   const char        *id,
                   const char *const *args,
                   const char        *fix)
{
  g_autofree char *path = NULL;

  start_sign_in (window);
  path = request_path (window);
  set_property (path, "Problem",
                g_variant_new ("(ss^ass@as)", id, "bad", args, fix,
                               g_variant_new_strv (NULL, 0)));
  set_property (path, "Step", g_variant_new_string ("failed"));
  spin (moment_ms);
}

void
fail_sign_in (DpdWindow         *window,
              const char        *id,
              const char *const *args)
{
  fail_sign_in_with (window, id, args, "");
}

void
find_problem (const char *id,
              const char *fix)
{
  g_autofree char *problem = g_strconcat ("?", id, " ", fix, NULL);
  g_autoptr (GVariant) diagnosed = call_mock (
      "Answer", g_variant_new ("(ss)", "Manager.Diagnose", problem), NULL);
  g_autoptr (GVariant) checked = call_mock (
      "Answer", g_variant_new ("(ss)", "Manager.CheckProvider", problem), NULL);
}

DpdApplication *
look_start (void)
{
  moment_ms = 20;
  application = dpd_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  return application;
}

int
run_look_tests (int             argc,
                char          **argv,
                const LookTest *tests,
                guint           n)
{
  g_test_init (&argc, &argv, NULL);
  look_start ();
  for (guint i = 0; i < n; i++)
    g_test_add_func (tests[i].path, tests[i].run);
  return g_test_run ();
}

DpdWindow *
open_scenario (const char *scenario)
{
  DpdAgent *agent = dpd_application_get_agent (application);
  DpdWindow *window;

  load_scenario (agent, scenario, 0);
  window = dpd_window_new (GTK_APPLICATION (application), agent);
  gtk_window_set_default_size (GTK_WINDOW (window), 520, 1400);
  gtk_window_present (GTK_WINDOW (window));
  spin (50);
  return window;
}

void
close_window (DpdWindow *window)
{
  close_dialogs (window);
  gtk_window_destroy (GTK_WINDOW (window));
  spin (20);
}

void
wait_page (DpdWindow *window,
           GType      type)
{
  for (guint i = 0; i < STEPS; i++)
    {
      if (G_TYPE_CHECK_INSTANCE_TYPE (dpd_window_get_page (window), type))
        return;
      spin (STEP_MS);
    }
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (dpd_window_get_page (window)), ==, g_type_name (type));
}
