/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-listen.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dp-secret.h"
#include "dpf-client.h"
#include "dpf-setup.h"

#define MAX_CLIENTS 512 /* with their workers below the 1024 descriptors of a process */
#define MAX_WORKERS 32
#define MAX_TOKENS 8    /* workers for userinfo of one issuer, which no other one shall miss */
#define REQUEST_SECONDS 2
#define IDLE_SECONDS 30
#define TICK_MS 100  /* while somebody waits */
#define REST_MS 5000 /* else: only to notice that it is time to go */

typedef struct
{
  int             fd;
  const DpfStore *store;
  const char     *config_dir;
  GPtrArray      *clients;  /* DpfClient */
  GPtrArray      *workers;  /* DpfWorker */
  GHashTable     *failures; /* issuer → DpKeyFailure, in case that the cache cannot be written */
  gint64          used_at;
} Service;

static DpfWorker *
find_any_worker (const Service *self,
                 const char    *issuer)
{
  for (guint i = 0; i < self->workers->len; i++)
    {
      DpfWorker *worker = g_ptr_array_index (self->workers, i);

      if (worker->shared && strcmp (worker->issuer, issuer) == 0)
        return worker;
    }

  return NULL;
}

static gboolean
is_being_fetched (const Service *self,
                  const char    *issuer)
{
  return find_any_worker (self, issuer) != NULL;
}

/* A provider that hangs must leave workers for the others. */
static gboolean
has_room (const Service *self,
          const char    *issuer,
          const char    *token)
{
  guint same = 0;

  for (guint i = 0; i < self->workers->len; i++)
    {
      const DpfWorker *worker = g_ptr_array_index (self->workers, i);

      same += !worker->shared && strcmp (worker->issuer, issuer) == 0;
    }

  return self->workers->len < MAX_WORKERS && (token == NULL || same < MAX_TOKENS);
}

/* A worker for this issuer that is worth waiting for. */
static DpfWorker *
find_worker (const Service *self,
             const char    *issuer)
{
  DpfWorker *worker = find_any_worker (self, issuer);

  return worker != NULL && g_get_monotonic_time () < worker->patience ? worker : NULL;
}

/* Whether a fetch of keys is due; else what to answer. */
static gboolean
is_due (const Service  *self,
        const char     *issuer,
        DpfDemand       demand,
        DpgFetchStatus *status)
{
  g_autoptr (DpKeyCache) cache = dpf_store_load (self->store, issuer);
  g_autoptr (DpKeyFailure) stored = dpf_store_load_failure (self->store, issuer);
  const DpKeyFailure *failure = stored != NULL ? stored
                                               : g_hash_table_lookup (self->failures, issuer);
  gint64 now = dpf_now ();

  *status = dpf_refresh_rest (cache, failure, now);
  return dpf_refresh_is_due (cache, failure, demand, now);
}

/* Starts a worker for the client, finds one, or answers at once. */
static DpgFetchStatus
serve_row (Service               *self,
           DpfClient             *client,
           const char            *issuer,
           const DpgFetchRequest *request,
           const char            *token)
{
  const DpfJob job = {
    .store = self->store,
    .config_dir = self->config_dir,
    .issuer = issuer,
    .token = token,
    .demand = request->operation == DPG_FETCH_KEYS ? DPF_DEMAND_NOW : DPF_DEMAND_LATER,
  };
  DpgFetchStatus status;
  DpfWorker *worker;

  if (token == NULL)
    {
      client->worker = find_worker (self, issuer);
      if (client->worker != NULL)
        return DPG_FETCH_DONE; /* when the worker is done */
      if (is_being_fetched (self, issuer))
        return DPG_FETCH_RESTING;
      if (!is_due (self, issuer, job.demand, &status))
        return status;
    }

  worker = has_room (self, issuer, token) ? dpf_worker_start (&job) : NULL;
  if (worker == NULL)
    return DPG_FETCH_FAILED;

  g_ptr_array_add (self->workers, worker);
  client->worker = worker;
  return DPG_FETCH_DONE;
}

static void
serve (Service   *self,
       DpfClient *client)
{
  g_autoptr (GError) error = NULL;
  g_auto (DpfSetup) setup = { 0 };
  const DpProvidersRow *row = NULL;
  DpgFetchRequest request;
  DpgFetchStatus status = DPG_FETCH_NO_ROW;
  char *token;

  dpf_client_take_request (client, &request, &token);
  if (dpf_setup_load (self->config_dir, &setup, &error))
    row = dpf_setup_find_row (&setup, request.row);
  else
    dpf_log ("%s: %s", dp_error_reason (error), error->message);

  if (row != NULL)
    status = serve_row (self, client, row->issuer, &request, token);
  if (client->worker == NULL)
    dpf_client_answer (client, status, NULL, 0);
  g_clear_pointer (&token, dp_secret_free_text);
}

static void
accept_clients (Service *self)
{
  while (self->clients->len < MAX_CLIENTS)
    {
      int fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (fd < 0)
        return;

      self->used_at = g_get_monotonic_time ();
      g_ptr_array_add (self->clients, dpf_client_new (fd));
    }
}

