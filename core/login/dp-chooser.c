/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-chooser.h"

#include <string.h>

#include "dp-auth-request.h"
#include "dp-error.h"
#include "dp-listener.h"
#include "dp-secret.h"
#include "dp-url.h"

#define SECONDS (10 * 60)
#define START_PATH "/choose/"
#define PAGE_PATH "/chooser"
#define SELECT_PATH "/select"

struct _DpChooser
{
  GObject            parent_instance;
  GPtrArray         *providers;
  const DpPageWords *words;
  DpListener        *listener;
  char              *cookie_name;
  GBytes            *cookie;
  char              *start; /* the single-use path, until it is used */
  GTask             *task;
  GSource           *deadline;
  GSource           *cancelled;
  DpExchange        *waiting;
  char              *chosen_title;
};

G_DEFINE_FINAL_TYPE (DpChooser, dp_chooser, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
end (DpChooser  *self,
     DpProvider *provider,
     GError     *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (provider != NULL)
    {
      self->chosen_title = g_strdup (dp_provider_get_title (provider));
      g_task_return_pointer (task, dp_provider_ref (provider), (GDestroyNotify) dp_provider_unref);
    }
  else
    g_task_return_error (task, error);
}

static GBytes *
build_page (DpChooser *self)
{
  g_autoptr (GPtrArray) hrefs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (DpPageChoice));
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->providers->len; i++)
    {
      DpProvider *provider = g_ptr_array_index (self->providers, i);
      g_autoptr (GUri) uri = dp_url_parse (dp_provider_get_issuer (provider), NULL);
      const char *pairs[] = { "op", dp_provider_get_name (provider), NULL };
      DpPageChoice choice = { .name = dp_provider_get_title (provider) };

      g_ptr_array_add (hrefs, dp_url_append_query (SELECT_PATH, pairs));
      g_ptr_array_add (hosts, uri != NULL ? dp_url_dup_authority (uri) : g_strdup (""));
      choice.href = g_ptr_array_index (hrefs, i);
      choice.host = g_ptr_array_index (hosts, i);
      g_array_append_val (choices, choice);
    }
  return dp_pages_choose (self->words, (const DpPageChoice *) (gpointer) choices->data,
                          choices->len);
}

static void
serve_start (DpChooser  *self,
             const char *path,
             DpExchange *exchange)
{
  g_autofree char *cookie = NULL;
  g_autoptr (GBytes) page = NULL;

  if (self->start == NULL || !g_str_equal (path, self->start))
    {
      page = dp_pages_used (self->words);
      dp_exchange_answer_page (exchange, 410, page);
      return;
    }
  g_clear_pointer (&self->start, g_free);
  cookie = g_strdup_printf ("%s=%s", self->cookie_name, dp_secret_get_text (self->cookie));
  dp_exchange_redirect (exchange, 303, PAGE_PATH, cookie);
  dp_secret_wipe (cookie, strlen (cookie));
}

static DpProvider *
find_provider (DpChooser  *self,
               const char *query)
{
  g_autoptr (GHashTable) pairs = query != NULL ? dp_form_decode (query, strlen (query), NULL)
                                               : NULL;
  const char *name = pairs != NULL ? g_hash_table_lookup (pairs, "op") : NULL;

  for (guint i = 0; name != NULL && i < self->providers->len; i++)
    if (g_str_equal (dp_provider_get_name (g_ptr_array_index (self->providers, i)), name))
      return g_ptr_array_index (self->providers, i);
  return NULL;
}

/* Unknown names end the sign-in, as in opkssh. */
static void
serve_select (DpChooser        *self,
              const DpHttpHead *head,
              DpExchange       *exchange)
{
  DpProvider *provider = find_provider (self, dp_http_head_get_query (head));
  GError *error = NULL;

  if (self->task == NULL)
    {
      dp_exchange_refuse (exchange, 410);
      return;
    }
  if (provider == NULL)
    {
      dp_exchange_refuse (exchange, 400);
      dp_error_set (&error, DP_ERROR_USAGE, "the browser chose a provider that is not there");
      end (self, NULL, error);
      return;
    }
  self->waiting = exchange;
  end (self, provider, NULL);
}

