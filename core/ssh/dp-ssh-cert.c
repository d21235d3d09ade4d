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

/* Parsing only; dp-ssh-cert-build.c makes certificates. */
struct _DpSshCert
{
  const DpSshType *type;
  GBytes          *blob;
  gsize            signed_len; /* of the blob, from its start */
  DpPublicKey     *key;
  guint64          serial;
  guint32          kind;
  char            *key_id;
  GPtrArray       *principals; /* all four: NULL terminated */
  guint64          valid_after;
  guint64          valid_before;
  GPtrArray       *critical;
  GPtrArray       *extensions;
  GPtrArray       *values;     /* of the extensions; "" for an empty one */
  DpPublicKey     *signer;
  const guint8    *signature;  /* in blob */
  gsize            signature_len;
};

gboolean
dp_ssh_cert_is_type (const char *type)
{
  return _dp_ssh_type_of_name ((const guint8 *) type, strlen (type), TRUE) != NULL;
}

static gboolean
read_principals (DpReader  *reader,
                 GPtrArray *out,
                 GError   **error)
{
  DpReader list;

  if (!dp_reader_read_nested (reader, DP_SSH_STRING_MAX, &list, error))
    return FALSE;
  while (list.left > 0)
    {
      char *name;

      if (out->len == DP_SSH_MAX_PRINCIPALS)
        return dp_error_set (error, DP_ERROR_LIMIT, "more than %d principals",
                             DP_SSH_MAX_PRINCIPALS);
      name = _dp_ssh_read_text (&list, "a principal", DP_SSH_STRING_MAX, error);
      if (name == NULL)
        return FALSE;
      g_ptr_array_add (out, name);
    }
  g_ptr_array_add (out, NULL);
  return TRUE;
}

/* The data of an option: nothing, or one string and nothing behind it. */
static char *
read_value (DpReader *reader,
            GError  **error)
{
  DpReader data;
  g_autofree char *value = NULL;

  if (!dp_reader_read_nested (reader, DP_SSH_STRING_MAX, &data, error))
    return NULL;
  if (data.left == 0)
    return g_strdup ("");
  value = _dp_ssh_read_text (&data, "the value of an option", DP_SSH_STRING_MAX, error);
  if (value == NULL || !dp_reader_expect_end (&data, error))
    return NULL;
  return g_steal_pointer (&value);
}

/* Names must rise in byte order, so that none is there twice. */
static gboolean
read_option (DpReader  *list,
             GPtrArray *names,
             GPtrArray *values,
             GError   **error)
{
  g_autofree char *name = _dp_ssh_read_text (list, "an option", DP_SSH_STRING_MAX, error);
  g_autofree char *value = NULL;

  if (name == NULL)
    return FALSE;
  if (names->len > 0 && strcmp (names->pdata[names->len - 1], name) >= 0)
    return dp_error_set (error, DP_ERROR_CERT_OPTION, "options are unordered or there twice");
  value = read_value (list, error);
  if (value == NULL)
    return FALSE;
  g_ptr_array_add (names, g_steal_pointer (&name));
  g_ptr_array_add (values, g_steal_pointer (&value));
  return TRUE;
}

static gboolean
read_options (DpReader  *reader,
              GPtrArray *names,
              GPtrArray *values,
              GError   **error)
{
  DpReader list;

  if (!dp_reader_read_nested (reader, DP_SSH_STRING_MAX, &list, error))
    return FALSE;
  while (list.left > 0)
    {
      if (names->len == DP_SSH_MAX_EXTENSIONS)
        return dp_error_set (error, DP_ERROR_LIMIT, "more than %d options", DP_SSH_MAX_EXTENSIONS);
      if (!read_option (&list, names, values, error))
        return FALSE;
    }
  g_ptr_array_add (names, NULL);
  return TRUE;
}

