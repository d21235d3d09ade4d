/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-renewal.h"

#include "dp-error.h"
#include "dp-refresh.h"
#include "dpa-check.h"
#include "dpa-notifier.h"
#include "dpa-ssh-agent.h"

typedef struct
{
  DpProvider   *provider;
  DpPrivateKey *key;
  GCancellable *cancellable;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->provider, dp_provider_unref);
  g_clear_pointer (&work->key, dp_private_key_free);
  g_clear_object (&work->cancellable);
  g_free (work);
}

/* Rotation is stored before the new token is used (security 20). */
static void
rotated (GBytes   *token,
         gpointer  user_data)
{
  DpaAccount *account = user_data;

  dpa_secrets_store_async (dpa_agent_get_secrets (dpa_account_get_agent (account)),
                           dpa_account_get_id (account), token, NULL, NULL);
}

static void
drop_token (DpaAccount *account)
{
  dpa_account_get_record (account)->has_refresh_token = FALSE;
  dpa_secrets_store_async (dpa_agent_get_secrets (dpa_account_get_agent (account)),
                           dpa_account_get_id (account), NULL, NULL, NULL);
}

/* What a failed renewal means: a token that is used up is dropped, everything else is tried again.
 * */
static void
judge_failure (DpaAccount   *account,
               const GError *error)
{
  DpError code = dp_error_code (error);

  g_message ("renewal of account %s failed: %s", dpa_account_get_id (account),
             dp_error_reason (error));
  if (code == DP_ERROR_GRANT || code == DP_ERROR_NO_REFRESH_TOKEN || code == DP_ERROR_SUBJECT
      || code == DP_ERROR_REFRESHED || code == DP_ERROR_NO_ID_TOKEN)
    drop_token (account);
  else
    dpa_account_renewal_failed (account);
}

static void
complete (GTask        *task,
          const GError *error)
{
  DpaAccount *account = g_task_get_source_object (task);

  dpa_account_set_renewing (account, NULL);
  if (error == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (dp_error_code (error) != DP_ERROR_CANCELLED)
    judge_failure (account, error);
  g_task_return_error (task, g_error_copy (error));
}

static void
refreshed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaAccount *account = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpLoginResult) renewed = dp_refresh_finish (result, &error);

  if (renewed != NULL && dpa_account_accept_renewed (account, renewed, &error))
    {
      g_autoptr (GError) lost = NULL;

      if (!dpa_ssh_agent_reload (account, work->key, &lost))
        g_message ("account %s: %s", dpa_account_get_id (account), lost->message);
      dpa_notifier_withdraw (dpa_agent_get_notifier (dpa_account_get_agent (account)),
                             dpa_account_get_id (account));
    }
  complete (task, error);
}

/* Everything that the request needs; the token is not among it. */
static gboolean
prepare (DpaAccount *account,
         Work       *work,
         GError    **error)
{
  const DpaProvider *provider = dpa_account_get_provider (account);
  DpaAgent *agent = dpa_account_get_agent (account);

  if (provider == NULL)
    return dp_error_set (error, DP_ERROR_USAGE, "the account's provider is gone");
  work->provider = dpa_providers_make (provider, error);
  if (work->provider == NULL)
    return FALSE;
  work->key = dpa_keys_load (dpa_agent_get_keys (agent), dpa_account_get_id (account), error);
  return work->key != NULL;
}

static void
got_token (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DpaAccount *account = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  const DpaKeyInfo *key = dpa_account_get_key (account);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) token = dpa_secrets_lookup_finish (DPA_SECRETS (source), result, &error);
  DpRefreshInput input = { .store = rotated, .store_data = account, .refresh_token = token };
  DpaKeyring *keyring = dpa_agent_get_keyring (dpa_account_get_agent (account));

  if (token == NULL && error == NULL && dpa_keyring_get_state (keyring) != DPA_KEYRING_UNLOCKED)
    g_set_error (&error, DPA_BUS_ERROR, DPA_BUS_ERROR_LOCKED, "the keyring is out of reach");
  else if (token == NULL && error == NULL)
    dp_error_set (&error, DP_ERROR_NO_REFRESH_TOKEN, "no refresh token is kept");
  if (error == NULL && key->cert == NULL)
    dp_error_set (&error, DP_ERROR_CERT_NO_TOKEN, "there is no certificate");
  if (error != NULL || !prepare (account, work, &error))
    {
      complete (task, error);
      return;
    }
  input.provider = work->provider;
  input.key = work->key;
  input.pkt = dp_ssh_cert_get_extension (key->cert, DP_SSH_EXT_PKT);
  dp_refresh_async (dpa_agent_get_http (dpa_account_get_agent (account)), &input,
                    work->cancellable, refreshed, g_steal_pointer (&task));
}

void
dpa_renewal_async (DpaAccount          *account,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (account, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, dpa_renewal_async);
  g_task_set_task_data (task, work, work_free);
  if (dpa_account_is_renewing (account) || dpa_account_get_sign_in (account) != NULL)
    {
      g_task_return_new_error (task, DPA_BUS_ERROR, DPA_BUS_ERROR_BUSY, "already under way");
      g_object_unref (task);
      return;
    }
  work->cancellable = g_cancellable_new ();
  dpa_account_set_renewing (account, work->cancellable);
  dpa_secrets_lookup_async (dpa_agent_get_secrets (dpa_account_get_agent (account)),
                            dpa_account_get_id (account), got_token, task);
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
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaProvider *provider = dpa_account_get_provider (account);
  g_autoptr (GBytes) token = dpa_secrets_lookup_finish (DPA_SECRETS (source), result, NULL);
  g_autoptr (DpProvider) core = provider != NULL ? dpa_providers_make (provider, NULL) : NULL;

  drop_token (account);
  if (token == NULL || core == NULL || !dpa_account_is_online (account))
    g_task_return_boolean (task, TRUE);
  else
    dp_revoke_async (dpa_agent_get_http (agent), core, token, NULL, revoked,
                     g_steal_pointer (&task));
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
