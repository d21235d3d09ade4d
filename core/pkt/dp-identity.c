/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-identity-private.h"

DpIdentity *
dp_identity_ref (DpIdentity *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
dp_identity_unref (DpIdentity *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->claims, dp_claims_unref);
  g_clear_pointer (&self->key, dp_public_key_unref);
  g_free (self);
}

const char *
dp_identity_get_issuer (const DpIdentity *self)
{
  return dp_claims_get_issuer (self->claims);
}

const char *
dp_identity_get_subject (const DpIdentity *self)
{
  return dp_claims_get_subject (self->claims);
}

const char *
dp_identity_get_email (const DpIdentity *self)
{
  return dp_claims_get_email (self->claims);
}

DpClaims *
dp_identity_get_claims (const DpIdentity *self)
{
  return self->claims;
}

const DpPublicKey *
dp_identity_get_key (const DpIdentity *self)
{
  return self->key;
}

gint64
dp_identity_get_issued_at (const DpIdentity *self)
{
  return dp_claims_get_issued_at (self->claims);
}
