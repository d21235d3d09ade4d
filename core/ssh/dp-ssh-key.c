/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ssh-key-private.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-text.h"

#define CURVE "nistp256"
#define POINT_LEN 65 /* 4, x, y (SEC 1 section 2.3.3, uncompressed) */

static const DpSshType types[] = {
  { DP_KEY_RSA, "ssh-rsa", "ssh-rsa-cert-v01@openssh.com" },
  { DP_KEY_P256, "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256-cert-v01@openssh.com" },
  { DP_KEY_ED25519, "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com" },
};

static gboolean
is_name (const guint8 *data,
         gsize         len,
         const char   *name)
{
  return len == strlen (name) && strncmp ((const char *) data, name, len) == 0;
}

const DpSshType *
_dp_ssh_type_of_kind (DpKeyKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].kind == kind)
      return &types[i];
  g_return_val_if_reached (NULL);
}

const DpSshType *
_dp_ssh_type_of_name (const guint8 *name,
                      gsize         len,
                      gboolean      cert)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (is_name (name, len, cert ? types[i].cert_name : types[i].name))
      return &types[i];
  return NULL;
}

gboolean
_dp_ssh_check_text (const char   *what,
                    const guint8 *data,
                    gsize         len,
                    GError      **error)
{
  for (gsize i = 0; i < len; i++)
    if (data[i] < 0x20 || data[i] == 0x7f)
      return dp_error_set (error, DP_ERROR_SSH_MALFORMED, "%s has control characters", what);
  if (!dp_text_is_valid (data, len))
    return dp_error_set (error, DP_ERROR_UTF8, "%s is not UTF-8", what);
  return TRUE;
}

char *
_dp_ssh_read_text (DpReader   *reader,
                   const char *what,
                   gsize       max,
                   GError    **error)
{
  const guint8 *data;
  gsize len;

  if (!dp_reader_read_string (reader, max, &data, &len, error)
      || !_dp_ssh_check_text (what, data, len, error))
    return NULL;
  return g_strndup ((const char *) data, len);
}

gboolean
_dp_ssh_read_mpint (DpReader      *reader,
                    gsize          max,
                    const guint8 **out,
                    gsize         *out_len,
                    GError       **error)
{
  if (!dp_reader_read_string (reader, max + 1, out, out_len, error))
    return FALSE;
  if (*out_len > 0 && ((*out)[0] & 0x80) != 0)
    return dp_error_set (error, DP_ERROR_SSH_MALFORMED, "a negative number");
  if (*out_len == 0 || (*out)[0] != 0)
    return TRUE;
  if (*out_len == 1 || ((*out)[1] & 0x80) == 0)
    return dp_error_set (error, DP_ERROR_SSH_MALFORMED, "a number with zeros in front");
  (*out)++;
  (*out_len)--;
  return TRUE;
}

static DpPublicKey *
read_rsa (DpReader *reader,
          GError  **error)
{
  const guint8 *e, *n;
  gsize e_len, n_len;

  if (!_dp_ssh_read_mpint (reader, DP_SSH_BLOB_MAX, &e, &e_len, error)
      || !_dp_ssh_read_mpint (reader, DP_SSH_BLOB_MAX, &n, &n_len, error))
    return NULL;
  return dp_public_key_new_rsa (n, n_len, e, e_len, error);
}

static DpPublicKey *
read_p256 (DpReader *reader,
           GError  **error)
{
  const guint8 *curve, *point;
  gsize curve_len, point_len;

  if (!dp_reader_read_string (reader, DP_SSH_STRING_MAX, &curve, &curve_len, error)
      || !dp_reader_read_string (reader, DP_SSH_STRING_MAX, &point, &point_len, error))
    return NULL;
  if (!is_name (curve, curve_len, CURVE))
    {
      dp_error_set (error, DP_ERROR_SSH_TYPE, "the curve is not " CURVE);
      return NULL;
    }
  if (point_len != POINT_LEN || point[0] != 4)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "not an uncompressed point");
      return NULL;
    }
  return dp_public_key_new_p256 (point + 1, 32, point + 33, 32, error);
}

