/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-application.h"
#include "dpd-window.h"

/* Every page and state of the window, and how a person gets there. */
typedef struct
{
  const char *name;
  const char *scenario; /* of tests/app/scenarios.py */
  void (*open) (DpdWindow *window);
  int         height;
} Page;

extern const Page pages[];
extern const guint n_pages;

/* How long a page may take to settle; less for tests that do not look at it. */
extern guint moment_ms;

/* Asks the stand-in of the agent itself. */
GVariant  *call_mock (const char         *method,
                      GVariant           *args,
                      const GVariantType *type);
/* Begins to sign in with the account "corp"; the path of that request, like "/signins/1". */
void       start_sign_in (DpdWindow *window);
char      *request_path (DpdWindow *window);
/* Begins to sign in, and fails with this sentence of app/words. */
void       fail_sign_in (DpdWindow         *window,
                         const char        *id,
                         const char *const *args);
/* The same, with a button that helps. */
void       fail_sign_in_with (DpdWindow         *window,
                              const char        *id,
                              const char *const *args,
                              const char        *fix);
/* Runs the main loop for a while. */
void       spin (guint milliseconds);
/* Makes the stand-in of the agent show @scenario, and waits until the window knows it. */
void       load_scenario (DpdAgent   *agent,
                          const char *scenario,
                          guint       number);
/* Sets a property of an object of the stand-in; @path is relative, like "/accounts/corp". */
void       set_property (const char *path,
                         const char *name,
                         GVariant   *value);
/* The window on top: a dialog, else @window. */
GtkWindow *top_window (DpdWindow *window);
/* Closes every dialog. */
void       close_dialogs (DpdWindow *window);
