/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-renewal.h"

#include "dp-error.h"
#include "dp-refresh.h"
#include "dpa-check.h"
#include "dpa-http.h"
#include "dpa-notifier.h"
#include "dpa-ssh-agent.h"

struct _DpaRenewal
{
  DpaAccount    *account;
  GPtrArray     *waiting; /* GTask: all who asked while it runs */
  GCancellable  *cancellable;
  DpProvider    *provider; /* (nullable) */
  DpPrivateKey  *key;      /* (nullable) */
  DpLoginResult *result;   /* (nullable) */
};

static void
renewal_free (DpaRenewal *self)
{
  g_clear_pointer (&self->result, dp_login_result_unref);
  g_clear_pointer (&self->provider, dp_provider_unref);
  g_clear_pointer (&self->key, dp_private_key_free);
  g_ptr_array_unref (self->waiting);
  g_object_unref (self->cancellable);
  g_object_unref (self->account);
  g_free (self);
}

static void
keep_token (DpaAccount *account,
            GBytes     *token)
{
  dpa_secrets_store (dpa_agent_get_secrets (dpa_account_get_agent (account)),
                     dpa_account_get_id (account), token);
}

/* A new token of a sign-in that is over meanwhile is nobody's. */
static void
rotated (GBytes   *token,
         gpointer  user_data)
{
  DpaRenewal *self = user_data;

  if (!g_cancellable_is_cancelled (self->cancellable))
    keep_token (self->account, token);
}

static void
drop_token (DpaAccount *account)
{
  dpa_account_get_record (account)->has_refresh_token = FALSE;
  keep_token (account, NULL);
}

/* What a failed renewal means: a token that is used up is dropped, one that is locked away waits
 * for the keyring to change, everything else is tried again. */
static void
judge_failure (DpaAccount   *account,
               const GError *error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  DpError code = dp_error_code (error);

  if (error->domain == DPA_BUS_ERROR
      && dpa_keyring_get_state (dpa_agent_get_keyring (agent)) != DPA_KEYRING_UNLOCKED)
    return;
  g_message ("renewal of account %s failed: %s", dpa_account_get_id (account),
             code != DP_ERROR_N ? dp_error_reason (error) : error->message);
  if (code == DP_ERROR_GRANT || code == DP_ERROR_NO_REFRESH_TOKEN || code == DP_ERROR_SUBJECT
      || code == DP_ERROR_REFRESHED || code == DP_ERROR_NO_ID_TOKEN)
    drop_token (account);
  else
    dpa_account_renewal_failed (account);
}

/* The one place where a renewal ends. Takes @self. */
static void
complete (DpaRenewal   *self,
          const GError *error)
{
  gboolean cancelled = g_cancellable_is_cancelled (self->cancellable);

  if (dpa_account_get_renewal (self->account) == self)
    dpa_account_set_renewal (self->account, NULL);
  if (error != NULL && !cancelled)
    judge_failure (self->account, error);
  for (guint i = 0; i < self->waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (self->waiting, i);

      if (error == NULL)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_error_copy (error));
    }
  renewal_free (self);
}

/* Whether it was stopped in the meantime: nothing of it may be kept then. */
static gboolean
goes_on (DpaRenewal *self,
         GError    **error)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    return TRUE;
  return dp_error_set (error, DP_ERROR_CANCELLED, "a sign-in or sign-out came in between");
}

static void
settled (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DpaRenewal *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) lost = NULL;

  dpa_secrets_settle_finish (DPA_SECRETS (source), result);
  if (goes_on (self, &error) && dpa_account_accept_renewed (self->account, self->result, &error))
    {
      if (!dpa_ssh_agent_reload (self->account, self->key, &lost))
        g_message ("account %s: %s", dpa_account_get_id (self->account), lost->message);
      dpa_notifier_withdraw (dpa_agent_get_notifier (dpa_account_get_agent (self->account)),
                             dpa_account_get_id (self->account));
    }
  complete (self, error);
}

/* Rotation is stored before what came with it is used (security 20). */
static void
refreshed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  DpaRenewal *self = user_data;
  g_autoptr (GError) error = NULL;

  self->result = dp_refresh_finish (result, &error);
  if (self->result == NULL)
    complete (self, error);
  else
    dpa_secrets_settle_async (dpa_agent_get_secrets (dpa_account_get_agent (self->account)),
                              settled, self);
}

/* The sentence of this error names who does not renew. */
static void
set_no_token (DpaAccount *account,
              GError    **error)
{
  const DpaProvider *provider = dpa_account_get_provider (account);

  dp_error_set (error, DP_ERROR_NO_REFRESH_TOKEN, "%s",
                provider != NULL ? provider->name : dpa_account_get_id (account));
}

