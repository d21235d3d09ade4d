/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-diagnose.h"

#include <errno.h>
#include <sys/stat.h>

#include "dp-discovery.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-listener.h"
#include "dp-ssh-agent.h"
#include "dpa-autostart.h"
#include "dpa-check.h"
#include "dpa-ssh-agent.h"
#include "dpa-ssh-config.h"
#include "dpa-ssh-files.h"

#define LIMIT_SECONDS 12
#define CLOCK_TOLERANCE 60 /* decision D11 */

typedef struct
{
  DpaAgent              *agent;
  GDBusMethodInvocation *invocation;
  GCancellable          *cancellable;
  GVariantBuilder        checks;
  guint                  limit;
  guint                  waiting; /* for providers */
  gboolean               clock_said;
} Diagnosis;

typedef struct
{
  Diagnosis *diagnosis;
  char      *name;
} Asked;

static void
add (Diagnosis *self,
     GVariant  *check)
{
  g_variant_builder_add_value (&self->checks, check);
}

static void
add_with_fix (Diagnosis  *self,
              const char *id,
              const char *severity,
              const char *arg,
              const char *fix)
{
  const char *args[] = { arg, NULL };

  add (self, dpa_check_full (id, severity, args, fix, NULL));
}

static void
finish_one (Diagnosis *self)
{
  if (--self->waiting > 0)
    return;
  if (self->limit != 0)
    g_source_remove (self->limit);
  dp_bus_manager_complete_diagnose (NULL, self->invocation, g_variant_builder_end (&self->checks));
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
say_clock (Diagnosis *self,
           gint64     ahead)
{
  g_autofree char *minutes
    = g_strdup_printf ("%" G_GINT64_FORMAT, (ABS (ahead) + 59) / 60);

  if (self->clock_said)
    return;
  self->clock_said = TRUE;
  if (ABS (ahead) <= CLOCK_TOLERANCE)
    add (self, dpa_check ("clock-good", "good", NULL));
  else
    add_with_fix (self, ahead > 0 ? "clock-fast" : "clock-slow", "bad", minutes, "set-time");
}

static void
discovered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Asked *asked = user_data;
  Diagnosis *self = asked->diagnosis;
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDiscovery) discovery = dp_discovery_finish (result, NULL, &error);

  if (discovery != NULL)
    {
      add (self, dpa_check ("provider-reached", "good", asked->name, NULL));
      say_clock (self, discovery->clock_offset);
    }
  else if (dp_error_code (error) == DP_ERROR_CANCELLED)
    add (self, dpa_check ("unreachable", "bad", asked->name, NULL));
  else
    add (self, dpa_check_from_error (error, asked->name));
  g_free (asked->name);
  g_free (asked);
  finish_one (self);
}

static void
check_ssh (Diagnosis *self)
{
  g_autofree char *path = g_build_filename (dpa_agent_get_home (self->agent), ".ssh", NULL);
  struct stat info;

  if (stat (path, &info) == 0 && (info.st_mode & 022) != 0)
    add_with_fix (self, "ssh-open", "bad", "~/.ssh", "ssh-modes");
  else
    add (self, dpa_check ("ssh-private", "good", NULL));
}

static void
check_include (Diagnosis *self)
{
  GPtrArray *accounts = dpa_agent_get_accounts (self->agent);
  g_auto (DpaSshFiles) files = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean hosts = FALSE;

  for (guint i = 0; i < accounts->len; i++)
    hosts |= dpa_account_get_record (g_ptr_array_index (accounts, i))->hosts[0] != NULL;
  if (!hosts)
    add_with_fix (self, "no-hosts", "info", "", "hosts");
  else if (!dpa_ssh_files_read (&files, self->agent, &error))
    add (self, dpa_check_from_error (error, ""));
  else if (dpa_ssh_config_has_include (files.main))
    add (self, dpa_check ("include-effective", "good", NULL));
  else
    add_with_fix (self, "include-missing", "bad", "", "hosts");
}

static void
check_ssh_agent (Diagnosis *self)
{
  const DpaPreferences *preferences = dpa_agent_get_preferences (self->agent);
  g_autoptr (DpSshAgent) ssh_agent = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!preferences->ssh_agent && !preferences->agent_only)
    return;
  ssh_agent = dp_ssh_agent_open (dp_env_get ("SSH_AUTH_SOCK"), NULL);
  entries = ssh_agent != NULL ? dp_ssh_agent_list (ssh_agent, NULL) : NULL;
  if (entries == NULL)
    add_with_fix (self, "agent-absent", "bad", "", "preferences");
  else
    add (self, dpa_check ("agent-good", "good", NULL));
}

