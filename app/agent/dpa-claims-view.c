/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-claims-view.h"

#include <string.h>

#include "dp-error.h"
#include "dp-pkt.h"
#include "dp-text.h"
#include "dpa-check.h"

/* Shown first, in this order: what servers' policies use, then who it is. */
static const char *const first[] = { "groups", "email", "email_verified", "name", "sub", "iss",
                                     "aud", "iat", "exp", NULL };

/* Values that only machines compare; the nonce ties the token to the key. */
static const char *const hidden[] = { "nonce", "at_hash", "c_hash", "s_hash", "jti", NULL };

typedef struct
{
  GVariantBuilder *claims;
  const DpJson    *json;
} View;

static void
add_values (GVariantBuilder *values,
            const DpJson    *json,
            const char      *name)
{
  g_autofree const char **list = NULL;
  g_autofree char *scalar = dp_json_dup_scalar (json, name);
  g_autofree char *shown = NULL;

  if (scalar != NULL)
    {
      shown = dp_text_display (scalar, -1);
      g_variant_builder_add (values, "s", shown);
      return;
    }
  if (!dp_json_read_strings (json, name, DP_JSON_OPTIONAL, FALSE, &list, NULL) || list == NULL)
    return;
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *one = dp_text_display (list[i], -1);

      g_variant_builder_add (values, "s", one);
    }
}

static void
add_claim (const char *name,
           View       *view)
{
  g_autofree char *shown = dp_text_display (name, -1);
  GVariantBuilder values;

  g_variant_builder_init (&values, G_VARIANT_TYPE_STRING_ARRAY);
  add_values (&values, view->json, name);
  g_variant_builder_add (view->claims, "(sas)", shown, &values);
}

static void
add_other (const char *name,
           gpointer    user_data)
{
  if (!g_strv_contains (first, name) && !g_strv_contains (hidden, name))
    add_claim (name, user_data);
}

static GVariant *
find_hints (const DpClaims *claims,
            const char     *provider)
{
  const DpJson *json = dp_claims_get_json (claims);
  GVariantBuilder hints;

  g_variant_builder_init (&hints, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  if (dp_json_has (json, "_claim_names") || dp_json_has (json, "hasgroups"))
    g_variant_builder_add_value (&hints, dpa_check ("groups-left-out", "warning", provider, NULL));
  else if (!dp_json_has (json, "groups"))
    g_variant_builder_add_value (&hints, dpa_check ("groups-absent", "info", NULL));
  if (dp_claims_get_email_state (claims) == DP_EMAIL_UNVERIFIED)
    g_variant_builder_add_value (&hints, dpa_check ("email-unverified", "warning", NULL));
  return g_variant_builder_end (&hints);
}

gboolean
dpa_claims_view (const DpSshCert *cert,
                 const char      *provider,
                 GVariant       **claims,
                 GVariant       **hints,
                 GError         **error)
{
  const char *compact = dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);
  g_autoptr (DpPkt) pkt = NULL;
  GVariantBuilder list;
  DpClaims *token;
  View view = { .claims = &list };

  if (compact == NULL)
    return dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "the certificate carries no PK token");
  pkt = dp_pkt_parse (compact, strlen (compact), error);
  if (pkt == NULL)
    return FALSE;
  token = dp_pkt_get_claims (pkt);
  view.json = dp_claims_get_json (token);
  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(sas)"));
  for (guint i = 0; first[i] != NULL; i++)
    if (dp_json_has (view.json, first[i]))
      add_claim (first[i], &view);
  dp_json_foreach_name (view.json, add_other, &view);
  *claims = g_variant_builder_end (&list);
  *hints = find_hints (token, provider);
  return TRUE;
}
