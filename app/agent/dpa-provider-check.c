/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-provider-check.h"

#include <string.h>

#include "dp-discovery.h"
#include "dp-error.h"
#include "dp-text.h"
#include "dp-url.h"
#include "dpa-check.h"
#include "dpa-http.h"

#define LIMIT_SECONDS 10
#define PASSED_SECONDS (10 * 60)
#define PASSED_MAX 256

typedef struct
{
  DpaAgent              *agent;
  GDBusMethodInvocation *invocation;
  DpaProvider           *provider;
  GCancellable          *cancellable;
  guint                  limit;
  gboolean               replaced; /* by a later question of the same caller */
  gboolean               bad;
  GVariantBuilder        checks;
} Asking;

static GHashTable *running; /* caller -> Asking */
static GHashTable *passed;  /* what it was -> when, in monotonic seconds */

static char *
fingerprint_of (const DpaProvider *provider)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  dpa_provider_write (provider, file, "provider");
  text = g_key_file_to_data (file, NULL, NULL);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
add (Asking   *asking,
     GVariant *check)
{
  const char *severity;

  g_variant_ref_sink (check);
  g_variant_get_child (check, 1, "&s", &severity);
  asking->bad |= g_str_equal (severity, "bad") || g_str_equal (severity, "question");
  g_variant_builder_add_value (&asking->checks, check);
  g_variant_unref (check);
}

static void
finish (Asking *asking)
{
  const char *sender = g_dbus_method_invocation_get_sender (asking->invocation);
  GVariantBuilder normalised;

  if (asking->limit != 0)
    g_source_remove (asking->limit);
  g_variant_builder_init (&normalised, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&normalised, "{sv}", "issuer",
                         g_variant_new_string (asking->provider->issuer));
  g_variant_builder_add (&normalised, "{sv}", "name",
                         g_variant_new_string (asking->provider->name));
  g_variant_builder_add (&normalised, "{sv}", "kind",
                         g_variant_new_string (asking->provider->kind));
  if (!asking->bad)
    {
      if (g_hash_table_size (passed) >= PASSED_MAX)
        g_hash_table_remove_all (passed);
      g_hash_table_insert (passed, fingerprint_of (asking->provider),
                           GSIZE_TO_POINTER (g_get_monotonic_time () / G_USEC_PER_SEC + 1));
    }
  if (asking->replaced)
    {
      g_variant_builder_clear (&asking->checks);
      g_variant_builder_clear (&normalised);
      dpa_bus_refuse (asking->invocation, DPA_BUS_ERROR_GONE, "a later question replaced this");
    }
  else
    {
      g_hash_table_remove (running, sender != NULL ? sender : "");
      dp_bus_manager_complete_check_provider (NULL, asking->invocation,
                                              g_variant_builder_end (&asking->checks),
                                              g_variant_builder_end (&normalised));
    }
  dpa_provider_free (asking->provider);
  g_object_unref (asking->cancellable);
  g_free (asking);
}

static const char *
host_of (Asking *asking)
{
  return asking->provider->name;
}

static void
add_mismatch (Asking     *asking,
              const char *calls_itself)
{
  const char *args[] = { calls_itself != NULL ? calls_itself : "", NULL };
  g_autofree char *slashed = g_strconcat (asking->provider->issuer, "/", NULL);
  gboolean more = g_strcmp0 (calls_itself, slashed) == 0;
  g_autofree char *shorter = g_strdup (asking->provider->issuer);

  if (g_str_has_suffix (shorter, "/"))
    shorter[strlen (shorter) - 1] = '\0';
  if (calls_itself == NULL)
    add (asking, dpa_check ("not-a-provider", "bad", host_of (asking), NULL));
  else if (more)
    add (asking, dpa_check_full ("issuer-slash", "question", args, "use-issuer", args));
  else if (g_str_equal (calls_itself, shorter))
    add (asking, dpa_check_full ("issuer-no-slash", "question", args, "use-issuer", args));
  else
    add (asking, dpa_check_full ("issuer-mismatch", "question", args, "use-issuer", args));
}

static void
judge_metadata (Asking           *asking,
                const DpMetadata *metadata)
{
  const char *const *hosts = dp_metadata_get_other_hosts (metadata);
  const char *host = host_of (asking);

  add (asking, dpa_check ("provider-answers", "good", host, NULL));
  for (guint i = 0; hosts[i] != NULL; i++)
    {
      const char *args[] = { hosts[i], NULL };
      gboolean yes = g_strv_contains ((const char *const *) asking->provider->trusted_hosts,
                                      hosts[i]);

      add (asking, yes ? dpa_check_full ("other-host-confirmed", "good", args, "", NULL)
                       : dpa_check_full ("other-host", "question", args, "confirm-host", args));
    }
  if (!dp_metadata_may_pkce (metadata))
    add (asking, dpa_check ("no-pkce", "warning", host, NULL));
  if (!dp_metadata_has_scope (metadata, "offline_access")
      && g_str_equal (asking->provider->kind, "other"))
    add (asking, dpa_check ("no-renewal", "info", host, NULL));
  if (!asking->bad && dp_metadata_may_pkce (metadata))
    add (asking, dpa_check ("provider-complete", "good", NULL));
}

