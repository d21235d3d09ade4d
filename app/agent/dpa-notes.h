/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A place for notifications: the desktop's service (Desktop Notifications specification 1.2) or, in
 * a sandbox, the portal. Asked directly over the bus, and never waited for: a service that hangs
 * must not stop the agent. Which numbers the service gave is kept in the runtime directory, with
 * the service's name on the bus, so that another process of ours can go on with them.
 */
typedef struct
{
  const char *action; /* "sign-in" "later" */
  const char *label;
} DpaNoteButton;

typedef struct
{
  const char          *key;     /* one notification a key: shown again, it is replaced */
  const char          *title;   /* plain text */
  const DpaNoteButton *buttons;
  guint                n_buttons;
} DpaNoteText;

/* @action: of a button, "show", or "found": some of an earlier process stand on the screen; @token:
 * (nullable): for whom is raised by it */
typedef void (*DpaNoteFunc) (const char *key,
                             const char *action,
                             const char *token,
                             gpointer    user_data);

typedef struct _DpaNotes DpaNotes;

DpaNotes *dpa_notes_new      (GDBusConnection   *connection,
                              gboolean           portal,
                              const char        *runtime_dir,
                              DpaNoteFunc        func,
                              gpointer           user_data);
void      dpa_notes_free     (DpaNotes          *self);
void      dpa_notes_show     (DpaNotes          *self,
                              const DpaNoteText *text);
void      dpa_notes_withdraw (DpaNotes          *self,
                              const char        *key);
gboolean  dpa_notes_is_shown (DpaNotes          *self,
                              const char        *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaNotes, dpa_notes_free)

G_END_DECLS
