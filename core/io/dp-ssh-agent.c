/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ssh-agent.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-reader.h"
#include "dp-ssh-agent-hosts.h"
#include "dp-ssh-key.h"
#include "dp-writer.h"

/* Message numbers of the draft, section 5.1. */
#define REQUEST_IDENTITIES 11
#define IDENTITIES_ANSWER 12
#define SUCCESS 6
#define ADD_IDENTITY 17
#define REMOVE_IDENTITY 18
#define ADD_ID_CONSTRAINED 25
#define CONSTRAIN_LIFETIME 1
#define CONSTRAIN_CONFIRM 2

#define MESSAGE_MAX (256 * 1024) /* as OpenSSH */
#define ENTRIES_MAX 4096
#define WAIT_SECONDS 2

struct _DpSshAgent
{
  int fd;
};

static gboolean
fail (GError **error,
      int      number)
{
  gboolean slow = number == EAGAIN || number == EWOULDBLOCK;

  return dp_error_set (error, slow ? DP_ERROR_TIMED_OUT : DP_ERROR_UNREACHABLE, "ssh-agent: %s",
                       number != 0 ? g_strerror (number) : "it closed the connection");
}

DpSshAgent *
dp_ssh_agent_open (const char *path,
                   GError    **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct timeval wait = { .tv_sec = WAIT_SECONDS };
  DpSshAgent *self;
  int fd;

  if (path == NULL || g_strlcpy (address.sun_path, path, sizeof address.sun_path)
                          >= sizeof address.sun_path)
    {
      dp_error_set (error, DP_ERROR_UNREACHABLE, "no ssh-agent is named");
      return NULL;
    }
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) < 0
      || setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) < 0
      || connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    {
      fail (error, errno);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  self = g_new0 (DpSshAgent, 1);
  self->fd = fd;
  return self;
}

void
dp_ssh_agent_close (DpSshAgent *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}

int
dp_ssh_agent_get_fd (DpSshAgent *self)
{
  return self->fd;
}

void
dp_ssh_agent_host_free (gpointer data)
{
  DpSshAgentHost *host = data;

  g_free (host->name);
  g_ptr_array_unref (host->keys);
  g_free (host);
}

static gboolean
send_all (DpSshAgent   *self,
          const guint8 *data,
          gsize         left,
          GError      **error)
{
  while (left > 0)
    {
      gssize n = send (self->fd, data, left, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, n < 0 ? errno : 0);
      data += n;
      left -= (gsize) n;
    }
  return TRUE;
}

/* @until: of the monotonic clock: an agent that sends byte after byte is slow, too */
static gboolean
receive (DpSshAgent *self,
         guint8     *data,
         gsize       left,
         gint64      until,
         GError    **error)
{
  while (left > 0)
    {
      gssize n = recv (self->fd, data, left, 0);

      if (g_get_monotonic_time () > until)
        return fail (error, EAGAIN);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, n < 0 ? errno : 0);
      data += n;
      left -= (gsize) n;
    }
  return TRUE;
}

/* Sends @message with its length in front; (transfer full) the answer without. */
GBytes *
_dp_ssh_agent_ask (DpSshAgent *self,
                   GBytes     *message,
                   GError    **error)
{
  g_autoptr (DpWriter) writer = dp_writer_new (MESSAGE_MAX + 4);
  g_autoptr (GBytes) framed = NULL;
  g_autofree guint8 *answer = NULL;
  guint8 head[4];
  gint64 until = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;
  DpReader reader;
  guint32 len;

  dp_writer_put_string (writer, g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  framed = dp_writer_finish_secret (writer, error);
  if (framed == NULL
      || !send_all (self, g_bytes_get_data (framed, NULL), g_bytes_get_size (framed), error)
      || !receive (self, head, sizeof head, until, error))
    return NULL;
  dp_reader_init (&reader, head, sizeof head);
  if (!dp_reader_read_u32 (&reader, &len, error))
    return NULL;
  if (len == 0 || len > MESSAGE_MAX)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "ssh-agent: an answer of %u bytes", len);
      return NULL;
    }
  answer = g_malloc (len);
  if (!receive (self, answer, len, until, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&answer), len);
}

static gboolean
ask_for_success (DpSshAgent *self,
                 GBytes     *message,
                 GError    **error)
{
  g_autoptr (GBytes) answer = NULL;

  answer = _dp_ssh_agent_ask (self, message, error);
  if (answer == NULL)
    return FALSE;
  if (((const guint8 *) g_bytes_get_data (answer, NULL))[0] != SUCCESS)
    return dp_error_set (error, DP_ERROR_SSH_TYPE, "ssh-agent: it refused");
  return TRUE;
}

/* What follows the type word in ADD_IDENTITY (section 3.2): public parts, unless the certificate
 * stands for them, then the secret ones. */
