/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

/* Whether an ssh-agent holds an entry to hosts, tried with a key and hosts made up for it. */
#include "dp-ssh-agent-hosts.h"
#include "dp-ssh-key.h"
#include "dp-ssh-signature.h"

/* Message numbers of the draft, section 5.1, and of RFC 4252 section 7. */
#define SIGN_REQUEST 13
#define SIGN_RESPONSE 14
#define SUCCESS 6
#define EXTENSION 27
#define USERAUTH_REQUEST 50
#define BIND "session-bind@openssh.com"

#define MESSAGE_MAX (16 * 1024)
#define SESSION_BYTES 32
#define LIFETIME 30 /* should this program die in between */

/* Names nothing: the agent only compares. */
static const guint8 session[SESSION_BYTES];

static void
put_bytes (DpWriter *writer,
           GBytes   *bytes)
{
  dp_writer_put_string (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
ask_for (DpSshAgent *self,
         DpWriter   *writer,
         guint8      wanted)
{
  g_autoptr (GBytes) message = dp_writer_finish (writer, NULL);
  g_autoptr (GBytes) answer = message != NULL ? _dp_ssh_agent_ask (self, message, NULL) : NULL;

  return answer != NULL && ((const guint8 *) g_bytes_get_data (answer, NULL))[0] == wanted;
}

/* As ssh does after the key exchange: "this connection goes to the host with that key". */
static DpSshAgent *
open_bound (const char         *path,
            const DpPrivateKey *host)
{
  g_autoptr (DpSshAgent) self = dp_ssh_agent_open (path, NULL);
  g_autoptr (GBytes) blob = dp_ssh_key_build (dp_private_key_get_public (host), NULL);
  g_autoptr (GBytes) signature = _dp_ssh_signature_make (host, session, sizeof session, NULL);
  g_autoptr (DpWriter) writer = dp_writer_new (MESSAGE_MAX);

  if (self == NULL || blob == NULL || signature == NULL)
    return NULL;
  dp_writer_put_u8 (writer, EXTENSION);
  dp_writer_put_cstring (writer, BIND);
  put_bytes (writer, blob);
  dp_writer_put_string (writer, session, sizeof session);
  put_bytes (writer, signature);
  dp_writer_put_u8 (writer, 0); /* not forwarded */
  return ask_for (self, writer, SUCCESS) ? g_steal_pointer (&self) : NULL;
}

/* As ssh does to log in: the agent reads what it signs. */
static gboolean
signs (DpSshAgent        *self,
       const DpPublicKey *key,
       GBytes            *blob)
{
  g_autoptr (DpWriter) writer = dp_writer_new (MESSAGE_MAX);
  g_autoptr (DpWriter) data = dp_writer_new (MESSAGE_MAX);
  g_autoptr (GBytes) signed_data = NULL;

  dp_writer_put_string (data, session, sizeof session);
  dp_writer_put_u8 (data, USERAUTH_REQUEST);
  dp_writer_put_cstring (data, "nobody");
  dp_writer_put_cstring (data, "ssh-connection");
  dp_writer_put_cstring (data, "publickey");
  dp_writer_put_u8 (data, 1);
  dp_writer_put_cstring (data, dp_ssh_key_type_name (key));
  put_bytes (data, blob);
  signed_data = dp_writer_finish (data, NULL);
  if (signed_data == NULL)
    return FALSE;
  dp_writer_put_u8 (writer, SIGN_REQUEST);
  put_bytes (writer, blob);
  put_bytes (writer, signed_data);
  dp_writer_put_u32 (writer, 0);
  return ask_for (self, writer, SIGN_RESPONSE);
}

static gboolean
shows (DpSshAgent *self,
       GBytes     *blob)
{
  g_autoptr (GPtrArray) entries = dp_ssh_agent_list (self, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (g_bytes_equal (g_ptr_array_index (entries, i), blob))
      return TRUE;
  return entries == NULL;
}

static gboolean
add_for_host (DpSshAgent         *self,
              const DpPrivateKey *key,
              const DpPrivateKey *host)
{
  g_autoptr (GBytes) blob = dp_ssh_key_build (dp_private_key_get_public (host), NULL);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (dp_ssh_agent_host_free);
  DpSshAgentHost *one = g_new0 (DpSshAgentHost, 1);
  const DpSshAgentLimits limits = { .lifetime = LIFETIME, .hosts = hosts };

  one->name = g_strdup ("daypass.invalid");
  one->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (hosts, one);
  if (blob == NULL)
    return FALSE;
  g_ptr_array_add (one->keys, g_steal_pointer (&blob));
  return dp_ssh_agent_add (self, key, NULL, "daypass test", &limits, NULL);
}

gboolean
dp_ssh_agent_knows_hosts (const char *path)
{
  g_autoptr (DpPrivateKey) key = dp_private_key_generate (DP_KEY_ED25519, NULL);
  g_autoptr (DpPrivateKey) host = dp_private_key_generate (DP_KEY_ED25519, NULL);
  g_autoptr (DpPrivateKey) stranger = dp_private_key_generate (DP_KEY_ED25519, NULL);
  g_autoptr (DpSshAgent) self = dp_ssh_agent_open (path, NULL);
  g_autoptr (DpSshAgent) there = NULL;
  g_autoptr (DpSshAgent) elsewhere = NULL;
  g_autoptr (GBytes) blob = NULL;
  gboolean knows;

  if (self == NULL || key == NULL || host == NULL || stranger == NULL)
    return FALSE;
  blob = dp_ssh_key_build (dp_private_key_get_public (key), NULL);
  if (blob == NULL || !add_for_host (self, key, host))
    return FALSE;
  there = open_bound (path, host);
  elsewhere = open_bound (path, stranger);
  knows = there != NULL && elsewhere != NULL
          && signs (there, dp_private_key_get_public (key), blob) && !shows (elsewhere, blob);
  return dp_ssh_agent_remove (self, blob, NULL) && knows;
}
