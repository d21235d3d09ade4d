/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-search.h"

#include <string.h>

#include "dpa-account.h"
#include "dpa-caller.h"
#include "dpa-check.h"
#include "dpa-opener.h"
#include "dpa-pattern.h"
#include "dpw-state.h"

#define OBJECT_PATH DPA_ROOT_PATH "/SearchProvider"
#define TERMS_MAX 16

struct _DpaSearch
{
  DpaAgent      *agent;
  GDBusNodeInfo *node;
  guint          registration;
};

static const char interface_xml[]
  = "<node><interface name='org.gnome.Shell.SearchProvider2'>"
    "<method name='GetInitialResultSet'><arg type='as' direction='in'/>"
    "<arg type='as' direction='out'/></method>"
    "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
    "<method name='GetResultMetas'><arg type='as' direction='in'/>"
    "<arg type='aa{sv}' direction='out'/></method>"
    "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='u' direction='in'/></method>"
    "<method name='LaunchSearch'><arg type='as' direction='in'/>"
    "<arg type='u' direction='in'/></method>"
    "</interface></node>";

static gboolean
contains (const char *text,
          const char *term)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *wanted = g_utf8_casefold (term, -1);

  return strstr (folded, wanted) != NULL;
}

static gboolean
fits (DpaAccount *account,
      const char *term)
{
  const DpaRecord *record = dpa_account_get_record (account);
  const DpaProvider *provider = dpa_account_get_provider (account);
  g_autofree char *name = dpa_account_dup_name (account);

  /* "ssh web1": the first word says what is wanted, not which */
  if (g_str_equal (term, "ssh") || contains (name, term) || contains (record->label, term))
    return TRUE;
  if (provider != NULL && contains (provider->name, term))
    return TRUE;
  return dpa_patterns_match ((const char *const *) record->hosts, term, NULL);
}

char **
dpa_search_find (DpaAgent          *agent,
                 const char *const *terms)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  GPtrArray *found = g_ptr_array_new ();
  guint n = MIN (g_strv_length ((char **) terms), TERMS_MAX);

  for (guint i = 0; n > 0 && i < accounts->len; i++)
    {
      DpaAccount *account = g_ptr_array_index (accounts, i);
      gboolean all = TRUE;

      for (guint j = 0; all && j < n; j++)
        all = fits (account, terms[j]);
      if (all)
        g_ptr_array_add (found, g_strdup (dpa_account_get_id (account)));
    }
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}

static void
add_meta (DpaSearch       *self,
          GVariantBuilder *metas,
          const char      *id)
{
  DpaAccount *account = dpa_agent_find_account (self->agent, id);
  gint64 now = dpa_agent_get_now (self->agent);
  g_autofree char *name = NULL;
  g_autofree char *line = NULL;
  DpwStateFacts facts = { 0 };
  GVariantBuilder meta;

  if (account == NULL)
    return;
  name = dpa_account_dup_name (account);
  facts.state = dpw_state_parse (dp_bus_account_get_state (dpa_account_get_bus (account)));
  facts.args = dp_bus_account_get_state_args (dpa_account_get_bus (account));
  facts.until = dpa_account_judge (account, now).expected_until;
  line = dpw_state_line (&facts, now, NULL);
  g_variant_builder_init (&meta, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&meta, "{sv}", "id", g_variant_new_string (id));
  g_variant_builder_add (&meta, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (&meta, "{sv}", "description", g_variant_new_string (line));
  g_variant_builder_add (&meta, "{sv}", "gicon", g_variant_new_string (APPLICATION_ID));
  g_variant_builder_add_value (metas, g_variant_builder_end (&meta));
}

static GVariant *
describe (DpaSearch         *self,
          const char *const *ids)
{
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; ids[i] != NULL; i++)
    add_meta (self, &metas, ids[i]);
  return g_variant_new ("(aa{sv})", &metas);
}

static void
called (GDBusConnection       *connection, /* nocheck: GDBusInterfaceMethodCallFunc */
        const char            *sender,
        const char            *path,
        const char            *interface,
        const char            *method,
        GVariant              *arguments,
        GDBusMethodInvocation *invocation,
        gpointer               user_data)
{
  DpaSearch *self = user_data;
  g_autofree const char **list = NULL;
  g_auto (GStrv) found = NULL;
  const char *id;

  if (dpa_caller_find_kind (connection, sender) == DPA_CALLER_SANDBOXED)
    {
      dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "the caller is sandboxed");
      return;
    }
  if (g_str_equal (method, "ActivateResult"))
    {
      g_variant_get_child (arguments, 0, "&s", &id);
      dpa_opener_show_window (self->agent, id, NULL);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  if (g_str_equal (method, "LaunchSearch"))
    {
      dpa_opener_show_window (self->agent, "", NULL);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  /* the terms are the last argument */
  g_variant_get_child (arguments, g_variant_n_children (arguments) - 1, "^a&s", &list);
  if (g_str_equal (method, "GetResultMetas"))
    {
      g_dbus_method_invocation_return_value (invocation, describe (self, list));
      return;
    }
  found = dpa_search_find (self->agent, list);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", found));
}

DpaSearch *
dpa_search_new (DpaAgent *agent)
{
  static const GDBusInterfaceVTable table = { .method_call = called };
  DpaSearch *self = g_new0 (DpaSearch, 1);
  g_autoptr (GError) error = NULL;

  self->agent = agent;
  self->node = g_dbus_node_info_new_for_xml (interface_xml, &error);
  if (self->node != NULL)
    self->registration
      = g_dbus_connection_register_object (dpa_agent_get_connection (agent), OBJECT_PATH,
                                           self->node->interfaces[0], &table, self, NULL, &error);
  if (self->registration == 0)
    g_warning ("search: %s", error->message);
  return self;
}

void
dpa_search_free (DpaSearch *self)
{
  if (self == NULL)
    return;
  if (self->registration != 0)
    g_dbus_connection_unregister_object (dpa_agent_get_connection (self->agent),
                                         self->registration);
  if (self->node != NULL)
    g_dbus_node_info_unref (self->node);
  g_free (self);
}
