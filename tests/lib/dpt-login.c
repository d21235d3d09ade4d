/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-login.h"

#include <string.h>

#include "dp-policy.h"
#include "dpt.h"

static DpIdentity *
prove (const DptServer *server,
       const DpSshCert *cert,
       GError         **error)
{
  g_autoptr (DpProviders) providers = dp_providers_new ();
  const char *text = dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);
  g_autoptr (DpPkt) pkt = NULL;
  const DpProvidersRow *row;
  DpPktRules rules = { .iat_tolerance = 60, .gq_legacy = server->gq_legacy };

  if (text == NULL)
    {
      dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "no token");
      return NULL;
    }
  dp_providers_feed (providers, (const guint8 *) server->providers, strlen (server->providers));
  if (!dp_providers_finish (providers, error))
    return NULL;
  pkt = dp_pkt_parse (text, strlen (text), error);
  if (pkt == NULL)
    return NULL;
  row = dp_providers_choose (providers, dp_pkt_get_claims (pkt), error);
  if (row == NULL)
    return NULL;
  rules.issuer = row->issuer;
  rules.client_id = row->client_id;
  rules.commitment = dp_commitment_for_issuer (row->issuer);
  rules.expiry = row->expiry;
  return dp_pkt_verify (cert, pkt, &rules, server->keys, server->now, error);
}

static gboolean
is_allowed (const DptServer *server,
            DpIdentity      *identity,
            GError         **error)
{
  g_autoptr (DpPolicy) policy = NULL;
  DpPolicyVerdict verdict;

  if (server->auth_id == NULL)
    return TRUE;
  policy = dp_policy_new (identity, NULL, server->login, DP_VERIFIED_NEVER);
  dp_policy_feed (policy, (const guint8 *) server->auth_id, strlen (server->auth_id));
  dp_policy_finish (policy, &verdict);
  return verdict.allowed || dp_error_set (error, verdict.reason, "not allowed");
}

char *
dpt_login (const DptServer *server,
           const char      *certificate,
           GError         **error)
{
  g_autoptr (DpSshCert) cert = NULL;
  g_autoptr (DpIdentity) identity = NULL;

  cert = dp_ssh_cert_parse_line (certificate, strlen (certificate), NULL, error);
  if (cert == NULL)
    return NULL;
  identity = prove (server, cert, error);
  if (identity == NULL || !is_allowed (server, identity, error))
    return NULL;
  return dp_policy_authorized_line (identity, cert, server->login, error);
}
