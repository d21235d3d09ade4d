/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lifetimes TIMES [NAME]: opens and closes every page (or one) TIMES times. Each window, page and
 * dialog must be gone afterwards: LeakSanitizer does not see a GTK object that is still held.
 */
#include "config.h"

#include "pages.h"

#include "dpd-browser-module.h"

static guint alive;
static guint complaints;

static GLogWriterOutput
writer (GLogLevelFlags   level,
        const GLogField *fields,
        gsize            n_fields,
        gpointer         user_data)
{
  if (level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL))
    complaints++;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
gone_cb (gpointer data,
         GObject *where)
{
  alive--;
}

static void
watch (gpointer object)
{
  alive++;
  g_object_weak_ref (object, gone_cb, NULL);
}

static void
visit (DpdApplication *application,
       const Page     *page)
{
  DpdWindow *window = dpd_window_new (GTK_APPLICATION (application),
                                      dpd_application_get_agent (application));
  GtkWindow *top;

  gtk_window_present (GTK_WINDOW (window));
  watch (window);
  page->open (window);
  top = top_window (window);
  if (top != GTK_WINDOW (window))
    watch (top);
  if (dpd_window_get_nth_page (window, 1) != NULL)
    watch (dpd_window_get_nth_page (window, 1));
  close_dialogs (window);
  gtk_window_destroy (GTK_WINDOW (window));
  spin (5);
}

static guint
visit_often (DpdApplication *application,
             const Page     *page,
             guint           times)
{
  guint before = alive;

  for (guint i = 0; i < times; i++)
    {
      /* What the last visit did to the accounts is undone. */
      load_scenario (dpd_application_get_agent (application), page->scenario, 0);
      visit (application, page);
    }
  for (guint i = 0; i < 100 && alive > before; i++)
    spin (20);
  if (alive > before)
    g_printerr ("%s: %u objects are still alive\n", page->name, alive - before);
  return times;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (DpdApplication) application = NULL;
  guint times = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 10;
  guint visits = 0;

  g_log_set_writer_func (writer, NULL, NULL);
  dpd_browser_module_set_folder (BROWSER_FOLDER);
  application = dpd_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  moment_ms = 10;
  for (guint i = 0; i < n_pages; i++)
    if (argc < 3 || g_str_equal (argv[2], pages[i].name))
      visits += visit_often (application, &pages[i], times);
  g_print ("%u pages opened and closed, %u objects left, %u complaints\n", visits, alive,
           complaints);
  return alive + complaints > 0 ? 1 : 0;
}
