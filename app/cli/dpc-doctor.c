/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dp-provider-choice.h"
#include "dpc-doctor-checks.h"
#include "dpc-json.h"
#include "dpc-report.h"

#ifdef DPC_COMPANION
#include "dpc-host.h"
#define ARGUMENT N_("[ALIAS|HOST]")
#else
#define ARGUMENT N_("[ALIAS]")
#endif

static const struct
{
  const char *word;
  const char *mark;
} severities[] = {
  [DPC_CHECK_GOOD] = { "good", "✓" },
  [DPC_CHECK_INFO] = { "info", "·" },
  [DPC_CHECK_BAD] = { "bad", "✗" },
};

/* All providers are asked at once. */
typedef struct
{
  GMainLoop *loop;
  GPtrArray *out;
  guint      pending;
} Asking;

typedef struct
{
  Asking     *asking;
  DpProvider *provider;
} Question;

static void
answered (Asking *asking)
{
  if (--asking->pending == 0)
    g_main_loop_quit (asking->loop);
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (DpHttpReply) reply = dp_http_finish (DP_HTTP (source), result, NULL);

  /* a redirect, to the address that is registered, is what ought to come: that is no reply here */
  if (reply != NULL)
    dpc_doctor_add_probe (question->asking->out, question->provider,
                          dp_http_reply_get_status (reply));
  answered (question->asking);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Question *question = user_data;
  g_autofree char *calls_itself = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDiscovery) found = dp_discovery_finish (result, &calls_itself, &error);

  dpc_doctor_add_provider (question->asking->out, question->provider, found, calls_itself, error);
  url = found != NULL ? dpc_doctor_dup_probe (question->provider, found->metadata) : NULL;
  if (url != NULL)
    dp_http_get_async (DP_HTTP (source), url, NULL, probed_cb, g_steal_pointer (&question));
  else
    answered (question->asking);
}

static void
ask_providers (GPtrArray *out,
               GPtrArray *providers)
{
  g_autoptr (DpHttp) http = dp_http_new ();
  Asking asking = { .out = out };

  asking.loop = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < providers->len; i++)
    {
      DpProvider *provider = g_ptr_array_index (providers, i);
      Question *question;

      if (dp_provider_is_ci (provider))
        continue;
      dpc_doctor_check_scopes (out, provider);
      question = g_new0 (Question, 1);
      question->asking = &asking;
      question->provider = provider;
      asking.pending++;
      dp_discovery_async (http, dp_provider_get_issuer (provider), NULL, answered_cb, question);
    }
  if (asking.pending > 0)
    g_main_loop_run (asking.loop);
  g_main_loop_unref (asking.loop);
}

/* The providers to ask: the chosen one, or all. */
static GPtrArray *
find_providers (GPtrArray              *out,
                const DpProviderChoice *choice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpProvider) chosen = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  GPtrArray *providers = NULL;

  if (choice->provider == NULL && choice->alias == NULL)
    providers = dp_provider_list (choice, &error);
  else if (dp_provider_choose (choice, &chosen, &choices, &error))
    {
      providers = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_provider_unref);
      g_ptr_array_add (providers, g_steal_pointer (&chosen));
    }
  if (error != NULL)
    dpc_doctor_add_error (out, "providers", _("Providers"), error);
  return providers;
}

#ifdef DPC_COMPANION
/* A word that no provider has is a host. */
static gboolean
is_alias (DpProviderChoice *choice,
          const char       *config_path)
{
  gboolean missing;
  g_autoptr (DpClientConfig) config = dp_client_config_load (config_path, &missing, NULL);
  g_autoptr (GPtrArray) providers = NULL;

  choice->config = config;
  providers = dp_provider_list (choice, NULL);
  choice->config = NULL;
  for (guint i = 0; providers != NULL && i < providers->len; i++)
    if (dp_provider_has_alias (g_ptr_array_index (providers, i), choice->alias))
      return TRUE;
  return FALSE;
}

static void
check_host (GPtrArray  *out,
            const char *host)
{
  g_autoptr (GError) error = NULL;

  if (!dpc_host_check (out, host, &error))
    dpc_doctor_add_error (out, "companion", host, error);
}
#endif

static void
check_all (GPtrArray        *out,
           DpProviderChoice *choice,
           const char       *config_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpClientConfig) config = NULL;
  g_autoptr (GPtrArray) providers = NULL;
  gboolean missing;

  dpc_check_directory (out, dp_env_home ());
  dpc_check_places (out, dp_env_home ());
  dpc_check_keys (out, dp_env_home ());
  dpc_check_browser (out);
  config = dp_client_config_load (config_path, &missing, &error);
  if (config == NULL)
    {
      dpc_doctor_add_error (out, "config", _("Configuration"), error);
      return;
    }
  choice->config = config;
  providers = find_providers (out, choice);
  if (providers == NULL || providers->len == 0)
    return;
  dpc_check_ports (out, g_ptr_array_index (providers, 0));
  ask_providers (out, providers);
}

static gboolean
show (GPtrArray *checks)
{
  g_autoptr (DpcJson) out = dpc_json_new ();
  gboolean any_bad = FALSE;

  dpc_json_begin_array (out, NULL);
  for (guint i = 0; i < checks->len; i++)
    {
      const DpcCheck *check = g_ptr_array_index (checks, i);

      any_bad |= check->severity == DPC_CHECK_BAD;
      dpc_json_begin (out, NULL);
      dpc_json_text (out, "check", check->id);
      dpc_json_text (out, "severity", severities[check->severity].word);
      dpc_json_text (out, "sentence", check->sentence);
      dpc_json_text (out, "fix", check->fix);
      dpc_json_end (out);
      if (dpc_report_is_json ())
        continue;
      g_print ("%s %s\n", severities[check->severity].mark, check->sentence);
      if (check->fix != NULL)
        g_print ("    %s\n", check->fix);
    }
  dpc_json_end_array (out);
  if (dpc_report_is_json ())
    dpc_json_print (out);
  return any_bad;
}

int
dpc_doctor_main (int    argc,
                 char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *provider = NULL;
  GOptionEntry entries[] = {
    { "config-path", 0, 0, G_OPTION_ARG_FILENAME, &path,
      N_("Read FILE, not ~/.opk/config.yml"), N_("FILE") },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &provider, N_("Ask ISSUER,CLIENT_ID"),
      N_("PROVIDER") },
    { NULL },
  };
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify) dpc_check_free);
  DpProviderChoice choice = { .get = dp_env_get };

  if (!dpc_command_parse (&argc, &argv, ARGUMENT,
                          N_("Checks what a sign-in needs."), entries,
                          0, 1))
    return DPC_EXIT_FAILED;
  choice.provider = provider;
  choice.alias = argc > 1 ? argv[1] : NULL;
#ifdef DPC_COMPANION
  if (choice.alias != NULL && !is_alias (&choice, path))
    check_host (checks, choice.alias);
  else
#endif
    check_all (checks, &choice, path);
#ifdef DPC_COMPANION
  if (choice.alias == NULL && choice.provider == NULL)
    dpc_host_check_companion (checks);
#endif
  return show (checks) ? DPC_EXIT_FAILED : DPC_EXIT_OK;
}