/* Everything that the request needs; the token is not among it. */
static gboolean
prepare (DpaRenewal *self,
         GError    **error)
{
  const DpaProvider *provider = dpa_account_get_provider (self->account);
  DpaAgent *agent = dpa_account_get_agent (self->account);

  if (!goes_on (self, error))
    return FALSE;
  if (dpa_account_get_key (self->account)->cert == NULL)
    return dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "there is no certificate");
  if (provider == NULL)
    return dp_error_set (error, DP_ERROR_USAGE, "the account's provider is gone");
  self->provider = dpa_providers_make (provider, error);
  if (self->provider == NULL)
    return FALSE;
  self->key = dpa_keys_load (dpa_agent_get_keys (agent), dpa_account_get_id (self->account), error);
  return self->key != NULL;
}

static void
got_token (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  DpaRenewal *self = user_data;
  g_autoptr (DpHttp) http = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) token = dpa_secrets_lookup_finish (DPA_SECRETS (source), result, &error);
  DpRefreshInput input = { .store = rotated, .store_data = self, .refresh_token = token };

  if (token == NULL && error == NULL)
    set_no_token (self->account, &error);
  if (error != NULL || !prepare (self, &error))
    {
      complete (self, error);
      return;
    }
  input.provider = self->provider;
  input.key = self->key;
  input.pkt = dp_ssh_cert_get_extension (dpa_account_get_key (self->account)->cert,
                                         DP_SSH_EXT_PKT);
  http = dpa_http_ref ();
  dp_refresh_async (http, &input, self->cancellable, refreshed, self);
}

void
dpa_renewal_async (DpaAccount          *account,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (account, NULL, callback, user_data);
  DpaRenewal *self = dpa_account_get_renewal (account);

  g_task_set_source_tag (task, dpa_renewal_async);
  if (self != NULL)
    {
      g_ptr_array_add (self->waiting, task);
      return;
    }
  if (dpa_account_get_sign_in (account) != NULL)
    {
      g_task_return_new_error (task, DPA_BUS_ERROR, DPA_BUS_ERROR_BUSY, "a sign-in is under way");
      g_object_unref (task);
      return;
    }
  if (!dpa_account_get_record (account)->has_refresh_token)
    {
      GError *error = NULL;

      set_no_token (account, &error);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self = g_new0 (DpaRenewal, 1);
  self->account = g_object_ref (account);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  g_ptr_array_add (self->waiting, task);
  dpa_account_set_renewal (account, self);
  dpa_secrets_lookup_async (dpa_agent_get_secrets (dpa_account_get_agent (account)),
                            dpa_account_get_id (account), got_token, self);
}

void
dpa_renewal_cancel (DpaAccount *account)
{
  DpaRenewal *self = dpa_account_get_renewal (account);

  if (self == NULL)
    return;
  dpa_account_set_renewal (account, NULL);
  g_cancellable_cancel (self->cancellable);
}

gboolean
dpa_renewal_finish (DpaAccount   *account,
                    GAsyncResult *result,
                    GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
revoked (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* the person is signed out here in any case */
  if (!dp_revoke_finish (result, NULL, &error))
    g_message ("the provider was not told of the sign-out: %s", dp_error_reason (error));
  g_task_return_boolean (task, TRUE);
}

static void
got_token_to_revoke (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaAccount *account = g_task_get_source_object (task);
  const DpaProvider *provider = dpa_account_get_provider (account);
  g_autoptr (DpHttp) http = NULL;
  g_autoptr (GBytes) token = dpa_secrets_lookup_finish (DPA_SECRETS (source), result, NULL);
  g_autoptr (DpProvider) core = provider != NULL ? dpa_providers_make (provider, NULL) : NULL;

  drop_token (account);
  if (token == NULL || core == NULL || !dpa_account_is_online (account))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  http = dpa_http_ref ();
  dp_revoke_async (http, core, token, NULL, revoked, g_steal_pointer (&task));
}

void
dpa_sign_out_async (DpaAccount          *account,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (account, NULL, callback, user_data);
  DpaAgent *agent = dpa_account_get_agent (account);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, dpa_sign_out_async);
  dpa_renewal_cancel (account);
  dpa_ssh_agent_unload (account);
  if (!dpa_keys_remove (dpa_agent_get_keys (agent), dpa_account_get_id (account), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  dpa_record_sign_out (dpa_account_get_record (account));
  dpa_account_inspect_key (account);
  dpa_account_set_problem (account, NULL);
  dpa_notifier_withdraw (dpa_agent_get_notifier (agent), dpa_account_get_id (account));
  if (!dpa_agent_save (agent, &error))
    g_warning ("%s", error->message);
  dpa_secrets_lookup_async (dpa_agent_get_secrets (agent), dpa_account_get_id (account),
                            got_token_to_revoke, task);
}

gboolean
dpa_sign_out_finish (DpaAccount   *account,
                     GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
