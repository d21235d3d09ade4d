/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-login-result-private.h"

#include "dp-secret.h"

DpLoginResult *
_dp_login_result_new (void)
{
  DpLoginResult *self = g_new0 (DpLoginResult, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

DpLoginResult *
dp_login_result_ref (DpLoginResult *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
dp_login_result_unref (DpLoginResult *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->key, dp_private_key_free);
  dp_secret_free_text (self->cert_line);
  dp_secret_free_text (self->pkt);
  g_clear_pointer (&self->claims, dp_claims_unref);
  g_clear_pointer (&self->newest, dp_claims_unref);
  g_clear_pointer (&self->id_token, g_bytes_unref);
  g_clear_pointer (&self->access_token, g_bytes_unref);
  g_clear_pointer (&self->refresh_token, g_bytes_unref);
  g_free (self);
}

const char *
dp_login_result_get_issuer (const DpLoginResult *self)
{
  return dp_claims_get_issuer (self->claims);
}

const DpPrivateKey *
dp_login_result_get_key (const DpLoginResult *self)
{
  return self->key;
}

const char *
dp_login_result_get_cert_line (const DpLoginResult *self)
{
  return self->cert_line;
}

const char *
dp_login_result_get_pkt (const DpLoginResult *self)
{
  return self->pkt;
}

DpClaims *
dp_login_result_get_claims (const DpLoginResult *self)
{
  return self->claims;
}

DpClaims *
dp_login_result_get_newest_claims (const DpLoginResult *self)
{
  return self->newest;
}

GBytes *
dp_login_result_get_id_token (const DpLoginResult *self)
{
  return self->id_token;
}

GBytes *
dp_login_result_get_access_token (const DpLoginResult *self)
{
  return self->access_token;
}

GBytes *
dp_login_result_get_refresh_token (const DpLoginResult *self)
{
  return self->refresh_token;
}

gint64
dp_login_result_get_issued_at (const DpLoginResult *self)
{
  return dp_claims_get_issued_at (self->claims);
}

gint64
dp_login_result_get_token_expires_at (const DpLoginResult *self)
{
  return dp_claims_get_expires_at (self->newest);
}

gint64
dp_login_result_get_access_expires_at (const DpLoginResult *self)
{
  return self->access_expires_at;
}

const char *
dp_login_result_get_identity (const DpLoginResult *self)
{
  const char *email = dp_claims_get_email (self->claims);

  return email != NULL && email[0] != '\0' ? email : dp_claims_get_subject (self->claims);
}
