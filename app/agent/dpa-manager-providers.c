/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-manager-providers.h"

#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-passed.h"
#include "dp-text.h"
#include "dpa-check.h"
#include "dpa-profile-view.h"
#include "dpa-profiles.h"
#include "dpa-provider-check.h"

static gboolean
handle_check (DpBusManager          *bus,
              GDBusMethodInvocation *invocation,
              GVariant              *values,
              DpaManager            *self)
{
  dpa_provider_check (dpa_manager_get_agent (self), invocation, values);
  return TRUE;
}

static const DpaProvider *
find_own (DpaManager            *self,
          GDBusMethodInvocation *invocation,
          const char            *id)
{
  DpaAgent *agent = dpa_manager_get_agent (self);
  const DpaProvider *provider = dpa_providers_find (dpa_agent_get_providers (agent), id);

  if (provider == NULL)
    dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "%s", id);
  else if (!g_str_equal (provider->origin, "own"))
    dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "it is not one of the person's own");
  else
    return provider;
  return NULL;
}

static gboolean
keep (DpaManager  *self,
      DpaProvider *provider,
      GError     **error)
{
  DpaAgent *agent = dpa_manager_get_agent (self);
  DpaStore *store = dpa_agent_get_store (agent);
  const DpaProvider *old = dpa_store_find_provider (store, provider->id);
  g_autoptr (DpaProvider) before = old != NULL ? dpa_provider_copy (old) : NULL;
  g_autofree char *id = g_strdup (provider->id);

  dpa_store_put_provider (store, provider);
  if (dpa_agent_save (agent, error))
    {
      dpa_agent_changed (agent);
      return TRUE;
    }
  /* what was not written was refused */
  if (before != NULL)
    dpa_store_put_provider (store, g_steal_pointer (&before));
  else
    dpa_store_remove_provider (store, id);
  return FALSE;
}

