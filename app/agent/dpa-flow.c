/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-flow.h"

#include "dp-claims.h"
#include "dpa-autostart.h"
#include "dpa-check.h"
#include "dpa-hosts.h"
#include "dpa-http.h"
#include "dpa-notifier.h"
#include "dpa-ssh-agent.h"
#include "dpa-words.h"
#include "dpw-sentences.h"

/* After somebody else signed in. "select_account" is what is meant (OpenID Connect Core section
 * 3.1.2.1), but only "login" and "consent" are known to every provider. */
static const char *
prompt_to_choose (const DpaProvider *provider)
{
  gboolean selects = g_str_equal (provider->kind, "google")
                     || g_str_equal (provider->kind, "microsoft");

  return selects ? "select_account" : "login consent";
}

DpLogin *
dpa_flow_make_login (DpaAccount        *account,
                     const DpaProvider *provider,
                     GError           **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const DpaRecord *record = dpa_account_get_record (account);
  const DpaPreferences *preferences = dpa_agent_get_preferences (agent);
  g_autoptr (DpHttp) http = NULL;
  g_autoptr (DpProvider) core = NULL;
  DpLoginOptions options = {
    .key_kind = g_str_equal (preferences->key_type, "ed25519") ? DP_KEY_ED25519 : DP_KEY_P256,
    .prompt = record->choose_person ? prompt_to_choose (provider) : NULL,
    .login_hint = *record->identity != '\0' && !record->choose_person ? record->identity : NULL,
    .free_port = record->free_port,
    .words = dpa_words_get_pages (),
  };

  core = dpa_providers_make (provider, error);
  if (core == NULL)
    return NULL;
  http = dpa_http_ref ();
  return dp_login_new (http, core, &options);
}

static void
told (GObject      *source,
      GAsyncResult *result,
      gpointer      user_data)
{
  dp_login_tell_browser_finish (DP_LOGIN (source), result);
}

void
dpa_flow_tell_browser (DpLogin  *login,
                       GVariant *problem)
{
  const char *id = "";
  g_autofree const char **args = NULL;
  g_autofree char *title = NULL;
  gboolean said;

  if (problem != NULL)
    {
      g_variant_get (problem, "(&s&s^a&s&s^a&s)", &id, NULL, &args, NULL, NULL);
      title = dpw_sentence_title (*id != '\0' ? id : "cancelled", (const char *const *) args);
    }
  /* the provider's own words come second */
  said = g_str_equal (id, "provider") && g_strv_length ((char **) args) > 1;
  dp_login_tell_browser_async (login, title, said ? args[1] : NULL, told, NULL);
}

gboolean
dpa_flow_is_owner (const DpaRecord *record,
                   DpLoginResult   *result)
{
  DpClaims *claims = dp_login_result_get_claims (result);

  return g_strcmp0 (record->issuer, dp_login_result_get_issuer (result)) == 0
         && g_strcmp0 (record->subject, dp_claims_get_subject (claims)) == 0;
}

gboolean
dpa_flow_keep (DpaAccount    *account,
               DpLoginResult *result,
               GError       **error)
{
  DpaAgent *agent = dpa_account_get_agent (account);
  const char *id = dpa_account_get_id (account);

  if (!dpa_ssh_agent_load_new (account, result, error)
      || !dpa_account_accept (account, result, error))
    return FALSE;
  dpa_secrets_store (dpa_agent_get_secrets (agent), id,
                     dp_login_result_get_refresh_token (result));
  dpa_notifier_withdraw (dpa_agent_get_notifier (agent), id);
  dpa_autostart_ask (agent);
  dpa_hosts_refresh (agent);
  return TRUE;
}

DpaAccount *
dpa_flow_hand_over (DpaAccount    *account,
                    DpLoginResult *result,
                    GError       **error)
{
  const DpaProvider *provider = dpa_account_get_provider (account);
  DpaAccount *other;

  if (provider == NULL)
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_NOT_FOUND, "the provider is gone");
      return NULL;
    }
  other = dpa_agent_add_account (dpa_account_get_agent (account), provider, provider->name);
  return dpa_flow_keep (other, result, error) ? other : NULL;
}
