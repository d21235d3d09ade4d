/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ssh-signature.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-ssh-key-private.h"

static const struct
{
  const char *name;
  DpKeyKind   kind;
  DpSignAlg   alg;
} table[] = {
  { "ecdsa-sha2-nistp256", DP_KEY_P256, DP_SIGN_ES256 },
  { "ssh-ed25519", DP_KEY_ED25519, DP_SIGN_EDDSA },
  { "rsa-sha2-256", DP_KEY_RSA, DP_SIGN_RS256 },
  { "rsa-sha2-512", DP_KEY_RSA, DP_SIGN_RS512 },
};

static gboolean
find_alg (const guint8 *name,
          gsize         len,
          DpKeyKind     kind,
          DpSignAlg    *out,
          GError      **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (len != strlen (table[i].name) || strncmp ((const char *) name, table[i].name, len) != 0)
        continue;
      if (table[i].kind != kind)
        return dp_error_set (error, DP_ERROR_CERT_SIGNATURE,
                             "the type of signature does not fit the key");
      *out = table[i].alg;
      return TRUE;
    }
  return dp_error_set (error, DP_ERROR_ALGORITHM, "the type of signature is not accepted");
}

/* mpint r, mpint s to r || s */
static gboolean
read_ecdsa (DpReader *reader,
            guint8    out[64],
            GError  **error)
{
  for (gsize i = 0; i < 2; i++)
    {
      const guint8 *number;
      gsize len;

      if (!_dp_ssh_read_mpint (reader, 32, &number, &len, error))
        return FALSE;
      if (len > 32)
        return dp_error_set (error, DP_ERROR_CERT_SIGNATURE, "a number in it is too large");
      for (gsize j = 0; j < len; j++)
        out[32 * i + 32 - len + j] = number[j];
    }
  return dp_reader_expect_end (reader, error);
}

gboolean
_dp_ssh_signature_verify (const DpPublicKey *key,
                          const guint8      *data,
                          gsize              len,
                          const guint8      *blob,
                          gsize              blob_len,
                          GError           **error)
{
  g_autoptr (GError) why = NULL;
  guint8 raw[64] = { 0 };
  const guint8 *name;
  gsize name_len;
  DpReader reader, inner;
  DpSignAlg alg;

  dp_reader_init (&reader, blob, blob_len);
  if (!dp_reader_read_string (&reader, DP_SSH_STRING_MAX, &name, &name_len, error)
      || !find_alg (name, name_len, dp_public_key_get_kind (key), &alg, error)
      || !dp_reader_read_nested (&reader, DP_SSH_STRING_MAX, &inner, error)
      || !dp_reader_expect_end (&reader, error))
    return FALSE;
  if (alg == DP_SIGN_ES256)
    {
      if (!read_ecdsa (&inner, raw, error))
        return FALSE;
      dp_reader_init (&inner, raw, sizeof raw);
    }
  if (!dp_public_key_verify (key, alg, data, len, inner.data, inner.left, &why))
    return dp_error_set (error, DP_ERROR_CERT_SIGNATURE, "%s", why->message);
  return TRUE;
}

GBytes *
_dp_ssh_signature_make (const DpPrivateKey *key,
                        const guint8       *data,
                        gsize               len,
                        GError            **error)
{
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_STRING_MAX);
  g_autoptr (DpWriter) inner = dp_writer_new (DP_SSH_STRING_MAX);
  g_autoptr (GBytes) body = NULL;
  const guint8 *bytes;
  DpPublicKey *public_key = dp_private_key_get_public (key);

  raw = dp_private_key_sign (key, data, len, error);
  if (raw == NULL)
    return NULL;
  bytes = g_bytes_get_data (raw, NULL);
  if (dp_public_key_get_kind (public_key) == DP_KEY_P256)
    {
      dp_writer_put_mpint (inner, bytes, 32);
      dp_writer_put_mpint (inner, bytes + 32, 32);
    }
  else
    dp_writer_put_bytes (inner, bytes, 64);
  body = dp_writer_finish (inner, error);
  if (body == NULL)
    return NULL;
  dp_writer_put_cstring (writer, dp_ssh_key_type_name (public_key));
  dp_writer_put_string (writer, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return dp_writer_finish (writer, error);
}
