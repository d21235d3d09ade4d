/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dpf-issuer.h"
#include "dpf-setup.h"
#include "dpg-channel.h"

/* Two waits for another's lock and fetch are the longest that can be right. */
#define WORKER_SECONDS (2 * DPF_ISSUER_SECONDS + 5)
/* As long as a gate waits: whoever comes later need not find out for itself. */
#define PATIENCE_SECONDS 3
#define READ_STEP (16 * 1024)

static void
send_answer (int            fd,
             DpgFetchStatus status,
             GBytes        *body)
{
  DpgFetchAnswer answer = { .status = (guint32) status };
  gsize len = 0;
  const guint8 *data = body != NULL ? g_bytes_get_data (body, &len) : NULL;

  answer.length = (guint32) len;
  if (dpg_channel_write (fd, &answer, sizeof answer, DPG_NO_DEADLINE) == DPG_CHANNEL_OK && len > 0
      && dpg_channel_write (fd, data, len, DPG_NO_DEADLINE) != DPG_CHANNEL_OK)
    dpf_log ("nobody takes the answer");
}

static void
do_userinfo (const DpfJob *job,
             int           fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = dpf_issuer_userinfo (job->issuer, job->token, &error);

  if (body == NULL)
    dpf_log ("%s: %s: %s", job->issuer, dp_error_reason (error), error->message);
  send_answer (fd, body != NULL ? DPG_FETCH_DONE : DPG_FETCH_FAILED, body);
}

static void
do_job (const DpfJob *job,
        int           fd)
{
  g_autoptr (GError) error = NULL;
  g_auto (DpfSetup) setup = { 0 };

  signal (SIGPIPE, SIG_IGN);
  if (!dpf_setup_load (job->config_dir, &setup, &error))
    {
      dpf_log ("%s: %s", dp_error_reason (error), error->message);
      send_answer (fd, DPG_FETCH_FAILED, NULL);
      return;
    }

  dpf_setup_start_http (&setup);
  if (job->token != NULL)
    do_userinfo (job, fd);
  else
    send_answer (fd, dpf_refresh_issuer (job->store, job->issuer, job->demand), NULL);
}

DpfWorker *
dpf_worker_start (const DpfJob *job)
{
  const pid_t parent = getpid ();
  DpfWorker *self;
  int ends[2];
  pid_t pid;

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return NULL;

  pid = fork ();
  if (pid == 0)
    {
      /* those who wait, and other workers, are none of its business */
      dpf_store_close_others (job->store, ends[1]);
      if (prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid () != parent)
        _exit (1);
      do_job (job, ends[1]);
      _exit (0);
    }

  close (ends[1]);
  if (pid < 0 || fcntl (ends[0], F_SETFL, O_NONBLOCK) != 0)
    {
      close (ends[0]);
      return NULL;
    }

  self = g_new0 (DpfWorker, 1);
  self->pid = pid;
  self->fd = ends[0];
  self->issuer = g_strdup (job->issuer);
  self->shared = job->token == NULL;
  self->answer = g_byte_array_new ();
  self->patience = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;
  self->deadline = g_get_monotonic_time () + WORKER_SECONDS * G_TIME_SPAN_SECOND;
  return self;
}

gboolean
dpf_worker_read (DpfWorker *self)
{
  guint8 step[READ_STEP];
  gssize n = read (self->fd, step, sizeof step);

  if (n < 0)
    return errno != EAGAIN && errno != EINTR;
  if (n == 0 || self->answer->len + (gsize) n > sizeof (DpgFetchAnswer) + DPG_FETCH_BODY_MAX)
    return TRUE;

  g_byte_array_append (self->answer, step, (guint) n);
  return FALSE;
}

void
dpf_worker_free (DpfWorker *self)
{
  kill (self->pid, SIGKILL);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    continue;
  close (self->fd);
  g_free (self->issuer);
  g_byte_array_unref (self->answer);
  g_free (self);
}

static gboolean
read_head (const DpfWorker *self,
           DpgFetchAnswer  *out)
{
  return self->answer->len >= sizeof *out
         && dpg_copy (out, sizeof *out, self->answer->data, sizeof *out)
         && out->length == self->answer->len - sizeof *out;
}

DpgFetchStatus
dpf_worker_get_status (const DpfWorker *self)
{
  DpgFetchAnswer head;

  return read_head (self, &head) ? (DpgFetchStatus) head.status : DPG_FETCH_FAILED;
}

const guint8 *
dpf_worker_get_body (const DpfWorker *self,
                     gsize           *len)
{
  DpgFetchAnswer head;

  *len = read_head (self, &head) ? head.length : 0;
  return *len > 0 ? self->answer->data + sizeof head : NULL;
}
