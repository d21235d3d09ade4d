/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pages.h"

/*
 * The window as a person uses it: reads what is in sight on the window on top, presses what can be
 * pressed, and knows what the stand-in of the agent was asked to do.
 */

/* A test, and the main function of a program of such tests. */
typedef struct
{
  const char *path;
  void (*run) (void);
} LookTest;

/* The application of such a program. */
DpdApplication *look_start (void);
int         run_look_tests (int             argc,
                            char          **argv,
                            const LookTest *tests,
                            guint           n);
/* A window beside the stand-in; the page on top of it; its end. */
DpdWindow  *open_scenario (const char *scenario);
void        wait_page (DpdWindow *window,
                       GType      type);
void        close_window (DpdWindow *window);
/* Waits until something in sight says @part; fails after some seconds. */
void        expect_text (DpdWindow  *window,
                         const char *part);
gboolean    says (DpdWindow  *window,
                  const char *part);
/* Waits for a button of that label that can be pressed, and presses it; fails as above. */
void        press (DpdWindow  *window,
                   const char *label);
/* Whether a button of that label is in sight and can be pressed. */
gboolean    can_press (DpdWindow  *window,
                       const char *label);
/* The same below @widget, for one row of many. */
GtkWidget  *find_button (GtkWidget  *widget,
                         const char *label);
gboolean    widget_says (GtkWidget  *widget,
                         const char *part);
GtkWidget  *find_type (GtkWidget *widget,
                       GType      type);
/* Waits until the stand-in was asked for something that contains @part, since the last time this
 * was asked; fails after some seconds. */
void        expect_call (const char *part);
/* From now on the stand-in answers a call of @method ("Account.LoadKey") with this error. */
void        answer_with (const char *method,
                         const char *error);
/* From now on checks end like this: one problem, and its button ("confirm-host login.example"). */
void        find_problem (const char *id,
                          const char *fix);