static void
serve_cb (DpListener       *listener,
          const DpHttpHead *head,
          DpExchange       *exchange,
          gpointer          user_data)
{
  DpChooser *self = user_data;
  const char *path = dp_http_head_get_path (head);
  g_autoptr (GBytes) page = NULL;

  if (g_str_has_prefix (path, START_PATH))
    serve_start (self, path, exchange);
  else if (!g_str_equal (path, PAGE_PATH) && !g_str_equal (path, SELECT_PATH)
           && !g_str_equal (path, SELECT_PATH "/"))
    dp_exchange_refuse (exchange, 404);
  else if (!dp_http_head_has_cookie (head, self->cookie_name, self->cookie))
    dp_exchange_refuse (exchange, 403);
  else if (g_str_equal (path, PAGE_PATH))
    {
      page = build_page (self);
      dp_exchange_answer_page (exchange, 200, page);
    }
  else
    serve_select (self, head, exchange);
}

DpChooser *
dp_chooser_new (GPtrArray         *providers,
                const DpPageWords *words,
                GError           **error)
{
  static const char *const any_port[] = { "http://localhost:0" PAGE_PATH, NULL };
  g_autoptr (DpChooser) self = g_object_new (DP_TYPE_CHOOSER, NULL);
  guint8 random[DP_FLOW_RANDOM_LEN];

  self->providers = g_ptr_array_ref (providers);
  self->words = words != NULL ? words : dp_pages_default_words ();
  if (!dp_secret_fill_random (random, sizeof random, error))
    return NULL;
  self->cookie = dp_flow_secret_new (random);
  self->listener = dp_listener_new (any_port, error);
  if (self->listener == NULL)
    return NULL;
  self->cookie_name = g_strdup_printf ("daypass-%u", dp_listener_get_port (self->listener));
  dp_listener_start (self->listener, serve_cb, self);
  return g_steal_pointer (&self);
}

char *
dp_chooser_dup_url (DpChooser *self,
                    GError   **error)
{
  guint8 random[DP_FLOW_RANDOM_LEN];
  g_autoptr (GBytes) secret = NULL;

  if (!dp_secret_fill_random (random, sizeof random, error))
    return NULL;
  secret = dp_flow_secret_new (random);
  g_free (self->start);
  self->start = g_strconcat (START_PATH, dp_secret_get_text (secret), NULL);
  return g_strconcat (dp_listener_get_origin (self->listener), self->start, NULL);
}

static gboolean
deadline_cb (gpointer user_data)
{
  GError *error = NULL;

  dp_error_set (&error, DP_ERROR_TIMED_OUT, "nobody chose a provider");
  end (user_data, NULL, error);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  dp_error_set (&error, DP_ERROR_CANCELLED, "cancelled");
  end (user_data, NULL, error);
  return G_SOURCE_REMOVE;
}

void
dp_chooser_run_async (DpChooser          *self,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GMainContext *context = g_main_context_get_thread_default ();

  g_return_if_fail (self->task == NULL);
  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, dp_chooser_run_async);
  self->deadline = g_timeout_source_new_seconds (SECONDS);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, context);
  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancelled, context);
}

DpProvider *
dp_chooser_run_finish (DpChooser    *self,
                       GAsyncResult *result,
                       GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dp_chooser_forward (DpChooser  *self,
                    const char *url)
{
  if (self->waiting != NULL)
    dp_exchange_redirect (g_steal_pointer (&self->waiting), 303, url, NULL);
  dp_listener_stop (self->listener);
}

void
dp_chooser_refuse (DpChooser  *self,
                   const char *sentence)
{
  g_autoptr (GBytes) page = dp_pages_failed (self->words, sentence, self->chosen_title, NULL);

  if (self->waiting != NULL)
    dp_exchange_answer_page (g_steal_pointer (&self->waiting), 400, page);
  dp_listener_stop (self->listener);
}

static void
dp_chooser_finalize (GObject *object)
{
  DpChooser *self = DP_CHOOSER (object);

  clear_source (&self->deadline);
  clear_source (&self->cancelled);
  if (self->listener != NULL)
    dp_listener_stop (self->listener);
  if (self->waiting != NULL)
    dp_exchange_refuse (self->waiting, 503);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_pointer (&self->cookie, g_bytes_unref);
  g_free (self->cookie_name);
  g_free (self->start);
  g_free (self->chosen_title);
  G_OBJECT_CLASS (dp_chooser_parent_class)->finalize (object);
}

static void
dp_chooser_class_init (DpChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dp_chooser_finalize;
}

static void
dp_chooser_init (DpChooser *self)
{
}
