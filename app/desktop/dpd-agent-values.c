/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what the agent says: providers, and errors. */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-agent.h"

#include "dpw-sentences.h"

#include <glib/gi18n.h>

#define ERROR_PREFIX "io.github.daypass.Daypass.Agent.Error."

static const struct
{
  const char *name;
  const char *sentence;
} errors[] = {
  { "NotFound", N_("It is not there any more") },
  { "Invalid", N_("This cannot work") },
  { "NotConfirmed", N_("This needs your confirmation") },
  { "NotAllowed", N_("Your organisation does not allow this") },
  { "TooOften", N_("The browser was opened three times in ten minutes") },
  { "Gone", N_("This sign-in is over") },
  { "Busy", N_("Daypass is busy with another change") },
  { "Changed", N_("The files changed in the meantime. Review the change again.") },
  { "Locked", N_("The keyring is still locked") },
};

const char *
dpd_provider_get (GVariant   *provider,
                  const char *key)
{
  const char *value = "";

  g_variant_lookup (provider, key, "&s", &value);
  return value;
}

GVariant *
dpd_agent_dup_provider (DpdAgent   *self,
                        const char *id)
{
  DpBusManager *manager = dpd_agent_get_manager (self);
  GVariant *providers = manager != NULL ? dp_bus_manager_get_providers (manager) : NULL;
  GVariantIter iter;
  GVariant *provider;

  if (providers == NULL)
    return NULL;
  g_variant_iter_init (&iter, providers);
  while ((provider = g_variant_iter_next_value (&iter)) != NULL)
    {
      if (g_str_equal (dpd_provider_get (provider, "id"), id))
        return provider;
      g_variant_unref (provider);
    }
  return NULL;
}

/* The message of Failed is a check id, ": ", and detail. */
static char *
failed_sentence (const GError *error)
{
  g_autoptr (GError) stripped = g_error_copy (error);
  g_auto (GStrv) parts = NULL;
  const char *args[] = { "…", NULL };

  g_dbus_error_strip_remote_error (stripped);
  parts = g_strsplit (stripped->message, ": ", 2);
  if (parts[0] != NULL && dpw_sentence_known (parts[0]) && dpw_sentence_n_args (parts[0]) == 0)
    return dpw_sentence_title (parts[0], args);
  return g_strdup (_("That did not work"));
}

char *
dpd_agent_error_sentence (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  if (name == NULL || !g_str_has_prefix (name, ERROR_PREFIX))
    return g_strdup (g_dbus_error_is_remote_error (error) ? _("Daypass does not answer")
                                                          : _("That did not work"));
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_str_equal (name + strlen (ERROR_PREFIX), errors[i].name))
      return g_strdup (_(errors[i].sentence));
  return failed_sentence (error);
}
