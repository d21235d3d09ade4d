/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show: opens the page whose name it reads, says how that went, and keeps it open until the next
 * line: for tests that look at the tree of accessible objects. "close" closes it, "list" lists.
 */
#include "config.h"

#include "pages.h"

#include "dpd-browser-module.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static DpdApplication *application;
static DpdWindow *window;

static void
say (const char *text)
{
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static void
close_page (void)
{
  if (window == NULL)
    return;
  close_dialogs (window);
  gtk_window_destroy (GTK_WINDOW (window));
  window = NULL;
  spin (50);
}

static void
open_page (const char *name)
{
  for (guint i = 0; i < n_pages; i++)
    {
      if (!g_str_equal (pages[i].name, name))
        continue;
      close_page ();
      load_scenario (dpd_application_get_agent (application), pages[i].scenario, 0);
      window = dpd_window_new (GTK_APPLICATION (application),
                               dpd_application_get_agent (application));
      gtk_window_present (GTK_WINDOW (window));
      spin (200);
      pages[i].open (window);
      say ("open");
      return;
    }
  say ("unknown");
}

static void
obey (const char *line)
{
  if (g_str_equal (line, "list"))
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < n_pages; i++)
        g_string_append_printf (names, "%s ", pages[i].name);
      say (names->str);
    }
  else if (g_str_equal (line, "close"))
    {
      close_page ();
      say ("closed");
    }
  else
    open_page (line);
}

static gboolean
input_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  GMainLoop *loop = user_data;
  char line[100];
  gssize n = read (fd, line, sizeof line - 1);

  if (n <= 0)
    {
      g_main_loop_quit (loop);
      return G_SOURCE_REMOVE;
    }
  line[n] = '\0';
  obey (g_strstrip (line));
  return G_SOURCE_CONTINUE;
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_set_prgname ("app-show");
  dpd_browser_module_set_folder (BROWSER_FOLDER);
  application = dpd_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, loop);
  g_main_loop_run (loop);
  close_page ();
  g_clear_object (&application);
  return 0;
}
