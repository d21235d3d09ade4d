/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * What GTK 4.8 and libadwaita 1.2 do one way and newer ones another: a move to a newer baseline
 * changes this file and dpd-banner only.
 */

/* AdwNavigationView (1.4). Pages are removed once they are out of sight. */
void       dpd_navigation_push (AdwLeaflet *leaflet,
                                GtkWidget  *page);
void       dpd_navigation_pop (AdwLeaflet *leaflet);
void       dpd_navigation_pop_all (AdwLeaflet *leaflet);
/* Removes @page wherever it is. */
void       dpd_navigation_remove (AdwLeaflet *leaflet,
                                  GtkWidget  *page);
/* Call once: removes what a swipe or a pop left behind. */
void       dpd_navigation_init (AdwLeaflet *leaflet);
GtkWidget *dpd_navigation_get_visible (AdwLeaflet *leaflet);
/* (transfer none) (nullable): page @n, from the bottom. */
GtkWidget *dpd_navigation_get_nth (AdwLeaflet *leaflet,
                                   guint       n);

/* GtkUriLauncher (4.10). Opens @uri with an activation token; @done is told whether that worked. */
typedef void (*DpdOpenedFunc) (gboolean opened,
                               gpointer user_data);
void       dpd_open_uri (GtkWindow    *parent,
                         const char   *uri,
                         DpdOpenedFunc done,
                         gpointer      user_data);

/* GtkFileDialog (4.10). @chosen gets the file, (transfer none); never called when cancelled, or
 * when @parent is gone. */
typedef void (*DpdFileFunc) (GtkWindow *parent,
                             GFile     *file);
void       dpd_choose_file (GtkWindow  *parent,
                            const char *title,
                            const char *filter_name,
                            const char *pattern,
                            DpdFileFunc chosen);

/* GtkFileLauncher (4.10). */
void       dpd_show_in_files (GtkWindow  *parent,
                              const char *path);

/* AdwAlertDialog (1.5): a question with two answers; Escape is "no". */
typedef struct
{
  const char *heading;
  const char *body;
  const char *no;  /* label; NULL for Cancel */
  const char *yes; /* label */
  AdwResponseAppearance appearance; /* of yes */
} DpdQuestion;
typedef void (*DpdAnswerFunc) (gboolean yes,
                               gpointer user_data);
/* @answered is called once; @user_data is freed with @destroy. (transfer none): the dialog. */
GtkWidget *dpd_ask (GtkWindow         *parent,
                    const DpdQuestion *question,
                    DpdAnswerFunc      answered,
                    gpointer           user_data,
                    GDestroyNotify     destroy);

G_END_DECLS
