/* SPDX-License-Identifier: Apache-2.0 */
/*
 * first-frame empty|daypass STARTED: an empty libadwaita window, or the real one, from its start
 * (STARTED, microseconds of the monotonic clock) to its first frame. Prints "MICROSECONDS
 * MICROSECONDS-OF-PROCESSOR" and stays.
 */
#include "config.h"

#include "dpd-application.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static gint64 started;
static gboolean first_seen;

static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
after_paint_cb (void)
{
  if (!first_seen)
    printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", g_get_monotonic_time () - started,
            processor_time ());
  fflush (stdout);
  first_seen = TRUE;
}

static void
map_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint",
                    G_CALLBACK (after_paint_cb), NULL);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  g_signal_connect_after (window, "map", G_CALLBACK (map_cb), NULL);
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Empty");
  gtk_window_set_default_size (GTK_WINDOW (window), 520, 600);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GApplication) application = NULL;

  if (argc != 3)
    return 2;
  started = g_ascii_strtoll (argv[2], NULL, 10);
  if (strcmp (argv[1], "empty") == 0)
    {
      application = G_APPLICATION (adw_application_new ("io.github.daypass.Empty",
                                                        G_APPLICATION_DEFAULT_FLAGS));
      g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
    }
  else
    application = G_APPLICATION (dpd_application_new ());
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (application, 1, argv);
}
