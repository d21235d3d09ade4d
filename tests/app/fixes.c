/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixes: what can go wrong, as the agent reports it, is read on the screen, and the button that the
 * agent sends with it is pressed. Beside the stand-in of the agent.
 */
#include "config.h"

#include "look.h"

#include "dpd-diagnostics-page.h"
#include "dpd-hosts-page.h"

#include "dpw-sentences.h"

static const char *const args[] = { "Corp", "its own words", "third", NULL };

/* What happens: the agent is asked for @call, or the window says @text. */
typedef struct
{
  const char *id;
  const char *fix; /* with its argument */
  const char *label;
  const char *call;
  const char *text;
} Problem;

static void
check_outcome (DpdWindow     *window,
               const Problem *problem)
{
  if (problem->call != NULL)
    expect_call (problem->call);
  if (problem->text != NULL)
    expect_text (window, problem->text);
}

/* The errors of the command line (and more), where a sign-in ends with them. */
static const Problem sign_ins[] = {
  { "unreachable", "diagnose", "Diagnose", "Manager.Diagnose", NULL },
  { "tls", "diagnose", "Diagnose", "Manager.Diagnose", NULL },
  { "not-a-provider", "", "Try Again", "Account.SignIn corp", NULL },
  { "http", "", "Try Again", "Account.SignIn corp", NULL },
  { "issuer-mismatch", "edit-provider", "Edit", NULL, "Edit Provider" },
  { "url", "edit-provider", "Edit", NULL, "Edit Provider" },
  { "usage", "edit-provider", "Edit", NULL, "Edit Provider" },
  { "ports-taken", "use-free-port", "Use a Free Port", "Manager.Fix Manager ('use-free-port'",
    NULL },
  { "access-denied", "", "Try Again", "Account.SignIn corp", NULL },
  { "redirect-uri", "", "Try Again", "Account.SignIn corp", NULL },
  { "no-id-token", "", "Try Again", "Account.SignIn corp", NULL },
  { "clock", "diagnose", "Diagnose", "Manager.Diagnose", NULL },
  { "clock-behind", "diagnose", "Diagnose", "Manager.Diagnose", NULL },
  { "file", "", "Try Again", "Account.SignIn corp", NULL },
  { "file-foreign", "", "Try Again", "Account.SignIn corp", NULL },
  { "file-read-only", "", "Try Again", "Account.SignIn corp", NULL },
};

static void
test_sign_ins (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sign_ins); i++)
    {
      DpdWindow *window = open_scenario ("corp");
      g_autofree char *title = dpw_sentence_title (sign_ins[i].id, args);

      g_test_message ("%s: %s", title, sign_ins[i].label);
      fail_sign_in_with (window, sign_ins[i].id, args, sign_ins[i].fix);
      expect_text (window, title);
      expect_call ("Account.SignIn");
      press (window, sign_ins[i].label);
      check_outcome (window, &sign_ins[i]);
      close_window (window);
    }
}

static const Problem diagnoses[] = {
  { "ports-taken", "use-free-port", "Use a Free Port", "Manager.Fix Manager ('use-free-port'",
    NULL },
  { "ssh-open", "ssh-modes", "Make Private", "Manager.Fix Manager ('ssh-modes'", NULL },
  { "agent-lost", "load-key", "Load Again", "Manager.Fix Manager ('load-key'", NULL },
  { "keyring-locked", "unlock-keyring", "Unlock", "Manager.Fix Manager ('unlock-keyring'", NULL },
  { "background-refused", "allow-background", "Allow…", "Manager.Fix Manager ('allow-background'",
    NULL },
  { "autostart-off", "autostart", "Start at Login", "Manager.Fix Manager ('autostart'", NULL },
  { "clock-slow", "set-time", "Set Time…", "Manager.Fix Manager ('set-time'", NULL },
  { "clock-fast", "set-time", "Set Time…", "Manager.Fix Manager ('set-time'", NULL },
  { "key-missing", "sign-in", "Sign In", "Account.SignIn corp", NULL },
  { "key-mismatch", "sign-in", "Sign In", "Account.SignIn corp", NULL },
  { "unreachable", "retry", "Try Again", "Manager.Diagnose Manager", NULL },
  { "include-missing", "hosts", "Review Hosts", NULL, "Offer This Account To" },
  { "no-hosts", "hosts", "Review Hosts", NULL, "Offer This Account To" },
  { "agent-no-certificates", "preferences", "Preferences", NULL, "Load keys into the ssh-agent" },
  { "usage", "edit-provider corp", "Edit", NULL, "Edit Provider" },
  { "server-not-listed", "copy daypass-admin", "Copy", NULL, "Copied" },
};

