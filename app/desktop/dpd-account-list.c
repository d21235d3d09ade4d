/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-account-list.h"

#include "dpw-clock.h"

struct _DpdAccountList
{
  GObject     parent_instance;
  GPtrArray  *accounts; /* of DpdAccount, in order */
  GHashTable *by_id;
  DpwClock   *clock;
  guint       arm_idle;
};

static GType
dpd_account_list_get_item_type (GListModel *model)
{
  return DPD_TYPE_ACCOUNT;
}

static guint
dpd_account_list_get_n_items (GListModel *model)
{
  return DPD_ACCOUNT_LIST (model)->accounts->len;
}

static gpointer
dpd_account_list_get_item (GListModel *model,
                           guint       position)
{
  DpdAccountList *self = DPD_ACCOUNT_LIST (model);

  return position < self->accounts->len
             ? g_object_ref (g_ptr_array_index (self->accounts, position))
             : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dpd_account_list_get_item_type;
  iface->get_n_items = dpd_account_list_get_n_items;
  iface->get_item = dpd_account_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DpdAccountList, dpd_account_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* When the words of the next account change by themselves. */
static void
arm_now (DpdAccountList *self)
{
  gint64 now = dpw_clock_now (), next = 0;

  for (guint i = 0; i < self->accounts->len; i++)
    {
      DpwStateFacts facts;
      gint64 change;

      dpd_account_get_facts (g_ptr_array_index (self->accounts, i), &facts);
      change = dpw_state_next_change (&facts, now);
      if (change > 0 && (next == 0 || change < next))
        next = change;
    }
  dpw_clock_set (self->clock, now, next);
}

static gboolean
arm_idle_cb (gpointer user_data)
{
  DpdAccountList *self = user_data;

  self->arm_idle = 0;
  arm_now (self);
  return G_SOURCE_REMOVE;
}

/* Once for many accounts that come or change together. */
static void
arm (DpdAccountList *self)
{
  if (self->arm_idle == 0)
    self->arm_idle = g_idle_add (arm_idle_cb, self);
}

static gboolean
ring_cb (gpointer user_data)
{
  DpdAccountList *self = user_data;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);

  /* A copy: whoever hears of the change may change the list. */
  for (guint i = 0; i < self->accounts->len; i++)
    g_ptr_array_add (accounts, g_object_ref (g_ptr_array_index (self->accounts, i)));
  for (guint i = 0; i < accounts->len; i++)
    dpd_account_emit_changed (g_ptr_array_index (accounts, i));
  arm (self);
  return G_SOURCE_CONTINUE;
}

/* Where an account belongs; @skip is not compared. */
static guint
place_of (DpdAccountList *self,
          DpdAccount     *account,
          DpdAccount     *skip)
{
  guint position = dpd_account_get_position (account), place = 0;

  for (guint i = 0; i < self->accounts->len; i++)
    {
      DpdAccount *other = g_ptr_array_index (self->accounts, i);

      if (other == skip)
        continue;
      if (dpd_account_get_position (other) > position)
        break;
      place++;
    }
  return place;
}

static void
account_changed_cb (DpdAccountList *self,
                    DpdAccount     *account)
{
  guint from, to;

  if (!g_ptr_array_find (self->accounts, account, &from))
    return;
  to = place_of (self, account, account);
  if (to != from)
    {
      g_object_ref (account);
      g_ptr_array_remove_index (self->accounts, from);
      g_list_model_items_changed (G_LIST_MODEL (self), from, 1, 0);
      g_ptr_array_insert (self->accounts, (int) to, account);
      g_list_model_items_changed (G_LIST_MODEL (self), to, 0, 1);
    }
  arm (self);
}

static void
dpd_account_list_dispose (GObject *object)
{
  DpdAccountList *self = DPD_ACCOUNT_LIST (object);

  g_clear_handle_id (&self->arm_idle, g_source_remove);
  g_clear_pointer (&self->clock, dpw_clock_free);
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->accounts, 0);
  G_OBJECT_CLASS (dpd_account_list_parent_class)->dispose (object);
}

static void
dpd_account_list_finalize (GObject *object)
{
  DpdAccountList *self = DPD_ACCOUNT_LIST (object);

  g_ptr_array_unref (self->accounts);
  g_hash_table_unref (self->by_id);
  G_OBJECT_CLASS (dpd_account_list_parent_class)->finalize (object);
}

static void
dpd_account_list_class_init (DpdAccountListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpd_account_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = dpd_account_list_finalize;
}

static void
dpd_account_list_init (DpdAccountList *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->clock = dpw_clock_new (ring_cb, self);
}

DpdAccountList *
dpd_account_list_new (void)
{
  return g_object_new (DPD_TYPE_ACCOUNT_LIST, NULL);
}

void
dpd_account_list_add (DpdAccountList *self,
                      DpBusAccount   *proxy)
{
  DpdAccount *account;
  guint place;

  if (dp_bus_account_get_id (proxy) == NULL)
    return;
  account = dpd_account_list_find (self, dp_bus_account_get_id (proxy));
  if (account != NULL)
    {
      dpd_account_set_proxy (account, proxy);
      dpd_account_emit_changed (account);
      return;
    }

  account = dpd_account_new (proxy);
  place = place_of (self, account, NULL);
  g_ptr_array_insert (self->accounts, (int) place, account);
  g_hash_table_insert (self->by_id, (gpointer) dpd_account_get_id (account), account);
  g_signal_connect_object (account, "changed", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
  arm (self);
}

static void
remove_at (DpdAccountList *self,
           guint           i)
{
  g_autoptr (DpdAccount) account = g_object_ref (g_ptr_array_index (self->accounts, i));

  g_signal_handlers_disconnect_by_data (account, self);
  g_hash_table_remove (self->by_id, dpd_account_get_id (account));
  g_ptr_array_remove_index (self->accounts, i);
  g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
  dpd_account_emit_gone (account);
}

void
dpd_account_list_remove (DpdAccountList *self,
                         const char     *path)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      if (g_strcmp0 (dpd_account_get_path (g_ptr_array_index (self->accounts, i)), path) != 0)
        continue;
      remove_at (self, i);
      break;
    }
  arm (self);
}

void
dpd_account_list_prune (DpdAccountList     *self,
                        GDBusObjectManager *manager)
{
  for (guint i = self->accounts->len; i > 0; i--)
    {
      const char *path = dpd_account_get_path (g_ptr_array_index (self->accounts, i - 1));
      g_autoptr (GDBusObject) object = g_dbus_object_manager_get_object (manager, path);

      if (object == NULL)
        remove_at (self, i - 1);
    }
  arm (self);
}

DpdAccount *
dpd_account_list_find (DpdAccountList *self,
                       const char     *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

DpdAccount *
dpd_account_list_find_path (DpdAccountList *self,
                            const char     *path)
{
  for (guint i = 0; i < self->accounts->len; i++)
    if (g_strcmp0 (dpd_account_get_path (g_ptr_array_index (self->accounts, i)), path) == 0)
      return g_ptr_array_index (self->accounts, i);
  return NULL;
}

guint
dpd_account_list_get_n (DpdAccountList *self)
{
  return self->accounts->len;
}

DpdAccount *
dpd_account_list_get_nth (DpdAccountList *self,
                          guint           n)
{
  return n < self->accounts->len ? g_ptr_array_index (self->accounts, n) : NULL;
}
