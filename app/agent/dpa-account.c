/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-account.h"

#include "dp-claims.h"
#include "dp-error.h"
#include "dp-text.h"
#include "dp-url.h"
#include "dpa-account-methods.h"
#include "dpa-account-publish.h"
#include "dpa-caller.h"
#include "dpa-check.h"
#include "dpa-id.h"
#include "dpa-renewal.h"
#include "dpa-sign-in.h"

struct _DpaAccount
{
  GObject parent_instance;

  DpaAgent     *agent; /* not owned: it owns us */
  DpaRecord    *record; /* shared with the store, which may forget it before us */
  char         *path;
  DpBusAccount *bus;
  DpaKeyInfo   *key;
  GVariant     *problem;  /* (nullable) */
  DpaSignIn    *sign_in;  /* (nullable) */
  DpaRenewal   *renewal; /* (nullable): not owned, it ends by itself */
  guint         failures;
  gint64        renew_not_before;
  DpaRate       rate;
  gboolean      in_agent;
};

G_DEFINE_FINAL_TYPE (DpaAccount, dpa_account, G_TYPE_OBJECT)

DpaAgent *
dpa_account_get_agent (DpaAccount *self)
{
  return self->agent;
}

DpaRecord *
dpa_account_get_record (DpaAccount *self)
{
  return self->record;
}

const char *
dpa_account_get_id (DpaAccount *self)
{
  return self->record->id;
}

const char *
dpa_account_get_path (DpaAccount *self)
{
  return self->path;
}

DpBusAccount *
dpa_account_get_bus (DpaAccount *self)
{
  return self->bus;
}

DpaRate *
dpa_account_get_rate (DpaAccount *self)
{
  return &self->rate;
}

const DpaKeyInfo *
dpa_account_get_key (DpaAccount *self)
{
  return self->key;
}

const DpaProvider *
dpa_account_get_provider (DpaAccount *self)
{
  return dpa_providers_find (dpa_agent_get_providers (self->agent), self->record->provider);
}

gboolean
dpa_account_is_online (DpaAccount *self)
{
  const DpaProvider *provider = dpa_account_get_provider (self);
  g_autoptr (GUri) issuer = NULL;

  if (dpa_agent_is_online (self->agent))
    return TRUE;
  issuer = provider != NULL ? dp_url_parse (provider->issuer, NULL) : NULL;
  return issuer != NULL && dp_url_host_is_loopback (g_uri_get_host (issuer));
}

char *
dpa_account_dup_name (DpaAccount *self)
{
  const DpaProvider *provider = dpa_account_get_provider (self);
  const char *name = self->record->identity;

  if (*name == '\0')
    name = self->record->label;
  if (*name == '\0')
    name = provider != NULL ? provider->name : self->record->id;
  return dp_text_display (name, -1);
}

/* A new certificate is signed with the key: one that only the ssh-agent has cannot be renewed. */
gboolean
dpa_account_can_renew (DpaAccount *self)
{
  return self->record->has_refresh_token && self->key->has_private
         && (dpa_secrets_holds (dpa_agent_get_secrets (self->agent), self->record->id)
             || dpa_keyring_get_state (dpa_agent_get_keyring (self->agent)) != DPA_KEYRING_ABSENT);
}

static DpaFacts
collect_facts (DpaAccount *self)
{
  const DpaRecord *record = self->record;
  const DpaPreferences *preferences = dpa_agent_get_preferences (self->agent);
  DpaKeyringState keyring = dpa_keyring_get_state (dpa_agent_get_keyring (self->agent));
  gboolean held = dpa_secrets_holds (dpa_agent_get_secrets (self->agent), record->id);
  gboolean may_renew = preferences->renew && dpa_account_can_renew (self);
  gboolean on_disk_only = !preferences->ssh_agent && !preferences->agent_only;
  DpaFacts facts = {
    .signed_in_at = record->signed_in_at,
    .token_issued_at = record->token_issued_at,
    .token_expires_at = record->token_expires_at,
    .renew_not_before = self->renew_not_before,
    .lifetime = record->lifetime_hours * 3600,
    .notify = preferences->notify_minutes * 60,
    .lives_by_token = g_str_equal (record->expiry, "token"),
    .has_key = record->signed_in_at != 0 && self->key->is_whole
               && (self->key->has_private || self->in_agent),
    .renews = may_renew && (held || keyring == DPA_KEYRING_UNLOCKED),
    .keyring_locked = may_renew && !held && keyring == DPA_KEYRING_LOCKED,
    .lost = !on_disk_only && !self->in_agent,
    .refused = *record->refused_by != '\0',
    .has_problem = self->problem != NULL,
    .online = dpa_account_is_online (self),
  };

  if (self->sign_in != NULL && dpa_sign_in_get_other_person (self->sign_in) != NULL)
    facts.activity = DPA_ACTIVITY_OTHER_PERSON;
  else if (self->sign_in != NULL)
    facts.activity = DPA_ACTIVITY_SIGNING_IN;
  else if (self->renewal != NULL)
    facts.activity = DPA_ACTIVITY_RENEWING;
  return facts;
}

