/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-record.h"

#define PREFERENCES_GROUP "preferences"

#define RECORD(member) G_STRUCT_OFFSET (DpaRecord, member)
static const DpaField record_fields[] = {
  { "label", DPA_FIELD_TEXT, RECORD (label), NULL },
  { "provider", DPA_FIELD_TEXT, RECORD (provider), NULL },
  { "issuer", DPA_FIELD_TEXT, RECORD (issuer), NULL },
  { "subject", DPA_FIELD_TEXT, RECORD (subject), NULL },
  { "identity", DPA_FIELD_TEXT, RECORD (identity), NULL },
  { "hosts", DPA_FIELD_LIST, RECORD (hosts), NULL },
  { "managed-by", DPA_FIELD_TEXT, RECORD (managed_by), NULL },
  { "browser", DPA_FIELD_TEXT, RECORD (browser), "default" },
  { "browser-profile", DPA_FIELD_TEXT, RECORD (browser_profile), NULL },
  { "expiry", DPA_FIELD_TEXT, RECORD (expiry), "age" },
  { "refused-by", DPA_FIELD_TEXT, RECORD (refused_by), NULL },
  { "signed-in-at", DPA_FIELD_TIME, RECORD (signed_in_at), NULL },
  { "token-issued-at", DPA_FIELD_TIME, RECORD (token_issued_at), NULL },
  { "token-expires-at", DPA_FIELD_TIME, RECORD (token_expires_at), NULL },
  { "told-for", DPA_FIELD_TIME, RECORD (told_for), NULL },
  { "lifetime-hours", DPA_FIELD_NUMBER, RECORD (lifetime_hours), "24" },
  { "free-port", DPA_FIELD_SWITCH, RECORD (free_port), NULL },
  { "has-refresh-token", DPA_FIELD_SWITCH, RECORD (has_refresh_token), NULL },
  { "told-of-end", DPA_FIELD_SWITCH, RECORD (told_of_end), NULL },
  { "choose-person", DPA_FIELD_SWITCH, RECORD (choose_person), NULL },
};

#define PROVIDER(member) G_STRUCT_OFFSET (DpaProvider, member)
static const DpaField provider_fields[] = {
  { "name", DPA_FIELD_TEXT, PROVIDER (name), NULL },
  { "kind", DPA_FIELD_TEXT, PROVIDER (kind), "other" },
  { "origin", DPA_FIELD_TEXT, PROVIDER (origin), "own" },
  { "profile", DPA_FIELD_TEXT, PROVIDER (profile), NULL },
  { "issuer", DPA_FIELD_TEXT, PROVIDER (issuer), NULL },
  { "client-id", DPA_FIELD_TEXT, PROVIDER (client_id), NULL },
  { "client-secret", DPA_FIELD_TEXT, PROVIDER (client_secret), NULL },
  { "scopes", DPA_FIELD_TEXT, PROVIDER (scopes), "openid email profile" },
  { "redirect-uris", DPA_FIELD_LIST, PROVIDER (redirect_uris), NULL },
  { "trusted-hosts", DPA_FIELD_LIST, PROVIDER (trusted_hosts), NULL },
  { "access-type", DPA_FIELD_TEXT, PROVIDER (access_type), "offline" },
  { "prompt", DPA_FIELD_TEXT, PROVIDER (prompt), "consent" },
  { "embedded", DPA_FIELD_SWITCH, PROVIDER (embedded), "true" },
};

#define PREFERENCE(member) G_STRUCT_OFFSET (DpaPreferences, member)
static const DpaField preference_fields[] = {
  { "start-at-login", DPA_FIELD_SWITCH, PREFERENCE (start_at_login), NULL },
  { "start-asked", DPA_FIELD_SWITCH, PREFERENCE (start_asked), NULL },
  { "told-today", DPA_FIELD_TIME, PREFERENCE (told_today), NULL },
  { "notify-minutes", DPA_FIELD_NUMBER, PREFERENCE (notify_minutes), "30" },
  { "renew", DPA_FIELD_SWITCH, PREFERENCE (renew), "true" },
  { "browser", DPA_FIELD_TEXT, PREFERENCE (browser), "ask" },
  { "key-type", DPA_FIELD_TEXT, PREFERENCE (key_type), "ecdsa" },
  { "ssh-agent", DPA_FIELD_SWITCH, PREFERENCE (ssh_agent), NULL },
  { "agent-only", DPA_FIELD_SWITCH, PREFERENCE (agent_only), NULL },
  { "agent-confirm", DPA_FIELD_SWITCH, PREFERENCE (agent_confirm), NULL },
  { "order", DPA_FIELD_LIST, PREFERENCE (order), NULL },
};

