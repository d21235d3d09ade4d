/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-cert.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-limits.h"
#include "dp-ssh-key-private.h"
#include "dp-ssh-signature.h"
#include "dpt.h"

#define SPACE (1024 * 1024)

/* The value of a field as bytes; @fallback when the order does not name it. */
static GBytes *
field (const char *order,
       const char *name,
       const char *fallback)
{
  g_auto (GStrv) items = g_strsplit (order, ";", -1);
  g_autofree char *prefix = g_strconcat (name, "=", NULL);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const char *value = fallback, *star;
  gsize len, times = 1;

  for (gsize i = 0; items[i] != NULL; i++)
    if (g_str_has_prefix (items[i], prefix))
      value = items[i] + strlen (prefix);
  if (value == NULL)
    return NULL;
  star = strrchr (value, '*');
  if (star != NULL && !g_ascii_isdigit (star[1]))
    star = NULL;
  len = star != NULL ? (gsize) (star - value) : strlen (value);
  if (star != NULL)
    times = g_ascii_strtoull (star + 1, NULL, 10);
  if (g_str_has_prefix (value, "x:"))
    {
      g_autofree char *digits = g_strndup (value + 2, len - 2);
      g_autoptr (GBytes) bytes = dpt_hex (digits);

      for (; times > 0; times--)
        g_byte_array_append (out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
      return g_byte_array_free_to_bytes (g_steal_pointer (&out));
    }
  for (; times > 0; times--)
    for (gsize i = 0; i < len; i++)
      {
        guint8 byte = (guint8) value[i];

        if (byte == '\\')
          {
            byte = (guint8) (g_ascii_xdigit_value (value[i + 1]) << 4
                             | g_ascii_xdigit_value (value[i + 2]));
            i += 2;
          }
        g_byte_array_append (out, &byte, 1);
      }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static char *
field_text (const char *order,
            const char *name,
            const char *fallback)
{
  g_autoptr (GBytes) value = field (order, name, fallback);
  gsize len;
  const char *data = g_bytes_get_data (value, &len);

  return len > 0 ? g_strndup (data, len) : g_strdup ("");
}

static void
put_bytes (DpWriter   *writer,
           const char *order,
           const char *name,
           const char *fallback)
{
  g_autoptr (GBytes) value = field (order, name, fallback);

  dp_writer_put_bytes (writer, g_bytes_get_data (value, NULL), g_bytes_get_size (value));
}

static void
put_string (DpWriter   *writer,
            const char *order,
            const char *name,
            const char *fallback)
{
  g_autoptr (GBytes) value = field (order, name, fallback);

  dp_writer_put_string (writer, g_bytes_get_data (value, NULL), g_bytes_get_size (value));
}

/* Takes what @inner holds. */
static void
put_writer (DpWriter *writer,
            DpWriter *inner)
{
  g_autoptr (GBytes) bytes = dp_writer_finish (inner, NULL);

  dp_writer_put_string (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
put_principals (DpWriter   *writer,
                const char *order)
{
  g_autoptr (DpWriter) list = dp_writer_new (SPACE);
  g_autoptr (GBytes) text = field (order, "principals", "opkssh-wildcard");
  g_autoptr (GBytes) raw = field (order, "rawlist", NULL);
  const char *p = g_bytes_get_data (text, NULL);
  gsize left = g_bytes_get_size (text);

  if (raw != NULL)
    {
      dp_writer_put_string (writer, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
      return;
    }
  while (left > 0)
    {
      const char *comma = memchr (p, ',', left);
      gsize len = comma != NULL ? (gsize) (comma - p) : left;

      dp_writer_put_string (list, (const guint8 *) p, len);
      left -= comma != NULL ? len + 1 : len;
      p += len + 1;
    }
  put_writer (writer, list);
}

static void
put_option (DpWriter   *list,
            const char *item)
{
  const char *colon = strchr (item, ':');
  g_autofree char *name = g_strndup (item, strcspn (item, ":"));
  g_autoptr (DpWriter) data = dp_writer_new (SPACE);

  dp_writer_put_cstring (list, name);
  if (colon != NULL && colon[1] == '!')
    {
      g_autoptr (GBytes) raw = dpt_hex (colon + 2);

      dp_writer_put_bytes (data, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
    }
  else if (colon != NULL)
    dp_writer_put_cstring (data, colon + 1);
  put_writer (list, data);
}

static void
put_options (DpWriter   *writer,
             const char *order,
             const char *name,
             const char *fallback)
{
  g_autoptr (DpWriter) list = dp_writer_new (SPACE);
  g_autofree char *text = field_text (order, name, fallback);
  g_auto (GStrv) items = g_strsplit (text, ",", -1);

  for (gsize i = 0; items[i] != NULL; i++)
    if (*items[i] != '\0' || items[i + 1] != NULL)
      put_option (list, items[i]);
  put_writer (writer, list);
}

static void
put_body (DpWriter           *writer,
          const DpPrivateKey *key,
          const char         *order)
{
  DpPublicKey *public_key = dp_private_key_get_public (key);
  g_autoptr (GBytes) subject = field (order, "key", NULL);
  g_autoptr (GBytes) signer = field (order, "signer", NULL);

  put_string (writer, order, "type",
              _dp_ssh_type_of_kind (dp_public_key_get_kind (public_key))->cert_name);
  put_string (writer, order, "nonce", "n*32");
  if (subject != NULL)
    dp_writer_put_bytes (writer, g_bytes_get_data (subject, NULL), g_bytes_get_size (subject));
  else
    _dp_ssh_key_write_body (writer, public_key);
  put_bytes (writer, order, "serial", "x:0000000000000000");
  put_bytes (writer, order, "kind", "x:00000001");
  put_string (writer, order, "keyid", "alice@example.com");
  put_principals (writer, order);
  put_bytes (writer, order, "after", "x:00000000000003e8");
  put_bytes (writer, order, "before", "x:0000000077359400");
  put_options (writer, order, "critical", "");
  put_options (writer, order, "extensions", "openpubkey-pkt:token,permit-pty");
  put_string (writer, order, "reserved", "");
  if (signer == NULL)
    signer = dp_ssh_key_build (public_key, NULL);
  dp_writer_put_string (writer, g_bytes_get_data (signer, NULL), g_bytes_get_size (signer));
}

/* The signature: a real one, in the form of the order. */
static void
put_signature (DpWriter           *writer,
               const DpPrivateKey *key,
               GBytes             *body,
               const char         *order)
{
  g_autoptr (GBytes) real = _dp_ssh_signature_make (key, g_bytes_get_data (body, NULL),
                                                    g_bytes_get_size (body), NULL);
  g_autoptr (GBytes) given = field (order, "sig", NULL);
  g_autoptr (DpWriter) inner = dp_writer_new (SPACE);
  const guint8 *type, *bytes;
  gsize type_len, len;
  DpReader reader;

  dp_reader_init (&reader, g_bytes_get_data (real, NULL), g_bytes_get_size (real));
  g_assert_true (dp_reader_read_string (&reader, SPACE, &type, &type_len, NULL));
  g_assert_true (dp_reader_read_string (&reader, SPACE, &bytes, &len, NULL));
  if (given != NULL)
    bytes = g_bytes_get_data (given, &len);
  put_string (inner, order, "sigtype",
              dp_ssh_key_type_name (dp_private_key_get_public (key)));
  dp_writer_put_string (inner, bytes, len);
  put_bytes (inner, order, "sigtail", "");
  put_writer (writer, inner);
}

DptCert *
dpt_cert_new (const DpPrivateKey *key,
              const char         *order)
{
  DptCert *self = g_new0 (DptCert, 1);
  DpPublicKey *public_key = dp_private_key_get_public (key);
  g_autoptr (DpWriter) writer = dp_writer_new (SPACE);
  const DpSshType *type = _dp_ssh_type_of_kind (dp_public_key_get_kind (public_key));
  g_autofree char *cut = field_text (order, "cut", "0");
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) whole = NULL;

  put_body (writer, key, order);
  body = dp_writer_finish (writer, NULL);
  dp_writer_put_bytes (writer, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  put_signature (writer, key, body, order);
  put_bytes (writer, order, "tail", "");
  whole = dp_writer_finish (writer, NULL);
  self->blob = g_bytes_new_from_bytes (whole, 0,
                                       g_bytes_get_size (whole)
                                         - g_ascii_strtoull (cut, NULL, 10));
  self->type = field_text (order, "outer", type->cert_name);
  self->base64 = dp_base64_encode (g_bytes_get_data (self->blob, NULL),
                                   g_bytes_get_size (self->blob));
  return self;
}

void
dpt_cert_free (DptCert *self)
{
  g_free (self->type);
  g_free (self->base64);
  g_bytes_unref (self->blob);
  g_free (self);
}

DpPrivateKey *
dpt_cert_key (DpKeyKind kind)
{
  guint8 secret[32] = { 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  DpPrivateKey *key = dp_private_key_new (kind, secret, sizeof secret, &error);

  g_assert_no_error (error);
  return key;
}