DpaVerdict
dpa_account_judge (DpaAccount *self,
                   gint64      now)
{
  DpaFacts facts = collect_facts (self);

  return dpa_state_judge (&facts, now);
}

static void
publish_state (DpaAccount       *self,
               const DpaVerdict *verdict)
{
  const DpaRecord *record = self->record;
  g_autofree char *owner = dpa_account_dup_name (self);
  const char *args[3] = { NULL };

  if (verdict->state == DPA_STATE_SIGNING_IN)
    args[0] = dpa_sign_in_get_reason (self->sign_in);
  else if (verdict->state == DPA_STATE_ENDING)
    args[0] = dpa_account_can_renew (self) && g_str_equal (record->expiry, "token") ? "silent" : "";
  else if (verdict->state == DPA_STATE_REFUSED)
    args[0] = record->refused_by;
  else if (verdict->state == DPA_STATE_OTHER_PERSON)
    {
      args[0] = dpa_sign_in_get_other_person (self->sign_in);
      args[1] = owner;
    }
  dp_bus_account_set_state (self->bus, dpa_state_get_id (verdict->state));
  dp_bus_account_set_state_args (self->bus, args);
  dp_bus_account_set_problem (self->bus, self->problem != NULL ? self->problem
                                                               : dpa_check_none ());
  dp_bus_account_set_sign_in_request (self->bus, self->sign_in != NULL
                                                     ? dpa_sign_in_get_path (self->sign_in) : "/");
  dp_bus_account_set_expected_until (self->bus, verdict->expected_until);
  dp_bus_account_set_ending_from (self->bus, verdict->ending_from);
}

DpaVerdict
dpa_account_refresh (DpaAccount *self,
                     gint64      now)
{
  DpaVerdict verdict = dpa_account_judge (self, now);
  g_autoptr (GError) error = NULL;

  dpa_account_publish_record (self);
  dpa_account_publish_key (self);
  publish_state (self, &verdict);
  if (!dpa_keys_set_until (dpa_agent_get_keys (self->agent), self->record->id,
                           verdict.expected_until, &error))
    g_warning ("account %s: %s", self->record->id, error->message);
  return verdict;
}

void
dpa_account_inspect_key (DpaAccount *self)
{
  g_clear_pointer (&self->key, dpa_key_info_free);
  self->key = dpa_keys_inspect (dpa_agent_get_keys (self->agent), self->record->id);
}

void
dpa_account_set_problem (DpaAccount *self,
                         GVariant   *check)
{
  g_clear_pointer (&self->problem, g_variant_unref);
  if (check != NULL)
    self->problem = g_variant_ref_sink (check);
  dpa_agent_changed (self->agent);
}

DpaSignIn *
dpa_account_get_sign_in (DpaAccount *self)
{
  return self->sign_in;
}

void
dpa_account_set_sign_in (DpaAccount *self,
                         DpaSignIn  *sign_in)
{
  g_set_object (&self->sign_in, sign_in);
  dpa_agent_changed (self->agent);
}

static void
take_times (DpaRecord     *record,
            DpLoginResult *result)
{
  DpClaims *newest = dp_login_result_get_newest_claims (result);

  record->token_issued_at = dp_claims_get_issued_at (newest);
  record->token_expires_at = dp_login_result_get_token_expires_at (result);
  record->has_refresh_token = dp_login_result_get_refresh_token (result) != NULL
                              || record->has_refresh_token;
  dpa_set_text (record->refused_by, "");
}

