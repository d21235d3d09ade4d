/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-account.h"

struct _DpdAccount
{
  GObject       parent_instance;
  DpBusAccount *proxy;
  char         *id;
  char         *title;
  GVariant     *problem;
  char        **problem_args;
  char        **problem_fix_args;
};

G_DEFINE_FINAL_TYPE (DpdAccount, dpd_account, G_TYPE_OBJECT)

enum { CHANGED, GONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_away (DpdAccount *self)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));

  return owner == NULL;
}

static void
properties_changed_cb (DpdAccount *self)
{
  if (!is_away (self))
    dpd_account_emit_changed (self);
}

static void
dpd_account_dispose (GObject *object)
{
  DpdAccount *self = DPD_ACCOUNT (object);

  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->proxy);
  g_clear_pointer (&self->problem_args, g_strfreev);
  g_clear_pointer (&self->problem_fix_args, g_strfreev);
  g_clear_pointer (&self->problem, g_variant_unref);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);
  G_OBJECT_CLASS (dpd_account_parent_class)->dispose (object);
}

static void
dpd_account_class_init (DpdAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpd_account_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[GONE] = g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
dpd_account_init (DpdAccount *self)
{
}

DpdAccount *
dpd_account_new (DpBusAccount *proxy)
{
  DpdAccount *self = g_object_new (DPD_TYPE_ACCOUNT, NULL);

  self->id = g_strdup (dp_bus_account_get_id (proxy));
  dpd_account_set_proxy (self, proxy);
  return self;
}

DpBusAccount *
dpd_account_get_proxy (DpdAccount *self)
{
  return self->proxy;
}

void
dpd_account_set_proxy (DpdAccount   *self,
                       DpBusAccount *proxy)
{
  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  if (g_set_object (&self->proxy, proxy))
    g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (properties_changed_cb),
                             self, DPD_PROPERTIES_CHANGED);
}

const char *
dpd_account_get_id (DpdAccount *self)
{
  return self->id;
}

const char *
dpd_account_get_path (DpdAccount *self)
{
  return g_dbus_proxy_get_object_path (G_DBUS_PROXY (self->proxy));
}

guint
dpd_account_get_position (DpdAccount *self)
{
  return dp_bus_account_get_position (self->proxy);
}

const char *
dpd_account_get_title (DpdAccount *self)
{
  const char *identity = dp_bus_account_get_identity (self->proxy);
  g_autofree char *title = NULL;

  if (identity == NULL || *identity == '\0')
    return dpd_account_get_provider_name (self);
  title = dpw_visible (identity);
  /* Whoever was given it may still read it, as long as it is the same person. */
  if (g_strcmp0 (title, self->title) != 0)
    {
      g_free (self->title);
      self->title = g_steal_pointer (&title);
    }
  return self->title;
}

const char *
dpd_account_get_provider_name (DpdAccount *self)
{
  const char *name = dp_bus_account_get_provider_name (self->proxy);

  return name != NULL ? name : "";
}

void
dpd_account_get_facts (DpdAccount    *self,
                       DpwStateFacts *facts)
{
  g_autoptr (GVariant) args = NULL;
  g_autoptr (GVariant) fix_args = NULL;

  *facts = (DpwStateFacts) {
    .state = dpw_state_parse (dp_bus_account_get_state (self->proxy)),
    .args = dp_bus_account_get_state_args (self->proxy),
    .until = dp_bus_account_get_expected_until (self->proxy),
  };
  g_clear_pointer (&self->problem_args, g_strfreev);
  g_clear_pointer (&self->problem_fix_args, g_strfreev);
  g_clear_pointer (&self->problem, g_variant_unref);
  self->problem = dp_bus_account_dup_problem (self->proxy);
  if (self->problem == NULL
      || !g_variant_is_of_type (self->problem, G_VARIANT_TYPE ("(ssassas)")))
    return;

  g_variant_get_child (self->problem, 0, "&s", &facts->problem);
  args = g_variant_get_child_value (self->problem, 2);
  self->problem_args = g_variant_dup_strv (args, NULL);
  facts->problem_args = (const char *const *) self->problem_args;
  g_variant_get_child (self->problem, 3, "&s", &facts->problem_fix);
  fix_args = g_variant_get_child_value (self->problem, 4);
  self->problem_fix_args = g_variant_dup_strv (fix_args, NULL);
  facts->problem_fix_args = (const char *const *) self->problem_fix_args;
}

gboolean
dpd_account_is_fixed (DpdAccount *self,
                      const char *what)
{
  const char *const *fixed = dp_bus_account_get_fixed (self->proxy);

  return fixed != NULL && g_strv_contains (fixed, what);
}

void
dpd_account_emit_changed (DpdAccount *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
dpd_account_emit_gone (DpdAccount *self)
{
  g_signal_emit (self, signals[GONE], 0);
}
