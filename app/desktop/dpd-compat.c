/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-compat.h"

#include "dpd-markup.h"

#include <glib/gi18n.h>

#define CHOSEN_KEY "dpd-chosen"

GtkWidget *
dpd_navigation_get_nth (AdwLeaflet *leaflet,
                        guint       n)
{
  g_autoptr (GtkSelectionModel) pages = adw_leaflet_get_pages (leaflet);
  g_autoptr (AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (pages), n);

  return page != NULL ? adw_leaflet_page_get_child (page) : NULL;
}

static guint
n_pages (AdwLeaflet *leaflet)
{
  g_autoptr (GtkSelectionModel) pages = adw_leaflet_get_pages (leaflet);

  return g_list_model_get_n_items (G_LIST_MODEL (pages));
}

void
dpd_navigation_push (AdwLeaflet *leaflet,
                     GtkWidget  *page)
{
  adw_leaflet_append (leaflet, page);
  adw_leaflet_set_visible_child (leaflet, page);
}

void
dpd_navigation_pop (AdwLeaflet *leaflet)
{
  adw_leaflet_navigate (leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
dpd_navigation_pop_all (AdwLeaflet *leaflet)
{
  adw_leaflet_set_visible_child (leaflet, dpd_navigation_get_nth (leaflet, 0));
}

void
dpd_navigation_remove (AdwLeaflet *leaflet,
                       GtkWidget  *page)
{
  if (adw_leaflet_get_visible_child (leaflet) == page)
    {
      dpd_navigation_pop (leaflet);
      return;
    }
  if (gtk_widget_get_parent (page) == GTK_WIDGET (leaflet))
    adw_leaflet_remove (leaflet, page);
}

/* Everything after the visible page is out of sight once the transition is over. */
static void
sweep_cb (AdwLeaflet *leaflet)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (leaflet);
  GtkWidget *last;

  if (visible == NULL || adw_leaflet_get_child_transition_running (leaflet))
    return;
  while ((last = dpd_navigation_get_nth (leaflet, n_pages (leaflet) - 1)) != visible)
    adw_leaflet_remove (leaflet, last);
}

void
dpd_navigation_init (AdwLeaflet *leaflet)
{
  g_signal_connect (leaflet, "notify::child-transition-running", G_CALLBACK (sweep_cb), NULL);
  g_signal_connect (leaflet, "notify::visible-child", G_CALLBACK (sweep_cb), NULL);
}

GtkWidget *
dpd_navigation_get_visible (AdwLeaflet *leaflet)
{
  return adw_leaflet_get_visible_child (leaflet);
}

typedef struct
{
  DpdOpenedFunc done;
  gpointer      user_data;
} Opening;

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Opening *opening = user_data;
  gboolean opened = gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL);

  if (opening->done != NULL)
    opening->done (opened, opening->user_data);
}

void
dpd_open_uri (GtkWindow    *parent,
              const char   *uri,
              DpdOpenedFunc done,
              gpointer      user_data)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->done = done;
  opening->user_data = user_data;
  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, opened_cb, opening);
}

static void
response_cb (GtkWindow       *parent,
             int              response,
             GtkNativeDialog *dialog)
{
  DpdFileFunc chosen = (DpdFileFunc) g_object_get_data (G_OBJECT (dialog), CHOSEN_KEY);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    chosen (parent, file);
  g_object_unref (dialog);
}

void
dpd_choose_file (GtkWindow  *parent,
                 const char *title,
                 const char *filter_name,
                 const char *pattern,
                 DpdFileFunc chosen)
{
  GtkFileChooserNative *dialog;
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"),
                                        _("_Cancel"));
  gtk_file_filter_set_name (filter, filter_name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data (G_OBJECT (dialog), CHOSEN_KEY, (gpointer) chosen);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), parent,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
dpd_show_in_files (GtkWindow  *parent,
                   const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    dpd_open_uri (parent, uri, NULL, NULL);
}

typedef struct
{
  DpdAnswerFunc  answered;
  gpointer       user_data;
  GDestroyNotify destroy;
} Asking;

static void
asking_free (Asking *asking)
{
  if (asking->destroy != NULL)
    asking->destroy (asking->user_data);
  g_free (asking);
}

static void
answer_cb (AdwMessageDialog *dialog,
           const char       *response,
           Asking           *asking)
{
  asking->answered (g_str_equal (response, "yes"), asking->user_data);
}

GtkWidget *
dpd_ask (GtkWindow         *parent,
         const DpdQuestion *question,
         DpdAnswerFunc      answered,
         gpointer           user_data,
         GDestroyNotify     destroy)
{
  g_autofree char *heading = dpd_plain_markup (question->heading);
  g_autofree char *body = dpd_plain_markup (question->body);
  GtkWidget *widget = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  Asking *asking = g_new0 (Asking, 1);

  asking->answered = answered;
  asking->user_data = user_data;
  asking->destroy = destroy;
  adw_message_dialog_set_heading_use_markup (dialog, TRUE);
  adw_message_dialog_set_body_use_markup (dialog, TRUE);
  adw_message_dialog_add_responses (dialog, "no",
                                    question->no != NULL ? question->no : _("_Cancel"), "yes",
                                    question->yes, NULL);
  adw_message_dialog_set_close_response (dialog, "no");
  adw_message_dialog_set_response_appearance (dialog, "yes", question->appearance);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answer_cb), asking,
                         (GClosureNotify) (void (*) (void)) asking_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return widget;
}
