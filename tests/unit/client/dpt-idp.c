/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-idp.h"

#include <libsoup/soup.h>
#include <string.h>

#include "dp-auth-request.h"
#include "dp-json.h"
#include "dp-jwk.h"
#include "dp-url.h"
#include "dpt-http.h"
#include "dpt-jose.h"

#define CLIENT "daypass-test"

struct _DptIdp
{
  SoupServer *server;
  char       *issuer;
  DptSigner  *signer;
  DptSigner  *other;
  DptSigner  *rsa;       /* once a CI token was made */
  DptFaults   faults;
  GHashTable *counts;
  char       *nonce;     /* of the last authorization */
  char       *challenge;
  guint       tokens;    /* how many were given */
  char       *authorization;
  char       *form;
};

static char *
replace_issuer (DptIdp     *self,
                const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "$ISSUER", -1);

  return g_strjoinv (self->issuer, parts);
}

static void
answer_text (SoupServerMessage *message,
             guint              status,
             const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

static void
redirect (SoupServerMessage *message,
          const char        *location)
{
  soup_server_message_set_redirect (message, 302, location);
}

static gint64
now (DptIdp *self)
{
  return g_get_real_time () / G_USEC_PER_SEC + self->faults.date_shift;
}

static void
serve_discovery (DptIdp            *self,
                 SoupServerMessage *message)
{
  static const char good[] =
    "{\"issuer\":\"$ISSUER\",\"authorization_endpoint\":\"$ISSUER/auth\","
    "\"token_endpoint\":\"$ISSUER/token\",\"jwks_uri\":\"$ISSUER/jwks\","
    "\"revocation_endpoint\":\"$ISSUER/revoke\","
    "\"id_token_signing_alg_values_supported\":[\"ES256\"],"
    "\"authorization_response_iss_parameter_supported\":%s,"
    "\"token_endpoint_auth_methods_supported\":%s}";
  const char *methods = self->faults.auth_methods;
  g_autofree char *whole = g_strdup_printf (good, self->faults.says_iss ? "true" : "false",
                                            methods != NULL ? methods : "[\"none\"]");
  g_autofree char *text = replace_issuer (self, self->faults.discovery != NULL
                                                  ? self->faults.discovery : whole);
  g_autofree char *location = NULL;
  guint status = self->faults.discovery_status;

  if (self->faults.discovery_location != NULL)
    {
      location = replace_issuer (self, self->faults.discovery_location);
      redirect (message, location);
    }
  else
    answer_text (message, status != 0 ? status : 200, text);
}

static void
serve_keys (DptIdp            *self,
            SoupServerMessage *message)
{
  g_autoptr (DpJson) jwk = dp_jwk_build (dpt_signer_get_public (self->signer), "ES256");
  g_autoptr (DpJson) rsa = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *text = NULL;

  dp_json_set_string (jwk, "kid", "k");
  one = dp_json_to_canonical (jwk, NULL);
  if (self->rsa != NULL)
    {
      rsa = dp_jwk_build (dpt_signer_get_public (self->rsa), "RS256");
      dp_json_set_string (rsa, "kid", "r");
      two = dp_json_to_canonical (rsa, NULL);
    }
  text = g_strdup_printf (two != NULL ? "{\"keys\":[%s,%s]}" : "{\"keys\":[%s]}", one, two);
  answer_text (message, 200, text);
}

char *
dpt_idp_dup_ci_token (DptIdp     *self,
                      const char *issuer,
                      const char *audience,
                      gboolean    foreign)
{
  g_autofree char *claims = g_strdup_printf (
    "{\"iss\":\"%s\",\"sub\":\"repo:o/r\",\"aud\":\"%s\",\"iat\":%" G_GINT64_FORMAT
    ",\"exp\":%" G_GINT64_FORMAT "}", issuer, audience, now (self), now (self) + 300);

  if (self->rsa == NULL)
    self->rsa = dpt_signer_rsa ();
  if (foreign)
    return dpt_signer_token (self->other, DP_SIGN_ES256, "{\"alg\":\"RS256\",\"kid\":\"r\"}",
                             claims);
  return dpt_signer_token (self->rsa, DP_SIGN_RS256,
                           "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"JWT\"}", claims);
}

static void
serve_ci_token (DptIdp            *self,
                SoupServerMessage *message,
                GHashTable        *query)
{
  const char *header = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");
  const char *asked = query != NULL ? g_hash_table_lookup (query, "audience") : NULL;
  g_autofree char *issuer = g_strconcat (self->issuer, "/api/actions", NULL);
  g_autofree char *token = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (header, "Bearer ci") != 0 || asked == NULL)
    {
      answer_text (message, 403, "{}");
      return;
    }
  token = dpt_idp_dup_ci_token (
    self, issuer, self->faults.ci_audience != NULL ? self->faults.ci_audience : asked,
    self->faults.other_signer);
  text = g_strdup_printf ("{\"count\":1,\"value\":\"%s\"}", token);
  answer_text (message, 200, text);
}