/* Whether the client has been served, or has gone. */
static gboolean
visit_client (Service   *self,
              DpfClient *client,
              short      events)
{
  gint64 age = g_get_monotonic_time () - client->since;

  if (client->worker != NULL)
    return (events & (POLLHUP | POLLERR)) != 0;
  if (age > REQUEST_SECONDS * G_TIME_SPAN_SECOND)
    return TRUE;
  if (events == 0)
    return FALSE;

  switch (dpf_client_read (client))
    {
    case DPF_CLIENT_ASKING:
      serve (self, client);
      return client->worker == NULL;
    case DPF_CLIENT_WAITING:
      return FALSE;
    case DPF_CLIENT_GONE:
    default:
      return TRUE;
    }
}

/* Tells those who wait for @worker, and lets them go. */
static void
answer_waiting (Service         *self,
                const DpfWorker *worker,
                DpgFetchStatus   status,
                const guint8    *body,
                gsize            body_len)
{
  for (guint i = self->clients->len; i > 0; i--)
    {
      DpfClient *client = g_ptr_array_index (self->clients, i - 1);

      if (client->worker != worker)
        continue;
      dpf_client_answer (client, status, body, body_len);
      g_ptr_array_remove_index_fast (self->clients, i - 1);
    }
}

/* Tells those who wait, and remembers a failure. */
static void
finish_worker (Service         *self,
               const DpfWorker *worker)
{
  DpgFetchStatus status = dpf_worker_get_status (worker);
  gsize len;
  const guint8 *body = dpf_worker_get_body (worker, &len);

  answer_waiting (self, worker, status, body, len);
  if (worker->shared && status == DPG_FETCH_FAILED)
    g_hash_table_replace (self->failures, g_strdup (worker->issuer),
                          dp_key_failure_next (g_hash_table_lookup (self->failures,
                                                                    worker->issuer),
                                               worker->issuer, DP_ERROR_UNREACHABLE, 0,
                                               dpf_now ()));
  else if (worker->shared && status == DPG_FETCH_DONE)
    g_hash_table_remove (self->failures, worker->issuer);
}

static void
visit_worker (Service *self,
              guint    i,
              short    events)
{
  DpfWorker *worker = g_ptr_array_index (self->workers, i);
  gboolean ended = g_get_monotonic_time () > worker->deadline;

  if (events != 0 && dpf_worker_read (worker))
    ended = TRUE;
  if (!ended && g_get_monotonic_time () >= worker->patience)
    answer_waiting (self, worker, DPG_FETCH_RESTING, NULL, 0);
  if (!ended)
    return;

  self->used_at = g_get_monotonic_time ();
  finish_worker (self, worker);
  g_ptr_array_remove_index (self->workers, i);
}

/* Waits for any of them, and visits all. Behind the listening socket come the workers, then the
 * clients; both are visited from their end, since a visit may remove the visited. */
static void
turn (Service *self)
{
  guint n_workers = self->workers->len;
  guint n_clients = self->clients->len;
  g_autofree struct pollfd *polls = g_new0 (struct pollfd, 1 + n_workers + n_clients);

  polls[0] = (struct pollfd) { .fd = n_clients < MAX_CLIENTS ? self->fd : -1, .events = POLLIN };
  for (guint i = 0; i < n_workers; i++)
    {
      const DpfWorker *worker = g_ptr_array_index (self->workers, i);

      polls[1 + i] = (struct pollfd) { .fd = worker->fd, .events = POLLIN };
    }
  for (guint i = 0; i < n_clients; i++)
    {
      const DpfClient *client = g_ptr_array_index (self->clients, i);
      short events = client->worker == NULL ? POLLIN : 0;

      polls[1 + n_workers + i] = (struct pollfd) { .fd = client->fd, .events = events };
    }

  if (poll (polls, 1 + n_workers + n_clients, n_workers + n_clients > 0 ? TICK_MS : REST_MS) < 0)
    return;

  for (guint i = n_clients; i > 0; i--)
    if (visit_client (self, g_ptr_array_index (self->clients, i - 1),
                      polls[n_workers + i].revents))
      g_ptr_array_remove_index (self->clients, i - 1);
  for (guint i = n_workers; i > 0; i--)
    visit_worker (self, i - 1, polls[i].revents);
  if (polls[0].revents != 0)
    accept_clients (self);
}

static gboolean
is_idle (const Service *self)
{
  return self->clients->len == 0 && self->workers->len == 0
         && g_get_monotonic_time () - self->used_at > IDLE_SECONDS * G_TIME_SPAN_SECOND;
}

int
dpf_listen_run (int             fd,
                gboolean        activated,
                const DpfStore *store,
                const char     *config_dir)
{
  Service self = {
    .fd = fd,
    .store = store,
    .config_dir = config_dir,
    .clients = g_ptr_array_new_with_free_func ((GDestroyNotify) dpf_client_free),
    .workers = g_ptr_array_new_with_free_func ((GDestroyNotify) dpf_worker_free),
    .failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) dp_key_failure_free),
    .used_at = g_get_monotonic_time (),
  };

  while (!activated || !is_idle (&self))
    turn (&self);

  g_hash_table_unref (self.failures);
  g_ptr_array_unref (self.workers);
  g_ptr_array_unref (self.clients);
  return 0;
}
