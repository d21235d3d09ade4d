/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The window: Home, or first run, or the agent's absence; and the pages above it. */
#define DPD_TYPE_WINDOW (dpd_window_get_type ())
G_DECLARE_FINAL_TYPE (DpdWindow, dpd_window, DPD, WINDOW, AdwApplicationWindow)

DpdWindow *dpd_window_new (GtkApplication *application,
                           DpdAgent       *agent);
DpdAgent  *dpd_window_get_agent (DpdWindow *self);
void       dpd_window_push (DpdWindow *self,
                            GtkWidget *page);
void       dpd_window_pop (DpdWindow *self);
/* What Escape does: a page back, or out of the search. */
void       dpd_window_back (DpdWindow *self);
/* (transfer none): the page on top; Home's stack when nothing is above it. */
GtkWidget *dpd_window_get_page (DpdWindow *self);
/* (transfer none) (nullable): page @n, from the bottom. */
GtkWidget *dpd_window_get_nth_page (DpdWindow *self,
                                    guint      n);
void       dpd_window_close_page (DpdWindow *self,
                                  GtkWidget *page);
/* The same for a page that does not know whether it is still in a window. */
void       dpd_window_leave (GtkWidget *page);
/* Activates an action of the window, at the latest when the agent is there. @target is sunk. */
void       dpd_window_when_running (DpdWindow  *self,
                                    const char *action,
                                    GVariant   *target);
void       dpd_window_toast (DpdWindow  *self,
                             const char *text);
/* A toast with a button. */
void       dpd_window_toast_action (DpdWindow  *self,
                                    const char *text,
                                    const char *button,
                                    const char *action);
void       dpd_window_search (DpdWindow  *self,
                              const char *text);
/* The account of the page on top, or the selected one on Home. (transfer none) (nullable) */
DpdAccount *dpd_window_get_account (DpdWindow *self);
/* Shows the details of an account. */
void       dpd_window_show_account (DpdWindow  *self,
                                    const char *id);
void       dpd_window_open_profile (DpdWindow *self,
                                    GFile     *file);

/* In dpd-window-actions.c. */
void       _dpd_window_install_actions (GtkWidgetClass *widget_class);
/* In dpd-window-steps.c. */
void       _dpd_window_install_steps (GtkWidgetClass *widget_class);
void       _dpd_window_sign_in (DpdWindow  *self,
                                DpdAccount *account);
/* In dpd-window-requests.c: follows the sign-ins of the agent. */
void       _dpd_window_follow_requests (DpdWindow *self);
/* @ours: as for dpd_sign_in_page_new() */
void       _dpd_window_want_request (DpdWindow  *self,
                                     const char *path,
                                     gboolean    ours);
void       _dpd_window_show_request (DpdWindow   *self,
                                     DpBusSignIn *request,
                                     gboolean     ours);

G_END_DECLS
