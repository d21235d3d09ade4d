/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-client.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dp-secret.h"
#include "dpg-channel.h"

#define ANSWER_MS 1000

DpfClient *
dpf_client_new (int fd)
{
  DpfClient *self = g_new0 (DpfClient, 1);

  self->fd = fd;
  self->since = g_get_monotonic_time ();
  self->input = g_byte_array_new ();
  return self;
}

void
dpf_client_free (DpfClient *self)
{
  close (self->fd);
  if (self->input->len > 0)
    dp_secret_wipe (self->input->data, self->input->len);
  g_byte_array_unref (self->input);
  g_free (self);
}

static gboolean
read_head (const DpfClient *self,
           DpgFetchRequest *out)
{
  return self->input->len >= sizeof *out
         && dpg_copy (out, sizeof *out, self->input->data, sizeof *out);
}

static gboolean
is_good (const DpgFetchRequest *request)
{
  if (request->magic != DPG_FETCH_MAGIC)
    return FALSE;

  switch (request->operation)
    {
    case DPG_FETCH_KEYS:
    case DPG_FETCH_KEYS_NO_WAIT:
      return request->length == 0;
    case DPG_FETCH_USERINFO:
      return request->length > 0 && request->length <= DPG_FETCH_TOKEN_MAX;
    default:
      return FALSE;
    }
}

/* How many bytes are still to come; -1 for a request that makes no sense. */
static gssize
missing (const DpfClient *self)
{
  DpgFetchRequest head;

  if (!read_head (self, &head))
    return (gssize) (sizeof head - self->input->len);

  return is_good (&head) ? (gssize) (sizeof head + head.length - self->input->len) : -1;
}

DpfClientState
dpf_client_read (DpfClient *self)
{
  for (;;)
    {
      guint8 step[4096];
      gssize wanted = missing (self);
      gssize n;

      if (wanted < 0)
        return DPF_CLIENT_GONE;
      if (wanted == 0)
        return DPF_CLIENT_ASKING;

      n = recv (self->fd, step, MIN ((gsize) wanted, sizeof step), MSG_DONTWAIT);
      if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return DPF_CLIENT_WAITING;
      if (n <= 0)
        return DPF_CLIENT_GONE;

      g_byte_array_append (self->input, step, (guint) n);
      dp_secret_wipe (step, (gsize) n);
    }
}

void
dpf_client_take_request (DpfClient        *self,
                         DpgFetchRequest  *out,
                         char            **token)
{
  *token = NULL;
  if (read_head (self, out) && out->operation == DPG_FETCH_USERINFO)
    *token = g_strndup ((const char *) self->input->data + sizeof *out, out->length);
  dp_secret_wipe (self->input->data, self->input->len);
  g_byte_array_set_size (self->input, 0);
}

void
dpf_client_answer (const DpfClient *self,
                   DpgFetchStatus   status,
                   const guint8    *body,
                   gsize            body_len)
{
  const DpgFetchAnswer answer = { .status = (guint32) status, .length = (guint32) body_len };
  gint64 deadline = dpg_now_ms () + ANSWER_MS;

  if (dpg_channel_write (self->fd, &answer, sizeof answer, deadline) == DPG_CHANNEL_OK
      && body_len > 0
      && dpg_channel_write (self->fd, body, body_len, deadline) != DPG_CHANNEL_OK)
    dpf_log ("nobody takes the answer");
}
