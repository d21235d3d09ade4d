/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-jwk.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-jose-alg.h"
#include "dp-limits.h"

struct _DpJwk
{
  gatomicrefcount refs;
  char           *kid;
  char           *alg;
  DpPublicKey    *key;
};

/* RFC 7518 sections 6.2.2, 6.3.2, 6.4.1; "oct" keys are refused by their kty. */
static const char *const private_members[] = { "d", "p", "q", "dp", "dq", "qi", "oth", "k" };

static const struct
{
  DpKeyKind   kind;
  const char *kty;
  const char *crv;      /* NULL: this kty has none */
  const char *parts[2]; /* in the order of dp_public_key_get_parts() */
} shapes[] = {
  { DP_KEY_RSA, "RSA", NULL, { "n", "e" } },
  { DP_KEY_P256, "EC", "P-256", { "x", "y" } },
  { DP_KEY_ED25519, "OKP", "Ed25519", { "x", NULL } },
};

static gboolean
find_shape (const DpJson *object,
            gsize        *out,
            GError      **error)
{
  const char *kty, *crv;

  if (!dp_json_read_string (object, "kty", DP_JSON_REQUIRED, &kty, error)
      || !dp_json_read_string (object, "crv", DP_JSON_OPTIONAL, &crv, error))
    return FALSE;
  for (*out = 0; *out < G_N_ELEMENTS (shapes); (*out)++)
    if (strcmp (kty, shapes[*out].kty) == 0
        && (shapes[*out].crv == NULL || g_strcmp0 (crv, shapes[*out].crv) == 0))
      return TRUE;
  return dp_error_set (error, DP_ERROR_KEY_TYPE, "not RSA, EC P-256 or OKP Ed25519");
}

static gboolean
read_part (const DpJson *object,
           const char   *name,
           GBytes      **out,
           GError      **error)
{
  const char *text;

  *out = NULL;
  if (name == NULL)
    return TRUE;
  if (!dp_json_read_string (object, name, DP_JSON_REQUIRED, &text, error))
    return FALSE;
  *out = dp_base64url_decode (text, strlen (text), DP_JWS_HEADER_MAX, error);
  return *out != NULL;
}

static DpPublicKey *
read_key (const DpJson *object,
          gsize         shape,
          GError      **error)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  const guint8 *a, *b = NULL;
  gsize a_len, b_len = 0;

  if (!read_part (object, shapes[shape].parts[0], &first, error)
      || !read_part (object, shapes[shape].parts[1], &second, error))
    return NULL;
  a = g_bytes_get_data (first, &a_len);
  if (second != NULL)
    b = g_bytes_get_data (second, &b_len);
  if (shapes[shape].kind == DP_KEY_RSA)
    return dp_public_key_new_rsa (a, a_len, b, b_len, error);
  if (shapes[shape].kind == DP_KEY_P256)
    return dp_public_key_new_p256 (a, a_len, b, b_len, error);
  return dp_public_key_new_ed25519 (a, a_len, error);
}

/* RFC 7517 sections 4.2 and 4.3 */
static gboolean
check_use (const DpJson *object,
           GError      **error)
{
  g_autofree const char **ops = NULL;
  const char *use;

  if (!dp_json_read_string (object, "use", DP_JSON_OPTIONAL, &use, error)
      || !dp_json_read_strings (object, "key_ops", DP_JSON_OPTIONAL, FALSE, &ops, error))
    return FALSE;
  if (use != NULL && strcmp (use, "sig") != 0)
    return dp_error_set (error, DP_ERROR_KEY_USE, "\"use\" is not \"sig\"");
  if (ops != NULL && !g_strv_contains (ops, "verify"))
    return dp_error_set (error, DP_ERROR_KEY_USE, "\"key_ops\" has no \"verify\"");
  return TRUE;
}

static gboolean
check_alg (const char *name,
           DpKeyKind   kind,
           GError    **error)
{
  DpSignAlg alg;

  if (name == NULL)
    return TRUE;
  if (!dp_jose_alg_from_name (name, &alg, error))
    return FALSE;
  if (dp_jose_alg_get_kind (alg) != kind)
    return dp_error_set (error, DP_ERROR_KEY_TYPE, "\"alg\" does not fit the kind of key");
  return TRUE;
}

