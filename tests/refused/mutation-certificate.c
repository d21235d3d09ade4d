/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every byte of six good certificates changed (one bit), removed and repeated: by somebody in
 * between (the certificate's bytes and its text), by the holder of the key around the token (who
 * signs the certificate again), and by the holder of the key inside the token (who signs the client
 * claims and the certificate again). Not one of them verifies; no byte is without meaning.
 *
 * With "-m slow" it is every byte, otherwise every STRIDE-th.
 */
#include <string.h>

#include "dp-base64.h"
#include "dp-ssh-private-key.h"
#include "dpt-login.h"
#include "dpt.h"

#define STRIDE 3

static const struct
{
  const char *name;
  gint64 now;
} good[] = {
  { "rs256-ecdsa", 1795332834 },    { "rs256-ed25519", 1795332836 },
  { "es256-ecdsa", 1795334508 },    { "es256-ed25519", 1795334509 },
  { "rs256-ecdsa-access-token", 1795332842 }, { "rs256-ecdsa-principal-alice", 1795332844 },
};

/* One good certificate, taken apart. */
typedef struct
{
  DptServer server;
  char *providers;
  DpJwks *keys;
  char *line;
  DpSshCert *cert;
  DpPrivateKey *key;
} Subject;

typedef enum
{
  CHANGE_LOW_BIT,
  CHANGE_HIGH_BIT,
  REMOVE,
  REPEAT,
  N_WAYS
} Way;

/* The bytes of @text with the one at @at treated that way; (transfer full). */
static GByteArray *
mutate (const guint8 *data,
        gsize         len,
        gsize         at,
        Way           way)
{
  GByteArray *out = g_byte_array_sized_new ((guint) len + 1);

  g_byte_array_append (out, data, (guint) len);
  switch (way)
    {
    case CHANGE_LOW_BIT:
      out->data[at] ^= 0x01;
      break;
    case CHANGE_HIGH_BIT:
      out->data[at] ^= 0x40;
      break;
    case REMOVE:
      g_byte_array_remove_index (out, (guint) at);
      break;
    case REPEAT:
    case N_WAYS:
    default:
      g_byte_array_append (out, data + len - 1, 1);
      memmove (out->data + at + 1, data + at, len - at);
      break;
    }
  return out;
}

static char *
load (const char *name,
      const char *file)
{
  g_autofree char *path = g_build_filename ("vectors/data/opkssh", name, file, NULL);

  return g_strchomp (dpt_load_text (path));
}

static void
open_subject (Subject *self,
              guint    i)
{
  g_autofree char *keys = dpt_load_text ("vectors/data/opkssh/keys.json");
  g_autofree char *private = load (good[i].name, "id");
  g_autofree char *pem = g_strconcat (private, "\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *accepted = NULL;

  self->providers = dpt_load_text ("vectors/data/opkssh/etc-opk-providers");
  self->keys = dp_jwks_parse ((const guint8 *) keys, strlen (keys), &error);
  g_assert_no_error (error);
  self->server = (DptServer) { self->providers, NULL, "alice", self->keys, good[i].now, FALSE };
  self->line = load (good[i].name, "id-cert.pub");
  self->cert = dp_ssh_cert_parse_line (self->line, strlen (self->line), NULL, &error);
  g_assert_no_error (error);
  self->key = dp_ssh_private_key_read ((const guint8 *) pem, strlen (pem), NULL, &error);
  g_assert_no_error (error);
  accepted = dpt_login (&self->server, self->line, &error);
  g_assert_no_error (error);
}

static void
close_subject (Subject *self)
{
  g_free (self->providers);
  g_free (self->line);
  dp_jwks_free (self->keys);
  dp_ssh_cert_free (self->cert);
  dp_private_key_free (self->key);
}

static void
assert_refused (const Subject *self,
                const char    *line,
                gsize          at,
                Way            way)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *accepted = dpt_login (&self->server, line, &error);

  if (accepted != NULL)
    g_test_fail_printf ("byte %u, way %u is accepted", (guint) at, way);
  else
    g_assert_cmpint (dp_error_code (error), !=, DP_ERROR_N);
}

/* Calls @func for each byte of @data and each way. */
static void
for_each_mutation (const Subject *self,
                   const guint8  *data,
                   gsize          len,
                   void         (*func) (const Subject *self,
                                         GByteArray    *mutated,
                                         gsize          at,
                                         Way            way))
{
  gsize stride = g_test_slow () ? 1 : STRIDE;
  guint n = 0;

  for (gsize at = 0; at < len; at += stride)
    for (Way way = CHANGE_LOW_BIT; way < N_WAYS; way++)
      {
        g_autoptr (GByteArray) mutated = mutate (data, len, at, way);

        func (self, mutated, at, way);
        n++;
      }
  g_test_message ("%u mutations refused", n);
}