static void
check_rest (Diagnosis *self)
{
  DpaKeyringState keyring = dpa_keyring_get_state (dpa_agent_get_keyring (self->agent));

  if (keyring == DPA_KEYRING_UNLOCKED)
    add (self, dpa_check ("renewal-good", "good", NULL));
  else if (keyring == DPA_KEYRING_LOCKED)
    add_with_fix (self, "keyring-locked", "warning", "", "unlock-keyring");
  else if (keyring == DPA_KEYRING_ABSENT)
    add (self, dpa_check ("keyring-absent", "info", NULL));
  if (dpa_store_get_set_aside (dpa_agent_get_store (self->agent)) != NULL)
    add (self, dpa_check ("config", "bad", NULL));
  if (dpa_autostart_is_refused ())
    add_with_fix (self, "background-refused", "warning", "", "allow-background");
  else if (!dpa_agent_get_preferences (self->agent)->start_at_login)
    add_with_fix (self, "autostart-off", "info", "", "autostart");
}

static void
check_account (Diagnosis  *self,
               DpaAccount *account)
{
  const DpaKeyInfo *key;
  const DpaProvider *provider = dpa_account_get_provider (account);
  g_autoptr (DpProvider) core = NULL;
  g_autoptr (DpListener) listener = NULL;
  g_autoptr (GError) error = NULL;
  Asked *asked;

  dpa_account_inspect_key (account);
  key = dpa_account_get_key (account);
  if (key->cert == NULL)
    add_with_fix (self, "key-missing", "info", "", "sign-in");
  else if (!key->is_whole)
    add_with_fix (self, "key-mismatch", "bad", "", "sign-in");
  else
    add (self, dpa_check ("key-good", "good", NULL));
  core = provider != NULL ? dpa_providers_make (provider, &error) : NULL;
  if (core == NULL)
    {
      add (self, dpa_check ("usage", "bad", NULL));
      return;
    }
  if (dpa_account_get_sign_in (account) == NULL && !dpa_account_get_record (account)->free_port)
    {
      listener = dp_listener_new (dp_provider_get_redirect_uris (core), &error);
      if (listener != NULL)
        add (self, dpa_check ("ports-free", "good", NULL));
      else
        add (self, dpa_check_from_error (error, provider->name));
    }
  asked = g_new0 (Asked, 1);
  asked->diagnosis = self;
  asked->name = g_strdup (provider->name);
  self->waiting++;
  dp_discovery_async (dpa_agent_get_http (self->agent), provider->issuer, self->cancellable,
                      discovered, asked);
}

static gboolean
too_long (gpointer user_data)
{
  Diagnosis *self = user_data;

  self->limit = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

void
dpa_diagnose (DpaAgent              *agent,
              DpaAccount            *account,
              GDBusMethodInvocation *invocation)
{
  GPtrArray *accounts = dpa_agent_get_accounts (agent);
  Diagnosis *self = g_new0 (Diagnosis, 1);

  self->agent = agent;
  self->invocation = invocation;
  self->cancellable = g_cancellable_new ();
  self->waiting = 1;
  g_variant_builder_init (&self->checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  self->limit = g_timeout_add_seconds (LIMIT_SECONDS, too_long, self);
  check_ssh (self);
  check_include (self);
  check_ssh_agent (self);
  check_rest (self);
  for (guint i = 0; account == NULL && i < accounts->len; i++)
    check_account (self, g_ptr_array_index (accounts, i));
  if (account != NULL)
    check_account (self, account);
  finish_one (self);
}

static gboolean
make_private (DpaAgent *agent,
              GError  **error)
{
  g_autofree char *path = g_build_filename (dpa_agent_get_home (agent), ".ssh", NULL);
  struct stat info;

  if (stat (path, &info) < 0 || chmod (path, info.st_mode & 0700) < 0)
    return dp_error_set (error, DP_ERROR_FILE, "~/.ssh: %s", g_strerror (errno));
  return TRUE;
}

static gboolean
load_again (DpaAgent   *agent,
            DpaAccount *account,
            GError    **error)
{
  g_autoptr (DpPrivateKey) key = NULL;

  key = dpa_keys_load (dpa_agent_get_keys (agent), dpa_account_get_id (account), error);
  return key != NULL && dpa_ssh_agent_reload (account, key, error);
}

gboolean
dpa_fix (DpaAgent   *agent,
         const char *fix,
         DpaAccount *account,
         GError    **error)
{
  if (g_str_equal (fix, "ssh-modes"))
    return make_private (agent, error);
  if (g_str_equal (fix, "autostart") || g_str_equal (fix, "allow-background"))
    {
      dpa_agent_get_preferences (agent)->start_at_login = TRUE;
      return dpa_autostart_apply (agent, error) && dpa_agent_save (agent, error);
    }
  if (g_str_equal (fix, "unlock-keyring"))
    {
      dpa_keyring_unlock_async (dpa_agent_get_keyring (agent), NULL, NULL);
      return TRUE;
    }
  if (g_str_equal (fix, "use-free-port") && account != NULL)
    {
      dpa_account_get_record (account)->free_port = TRUE;
      return dpa_agent_save (agent, error);
    }
  if (g_str_equal (fix, "load-key") && account != NULL)
    return load_again (agent, account, error);
  g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "%s", fix);
  return FALSE;
}