static gboolean
handle_add (DpBusManager          *bus,
            GDBusMethodInvocation *invocation,
            GVariant              *values,
            DpaManager            *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpaProvider) provider = dpa_provider_check_take (values, NULL, &error);
  g_autofree char *id = NULL;

  if (provider == NULL)
    return dpa_bus_refuse_error (invocation, error);
  id = dpa_providers_make_id (dpa_agent_get_providers (dpa_manager_get_agent (self)),
                              provider->name);
  dpa_set_text (provider->id, id);
  if (!keep (self, g_steal_pointer (&provider), &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_manager_complete_add_provider (bus, invocation, id);
  return TRUE;
}

static gboolean
handle_edit (DpBusManager          *bus,
             GDBusMethodInvocation *invocation,
             const char            *id,
             GVariant              *changes,
             DpaManager            *self)
{
  const DpaProvider *old = find_own (self, invocation, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpaProvider) provider = NULL;

  if (old == NULL)
    return TRUE;
  provider = dpa_provider_check_take (changes, old, &error);
  if (provider == NULL || !keep (self, g_steal_pointer (&provider), &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_manager_complete_edit_provider (bus, invocation);
  return TRUE;
}

static gboolean
is_used (DpaAgent   *agent,
         const char *id)
{
  GPtrArray *records = dpa_store_get_accounts (dpa_agent_get_store (agent));

  for (guint i = 0; i < records->len; i++)
    if (g_str_equal (((DpaRecord *) g_ptr_array_index (records, i))->provider, id))
      return TRUE;
  return FALSE;
}

static gboolean
handle_remove (DpBusManager          *bus,
               GDBusMethodInvocation *invocation,
               const char            *id,
               DpaManager            *self)
{
  DpaAgent *agent = dpa_manager_get_agent (self);
  g_autoptr (GError) error = NULL;

  if (find_own (self, invocation, id) == NULL)
    return TRUE;
  if (is_used (agent, id))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_BUSY, "an account uses it");
  dpa_store_remove_provider (dpa_agent_get_store (agent), id);
  if (!dpa_agent_save (agent, &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_agent_changed (agent);
  dp_bus_manager_complete_remove_provider (bus, invocation);
  return TRUE;
}

static gboolean
handle_preview_opkssh (DpBusManager          *bus,
                       GDBusMethodInvocation *invocation,
                       DpaManager            *self)
{
  DpaProviders *all = dpa_agent_get_providers (dpa_manager_get_agent (self));
  GPtrArray *providers;
  const GError *error;
  GVariantBuilder list, remarks;

  dpa_providers_reload (all);
  dpa_agent_changed (dpa_manager_get_agent (self));
  providers = dpa_providers_get_opkssh (all);
  error = dpa_providers_get_opkssh_error (all);
  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(sss)"));
  g_variant_builder_init (&remarks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  for (guint i = 0; i < providers->len; i++)
    {
      const DpaProvider *one = g_ptr_array_index (providers, i);

      g_variant_builder_add (&list, "(sss)", one->name, one->issuer, one->id);
    }
  if (error != NULL)
    {
      g_autofree char *detail = dp_text_display (error->message, -1);

      g_variant_builder_add_value (&remarks, dpa_check ("opkssh-skipped", "warning",
                                                        "~/.opk/config.yml", detail, NULL));
    }
  dp_bus_manager_complete_preview_opkssh (bus, invocation, g_variant_builder_end (&list),
                                          g_variant_builder_end (&remarks));
  return TRUE;
}

static gboolean
handle_import_opkssh (DpBusManager          *bus,
                      GDBusMethodInvocation *invocation,
                      DpaManager            *self)
{
  DpaAgent *agent = dpa_manager_get_agent (self);
  DpaProviders *all = dpa_agent_get_providers (agent);
  GPtrArray *providers = dpa_providers_get_opkssh (all);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < providers->len; i++)
    {
      DpaProvider *own = dpa_provider_copy (g_ptr_array_index (providers, i));

      dpa_set_text (own->origin, "own");
      g_ptr_array_add (ids, g_strdup (own->id));
      dpa_store_put_provider (dpa_agent_get_store (agent), own);
    }
  g_ptr_array_add (ids, NULL);
  if (!dpa_agent_save (agent, &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_providers_reload (all);
  dpa_agent_changed (agent);
  dp_bus_manager_complete_import_opkssh (bus, invocation, (const char *const *) ids->pdata);
  return TRUE;
}

/* (transfer full) (nullable): a regular file, as far as a profile may go. */
static GBytes *
read_descriptor (int      fd,
                 GError **error)
{
  g_autofree char *data = g_malloc (DPA_PROFILE_MAX + 1);
  gsize at = 0;
  gssize n = 1;
  struct stat info;

  if (fstat (fd, &info) < 0 || !S_ISREG (info.st_mode))
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "it is not a file");
      return NULL;
    }
  while (n > 0 && at <= DPA_PROFILE_MAX)
    {
      n = read (fd, data + at, DPA_PROFILE_MAX + 1 - at);
      at += n > 0 ? (gsize) n : 0;
    }
  if (n < 0)
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "it cannot be read");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), at);
}

static gboolean
handle_import_profile (DpBusManager          *bus,
                       GDBusMethodInvocation *invocation,
                       GUnixFDList           *fds,
                       GVariant              *handle,
                       const char            *name,
                       DpaManager            *self)
{
  DpaProfiles *profiles = dpa_agent_get_profiles (dpa_manager_get_agent (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autofree char *organisation = NULL;
  const char *staged = NULL;
  const DpaProfile *profile;
  int fd = dp_passed_open (fds, handle, &error);

  if (fd < 0)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "%s", error->message);
  text = read_descriptor (fd, &error);
  close (fd);
  if (text != NULL)
    staged = dpa_profiles_stage (profiles, text, name, &error);
  if (staged == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "%s", error->message);
  profile = dpa_profiles_find_staged (profiles, staged);
  organisation = dp_text_display (profile->organisation, -1);
  dp_bus_manager_complete_import_profile (bus, invocation, NULL, staged, organisation,
                                          dpa_profile_summarise (profile));
  return TRUE;
}

static gboolean
handle_describe_profile (DpBusManager          *bus,
                         GDBusMethodInvocation *invocation,
                         const char            *id,
                         DpaManager            *self)
{
  const DpaProfile *profile
    = dpa_profiles_find_staged (dpa_agent_get_profiles (dpa_manager_get_agent (self)), id);
  g_autofree char *organisation = NULL;

  if (profile == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "no such profile is waiting");
  organisation = dp_text_display (profile->organisation, -1);
  dp_bus_manager_complete_describe_profile (bus, invocation, organisation,
                                            dpa_profile_summarise (profile));
  return TRUE;
}

static gboolean
handle_decide_profile (DpBusManager          *bus,
                       GDBusMethodInvocation *invocation,
                       const char            *id,
                       gboolean               accept,
                       DpaManager            *self)
{
  DpaProfiles *profiles = dpa_agent_get_profiles (dpa_manager_get_agent (self));
  g_autoptr (GError) error = NULL;

  if (!dpa_profiles_decide (profiles, id, accept, &error)
      || !dpa_agent_save (dpa_manager_get_agent (self), &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_manager_complete_decide_profile (bus, invocation);
  return TRUE;
}

void
dpa_manager_connect_providers (DpaManager *manager)
{
  static const struct
  {
    const char *signal;
    GCallback   handler;
  } handlers[] = {
    { "handle-check-provider", G_CALLBACK (handle_check) },
    { "handle-add-provider", G_CALLBACK (handle_add) },
    { "handle-edit-provider", G_CALLBACK (handle_edit) },
    { "handle-remove-provider", G_CALLBACK (handle_remove) },
    { "handle-preview-opkssh", G_CALLBACK (handle_preview_opkssh) },
    { "handle-import-profile", G_CALLBACK (handle_import_profile) },
    { "handle-describe-profile", G_CALLBACK (handle_describe_profile) },
    { "handle-decide-profile", G_CALLBACK (handle_decide_profile) },
    { "handle-import-opkssh", G_CALLBACK (handle_import_opkssh) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect (dpa_manager_get_bus (manager), handlers[i].signal, handlers[i].handler,
                      manager);
}