/* The type word inside, the nonce, the key. */
static gboolean
read_subject (DpSshCert *self,
              DpReader  *reader,
              GError   **error)
{
  const guint8 *name, *nonce;
  gsize name_len, nonce_len;

  if (!dp_reader_read_string (reader, DP_SSH_STRING_MAX, &name, &name_len, error))
    return FALSE;
  if (_dp_ssh_type_of_name (name, name_len, TRUE) != self->type)
    return dp_error_set (error, DP_ERROR_SSH_TYPE, "it says another type inside than outside");
  if (!dp_reader_read_string (reader, DP_SSH_NONCE_MAX, &nonce, &nonce_len, error))
    return FALSE;
  if (nonce_len == 0)
    return dp_error_set (error, DP_ERROR_SSH_MALFORMED, "the nonce is empty");
  self->key = _dp_ssh_key_read_body (reader, self->type->kind, error);
  return self->key != NULL;
}

static gboolean
read_fields (DpSshCert *self,
             DpReader  *reader,
             GError   **error)
{
  g_autoptr (GPtrArray) ignored = g_ptr_array_new_with_free_func (g_free);
  const guint8 *reserved;
  gsize reserved_len;

  if (!dp_reader_read_u64 (reader, &self->serial, error)
      || !dp_reader_read_u32 (reader, &self->kind, error))
    return FALSE;
  self->key_id = _dp_ssh_read_text (reader, "the key id", DP_SSH_KEY_ID_MAX, error);
  if (self->key_id == NULL || !read_principals (reader, self->principals, error)
      || !dp_reader_read_u64 (reader, &self->valid_after, error)
      || !dp_reader_read_u64 (reader, &self->valid_before, error)
      || !read_options (reader, self->critical, ignored, error)
      || !read_options (reader, self->extensions, self->values, error)
      || !dp_reader_read_string (reader, DP_SSH_STRING_MAX, &reserved, &reserved_len, error))
    return FALSE;
  if (reserved_len != 0)
    return dp_error_set (error, DP_ERROR_SSH_MALFORMED, "the reserved field is not empty");
  return TRUE;
}

static gboolean
read_signature (DpSshCert *self,
                DpReader  *reader,
                GError   **error)
{
  DpReader signer;

  if (!dp_reader_read_nested (reader, DP_SSH_STRING_MAX, &signer, error))
    return FALSE;
  self->signer = dp_ssh_key_parse (signer.data, signer.left, error);
  if (self->signer == NULL)
    {
      g_prefix_error (error, "the signature key: ");
      return FALSE;
    }
  self->signed_len = g_bytes_get_size (self->blob) - reader->left;
  return dp_reader_read_string (reader, DP_SSH_STRING_MAX, &self->signature, &self->signature_len,
                                error)
         && dp_reader_expect_end (reader, error);
}

static DpSshCert *
new_for_blob (const DpSshType *type,
              GBytes          *blob)
{
  DpSshCert *self = g_new0 (DpSshCert, 1);

  self->type = type;
  self->blob = blob;
  self->principals = g_ptr_array_new_with_free_func (g_free);
  self->critical = g_ptr_array_new_with_free_func (g_free);
  self->extensions = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static DpSshCert *
parse (const char *type_word,
       gsize       type_len,
       const char *base64,
       gsize       base64_len,
       GError    **error)
{
  const DpSshType *type = _dp_ssh_type_of_name ((const guint8 *) type_word, type_len, TRUE);
  g_autoptr (DpSshCert) self = NULL;
  GBytes *blob;
  DpReader reader;

  if (type == NULL)
    {
      dp_error_set (error, DP_ERROR_SSH_TYPE, "not a certificate of an RSA, P-256 or Ed25519 key");
      return NULL;
    }
  blob = dp_base64_decode (base64, base64_len, DP_SSH_BLOB_MAX, error);
  if (blob == NULL)
    return NULL;
  self = new_for_blob (type, blob);
  dp_reader_init (&reader, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  if (!read_subject (self, &reader, error) || !read_fields (self, &reader, error)
      || !read_signature (self, &reader, error))
    return NULL;
  return g_steal_pointer (&self);
}

DpSshCert *
dp_ssh_cert_parse (const char *type,
                   const char *base64,
                   gsize       base64_len,
                   GError    **error)
{
  return parse (type, strlen (type), base64, base64_len, error);
}

DpSshCert *
dp_ssh_cert_parse_line (const char *line,
                        gsize       len,
                        char      **comment,
                        GError    **error)
{
  const char *end, *space, *base64;
  const char *rest = NULL;
  DpSshCert *self;

  if (comment != NULL)
    *comment = NULL;
  if (len > 0 && line[len - 1] == '\n')
    len--;
  end = line + len;
  space = len > 0 ? memchr (line, ' ', len) : NULL;
  if (space == NULL)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "not a type and a certificate");
      return NULL;
    }
  base64 = space + 1;
  if (base64 < end)
    rest = memchr (base64, ' ', (gsize) (end - base64));
  if (rest != NULL
      && !_dp_ssh_check_text ("the comment", (const guint8 *) rest, (gsize) (end - rest), error))
    return NULL;
  self = parse (line, (gsize) (space - line), base64,
                (gsize) ((rest != NULL ? rest : end) - base64), error);
  if (self != NULL && comment != NULL)
    *comment = rest != NULL ? g_strndup (rest + 1, (gsize) (end - rest) - 1) : g_strdup ("");
  return self;
}