static gboolean
check_public (const DpJson *object,
              GError      **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (private_members); i++)
    if (dp_json_has (object, private_members[i]))
      return dp_error_set (error, DP_ERROR_KEY_PRIVATE, "\"%s\" in a public key",
                           private_members[i]);
  return TRUE;
}

DpJwk *
dp_jwk_parse (const DpJson *object,
              GError      **error)
{
  g_autoptr (DpPublicKey) key = NULL;
  const char *kid, *alg;
  DpJwk *self;
  gsize shape;

  if (!find_shape (object, &shape, error) || !check_public (object, error)
      || !check_use (object, error)
      || !dp_json_read_string (object, "alg", DP_JSON_OPTIONAL, &alg, error)
      || !check_alg (alg, shapes[shape].kind, error)
      || !dp_json_read_string (object, "kid", DP_JSON_OPTIONAL, &kid, error))
    return NULL;
  if (kid != NULL && strlen (kid) > DP_KID_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "\"kid\" is longer than %d bytes", DP_KID_MAX);
      return NULL;
    }
  key = read_key (object, shape, error);
  if (key == NULL)
    return NULL;
  self = g_new0 (DpJwk, 1);
  g_atomic_ref_count_init (&self->refs);
  self->kid = g_strdup (kid);
  self->alg = g_strdup (alg);
  self->key = g_steal_pointer (&key);
  return self;
}

DpJwk *
dp_jwk_ref (DpJwk *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
dp_jwk_unref (DpJwk *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->kid);
  g_free (self->alg);
  dp_public_key_unref (self->key);
  g_free (self);
}

const char *
dp_jwk_get_kid (const DpJwk *self)
{
  return self->kid;
}

const char *
dp_jwk_get_alg (const DpJwk *self)
{
  return self->alg;
}

DpPublicKey *
dp_jwk_get_key (const DpJwk *self)
{
  return self->key;
}

gboolean
dp_jwk_allows (const DpJwk *self,
               DpSignAlg    alg)
{
  const char *name = dp_jose_alg_get_name (alg);

  return name != NULL && dp_jose_alg_get_kind (alg) == dp_public_key_get_kind (self->key)
         && (self->alg == NULL || strcmp (self->alg, name) == 0);
}

static void
set_bytes (DpJson       *object,
           const char   *name,
           const guint8 *data,
           gsize         len)
{
  g_autofree char *text = dp_base64url_encode (data, len);

  dp_json_set_string (object, name, text);
}

DpJson *
dp_jwk_build (const DpPublicKey *key,
              const char        *alg)
{
  DpJson *object = dp_json_new_object ();
  DpKeyKind kind = dp_public_key_get_kind (key);
  const guint8 *first, *second;
  gsize first_len, second_len, i = 0;

  while (shapes[i].kind != kind)
    i++;
  dp_public_key_get_parts (key, &first, &first_len, &second, &second_len);
  if (alg != NULL)
    dp_json_set_string (object, "alg", alg);
  dp_json_set_string (object, "kty", shapes[i].kty);
  if (shapes[i].crv != NULL)
    dp_json_set_string (object, "crv", shapes[i].crv);
  set_bytes (object, shapes[i].parts[0], first, first_len);
  if (shapes[i].parts[1] != NULL)
    set_bytes (object, shapes[i].parts[1], second, second_len);
  return object;
}

/* RFC 7638 section 3: the required members only, sorted, no white space. */
char *
dp_jwk_thumbprint (const DpPublicKey *key,
                   GError           **error)
{
  g_autoptr (DpJson) object = dp_jwk_build (key, NULL);
  g_autofree char *text = dp_json_to_canonical (object, error);
  guint8 digest[DP_DIGEST_LEN];

  if (text == NULL)
    return NULL;
  dp_digest_sha256 ((const guint8 *) text, strlen (text), digest);
  return dp_base64url_encode (digest, sizeof digest);
}
