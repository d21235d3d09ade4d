/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentences: each state and each error is read on the screen, and the button that helps is pressed;
 * what the agent is then asked for is what the button says. Beside the stand-in of the agent.
 */
#include "config.h"

#include "look.h"

#include "dpd-account-row.h"
#include "dpd-check-row.h"
#include "dpd-diagnostics-page.h"
#include "dpd-hosts-page.h"

#include "dpw-fixes.h"
#include "dpw-sentences.h"

#include <string.h>

/* Home's row of this account. */
static GtkWidget *
find_row (GtkWidget  *widget,
          const char *id)
{
  GtkWidget *found = NULL;

  if (DPD_IS_ACCOUNT_ROW (widget)
      && g_str_equal (dpd_account_get_id (dpd_account_row_get_account (DPD_ACCOUNT_ROW (widget))),
                      id))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, id);
  return found;
}

/* The row of account @id; rows come after the first frame. */
static GtkWidget *
wait_row (DpdWindow  *window,
          const char *id)
{
  GtkWidget *row = NULL;

  for (guint i = 0; i < 400 && (row == NULL || !gtk_widget_get_mapped (row)); i++)
    {
      spin (20);
      row = find_row (GTK_WIDGET (window), id);
    }
  g_assert_nonnull (row);
  return row;
}

/* The table of states: what the row says, its button, what the agent is asked for. */
static const struct
{
  const char *id;
  const char *line;
  const char *button; /* NULL: none */
  const char *call;
} states[] = {
  { "a0", "Not signed in", "Sign In", "Account.SignIn a0" },
  { "a3", "Renewing…", NULL, NULL },
  { "a4", "Until ", NULL, NULL },
  { "a5", "Ends in 25 minutes", "Renew", "Account.Renew a5" },
  { "a6", "Ended 2 hours ago", "Sign In", "Account.SignIn a6" },
  { "a7", "No network", "Sign In", "Account.SignIn a7" },
  { "a9", "Unlock your keyring to stay signed in", "Unlock", "Account.UnlockKeyring a9" },
  { "b0", "The ssh-agent lost this key", "Load Again", "Account.LoadKey b0" },
  { "b1", "This computer’s clock is 7 minutes slow", "Diagnose", "Manager.Diagnose" },
  { "b2", "web1.corp.example refused this sign-in", "Explain…",
    "Manager.TestServer Manager ('web1.corp.example',)" },
};

static void
test_states (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      DpdWindow *window = open_scenario ("states");
      GtkWidget *row = wait_row (window, states[i].id);
      GtkWidget *button = states[i].button != NULL ? find_button (row, states[i].button) : NULL;

      g_test_message ("%s: %s", states[i].line, states[i].button);
      g_assert_true (widget_says (row, states[i].line));
      if (states[i].button == NULL)
        g_assert_false (gtk_widget_get_mapped (find_type (row, GTK_TYPE_BUTTON)));
      else
        {
          g_assert_true (gtk_widget_is_sensitive (button));
          g_signal_emit_by_name (button, "clicked");
          expect_call (states[i].call);
        }
      close_window (window);
    }
}

static void
set_state (const char *state,
           const char *first,
           const char *second)
{
  const char *args[] = { first, second, NULL };

  set_property ("/accounts/corp", "StateArgs", g_variant_new_strv (args, -1));
  set_property ("/accounts/corp", "State", g_variant_new_string (state));
}

/* A running sign-in, seen from Home. */
static DpdWindow *
open_running (void)
{
  DpdWindow *window = open_scenario ("corp");

  start_sign_in (window);
  dpd_window_pop (window);
  spin (50);
  return window;
}

static void
test_waiting (void)
{
  DpdWindow *window = open_running ();

  set_state ("signing-in", "", NULL);
  expect_text (window, "Waiting for your browser…");
  set_state ("signing-in", "ssh web1", NULL);
  expect_text (window, "ssh web1 is waiting");
  press (window, "Cancel");
  expect_call ("SignIn.Cancel");
  close_window (window);
}

