/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ssh-cert-private.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-ssh-key-private.h"
#include "dp-ssh-signature.h"

#define NONCE_LEN 32

/* What a login may do, as opkssh grants it; in byte order, behind the two that carry tokens. */
static const char *const permits[] = {
  "permit-X11-forwarding",  "permit-agent-forwarding", "permit-port-forwarding",
  "permit-pty", "permit-user-rc",
};

static gboolean
check_text (const char *what,
            const char *text,
            gsize       max,
            GError    **error)
{
  gsize len = strlen (text);

  if (len > max)
    return dp_error_set (error, DP_ERROR_LIMIT, "%s of %" G_GSIZE_FORMAT " bytes", what, len);
  return _dp_ssh_check_text (what, (const guint8 *) text, len, error);
}

/* What the parser would refuse is not written. */
static gboolean
check_fields (const DpSshCertFields *fields,
              GError               **error)
{
  const char *access_token = fields->access_token != NULL ? fields->access_token : "";
  gsize n = 0;

  for (; fields->principals[n] != NULL; n++)
    if (!check_text ("a principal", fields->principals[n], DP_SSH_STRING_MAX, error))
      return FALSE;
  if (n > DP_SSH_MAX_PRINCIPALS)
    return dp_error_set (error, DP_ERROR_LIMIT, "%" G_GSIZE_FORMAT " principals", n);
  return check_text ("the key id", fields->key_id, DP_SSH_KEY_ID_MAX, error)
         && check_text ("the PK token", fields->pkt, DP_PKT_MAX, error)
         && check_text ("the access token", access_token, DP_PKT_MAX, error);
}

/* Writes what @inner holds as one string. */
static gboolean
put_nested (DpWriter *writer,
            DpWriter *inner,
            GError  **error)
{
  g_autoptr (GBytes) bytes = dp_writer_finish (inner, error);

  if (bytes == NULL)
    return FALSE;
  dp_writer_put_string (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return TRUE;
}

static gboolean
put_principals (DpWriter          *writer,
                const char *const *principals,
                GError           **error)
{
  g_autoptr (DpWriter) list = dp_writer_new (DP_SSH_STRING_MAX);

  for (gsize i = 0; principals[i] != NULL; i++)
    dp_writer_put_cstring (list, principals[i]);
  return put_nested (writer, list, error);
}

/* A value is a string inside the data string: two lengths. */
static gboolean
put_token (DpWriter   *list,
           const char *name,
           const char *value,
           GError    **error)
{
  g_autoptr (DpWriter) data = dp_writer_new (DP_SSH_STRING_MAX);

  dp_writer_put_cstring (list, name);
  dp_writer_put_cstring (data, value);
  return put_nested (list, data, error);
}

static gboolean
put_extensions (DpWriter              *writer,
                const DpSshCertFields *fields,
                GError               **error)
{
  g_autoptr (DpWriter) list = dp_writer_new (DP_SSH_STRING_MAX);

  if (fields->access_token != NULL
      && !put_token (list, DP_SSH_EXT_ACCESS_TOKEN, fields->access_token, error))
    return FALSE;
  if (!put_token (list, DP_SSH_EXT_PKT, fields->pkt, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (permits); i++)
    {
      dp_writer_put_cstring (list, permits[i]);
      dp_writer_put_cstring (list, "");
    }
  return put_nested (writer, list, error);
}

/* Everything that is signed. */
static GBytes *
build_body (const DpPublicKey     *key,
            const DpSshCertFields *fields,
            GError               **error)
{
  g_autoptr (GBytes) signer = dp_ssh_key_build (key, error);
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_BLOB_MAX);

  if (signer == NULL)
    return NULL;
  dp_writer_put_cstring (writer, _dp_ssh_type_of_kind (dp_public_key_get_kind (key))->cert_name);
  dp_writer_put_string (writer, fields->nonce, NONCE_LEN);
  _dp_ssh_key_write_body (writer, key);
  dp_writer_put_u64 (writer, 0); /* serial */
  dp_writer_put_u32 (writer, DP_SSH_CERT_USER);
  dp_writer_put_cstring (writer, fields->key_id);
  if (!put_principals (writer, fields->principals, error))
    return NULL;
  dp_writer_put_u64 (writer, 0);           /* valid after */
  dp_writer_put_u64 (writer, G_MAXUINT64); /* valid before */
  dp_writer_put_cstring (writer, "");      /* critical options */
  if (!put_extensions (writer, fields, error))
    return NULL;
  dp_writer_put_cstring (writer, ""); /* reserved */
  dp_writer_put_string (writer, g_bytes_get_data (signer, NULL), g_bytes_get_size (signer));
  return dp_writer_finish (writer, error);
}

char *
dp_ssh_cert_build (const DpPrivateKey    *key,
                   const DpSshCertFields *fields,
                   GError               **error)
{
  DpPublicKey *public_key = dp_private_key_get_public (key);
  g_autoptr (DpWriter) writer = dp_writer_new (DP_SSH_BLOB_MAX);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autofree char *base64 = NULL;

  if (!check_fields (fields, error))
    return NULL;
  body = build_body (public_key, fields, error);
  if (body == NULL)
    return NULL;
  signature = _dp_ssh_signature_make (key, g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                      error);
  if (signature == NULL)
    return NULL;
  dp_writer_put_bytes (writer, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  dp_writer_put_string (writer, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  blob = dp_writer_finish (writer, error);
  if (blob == NULL)
    return NULL;
  base64 = dp_base64_encode (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  return g_strconcat (_dp_ssh_type_of_kind (dp_public_key_get_kind (public_key))->cert_name, " ",
                      base64, NULL);
}