static void
serve_authorization (DptIdp            *self,
                     SoupServerMessage *message,
                     GHashTable        *query)
{
  const char *pairs[] = { "code", "the-code", "state", g_hash_table_lookup (query, "state"), NULL,
                          NULL, NULL };
  g_autofree char *location = NULL;

  g_free (self->nonce);
  g_free (self->challenge);
  self->nonce = g_strdup (g_hash_table_lookup (query, "nonce"));
  self->challenge = g_strdup (g_hash_table_lookup (query, "code_challenge"));
  if (self->faults.iss != NULL)
    {
      pairs[4] = "iss";
      pairs[5] = g_str_equal (self->faults.iss, "$ISSUER") ? self->issuer : self->faults.iss;
    }
  location = dp_url_append_query (g_hash_table_lookup (query, "redirect_uri"), pairs);
  redirect (message, location);
}

static char *
build_id_token (DptIdp  *self,
                gboolean refreshed)
{
  const DptFaults *faults = &self->faults;
  const char *nonce = faults->nonce != NULL ? faults->nonce : self->nonce;
  gint64 lives = faults->lives != 0 ? faults->lives : 3600;
  g_autofree char *with_nonce = refreshed ? g_strdup ("")
                                          : g_strdup_printf (",\"nonce\":\"%s\"", nonce);
  g_autofree char *claims = g_strdup_printf (
    "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"" CLIENT "\",\"email\":\"alice@example.com\","
    "\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "%s%s}",
    self->issuer, faults->subject != NULL ? faults->subject : "alice", now (self),
    now (self) + lives, with_nonce, faults->claims != NULL ? faults->claims : "");

  return dpt_signer_token (faults->other_signer ? self->other : self->signer, DP_SIGN_ES256,
                           "{\"alg\":\"ES256\",\"kid\":\"k\",\"typ\":\"JWT\"}", claims);
}

static gboolean
is_proven (DptIdp     *self,
           GHashTable *form)
{
  const char *verifier = g_hash_table_lookup (form, "code_verifier");
  g_autofree char *challenge = verifier != NULL ? dp_pkce_challenge (verifier) : NULL;

  return g_strcmp0 (challenge, self->challenge) == 0
         && g_strcmp0 (g_hash_table_lookup (form, "code"), "the-code") == 0;
}

