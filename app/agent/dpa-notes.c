/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-notes.h"

#include "dpa-notes-call.h"
#include "dpa-notes-file.h"

struct _DpaNotes
{
  GDBusConnection *connection;
  GCancellable    *cancellable;
  gboolean         portal;
  gboolean         ready; /* we know which numbers of an earlier process still mean something */
  char            *file;  /* (nullable) */
  char            *owner; /* (nullable): who gave the numbers */
  GHashTable      *notes; /* key -> Note */
  GHashTable      *tokens; /* number -> activation token, until its action comes */
  guint            subscription;
  guint            watch;
  DpaNoteFunc      func;
  gpointer         user_data;
};

/* One notification, as far as it is shown and as it is wanted. One call in flight at a time: two
 * would be two notifications, because the first one's number is not known yet. */
typedef struct
{
  guint32   number; /* 0: it is not on the screen */
  gboolean  flying;
  gboolean  unwanted;
  GVariant *wanted; /* (nullable): the text to be shown next, a tuple of dpa_note_pack() */
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_clear_pointer (&note->wanted, g_variant_unref);
  g_free (note);
}

static Note *
take_note (DpaNotes   *self,
           const char *key)
{
  Note *note = g_hash_table_lookup (self->notes, key);

  if (note == NULL)
    {
      note = g_new0 (Note, 1);
      g_hash_table_insert (self->notes, g_strdup (key), note);
    }
  return note;
}

static const char *
key_of (DpaNotes *self,
        guint32   number)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->notes);
  while (number != 0 && g_hash_table_iter_next (&iter, &key, &value))
    if (((Note *) value)->number == number)
      return key;
  return NULL;
}

static void
remember (DpaNotes *self)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key, value;

  if (self->file == NULL || self->owner == NULL)
    return;
  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Note *) value)->number != 0)
      g_hash_table_insert (shown, key, GUINT_TO_POINTER (((Note *) value)->number));
  dpa_notes_file_save (self->file, self->owner, shown);
}

static void advance (DpaNotes *self, const char *key);

typedef struct
{
  DpaNotes *self; /* not looked at when the call was cancelled */
  char     *key;
  GVariant *text;
} Showing;

static void
shown (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  g_autofree Showing *showing = user_data;
  g_autofree char *key = showing->key;
  g_autoptr (GVariant) text = showing->text;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
    = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  DpaNotes *self = showing->self;
  Note *note;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  note = take_note (self, key);
  note->flying = FALSE;
  if (reply != NULL && self->portal)
    note->number = 1; /* the portal goes by our own names */
  else if (reply != NULL)
    g_variant_get (reply, "(u)", &note->number);
  else
    {
      g_message ("no notification could be shown: %s", error->message);
      /* a service that comes later shows it */
      if (!self->portal && note->wanted == NULL)
        note->wanted = g_steal_pointer (&text);
      return;
    }
  remember (self);
  advance (self, key);
}

/* Takes the next step towards what is wanted. */
static void
advance (DpaNotes   *self,
         const char *key)
{
  Note *note = g_hash_table_lookup (self->notes, key);
  Showing *showing;

  if (note == NULL || note->flying || !self->ready)
    return;
  if (note->unwanted)
    {
      if (self->portal || note->number != 0)
        dpa_note_close (self->connection, self->portal ? key : NULL, note->number);
      g_hash_table_remove (self->notes, key);
      remember (self);
      return;
    }
  if (note->wanted == NULL)
    return;
  showing = g_new0 (Showing, 1);
  showing->self = self;
  showing->key = g_strdup (key);
  showing->text = g_steal_pointer (&note->wanted);
  note->flying = TRUE;
  dpa_note_send (self->connection, showing->text, self->portal ? NULL : &note->number,
                 self->cancellable, shown, showing);
}

static void
advance_all (DpaNotes *self)
{
  g_autoptr (GList) keys = NULL;

  self->ready = TRUE;
  keys = g_hash_table_get_keys (self->notes);
  for (GList *at = keys; at != NULL; at = at->next)
    advance (self, at->data);
}

static void
action_invoked (DpaNotes   *self,
                guint32     number,
                const char *action)
{
  g_autofree char *key = g_strdup (key_of (self, number));
  g_autofree char *token = NULL;

  if (key == NULL)
    return;
  token = g_strdup (g_hash_table_lookup (self->tokens, GUINT_TO_POINTER (number)));
  g_hash_table_remove (self->tokens, GUINT_TO_POINTER (number));
  dpa_notes_withdraw (self, key);
  self->func (key, g_str_equal (action, "default") ? "show" : action, token, self->user_data);
}

