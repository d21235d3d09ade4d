/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-profile-view.h"

#include "dp-text.h"
#include "dpa-check.h"

GVariant *
dpa_profile_summarise (const DpaProfile *profile)
{
  GVariantBuilder checks;

  g_variant_builder_init (&checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  for (guint i = 0; i < profile->providers->len; i++)
    {
      const DpaProvider *provider = g_ptr_array_index (profile->providers, i);
      g_autofree char *name = dp_text_display (provider->name, -1);
      g_autofree char *what = g_strdup_printf ("%s (%s)", provider->issuer, provider->scopes);
      g_autofree char *shown = dp_text_display (what, -1);

      g_variant_builder_add_value (&checks, dpa_check ("profile-provider", "info", name, shown,
                                                       NULL));
    }
  for (guint i = 0; i < profile->accounts->len; i++)
    {
      const DpaProfileAccount *account = g_ptr_array_index (profile->accounts, i);
      g_autofree char *hosts = g_strjoinv (" ", account->hosts);
      g_autofree char *fixed = g_strjoinv (", ", account->fixed);
      g_autofree char *hours = g_strdup_printf ("%u", account->lifetime_hours);

      g_variant_builder_add_value (&checks, dpa_check ("profile-account", "info",
                                                       account->provider, NULL));
      if (*hosts != '\0')
        g_variant_builder_add_value (&checks, dpa_check ("profile-hosts", "info", hosts, NULL));
      if (account->lifetime_hours != 0)
        g_variant_builder_add_value (&checks, dpa_check ("profile-lifetime", "info", hours, NULL));
      if (*fixed != '\0')
        g_variant_builder_add_value (&checks, dpa_check ("profile-fixed", "info", fixed, NULL));
    }
  return g_variant_builder_end (&checks);
}
