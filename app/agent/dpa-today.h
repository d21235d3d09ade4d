/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * "Sign in for today": at the first unlock of a day, one notification when sign-ins have ended. The
 * screen saver tells of the unlock; where there is none, the start of the agent counts.
 */
typedef struct _DpaToday DpaToday;

DpaToday  *dpa_today_new      (DpaAgent *agent);
void       dpa_today_free     (DpaToday *self);

/* Owned by somebody, and ended or ending before midnight. */
gboolean   dpa_today_concerns (DpaAccount *account);
/* (transfer container) (element-type DpaAccount): those, but for the ones that sign in just now. */
GPtrArray *dpa_today_list     (DpaAgent *agent);

/* Withdraws the notification when nothing has ended any more. */
void       dpa_today_look     (DpaAgent *agent);

G_END_DECLS
