/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-browser-window.h"

#include "dpd-banner.h"
#include "dpd-browser-module.h"
#include "dpd-resource.h"

#include <glib/gi18n.h>

struct _DpdBrowserWindow
{
  AdwWindow       parent_instance;
  GtkImage       *lock_icon;
  GtkLabel       *host_label;
  DpdBanner      *banner;
  GtkProgressBar *progress_bar;
  AdwBin         *view_bin;
  GtkWidget      *view;
};

G_DEFINE_FINAL_TYPE (DpdBrowserWindow, dpd_browser_window, ADW_TYPE_WINDOW)

enum { MOVE, REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
update_origin (DpdBrowserWindow *self)
{
  g_autofree char *host = NULL;
  gboolean secure;

  g_object_get (self->view, "host", &host, "secure", &secure, NULL);
  gtk_label_set_label (self->host_label, host != NULL ? host : "");
  gtk_image_set_from_icon_name (self->lock_icon, secure ? "channel-secure-symbolic"
                                                        : "channel-insecure-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lock_icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  secure ? _("Encrypted") : _("Not encrypted"), -1);
}

/* There is a way on from everything but a certificate that is not trusted. */
static void
update_problem (DpdBrowserWindow *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *host = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->view, "problem", &problem, "problem-host", &host, NULL);
  if (g_strcmp0 (problem, "tls") == 0)
    {
      /* Translators: %s is a host */
      text = g_strdup_printf (_("%s could not prove that it is genuine. Nothing was sent to it."),
                              host);
      dpd_banner_set (self->banner, text, NULL, NULL, NULL);
    }
  else if (g_strcmp0 (problem, "load") == 0)
    {
      /* Translators: %s is a host */
      text = g_strdup_printf (_("The page of %s could not be loaded"), host);
      dpd_banner_set (self->banner, text, _("Try Again"), "browser.reload", NULL);
    }
  else if (g_strcmp0 (problem, "download") == 0)
    dpd_banner_set (self->banner, _("Nothing can be downloaded here"),
                    _("Continue in Your Browser"), "browser.move", NULL);
  else
    dpd_banner_set (self->banner, NULL, NULL, NULL, NULL);
}

static void
update_progress (DpdBrowserWindow *self)
{
  double progress;

  g_object_get (self->view, "progress", &progress, NULL);
  gtk_progress_bar_set_fraction (self->progress_bar, progress);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), progress < 1.0);
}

static void
refused_cb (DpdBrowserWindow *self,
            const char       *id)
{
  g_signal_emit (self, signals[REFUSED], 0, id);
}

/* What the person types is for the page. */
static void
mapped_cb (DpdBrowserWindow *self)
{
  GtkWidget *page = gtk_widget_get_first_child (self->view);

  if (page != NULL)
    gtk_window_set_focus (GTK_WINDOW (self), page);
}

static void
reload (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  g_signal_emit_by_name (DPD_BROWSER_WINDOW (widget)->view, "reload");
}

static void
move (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  g_signal_emit (widget, signals[MOVE], 0);
}

static void
dpd_browser_window_class_init (DpdBrowserWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);
  signals[REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (DPD_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DPD_RESOURCE ("dpd-browser-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, DpdBrowserWindow, lock_icon);
  gtk_widget_class_bind_template_child (widget_class, DpdBrowserWindow, host_label);
  gtk_widget_class_bind_template_child (widget_class, DpdBrowserWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, DpdBrowserWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, DpdBrowserWindow, view_bin);
  gtk_widget_class_install_action (widget_class, "browser.reload", NULL, reload);
  gtk_widget_class_install_action (widget_class, "browser.move", NULL, move);
}

static void
dpd_browser_window_init (DpdBrowserWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
dpd_browser_window_is_available (void)
{
  return dpd_browser_module_is_installed ();
}

GtkWidget *
dpd_browser_window_new (GtkWindow  *parent,
                        const char *url,
                        const char *callback)
{
  GtkWidget *view = dpd_browser_module_new_view (url, callback);
  DpdBrowserWindow *self;

  if (view == NULL)
    return NULL;
  self = g_object_new (DPD_TYPE_BROWSER_WINDOW, "transient-for", parent, NULL);
  self->view = view;
  adw_bin_set_child (self->view_bin, view);
  g_signal_connect_object (view, "notify::host", G_CALLBACK (update_origin), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::secure", G_CALLBACK (update_origin), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::problem", G_CALLBACK (update_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::progress", G_CALLBACK (update_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "finished", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  update_origin (self);
  g_signal_connect_object (self, "map", G_CALLBACK (mapped_cb), self, G_CONNECT_AFTER);
  return GTK_WIDGET (self);
}