/* A certificate of the person with this token in it; %NULL when it cannot hold it. */
static char *
sign_certificate (const Subject *self,
                  const char    *pkt)
{
  static const guint8 nonce[32] = { 1 };
  const DpSshCertFields fields = { dp_ssh_cert_get_key_id (self->cert),
                                   dp_ssh_cert_get_principals (self->cert), pkt, NULL, nonce };

  return dp_ssh_cert_build (self->key, &fields, NULL);
}

static void
try_blob (const Subject *self,
          GByteArray    *mutated,
          gsize          at,
          Way            way)
{
  g_autofree char *base64 = dp_base64_encode (mutated->data, mutated->len);
  g_autofree char *line = g_strjoin (" ", dp_ssh_cert_get_type (self->cert), base64, NULL);

  assert_refused (self, line, at, way);
}

static void
try_text (const Subject *self,
          GByteArray    *mutated,
          gsize          at,
          Way            way)
{
  g_autofree char *line = g_strndup ((const char *) mutated->data, mutated->len);

  assert_refused (self, line, at, way);
}

static void
try_token (const Subject *self,
           GByteArray    *mutated,
           gsize          at,
           Way            way)
{
  g_autofree char *pkt = g_strndup ((const char *) mutated->data, mutated->len);
  g_autofree char *line = sign_certificate (self, pkt);

  if (line != NULL)
    assert_refused (self, line, at, way);
}

/* The client claims in @mutated, signed by their own key as they should be. */
static void
try_claims (const Subject *self,
            GByteArray    *mutated,
            gsize          at,
            Way            way)
{
  g_auto (GStrv) parts = g_strsplit (dp_ssh_cert_get_extension (self->cert, DP_SSH_EXT_PKT), ":",
                                     -1);
  g_autofree char *header = dp_base64url_encode (mutated->data, mutated->len);
  g_autofree char *input = g_strjoin (".", header, parts[0], NULL);
  g_autoptr (GBytes) raw = dp_private_key_sign (self->key, (const guint8 *) input, strlen (input),
                                                NULL);
  g_autofree char *signature = dp_base64url_encode (g_bytes_get_data (raw, NULL),
                                                    g_bytes_get_size (raw));
  g_autofree char *pkt = g_strjoin (":", parts[0], parts[1], parts[2], header, signature, NULL);
  g_autofree char *line = sign_certificate (self, pkt);

  assert_refused (self, line, at, way);
}

static void
test_blob (gconstpointer data)
{
  Subject subject;
  g_auto (GStrv) words = NULL;
  g_autoptr (GBytes) blob = NULL;

  open_subject (&subject, GPOINTER_TO_UINT (data));
  words = g_strsplit (subject.line, " ", 3);
  blob = dp_base64_decode (words[1], strlen (words[1]), 65536, NULL);
  for_each_mutation (&subject, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), try_blob);
  close_subject (&subject);
}

static void
test_text (gconstpointer data)
{
  Subject subject;
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;

  open_subject (&subject, GPOINTER_TO_UINT (data));
  words = g_strsplit (subject.line, " ", 3);
  text = g_strjoin (" ", words[0], words[1], NULL);
  for_each_mutation (&subject, (const guint8 *) text, strlen (text), try_text);
  close_subject (&subject);
}

static void
test_token (gconstpointer data)
{
  Subject subject;
  const char *pkt;
  g_autofree char *again = NULL;
  g_autofree char *accepted = NULL;

  open_subject (&subject, GPOINTER_TO_UINT (data));
  pkt = dp_ssh_cert_get_extension (subject.cert, DP_SSH_EXT_PKT);
  again = sign_certificate (&subject, pkt);
  accepted = dpt_login (&subject.server, again, NULL);
  g_assert_nonnull (accepted); /* signing it again is no crime */
  for_each_mutation (&subject, (const guint8 *) pkt, strlen (pkt), try_token);
  close_subject (&subject);
}

static void
test_claims (gconstpointer data)
{
  Subject subject;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GBytes) header = NULL;

  open_subject (&subject, GPOINTER_TO_UINT (data));
  parts = g_strsplit (dp_ssh_cert_get_extension (subject.cert, DP_SSH_EXT_PKT), ":", -1);
  header = dp_base64url_decode (parts[3], strlen (parts[3]), 65536, NULL);
  for_each_mutation (&subject, g_bytes_get_data (header, NULL), g_bytes_get_size (header),
                     try_claims);
  close_subject (&subject);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *level;
    void (*func) (gconstpointer data);
  } levels[] = {
    { "bytes_of_the_certificate", test_blob },
    { "text_of_the_certificate", test_text },
    { "token_in_a_new_certificate", test_token },
    { "client_claims_signed_again", test_claims },
  };

  dpt_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    for (guint k = 0; k < G_N_ELEMENTS (levels); k++)
      {
        g_autofree char *path = g_strdup_printf ("/mutation/%s/%s", good[i].name, levels[k].level);

        g_test_add_data_func (path, GUINT_TO_POINTER (i), levels[k].func);
      }
  return g_test_run ();
}
