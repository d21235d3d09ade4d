/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pictures OUT: draws every page and state into OUT/NAME.png, and fails when one of them asks for
 * more width than it was given, or when GTK says anything. Environment: WIDTH, DARK, SCALE, RTL.
 */
#include "config.h"

#include "pages.h"

#include "dpd-browser-module.h"

#include "dpw-sentences.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>

static guint complaints;
static int width;
static double scale = 1.0;
static gboolean dark, rtl;
static char *only;

#define DRAW_TRIES 400 /* of 50 ms */

static const GOptionEntry options[] = {
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "width of the window", "PX" },
  { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &scale, "size of the text", "FACTOR" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "dark style", NULL },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, "from right to left", NULL },
  { "only", 0, 0, G_OPTION_ARG_STRING, &only, "one page", "NAME" },
  { NULL }
};

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

/* (nullable): it has no size yet, or is about to get another */
static GskRenderNode *
look_at (GtkWindow       *window,
         graphene_rect_t *area)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  int w = gdk_paintable_get_intrinsic_width (paintable);
  int h = gdk_paintable_get_intrinsic_height (paintable);

  *area = GRAPHENE_RECT_INIT (0, 0, (float) w, (float) h);
  gdk_paintable_snapshot (paintable, snapshot, w, h);
  return gtk_snapshot_to_node (snapshot);
}

/* A busy machine may not have laid it out yet. */
static void
draw (GtkWindow  *window,
      const char *path)
{
  graphene_rect_t area;
  g_autoptr (GskRenderNode) node = look_at (window, &area);
  g_autoptr (GdkTexture) texture = NULL;

  for (guint tries = 0; node == NULL && tries < DRAW_TRIES; tries++)
    {
      spin (50);
      node = look_at (window, &area);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &area);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* Who is to blame: the way down along the widest children. */
static void
blame (GtkWidget *widget)
{
  GtkWidget *widest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > most)
        widest = child;
      most = MAX (most, minimum);
    }
  if (widest == NULL)
    return;
  g_printerr ("  %d %s %s\n", most, G_OBJECT_TYPE_NAME (widest),
              GTK_IS_LABEL (widest) ? gtk_label_get_label (GTK_LABEL (widest)) : "");
  blame (widest);
}

/* Two windows of the toolkits are wider than a phone; nothing of ours may be. */
static gboolean
fits (GtkWindow  *window,
      const Page *page)
{
  int minimum;

  if (width == 0 || GTK_IS_SHORTCUTS_WINDOW (window) || ADW_IS_ABOUT_WINDOW (window))
    return TRUE;
  /* The child: what is around it is shadow. */
  gtk_widget_measure (gtk_window_get_child (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
                      NULL, NULL, NULL);
  if (minimum <= width)
    return TRUE;
  g_printerr ("%s asks for %d px\n", page->name, minimum);
  blame (GTK_WIDGET (window));
  return FALSE;
}

static gboolean
picture (DpdApplication *application,
         const Page     *page,
         const char     *folder)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, page->name);
  DpdAgent *agent = dpd_application_get_agent (application);
  DpdWindow *window;
  GtkWindow *top;
  gboolean good;

  load_scenario (agent, page->scenario, 0);
  window = dpd_window_new (GTK_APPLICATION (application), agent);
  gtk_window_set_default_size (GTK_WINDOW (window), width > 0 ? width : 520, page->height);
  gtk_window_present (GTK_WINDOW (window));
  spin (150);
  page->open (window);
  top = top_window (window);
  if (top != GTK_WINDOW (window) && !ADW_IS_MESSAGE_DIALOG (top) && !GTK_IS_SHORTCUTS_WINDOW (top))
    gtk_window_set_default_size (top, width > 0 ? width : 520, page->height);
  gtk_window_set_focus (top, NULL);
  spin (200);
  good = fits (top, page);
  draw (top, path);
  close_dialogs (window);
  gtk_window_destroy (GTK_WINDOW (window));
  spin (20);
  return good;
}

static void
set_up (void)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_object_set (settings, "gtk-enable-animations", FALSE, "gtk-font-name", "Cantarell 11",
                "gtk-decoration-layout", ":close", "gtk-xft-dpi", (int) (96 * 1024 * scale),
                "gtk-xft-antialias", 1, "gtk-xft-hinting", 0, NULL);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  dpw_set_right_to_left (rtl);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER");
  g_autoptr (DpdApplication) application = NULL;
  guint too_wide = 0, drawn = 0;

  setlocale (LC_ALL, "");
  if (g_getenv ("DAYPASS_TEST_LOCALE_DIR") != NULL)
    bindtextdomain (GETTEXT_PACKAGE, g_getenv ("DAYPASS_TEST_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, options, NULL);
  g_assert_true (g_option_context_parse (context, &argc, &argv, NULL));
  g_assert_cmpint (argc, ==, 2);
  g_log_set_writer_func (writer, NULL, NULL);
  g_assert_cmpint (g_mkdir_with_parents (argv[1], 0755), ==, 0);

  dpd_browser_module_set_folder (BROWSER_FOLDER);
  application = dpd_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  set_up ();
  for (guint i = 0; i < n_pages; i++)
    {
      if (only != NULL && !g_str_equal (only, pages[i].name))
        continue;
      too_wide += picture (application, &pages[i], argv[1]) ? 0 : 1;
      drawn++;
    }
  g_print ("%u pictures, %u too wide, %u complaints\n", drawn, too_wide, complaints);
  return too_wide + complaints > 0 ? 1 : 0;
}