static void
put_key (DpWriter           *writer,
         const DpPrivateKey *key,
         GBytes             *certificate)
{
  const DpPublicKey *public_key = dp_private_key_get_public (key);
  const guint8 *x, *y, *scalar;
  gsize x_len, y_len, scalar_len;

  scalar = g_bytes_get_data (dp_private_key_get_secret (key), &scalar_len);
  dp_public_key_get_parts (public_key, &x, &x_len, &y, &y_len);
  if (certificate != NULL)
    dp_writer_put_string (writer, g_bytes_get_data (certificate, NULL),
                          g_bytes_get_size (certificate));
  if (dp_public_key_get_kind (public_key) == DP_KEY_ED25519)
    {
      dp_writer_put_string (writer, x, x_len);
      dp_writer_put_u32 (writer, (guint32) (scalar_len + x_len));
      dp_writer_put_bytes (writer, scalar, scalar_len);
      dp_writer_put_bytes (writer, x, x_len);
      return;
    }
  if (certificate == NULL)
    {
      dp_writer_put_cstring (writer, "nistp256");
      dp_writer_put_u32 (writer, (guint32) (1 + x_len + y_len));
      dp_writer_put_u8 (writer, 4); /* uncompressed point, SEC 1 section 2.3.3 */
      dp_writer_put_bytes (writer, x, x_len);
      dp_writer_put_bytes (writer, y, y_len);
    }
  dp_writer_put_mpint (writer, scalar, scalar_len);
}

static const char *
type_name (const DpPrivateKey *key,
           gboolean            with_certificate)
{
  const DpPublicKey *public_key = dp_private_key_get_public (key);
  gboolean ed25519 = dp_public_key_get_kind (public_key) == DP_KEY_ED25519;

  if (!with_certificate)
    return dp_ssh_key_type_name (public_key);
  return ed25519 ? "ssh-ed25519-cert-v01@openssh.com"
                 : "ecdsa-sha2-nistp256-cert-v01@openssh.com";
}

gboolean
dp_ssh_agent_add (DpSshAgent             *self,
                  const DpPrivateKey     *key,
                  GBytes                 *certificate,
                  const char             *comment,
                  const DpSshAgentLimits *limits,
                  GError                **error)
{
  g_autoptr (DpWriter) writer = dp_writer_new (MESSAGE_MAX);
  g_autoptr (GBytes) message = NULL;
  gboolean limited = limits->lifetime != 0 || limits->confirm || limits->hosts != NULL;

  dp_writer_put_u8 (writer, limited ? ADD_ID_CONSTRAINED : ADD_IDENTITY);
  dp_writer_put_cstring (writer, type_name (key, certificate != NULL));
  put_key (writer, key, certificate);
  dp_writer_put_cstring (writer, comment);
  if (limits->lifetime != 0)
    {
      dp_writer_put_u8 (writer, CONSTRAIN_LIFETIME);
      dp_writer_put_u32 (writer, limits->lifetime);
    }
  if (limits->confirm)
    dp_writer_put_u8 (writer, CONSTRAIN_CONFIRM);
  if (limits->hosts != NULL)
    _dp_ssh_agent_put_hosts (writer, limits->hosts);
  message = dp_writer_finish_secret (writer, error);
  return message != NULL && ask_for_success (self, message, error);
}

gboolean
dp_ssh_agent_remove (DpSshAgent *self,
                     GBytes     *blob,
                     GError    **error)
{
  g_autoptr (DpWriter) writer = dp_writer_new (MESSAGE_MAX);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GError) reason = NULL;

  dp_writer_put_u8 (writer, REMOVE_IDENTITY);
  dp_writer_put_string (writer, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob));
  message = dp_writer_finish (writer, error);
  if (message == NULL)
    return FALSE;
  /* agents answer "failure" for an entry that they have not got */
  if (ask_for_success (self, message, &reason) || dp_error_code (reason) == DP_ERROR_SSH_TYPE)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
read_entries (DpReader  *reader,
              GPtrArray *entries,
              GError   **error)
{
  guint32 n;

  if (!dp_reader_read_u32 (reader, &n, error))
    return FALSE;
  if (n > ENTRIES_MAX)
    return dp_error_set (error, DP_ERROR_LIMIT, "ssh-agent: %u entries", n);
  for (guint32 i = 0; i < n; i++)
    {
      const guint8 *blob, *comment;
      gsize blob_len, comment_len;

      if (!dp_reader_read_string (reader, MESSAGE_MAX, &blob, &blob_len, error)
          || !dp_reader_read_string (reader, MESSAGE_MAX, &comment, &comment_len, error))
        return FALSE;
      g_ptr_array_add (entries, g_bytes_new (blob, blob_len));
    }
  return dp_reader_expect_end (reader, error);
}

GPtrArray *
dp_ssh_agent_list (DpSshAgent *self,
                   GError    **error)
{
  static const guint8 request[] = { REQUEST_IDENTITIES };
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) message = g_bytes_new_static (request, sizeof request);
  g_autoptr (GBytes) answer = NULL;
  DpReader reader;
  guint8 kind;

  answer = _dp_ssh_agent_ask (self, message, error);
  if (answer == NULL)
    return NULL;
  dp_reader_init (&reader, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  if (!dp_reader_read_u8 (&reader, &kind, error))
    return NULL;
  if (kind != IDENTITIES_ANSWER)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "ssh-agent: answer %u to a question for its "
                    "entries", kind);
      return NULL;
    }
  return read_entries (&reader, entries, error) ? g_steal_pointer (&entries) : NULL;
}
