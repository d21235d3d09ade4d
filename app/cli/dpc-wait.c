/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-wait.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "dp-browser.h"
#include "dp-env.h"
#include "dp-limits.h"
#include "dp-passed.h"
#include "dp-secret.h"
#include "dpc-terminal.h"
#include "dpw-sentences.h"

#define CTRL_C 0x03
#define ESCAPE 0x1b
#define DELETE 0x7f
#define BACKSPACE 0x08

typedef struct
{
  GMainLoop   *loop;
  DpBusSignIn *request;
  DpcTerminal *terminal;
  GString     *pasted; /* what has been typed since the last Enter */
  const char  *who;
  guint        input;  /* the source that reads keys; 0 when there is none */
  gboolean     opened;
  gboolean     asked;
  gboolean     signed_in;
} Wait;

gboolean
dpc_wait_is_attended (void)
{
  return dpc_terminal_is_attended ();
}

static void
leave (Wait *wait)
{
  if (g_main_loop_is_running (wait->loop))
    g_main_loop_quit (wait->loop);
}

static char *
take_url (DpBusSignIn *request)
{
  g_autofree char *callback = NULL;
  char *url = NULL;

  dp_bus_sign_in_call_take_url_sync (request, "system", &url, &callback, NULL, NULL);
  return url;
}

static char *
take_direct_url (DpBusSignIn *request)
{
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GUnixFDList) fds = NULL;

  if (!dp_bus_sign_in_call_take_direct_url_sync (request, NULL, &handle, &fds, NULL, NULL))
    return NULL;
  return dp_passed_read (fds, handle, DP_PASTED_MAX, NULL);
}

/* A browser on this screen is opened only where this screen is in front of somebody. */
static void
open_browser (Wait *wait)
{
  gboolean remote = dp_env_get ("SSH_CONNECTION") != NULL;
  g_autofree char *url = remote ? take_direct_url (wait->request) : take_url (wait->request);

  wait->opened = TRUE;
  if (url == NULL)
    {
      /* somebody else started it, and has the address */
      g_printerr (_("A sign-in is under way elsewhere. Waiting for it…\n"));
      return;
    }
  if (!remote && dp_browser_open (url, NULL))
    g_printerr (_("Sign in with your browser. If no page has opened, open this link:\n%s\n"), url);
  else if (!remote)
    g_printerr (_("Open this link to sign in:\n%s\n"), url);
  else
    g_printerr (_("Open this link on your own computer to sign in:\n%s\n"
                  "Then paste the address of the page that could not be shown.\n"), url);
  g_printerr (_("q, Esc or Ctrl-C: go on without\n"));
}

static void
say_problem (Wait *wait)
{
  GVariant *problem = dp_bus_sign_in_get_problem (wait->request);
  g_autofree const char **args = NULL;
  g_autofree char *title = NULL;
  const char *id;

  if (problem == NULL)
    return;
  g_variant_get (problem, "(&s&s^a&s&s^a&s)", &id, NULL, &args, NULL, NULL);
  if (*id == '\0')
    return;
  title = dpw_sentence_title (id, (const char *const *) args);
  g_printerr ("%s\n", title);
}

static void
step_changed (Wait *wait)
{
  const char *step = dp_bus_sign_in_get_step (wait->request);

  if (step == NULL)
    leave (wait);
  else if (g_str_equal (step, "browser") && !wait->opened)
    open_browser (wait);
  else if (g_str_equal (step, "confirm") && !wait->asked)
    {
      wait->asked = TRUE;
      /* Translators: %s is an e-mail address; the keys are y and n in every language */
      g_printerr (_("Signed in as %s. Is this you? [y/n]\n"),
                  dp_bus_sign_in_get_identity (wait->request));
    }
  else if (g_str_equal (step, "other-person"))
    {
      g_printerr (_("%s signed in instead of %s. Decide in Daypass.\n"),
                  dp_bus_sign_in_get_identity (wait->request),
                  dp_bus_sign_in_get_expected_identity (wait->request));
      leave (wait);
    }
  else if (g_str_equal (step, "done"))
    {
      wait->signed_in = TRUE;
      leave (wait);
    }
  else if (g_str_equal (step, "failed") || g_str_equal (step, "cancelled"))
    {
      say_problem (wait);
      leave (wait);
    }
}