DpaRecord *
dpa_record_read (GKeyFile   *file,
                 const char *group,
                 const char *id)
{
  DpaRecord *self = g_rc_box_new0 (DpaRecord);

  self->id = g_strdup (id);
  dpa_fields_read (record_fields, G_N_ELEMENTS (record_fields), file, group, self);
  self->lifetime_hours = CLAMP (self->lifetime_hours, 1, 168);
  return self;
}

DpaRecord *
dpa_record_new (const char *id)
{
  g_autoptr (GKeyFile) empty = g_key_file_new ();

  return dpa_record_read (empty, "account", id);
}

void
dpa_record_write (const DpaRecord *self,
                  GKeyFile        *file,
                  const char      *group)
{
  dpa_fields_write (record_fields, G_N_ELEMENTS (record_fields), file, group, self);
}

void
dpa_record_sign_out (DpaRecord *self)
{
  self->signed_in_at = 0;
  self->token_issued_at = 0;
  self->token_expires_at = 0;
  self->told_for = 0;
  self->told_of_end = FALSE;
  self->has_refresh_token = FALSE;
  dpa_set_text (self->refused_by, "");
}

static void
record_clear (gpointer data)
{
  DpaRecord *self = data;

  dpa_fields_clear (record_fields, G_N_ELEMENTS (record_fields), self);
  g_free (self->id);
}

DpaRecord *
dpa_record_ref (DpaRecord *self)
{
  return g_rc_box_acquire (self);
}

void
dpa_record_unref (DpaRecord *self)
{
  g_rc_box_release_full (self, record_clear);
}

DpaProvider *
dpa_provider_read (GKeyFile   *file,
                   const char *group,
                   const char *id)
{
  DpaProvider *self = g_new0 (DpaProvider, 1);

  self->id = g_strdup (id);
  dpa_fields_read (provider_fields, G_N_ELEMENTS (provider_fields), file, group, self);
  return self;
}

DpaProvider *
dpa_provider_new (void)
{
  g_autoptr (GKeyFile) empty = g_key_file_new ();

  return dpa_provider_read (empty, "provider", "");
}

void
dpa_provider_write (const DpaProvider *self,
                    GKeyFile          *file,
                    const char        *group)
{
  dpa_fields_write (provider_fields, G_N_ELEMENTS (provider_fields), file, group, self);
}

DpaProvider *
dpa_provider_copy (const DpaProvider *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  dpa_provider_write (self, file, "provider");
  return dpa_provider_read (file, "provider", self->id);
}

void
dpa_provider_free (DpaProvider *self)
{
  if (self == NULL)
    return;
  dpa_fields_clear (provider_fields, G_N_ELEMENTS (provider_fields), self);
  g_free (self->id);
  g_free (self);
}

void
dpa_preferences_read (DpaPreferences *self,
                      GKeyFile       *file)
{
  dpa_preferences_clear (self);
  dpa_fields_read (preference_fields, G_N_ELEMENTS (preference_fields), file, PREFERENCES_GROUP,
                   self);
}

void
dpa_preferences_write (const DpaPreferences *self,
                       GKeyFile             *file)
{
  dpa_fields_write (preference_fields, G_N_ELEMENTS (preference_fields), file, PREFERENCES_GROUP,
                    self);
}

void
dpa_preferences_clear (DpaPreferences *self)
{
  dpa_fields_clear (preference_fields, G_N_ELEMENTS (preference_fields), self);
}