void
dp_ssh_cert_free (DpSshCert *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->blob);
  dp_public_key_unref (self->key);
  dp_public_key_unref (self->signer);
  g_free (self->key_id);
  g_ptr_array_unref (self->principals);
  g_ptr_array_unref (self->critical);
  g_ptr_array_unref (self->extensions);
  g_ptr_array_unref (self->values);
  g_free (self);
}

const char *
dp_ssh_cert_get_type (const DpSshCert *self)
{
  return self->type->cert_name;
}

const DpPublicKey *
dp_ssh_cert_get_key (const DpSshCert *self)
{
  return self->key;
}

const char *
dp_ssh_cert_get_key_id (const DpSshCert *self)
{
  return self->key_id;
}

const char *const *
dp_ssh_cert_get_principals (const DpSshCert *self)
{
  return (const char *const *) self->principals->pdata;
}

guint64
dp_ssh_cert_get_serial (const DpSshCert *self)
{
  return self->serial;
}

guint32
dp_ssh_cert_get_kind (const DpSshCert *self)
{
  return self->kind;
}

guint64
dp_ssh_cert_get_valid_after (const DpSshCert *self)
{
  return self->valid_after;
}

guint64
dp_ssh_cert_get_valid_before (const DpSshCert *self)
{
  return self->valid_before;
}

const char *const *
dp_ssh_cert_get_extensions (const DpSshCert *self)
{
  return (const char *const *) self->extensions->pdata;
}

const char *const *
dp_ssh_cert_get_critical (const DpSshCert *self)
{
  return (const char *const *) self->critical->pdata;
}

const char *
dp_ssh_cert_get_extension (const DpSshCert *self,
                           const char      *name)
{
  for (guint i = 0; i < self->values->len; i++)
    {
      const char *value = self->values->pdata[i];

      if (strcmp (self->extensions->pdata[i], name) == 0)
        return *value != '\0' ? value : NULL;
    }
  return NULL;
}

gboolean
dp_ssh_cert_check (const DpSshCert *self,
                   gint64           now,
                   GError         **error)
{
  if (self->kind != DP_SSH_CERT_USER)
    return dp_error_set (error, DP_ERROR_CERT_KIND,
                         "it is for a host, or of an unknown kind (%u)", self->kind);
  if (!dp_public_key_equal (self->signer, self->key))
    return dp_error_set (error, DP_ERROR_CERT_SIGNER, "another key signed it");
  if (!_dp_ssh_signature_verify (self->signer, g_bytes_get_data (self->blob, NULL),
                                 self->signed_len, self->signature, self->signature_len, error))
    return FALSE;
  if (now < 0 || (guint64) now < self->valid_after || (guint64) now >= self->valid_before)
    return dp_error_set (error, DP_ERROR_CERT_VALIDITY, "too early or too late");
  if (self->critical->pdata[0] != NULL)
    return dp_error_set (error, DP_ERROR_CERT_OPTION, "it has critical options");
  return TRUE;
}