gboolean
dpa_account_accept (DpaAccount    *self,
                    DpLoginResult *result,
                    GError       **error)
{
  DpaRecord *record = self->record;
  const DpaPreferences *preferences = dpa_agent_get_preferences (self->agent);
  DpClaims *claims = dp_login_result_get_claims (result);

  /* its certificate would be the old key's */
  dpa_renewal_cancel (self);
  if (!dpa_keys_install (dpa_agent_get_keys (self->agent), record->id,
                         dp_login_result_get_key (result), !preferences->agent_only,
                         dp_login_result_get_cert_line (result), 0, error))
    return FALSE;
  dpa_set_text (record->issuer, dp_login_result_get_issuer (result));
  dpa_set_text (record->subject, dp_claims_get_subject (claims));
  dpa_set_text (record->identity, dp_login_result_get_identity (result));
  record->signed_in_at = dp_login_result_get_issued_at (result);
  record->has_refresh_token = FALSE;
  record->choose_person = FALSE;
  take_times (record, result);
  self->failures = 0;
  self->renew_not_before = 0;
  g_clear_pointer (&self->problem, g_variant_unref);
  dpa_rate_forgive (&self->rate);
  dpa_account_inspect_key (self);
  return dpa_agent_save (self->agent, error);
}

gboolean
dpa_account_accept_renewed (DpaAccount    *self,
                            DpLoginResult *result,
                            GError       **error)
{
  if (!dpa_keys_replace_cert (dpa_agent_get_keys (self->agent), self->record->id,
                              dp_login_result_get_cert_line (result), error))
    return FALSE;
  take_times (self->record, result);
  self->failures = 0;
  self->renew_not_before = 0;
  dpa_account_inspect_key (self);
  return dpa_agent_save (self->agent, error);
}

DpaRenewal *
dpa_account_get_renewal (DpaAccount *self)
{
  return self->renewal;
}

void
dpa_account_set_renewal (DpaAccount *self,
                         DpaRenewal *renewal)
{
  self->renewal = renewal;
  dpa_agent_changed (self->agent);
}

void
dpa_account_renewal_failed (DpaAccount *self)
{
  self->failures++;
  self->renew_not_before = dpa_agent_get_now (self->agent)
                           + dpa_state_retry_after (self->failures);
}

void
dpa_account_retry_renewal (DpaAccount *self)
{
  self->failures = 0;
  self->renew_not_before = 0;
}

void
dpa_account_set_in_agent (DpaAccount *self,
                          gboolean    in_agent)
{
  if (self->in_agent == in_agent)
    return;
  self->in_agent = in_agent;
  dpa_agent_changed (self->agent);
}

gboolean
dpa_account_is_in_agent (DpaAccount *self)
{
  return self->in_agent;
}

void
dpa_account_close (DpaAccount *self)
{
  dpa_renewal_cancel (self);
  if (self->sign_in != NULL)
    dpa_sign_in_cancel (self->sign_in);
  g_dbus_object_manager_server_unexport (dpa_agent_get_objects (self->agent), self->path);
}

static void
dpa_account_dispose (GObject *object)
{
  DpaAccount *self = DPA_ACCOUNT (object);

  g_clear_object (&self->sign_in);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->key, dpa_key_info_free);
  g_clear_pointer (&self->problem, g_variant_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->record, dpa_record_unref);
  G_OBJECT_CLASS (dpa_account_parent_class)->dispose (object);
}

static void
dpa_account_class_init (DpaAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpa_account_dispose;
}

static void
dpa_account_init (DpaAccount *self)
{
}

DpaAccount *
dpa_account_new (DpaAgent  *agent,
                 DpaRecord *record)
{
  DpaAccount *self = g_object_new (DPA_TYPE_ACCOUNT, NULL);
  g_autoptr (DpBusObjectSkeleton) object = NULL;

  self->agent = agent;
  self->record = dpa_record_ref (record);
  self->path = dpa_id_to_path (DPA_ACCOUNTS_PATH, record->id);
  self->bus = dp_bus_account_skeleton_new ();
  dpa_account_inspect_key (self);
  dpa_account_connect_methods (self);
  dpa_account_refresh (self, dpa_agent_get_now (agent));
  object = dp_bus_object_skeleton_new (self->path);
  dp_bus_object_skeleton_set_account (object, self->bus);
  g_signal_connect (self->bus, "g-authorize-method", G_CALLBACK (dpa_caller_authorize), NULL);
  g_dbus_object_manager_server_export (dpa_agent_get_objects (agent),
                                       G_DBUS_OBJECT_SKELETON (object));
  return self;
}