static void
test_other_person (void)
{
  static const struct { const char *button, *call; } answers[] = {
    { "Keep alice", "('keep',)" },
    { "Add bob", "('add',)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      DpdWindow *window = open_running ();

      set_state ("other-person", "bob@example.org", "alice@example.org");
      expect_text (window, "bob@example.org signed in instead of alice@example.org");
      press (window, answers[i].button);
      expect_call (answers[i].call);
      close_window (window);
    }
}

/* Whatever a sign-in can end with: its sentence, and a way to try again. */
static void
test_failures (void)
{
  const char *args[] = { "Corp", "its own words", "third", NULL };
  const char *id;
  guint n = 0;

  for (; (id = dpw_sentence_nth (n)) != NULL && !g_str_has_prefix (id, "embedded-"); n++)
    {
      DpdWindow *window = open_scenario ("corp");
      g_autofree char *title = dpw_sentence_title (id, args);
      g_autofree char *detail = dpw_sentence_detail (id, args);

      fail_sign_in (window, id, args);
      expect_text (window, title);
      if (detail != NULL)
        expect_text (window, detail);
      expect_call ("Account.SignIn");
      press (window, "Try Again");
      expect_call ("Account.SignIn");
      close_window (window);
    }
  g_assert_cmpuint (n, >=, 29);
  g_test_message ("%u ends of a sign-in", n);
}

static void
fix_cb (GtkWidget  *row,
        const char *fix)
{
  g_object_set_data_full (G_OBJECT (row), "fixed", g_strdup (fix), g_free);
}

static void
show_row (DpdWindow *window,
          GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  dpd_window_push (window, list);
  spin (5);
}

/* Every sentence of the program, and every button that comes with one. */
static void
test_every_sentence (void)
{
  DpdWindow *window = open_scenario ("corp");
  const char *none[] = { NULL };
  const char *args[] = { "1", "two", "three", NULL };
  const char *id, *fix;
  guint n = 0, fixes = 0;

  for (; (id = dpw_sentence_nth (n)) != NULL; n++)
    {
      g_autofree char *title = dpw_sentence_title (id, args);
      g_autoptr (GVariant) variant = g_variant_ref_sink (
          g_variant_new ("(ss^ass^as)", id, "bad", args, "retry", none));
      g_autoptr (DpdCheck) check = dpd_check_new (variant);
      GtkWidget *row = dpd_check_row_new (check);

      show_row (window, row);
      g_assert_true (widget_says (row, title));
      g_assert_nonnull (find_button (row, "Try Again"));
      dpd_window_pop (window);
    }
  for (; (fix = dpw_fix_nth (fixes)) != NULL; fixes++)
    {
      g_autofree char *label = dpw_fix_label (fix, args);
      g_autoptr (GVariant) variant = g_variant_ref_sink (
          g_variant_new ("(ss^ass^as)", "internal", "bad", args, fix, args));
      g_autoptr (DpdCheck) check = dpd_check_new (variant);
      GtkWidget *row = dpd_check_row_new (check);

      g_signal_connect (row, "fix", G_CALLBACK (fix_cb), NULL);
      show_row (window, row);
      g_signal_emit_by_name (find_button (row, label), "clicked");
      g_assert_cmpstr (g_object_get_data (G_OBJECT (row), "fixed"), ==, fix);
      dpd_window_pop (window);
    }
  g_test_message ("%u sentences, %u buttons", n, fixes);
  close_window (window);
}

static void
test_fixes_of_the_window (void)
{
  DpdWindow *window = open_scenario ("corp");
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  GdkContentProvider *content;
  GValue value = G_VALUE_INIT;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.fix", "(sss)", "copy", "a line", "");
  expect_text (window, "Copied");
  content = gdk_clipboard_get_content (clipboard);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, "a line");
  g_value_unset (&value);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.fix", "(sss)", "hosts", "", "corp");
  wait_page (window, DPD_TYPE_HOSTS_PAGE);
  press (window, "Leave It to ops");
  expect_call ("Account.PreviewHosts corp (['*.corp.example', 'bastion', '!db1.corp.example'],)");
  dpd_window_pop (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fix", "(sss)", "diagnose", "", "corp");
  wait_page (window, DPD_TYPE_DIAGNOSTICS_PAGE);
  press (window, "Use a Free Port");
  expect_call ("Manager.Fix Manager ('use-free-port'");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fix", "(sss)", "preferences", "", "");
  expect_text (window, "Load keys into the ssh-agent");
  close_dialogs (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fix", "(sss)", "edit-provider", "corp", "");
  expect_text (window, "Signing in also uses login.corp.example");
  press (window, "Yes");
  expect_call ("'confirmed-hosts': ['login.corp.example']");
  close_window (window);
}

/* What the agent can answer instead of doing it. */
static void
test_refusals (void)
{
  static const struct { const char *name, *sentence; } errors[] = {
    { "NotFound", "It is not there any more" },
    { "Invalid", "This cannot work" },
    { "NotConfirmed", "This needs your confirmation" },
    { "NotAllowed", "Your organisation does not allow this" },
    { "TooOften", "The browser was opened three times in ten minutes" },
    { "Gone", "This sign-in is over" },
    { "Busy", "Daypass is busy with another change" },
    { "Changed", "The files changed in the meantime. Review the change again." },
    { "Locked", "The keyring is still locked" },
    { "OfTomorrow", "That did not work" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      DpdWindow *window = open_scenario ("corp");

      set_state ("keyring-locked", NULL, NULL);
      answer_with ("Account.UnlockKeyring", errors[i].name);
      press (window, "Unlock");
      expect_text (window, errors[i].sentence);
      close_window (window);
    }
}

static const LookTest tests[] = {
  { "/app/sentences/each_state_has_its_button", test_states },
  { "/app/sentences/waiting_can_be_cancelled", test_waiting },
  { "/app/sentences/another_person_is_a_question", test_other_person },
  { "/app/sentences/each_failure_can_be_tried_again", test_failures },
  { "/app/sentences/every_sentence_is_on_the_screen", test_every_sentence },
  { "/app/sentences/each_fix_opens_its_page", test_fixes_of_the_window },
  { "/app/sentences/each_refusal_is_a_sentence", test_refusals },
};

int
main (int    argc,
      char **argv)
{
  return run_look_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
