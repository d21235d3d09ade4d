/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-account-publish.h"

#include "dp-sandbox.h"
#include "dp-text.h"
#include "dpa-profiles.h"

void
dpa_account_publish_key (DpaAccount *self)
{
  const char *id = dpa_account_get_id (self);
  const DpaKeyInfo *key = dpa_account_get_key (self);
  DpBusAccount *bus = dpa_account_get_bus (self);
  gboolean there = key->cert != NULL;
  const char *folder = dp_sandbox_key_folder ();
  g_autofree char *path = g_strdup_printf ("~/%s/%s", folder, id);
  g_autofree char *cert = g_strdup_printf ("%s/%s/%s-cert.pub",
                                           dpa_agent_get_home (dpa_account_get_agent (self)),
                                           folder, id);

  dp_bus_account_set_key_path (bus, there ? path : "");
  dp_bus_account_set_certificate_path (bus, there ? cert : "");
  dp_bus_account_set_key_type (bus, there ? key->type : "");
  dp_bus_account_set_fingerprint (bus, there && key->fingerprint != NULL
                                                 ? key->fingerprint : "");
  dp_bus_account_set_in_agent (bus, dpa_account_is_in_agent (self));
}

void
dpa_account_publish_record (DpaAccount *self)
{
  const DpaRecord *record = dpa_account_get_record (self);
  DpBusAccount *bus = dpa_account_get_bus (self);
  const DpaProvider *provider = dpa_account_get_provider (self);
  DpaProfiles *profiles = dpa_agent_get_profiles (dpa_account_get_agent (self));
  const DpaProfile *profile = dpa_profiles_find (profiles, record->managed_by);
  g_autofree char *organisation = profile != NULL ? dp_text_display (profile->organisation, -1)
                                                  : g_strdup ("");
  g_autofree char *identity = dp_text_display (record->identity, -1);
  g_autofree char *subject = dp_text_display (record->subject, -1);

  dp_bus_account_set_id (bus, record->id);
  dp_bus_account_set_provider (bus, record->provider);
  dp_bus_account_set_provider_name (bus, provider != NULL ? provider->name
                                                                : record->provider);
  dp_bus_account_set_provider_kind (bus, provider != NULL ? provider->kind : "other");
  dp_bus_account_set_identity (bus, identity);
  dp_bus_account_set_subject (bus, subject);
  dp_bus_account_set_issuer (bus, *record->issuer != '\0' || provider == NULL
                                            ? record->issuer : provider->issuer);
  dp_bus_account_set_signed_in_at (bus, record->signed_in_at);
  dp_bus_account_set_token_expires_at (bus, record->token_expires_at);
  dp_bus_account_set_lifetime_hours (bus, record->lifetime_hours);
  dp_bus_account_set_expiry (bus, record->expiry);
  dp_bus_account_set_can_renew (bus, dpa_account_can_renew (self));
  dp_bus_account_set_hosts (bus, (const char *const *) record->hosts);
  dp_bus_account_set_managed_by (bus, organisation);
  dp_bus_account_set_fixed (bus, dpa_profiles_get_fixed (profiles, record));
  dp_bus_account_set_browser (bus, record->browser);
  dp_bus_account_set_browser_profile (bus, record->browser_profile);
  dp_bus_account_set_free_port (bus, record->free_port);
}