static void
closed (DpaNotes *self,
        guint32   number)
{
  const char *key = key_of (self, number);
  Note *note = key != NULL ? g_hash_table_lookup (self->notes, key) : NULL;

  if (note == NULL)
    return;
  note->number = 0;
  if (!note->flying && note->wanted == NULL)
    g_hash_table_remove (self->notes, key);
  remember (self);
}

static void
service_signal (GDBusConnection *connection,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         user_data)
{
  DpaNotes *self = user_data;
  const char *text;
  guint32 number, reason;

  if (g_str_equal (signal, "ActionInvoked")
      && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    {
      g_variant_get (parameters, "(u&s)", &number, &text);
      action_invoked (self, number, text);
    }
  else if (g_str_equal (signal, "ActivationToken")
           && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    {
      g_variant_get (parameters, "(u&s)", &number, &text);
      if (key_of (self, number) != NULL)
        g_hash_table_insert (self->tokens, GUINT_TO_POINTER (number), g_strdup (text));
    }
  else if (g_str_equal (signal, "NotificationClosed")
           && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    {
      g_variant_get (parameters, "(uu)", &number, &reason);
      closed (self, number);
    }
}

/* Numbers of another service's life mean somebody else's notifications. */
static void
forget_numbers (DpaNotes *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Note *note = value;

      note->number = 0;
      if (!note->flying && !note->unwanted && note->wanted == NULL)
        g_hash_table_iter_remove (&iter);
    }
  g_hash_table_remove_all (self->tokens);
}

static void
service_appeared (GDBusConnection *connection,
                  const char      *name,
                  const char      *owner,
                  gpointer         user_data)
{
  DpaNotes *self = user_data;
  g_autoptr (GHashTable) earlier = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key, number;

  if (g_strcmp0 (self->owner, owner) != 0)
    {
      forget_numbers (self);
      g_free (self->owner);
      self->owner = g_strdup (owner);
      if (self->file != NULL)
        dpa_notes_file_load (self->file, owner, earlier);
    }
  g_hash_table_iter_init (&iter, earlier);
  while (g_hash_table_iter_next (&iter, &key, &number))
    take_note (self, key)->number = GPOINTER_TO_UINT (number);
  advance_all (self);
  if (g_hash_table_size (earlier) > 0)
    self->func ("", "found", NULL, self->user_data);
}

/* Nobody shows anything; the first call may start somebody who does. */
static void
service_absent (GDBusConnection *connection,
                const char      *name,
                gpointer         user_data)
{
  DpaNotes *self = user_data;

  forget_numbers (self);
  if (!self->ready)
    advance_all (self);
}

DpaNotes *
dpa_notes_new (GDBusConnection *connection,
               gboolean         portal,
               const char      *runtime_dir,
               DpaNoteFunc      func,
               gpointer         user_data)
{
  DpaNotes *self = g_new0 (DpaNotes, 1);

  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->portal = portal;
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, note_free);
  self->tokens = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->func = func;
  self->user_data = user_data;
  self->ready = portal;
  if (self->portal)
    return self;
  if (runtime_dir != NULL)
    self->file = g_build_filename (runtime_dir, "notifications", NULL);
  self->subscription
    = g_dbus_connection_signal_subscribe (connection, DPA_NOTES_SERVICE, DPA_NOTES_SERVICE, NULL,
                                          DPA_NOTES_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                          service_signal, self, NULL);
  self->watch = g_bus_watch_name_on_connection (connection, DPA_NOTES_SERVICE,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE, service_appeared,
                                                service_absent, self, NULL);
  return self;
}

void
dpa_notes_free (DpaNotes *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  g_object_unref (self->cancellable);
  g_object_unref (self->connection);
  g_hash_table_unref (self->notes);
  g_hash_table_unref (self->tokens);
  g_free (self->file);
  g_free (self->owner);
  g_free (self);
}

void
dpa_notes_show (DpaNotes          *self,
                const DpaNoteText *text)
{
  Note *note = take_note (self, text->key);

  note->unwanted = FALSE;
  g_clear_pointer (&note->wanted, g_variant_unref);
  note->wanted = g_variant_ref_sink (dpa_note_pack (text));
  advance (self, text->key);
}

void
dpa_notes_withdraw (DpaNotes   *self,
                    const char *key)
{
  Note *note = g_hash_table_lookup (self->notes, key);

  /* one of an earlier process, which we may not know of yet */
  if (note == NULL && self->ready && !self->portal)
    return;
  note = take_note (self, key);
  note->unwanted = TRUE;
  g_clear_pointer (&note->wanted, g_variant_unref);
  advance (self, key);
}

gboolean
dpa_notes_is_shown (DpaNotes   *self,
                    const char *key)
{
  const Note *note = g_hash_table_lookup (self->notes, key);

  return note != NULL && !note->unwanted
         && (note->number != 0 || note->flying || note->wanted != NULL);
}