static DpPublicKey *
read_ed25519 (DpReader *reader,
              GError  **error)
{
  const guint8 *x;
  gsize x_len;

  if (!dp_reader_read_string (reader, DP_SSH_STRING_MAX, &x, &x_len, error))
    return NULL;
  return dp_public_key_new_ed25519 (x, x_len, error);
}

DpPublicKey *
_dp_ssh_key_read_body (DpReader *reader,
                       DpKeyKind kind,
                       GError  **error)
{
  if (kind == DP_KEY_RSA)
    return read_rsa (reader, error);
  return kind == DP_KEY_P256 ? read_p256 (reader, error) : read_ed25519 (reader, error);
}

DpPublicKey *
dp_ssh_key_parse (const guint8 *blob,
                  gsize         len,
                  GError      **error)
{
  g_autoptr (DpPublicKey) key = NULL;
  const DpSshType *type;
  const guint8 *name;
  gsize name_len;
  DpReader reader;

  dp_reader_init (&reader, blob, len);
  if (!dp_reader_read_string (&reader, DP_SSH_STRING_MAX, &name, &name_len, error))
    return NULL;
  type = _dp_ssh_type_of_name (name, name_len, FALSE);
  if (type == NULL)
    {
      dp_error_set (error, DP_ERROR_SSH_TYPE, "not an RSA, P-256 or Ed25519 key");
      return NULL;
    }
  key = _dp_ssh_key_read_body (&reader, type->kind, error);
  if (key == NULL || !dp_reader_expect_end (&reader, error))
    return NULL;
  return g_steal_pointer (&key);
}

void
_dp_ssh_key_write_body (DpWriter          *writer,
                        const DpPublicKey *key)
{
  DpKeyKind kind = dp_public_key_get_kind (key);
  const guint8 *first, *second;
  gsize first_len, second_len;

  dp_public_key_get_parts (key, &first, &first_len, &second, &second_len);
  if (kind == DP_KEY_RSA)
    {
      dp_writer_put_mpint (writer, second, second_len);
      dp_writer_put_mpint (writer, first, first_len);
    }
  else if (kind == DP_KEY_P256)
    {
      dp_writer_put_cstring (writer, CURVE);
      dp_writer_put_u32 (writer, POINT_LEN);
      dp_writer_put_u8 (writer, 4);
      dp_writer_put_bytes (writer, first, first_len);
      dp_writer_put_bytes (writer, second, second_len);
    }
  else
    dp_writer_put_string (writer, first, first_len);
}

GBytes *
dp_ssh_key_build (const DpPublicKey *key,
                  GError           **error)
{
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_BLOB_MAX);

  dp_writer_put_cstring (writer, dp_ssh_key_type_name (key));
  _dp_ssh_key_write_body (writer, key);
  return dp_writer_finish (writer, error);
}

const char *
dp_ssh_key_type_name (const DpPublicKey *key)
{
  return _dp_ssh_type_of_kind (dp_public_key_get_kind (key))->name;
}

char *
dp_ssh_key_dup_line (const DpPublicKey *key,
                     GError           **error)
{
  g_autoptr (GBytes) blob = dp_ssh_key_build (key, error);
  g_autofree char *base64 = NULL;

  if (blob == NULL)
    return NULL;
  base64 = dp_base64_encode (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  return g_strconcat (dp_ssh_key_type_name (key), " ", base64, NULL);
}

char *
dp_ssh_key_fingerprint (const DpPublicKey *key,
                        GError           **error)
{
  g_autoptr (GBytes) blob = dp_ssh_key_build (key, error);
  g_autofree char *base64 = NULL;
  guint8 digest[DP_DIGEST_LEN];

  if (blob == NULL)
    return NULL; /* nocheck: set by dp_ssh_key_build */
  dp_digest_sha256 (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), digest);
  base64 = dp_base64_encode (digest, sizeof digest);
  base64[strcspn (base64, "=")] = '\0';
  return g_strconcat ("SHA256:", base64, NULL);
}
