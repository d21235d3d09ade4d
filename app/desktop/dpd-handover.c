/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-handover.h"

#include "dpd-browser-window.h"
#include "dpd-check.h"
#include "dpd-compat.h"
#include "dpd-report.h"

#include <glib/gi18n.h>

struct _DpdHandover
{
  GObject       parent_instance;
  GtkWidget    *widget;
  DpBusSignIn  *request;
  GCancellable *cancellable;
  GtkWidget    *browser; /* weak: the window of the in-app browser */
  gboolean      used;
};

G_DEFINE_FINAL_TYPE (DpdHandover, dpd_handover, G_TYPE_OBJECT)

enum { USED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
browser_closed_cb (DpdHandover *self)
{
  /* Closed by the person: the sign-in goes on, and can be moved or cancelled on the page. */
  g_clear_weak_pointer (&self->browser);
}

static void
move_asked_cb (DpdHandover *self)
{
  dpd_handover_take (self, "system");
}

/* The in-app browser cannot do it: say why, and go on in the person's own. */
static void
refused_cb (DpdHandover *self,
            const char  *id)
{
  g_autoptr (DpdCheck) check = NULL;
  g_autofree char *sentence = NULL;

  check = dpd_check_new_plain (id, DPD_SEVERITY_INFO,
                               dp_bus_sign_in_get_provider_name (self->request));
  sentence = dpd_check_dup_title (check);
  dpd_toast (self->widget, sentence);
  dpd_handover_take (self, "system");
}

static void
open_here (DpdHandover *self,
           const char  *url,
           const char  *callback)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (self->widget));
  GtkWidget *browser;

  dpd_handover_close (self);
  browser = dpd_browser_window_new (parent, url, callback);
  if (browser == NULL)
    {
      refused_cb (self, "embedded-missing");
      return;
    }
  g_set_weak_pointer (&self->browser, browser);
  g_signal_connect_object (browser, "move", G_CALLBACK (move_asked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (browser, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (browser, "destroy", G_CALLBACK (browser_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (browser));
}

static void
opened_cb (gboolean opened,
           gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;

  if (!opened)
    dpd_toast (widget, _("No browser could be opened. Copy the link instead."));
}

/* What a running call needs; the handover itself may be gone when it ends. */
typedef struct
{
  DpdHandover *self;
  char        *use;
} Taking;

static void
use_url (DpdHandover *self,
         const char  *use,
         const char  *url,
         const char  *callback)
{
  if (g_str_equal (use, "copy"))
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (self->widget), url);
      dpd_toast (self->widget, _("Link copied"));
    }
  else if (g_str_equal (use, "embedded"))
    open_here (self, url, callback);
  else
    dpd_open_uri (GTK_WINDOW (gtk_widget_get_root (self->widget)), url, opened_cb,
                  g_object_ref (self->widget));
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Taking *taking = user_data;
  g_autofree char *use = taking->use;
  DpdHandover *self = taking->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autofree char *callback = NULL;

  g_free (taking);
  if (dp_bus_sign_in_call_take_url_finish (DP_BUS_SIGN_IN (source), &url, &callback, result,
                                           &error))
    use_url (self, use, url, callback);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    dpd_report (self->widget, error);
}

static void
dpd_handover_dispose (GObject *object)
{
  DpdHandover *self = DPD_HANDOVER (object);

  dpd_handover_close (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->request);
  G_OBJECT_CLASS (dpd_handover_parent_class)->dispose (object);
}

static void
dpd_handover_class_init (DpdHandoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpd_handover_dispose;
  signals[USED] = g_signal_new ("used", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
dpd_handover_init (DpdHandover *self)
{
  self->cancellable = g_cancellable_new ();
}

DpdHandover *
dpd_handover_new (GtkWidget   *widget,
                  DpBusSignIn *request)
{
  DpdHandover *self = g_object_new (DPD_TYPE_HANDOVER, NULL);

  self->widget = widget;
  self->request = g_object_ref (request);
  return self;
}

void
dpd_handover_take (DpdHandover *self,
                   const char  *use)
{
  Taking *taking = g_new0 (Taking, 1);

  taking->self = self;
  taking->use = g_strdup (use);
  if (!g_str_equal (use, "copy"))
    {
      self->used = TRUE;
      dpd_handover_close (self);
      g_signal_emit (self, signals[USED], 0, use);
    }
  dp_bus_sign_in_call_take_url (self->request, use, self->cancellable, taken_cb, taking);
}

gboolean
dpd_handover_was_used (DpdHandover *self)
{
  return self->used;
}

gboolean
dpd_handover_can_embed (DpdHandover *self)
{
  return dp_bus_sign_in_get_embedded (self->request) && dpd_browser_window_is_available ();
}

void
dpd_handover_close (DpdHandover *self)
{
  GtkWidget *browser = self->browser;

  if (browser == NULL)
    return;
  g_clear_weak_pointer (&self->browser);
  g_signal_handlers_disconnect_by_data (browser, self);
  gtk_window_destroy (GTK_WINDOW (browser));
}