static void
go_on_without (Wait *wait)
{
  g_printerr (_("Going on without.\n"));
  dp_bus_sign_in_call_cancel_sync (wait->request, NULL, NULL);
  leave (wait);
}

static void
take_pasted (Wait *wait)
{
  g_autoptr (GUnixFDList) fds = NULL;

  if (wait->pasted->len == 0)
    return;
  fds = dp_passed_new (wait->pasted->str, NULL);
  dp_secret_wipe (wait->pasted->str, wait->pasted->len); /* it ends in a code */
  g_string_truncate (wait->pasted, 0);
  if (fds == NULL
      || !dp_bus_sign_in_call_provide_pasted_url_sync (wait->request, g_variant_new_handle (0), fds,
                                                       NULL, NULL, NULL))
    g_printerr (_("That is not the address on which the sign-in ended.\n"));
}

/* Letters are keys only while nothing has been typed: an address begins with one, too. */
static void
take_key (Wait *wait,
          char  key)
{
  gboolean first = wait->pasted->len == 0;

  if (key == CTRL_C || key == ESCAPE || (first && (key == 'q' || key == 'Q')))
    go_on_without (wait);
  else if (wait->asked && (key == 'y' || key == 'Y' || key == 'n' || key == 'N'))
    dp_bus_sign_in_call_confirm_sync (wait->request, key == 'y' || key == 'Y', NULL, NULL);
  else if (key == '\r' || key == '\n')
    take_pasted (wait);
  else if (key == DELETE || key == BACKSPACE)
    g_string_truncate (wait->pasted, wait->pasted->len - !first);
  else if (g_ascii_isgraph (key) && wait->pasted->len < DP_PASTED_MAX)
    g_string_append_c (wait->pasted, key);
}

static gboolean
typed (int          fd,
       GIOCondition condition,
       gpointer     user_data)
{
  Wait *wait = user_data;
  char keys[256];
  gssize n = read (fd, keys, sizeof keys);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      wait->input = 0;
      go_on_without (wait); /* the terminal is gone */
      return G_SOURCE_REMOVE;
    }
  for (gssize i = 0; i < n; i++)
    take_key (wait, keys[i]);
  return G_SOURCE_CONTINUE;
}

/* A terminal that closes says so in two ways, in any order: end of file, and this signal. */
static gboolean
hung_up (gpointer user_data)
{
  go_on_without (user_data);
  return G_SOURCE_CONTINUE;
}

gboolean
dpc_wait_in_hook (DpcCompanion *companion,
                  const char   *request,
                  const char   *who)
{
  g_autoptr (DpBusSignIn) proxy = dpc_companion_watch (companion, request, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { .loop = loop, .request = proxy, .who = who };
  guint hangup;

  if (proxy == NULL)
    return FALSE;
  wait.terminal = dpc_terminal_hold ();
  if (wait.terminal == NULL)
    return FALSE;
  wait.pasted = g_string_new (NULL);
  wait.input = g_unix_fd_add (dpc_terminal_get_fd (wait.terminal), G_IO_IN | G_IO_HUP, typed,
                              &wait);
  hangup = g_unix_signal_add (SIGHUP, hung_up, &wait);
  if (*who != '\0')
    /* Translators: %s is a program and its host, for example "ssh web1" */
    g_printerr (_("%s needs you to sign in.\n"), who);
  g_signal_connect_swapped (proxy, "notify::step", G_CALLBACK (step_changed), &wait);
  g_signal_connect_swapped (proxy, "notify::g-name-owner", G_CALLBACK (step_changed), &wait);
  step_changed (&wait);
  if (!wait.signed_in && dp_bus_sign_in_get_step (proxy) != NULL)
    g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (proxy, &wait);
  g_clear_handle_id (&wait.input, g_source_remove);
  g_source_remove (hangup);
  dpc_terminal_release (wait.terminal);
  g_string_free (wait.pasted, TRUE);
  return wait.signed_in;
}