static void
serve_token (DptIdp            *self,
             SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *header = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");
  g_autoptr (GHashTable) form = dp_form_decode (body->data, (gsize) body->length, NULL);
  const char *grant = form != NULL ? g_hash_table_lookup (form, "grant_type") : NULL;
  gboolean refreshed = g_strcmp0 (grant, "refresh_token") == 0;
  g_autofree char *id_token = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  g_free (self->authorization);
  g_free (self->form);
  self->authorization = g_strdup (header != NULL ? header : "");
  self->form = g_strndup (body->data, (gsize) body->length);
  if (self->faults.token_location != NULL)
    {
      soup_server_message_set_redirect (message, 307, self->faults.token_location);
      return;
    }
  if (self->faults.token_body != NULL)
    {
      answer_text (message, self->faults.token_status, self->faults.token_body);
      return;
    }
  if (form == NULL || (!refreshed && !is_proven (self, form)))
    {
      answer_text (message, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
  id_token = build_id_token (self, refreshed);
  self->tokens++;
  g_string_append_printf (out, "{\"access_token\":\"access-%u\",\"expires_in\":300", self->tokens);
  if (!self->faults.no_refresh_token)
    g_string_append_printf (out, ",\"refresh_token\":\"refresh-%u\"", self->tokens);
  if (!self->faults.no_id_token)
    g_string_append_printf (out, ",\"id_token\":\"%s\"", id_token);
  g_string_append (out, "}");
  answer_text (message, 200, out->str);
}

static void
serve_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  DptIdp *self = user_data;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, path));
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now (self));
  g_autofree char *date = soup_date_time_to_string (time, SOUP_DATE_HTTP);

  g_hash_table_insert (self->counts, g_strdup (path), GUINT_TO_POINTER (count + 1));
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", date);
  if (g_str_has_suffix (path, "/.well-known/openid-configuration"))
    serve_discovery (self, message);
  else if (g_str_equal (path, "/jwks"))
    serve_keys (self, message);
  else if (g_str_equal (path, "/auth") && query != NULL)
    serve_authorization (self, message, query);
  else if (g_str_has_suffix (path, "/ci-token"))
    serve_ci_token (self, message, query);
  else if (g_str_equal (path, "/token"))
    serve_token (self, message);
  else
    answer_text (message, g_str_equal (path, "/revoke") ? 200 : 404, "{}");
}

DptIdp *
dpt_idp_new (void)
{
  DptIdp *self = g_new0 (DptIdp, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->signer = dpt_signer_new (DP_KEY_P256);
  self->other = dpt_signer_new (DP_KEY_P256);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, serve_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->issuer = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
dpt_idp_free (DptIdp *self)
{
  if (self == NULL)
    return;
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  dpt_signer_free (self->signer);
  dpt_signer_free (self->other);
  g_clear_pointer (&self->rsa, dpt_signer_free);
  g_hash_table_unref (self->counts);
  g_free (self->issuer);
  g_free (self->nonce);
  g_free (self->challenge);
  g_free (self->authorization);
  g_free (self->form);
  g_free (self);
}

void
dpt_idp_set_faults (DptIdp          *self,
                    const DptFaults *faults)
{
  self->faults = *faults;
}

const char *
dpt_idp_get_issuer (DptIdp *self)
{
  return self->issuer;
}

DpProvider *
dpt_idp_dup_provider (DptIdp     *self,
                      const char *secret)
{
  const DpProviderSpec spec = { .issuer = self->issuer, .client_id = CLIENT,
                                .client_secret = secret };
  g_autoptr (GError) error = NULL;
  DpProvider *provider = dp_provider_new (&spec, &error);

  g_assert_no_error (error);
  return provider;
}

guint
dpt_idp_count (DptIdp     *self,
               const char *path)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, path));
}

const char *
dpt_idp_get_authorization (DptIdp *self)
{
  return self->authorization != NULL ? self->authorization : "";
}

const char *
dpt_idp_get_form (DptIdp *self)
{
  return self->form != NULL ? self->form : "";
}

char *
dpt_idp_consent (DptIdp     *self,
                 const char *url)
{
  g_autoptr (DptAnswer) answer = dpt_http_get (url, NULL, NULL);

  g_assert_cmpuint (answer->status, ==, 302);
  return g_strdup (answer->location);
}
