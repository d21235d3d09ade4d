/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/*
 * Notifications (product section 2): one an account, replaced and never stacked, withdrawn when the
 * sign-in is renewed, also by an agent that was started since. Outside a sandbox through the
 * desktop's service, inside through the Notification portal, whose buttons come back as actions of
 * the window program.
 */
/* In place of an account id, and no id: everything that has ended; the question about autostart. */
#define DPA_NOTIFY_TODAY ""
#define DPA_NOTIFY_START "start:"

typedef enum
{
  DPA_NOTE_ENDING, /* with "Sign In" and "Later" */
  DPA_NOTE_ENDED,
  DPA_NOTE_WAITING, /* a program waits, and has nobody to ask */
  DPA_NOTE_TODAY,
  DPA_NOTE_START, /* start at login? With "Start at Login" and "Not Now" */
} DpaNote;

typedef struct
{
  DpaNote     kind;
  const char *account; /* id, or DPA_NOTIFY_TODAY */
  const char *who;     /* identity, or the program that waits; plain text */
  gint64      seconds; /* until the end */
} DpaNotice;

/* (transfer full) */
DpaNotifier *dpa_notifier_new      (DpaAgent        *agent);
void         dpa_notifier_free     (DpaNotifier     *self);
void         dpa_notifier_show     (DpaNotifier     *self,
                                    const DpaNotice *notice);
void         dpa_notifier_withdraw (DpaNotifier     *self,
                                    const char      *account);
/* Whether one of this account stands on the screen, as far as we know. */
gboolean     dpa_notifier_is_shown (DpaNotifier     *self,
                                    const char      *account);

G_END_DECLS