static void
discovered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Asking *asking = user_data;
  g_autofree char *calls_itself = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDiscovery) discovery = dp_discovery_finish (result, &calls_itself, &error);
  DpError code = dp_error_code (error);

  if (discovery != NULL)
    judge_metadata (asking, discovery->metadata);
  else if (code == DP_ERROR_ISSUER_MISMATCH)
    add_mismatch (asking, calls_itself);
  else if (code == DP_ERROR_ALGORITHM)
    {
      g_autofree char *detail = dp_text_display (error->message, -1);

      add (asking, dpa_check ("no-algorithm", "bad", host_of (asking), detail, NULL));
    }
  else if (code == DP_ERROR_CANCELLED)
    add (asking, dpa_check ("unreachable", "bad", host_of (asking), NULL));
  else
    add (asking, dpa_check_from_error (error, host_of (asking)));
  finish (asking);
}

static gboolean
too_long (gpointer user_data)
{
  Asking *asking = user_data;

  asking->limit = 0;
  g_cancellable_cancel (asking->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
exists (DpaAgent          *agent,
        const DpaProvider *provider)
{
  g_autoptr (GPtrArray) all = dpa_providers_list (dpa_agent_get_providers (agent));

  for (guint i = 0; i < all->len; i++)
    {
      const DpaProvider *one = g_ptr_array_index (all, i);

      if (g_str_equal (one->issuer, provider->issuer)
          && g_str_equal (one->client_id, provider->client_id))
        return TRUE;
    }
  return FALSE;
}

/* What can be said before anybody is asked. */
static gboolean
judge_values (Asking   *asking,
              GVariant *values)
{
  const DpaProvider *provider = asking->provider;
  const char *id = "";
  g_autoptr (GError) error = NULL;
  g_autoptr (DpProvider) core = NULL;

  g_variant_lookup (values, "id", "&s", &id);
  if (*provider->issuer == '\0')
    add (asking, g_str_equal (provider->kind, "microsoft")
                     ? dpa_check ("tenant-missing", "bad", NULL)
                     : dpa_check ("url", "bad", "", NULL));
  else if (!dp_url_check (provider->issuer, &error))
    {
      g_autofree char *shown = dp_text_display (provider->issuer, -1);

      add (asking, dpa_check ("url", "bad", shown, NULL));
    }
  if (*provider->client_id == '\0')
    add (asking, dpa_check ("client-id-missing", "bad", NULL));
  else if (*id == '\0' && exists (asking->agent, provider))
    add (asking, dpa_check ("provider-exists", "bad", provider->name, NULL));
  if (asking->bad)
    return FALSE;
  core = dpa_providers_make (provider, &error);
  if (core == NULL)
    add (asking, dpa_check_from_error (error, provider->name));
  return core != NULL;
}

void
dpa_provider_check (DpaAgent              *agent,
                    GDBusMethodInvocation *invocation,
                    GVariant              *values)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  g_autoptr (DpHttp) http = NULL;
  g_autoptr (GError) error = NULL;
  DpaProvider *provider = dpa_provider_from_values (values, NULL, &error);
  Asking *asking, *earlier;

  if (provider == NULL)
    {
      dpa_bus_refuse_error (invocation, error);
      return;
    }
  if (running == NULL)
    {
      running = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      passed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  earlier = g_hash_table_lookup (running, sender != NULL ? sender : "");
  if (earlier != NULL)
    {
      earlier->replaced = TRUE;
      g_cancellable_cancel (earlier->cancellable);
    }
  asking = g_new0 (Asking, 1);
  asking->agent = agent;
  asking->invocation = invocation;
  asking->provider = provider;
  asking->cancellable = g_cancellable_new ();
  g_variant_builder_init (&asking->checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  g_hash_table_insert (running, g_strdup (sender != NULL ? sender : ""), asking);
  if (!judge_values (asking, values))
    {
      finish (asking);
      return;
    }
  asking->limit = g_timeout_add_seconds (LIMIT_SECONDS, too_long, asking);
  http = dpa_http_ref ();
  dp_discovery_async (http, provider->issuer, asking->cancellable, discovered, asking);
}

static gboolean
has_passed (const DpaProvider *provider)
{
  g_autofree char *fingerprint = fingerprint_of (provider);
  gint64 now = g_get_monotonic_time () / G_USEC_PER_SEC + 1;
  gint64 when;

  if (passed == NULL)
    return FALSE;
  when = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (passed, fingerprint));
  return when != 0 && now - when < PASSED_SECONDS;
}

DpaProvider *
dpa_provider_check_take (GVariant          *values,
                         const DpaProvider *old,
                         GError           **error)
{
  g_autoptr (DpaProvider) provider = NULL;
  g_autoptr (DpaProvider) fresh = NULL;
  gboolean same;

  provider = dpa_provider_from_values (values, old, error);
  if (provider == NULL)
    return NULL;
  same = old != NULL && g_str_equal (old->issuer, provider->issuer)
         && g_str_equal (old->client_id, provider->client_id);
  if (same || has_passed (provider))
    return g_steal_pointer (&provider);
  /* an edit was checked as if it were new, with what the dialog shows */
  fresh = old != NULL ? dpa_provider_from_values (values, NULL, NULL) : NULL;
  if (fresh != NULL && has_passed (fresh))
    return g_steal_pointer (&provider);
  g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "it has not passed CheckProvider()");
  return NULL;
}