static void
test_diagnoses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (diagnoses); i++)
    {
      DpdWindow *window = open_scenario ("corp");
      g_autofree char *title = dpw_sentence_title (diagnoses[i].id, args);

      g_test_message ("%s: %s", title, diagnoses[i].label);
      find_problem (diagnoses[i].id, diagnoses[i].fix);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "(ss)", "corp", "diagnose");
      wait_page (window, DPD_TYPE_DIAGNOSTICS_PAGE);
      expect_text (window, title);
      expect_call ("Manager.Diagnose");
      press (window, diagnoses[i].label);
      check_outcome (window, &diagnoses[i]);
      close_window (window);
    }
}

/* While a provider is added: the sentence, and that it cannot be added as it is. */
static const Problem providers[] = {
  { "unreachable", "", NULL, NULL, NULL },
  { "tls", "", NULL, NULL, NULL },
  { "http", "", NULL, NULL, NULL },
  { "not-a-provider", "", NULL, NULL, NULL },
  { "no-algorithm", "", NULL, NULL, NULL },
  { "url", "", NULL, NULL, NULL },
  { "provider-exists", "", NULL, NULL, NULL },
  { "issuer-slash", "use-issuer https://sso.corp.example/", "Use That",
    "'issuer': 'https://sso.corp.example/'", NULL },
  { "issuer-no-slash", "use-issuer https://sso.corp.example/", "Use That",
    "'issuer': 'https://sso.corp.example/'", NULL },
  { "issuer-mismatch", "use-issuer https://other.example", "Use That",
    "'issuer': 'https://other.example'", NULL },
  { "other-host", "confirm-host login.example", "Yes", "'confirmed-hosts': ['login.example']",
    NULL },
};

static void
test_providers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      DpdWindow *window = open_scenario ("corp");
      g_autofree char *title = dpw_sentence_title (providers[i].id, args);

      g_test_message ("%s: %s", title, providers[i].label);
      find_problem (providers[i].id, providers[i].fix);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.edit-provider", "s", "corp");
      expect_text (window, title);
      expect_call ("Manager.CheckProvider");
      g_assert_false (can_press (window, "Save"));
      if (providers[i].label != NULL)
        press (window, providers[i].label);
      check_outcome (window, &providers[i]);
      close_window (window);
    }
}

static void
test_provider_is_removed (void)
{
  DpdWindow *window = open_scenario ("corp");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.edit-provider", "s", "corp");
  press (window, "Remove…");
  expect_text (window, "Remove Corp?");
  press (window, "Cancel");
  expect_text (window, "Edit Provider");
  press (window, "Remove…");
  press (window, "Remove");
  expect_call ("Manager.RemoveProvider Manager ('corp',)");
  close_window (window);
}

static const LookTest tests[] = {
  { "/app/fixes/a_failed_sign_in_has_its_button", test_sign_ins },
  { "/app/fixes/a_problem_in_diagnostics_has_its_button", test_diagnoses },
  { "/app/fixes/a_provider_that_cannot_work_is_explained", test_providers },
  { "/app/fixes/a_provider_is_removed_after_a_question", test_provider_is_removed },
};

int
main (int    argc,
      char **argv)
{
  return run_look_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
