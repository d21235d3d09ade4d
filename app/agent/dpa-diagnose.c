/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-diagnose.h"

#include <errno.h>
#include <sys/stat.h>

#include "dp-discovery.h"
#include "dp-error.h"
#include "dp-listener.h"
#include "dpa-autostart.h"
#include "dpa-check.h"
#include "dpa-http.h"
#include "dpa-ssh-agent.h"
#include "dpa-ssh-effective.h"

#define LIMIT_SECONDS 12

typedef struct
{
  DpaAgent              *agent;
  GDBusMethodInvocation *invocation;
  GCancellable          *cancellable;
  GVariantBuilder        checks;
  GHashTable            *said;  /* checks as text: ten good keys are one line */
  GHashTable            *asked; /* ids of providers */
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
  g_autoptr (GVariant) owned = g_variant_ref_sink (check);

  if (g_hash_table_add (self->said, g_variant_print (owned, FALSE)))
    g_variant_builder_add_value (&self->checks, owned);
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
  g_hash_table_unref (self->said);
  g_hash_table_unref (self->asked);
  g_free (self);
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
      if (!self->clock_said && !dpa_check_add_clock (&self->checks, discovery->clock_offset))
        add (self, dpa_check ("clock-good", "good", NULL));
      self->clock_said = TRUE;
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
looked_at_settings (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Diagnosis *self = user_data;

  dpa_ssh_effective_finish (result, &self->checks);
  finish_one (self);
}

/* @account: (nullable): %NULL for one that has hosts */
static void
check_include (Diagnosis  *self,
               DpaAccount *account)
{
  GPtrArray *accounts = dpa_agent_get_accounts (self->agent);

  for (guint i = 0; account == NULL && i < accounts->len; i++)
    if (dpa_account_get_record (g_ptr_array_index (accounts, i))->hosts[0] != NULL)
      account = g_ptr_array_index (accounts, i);
  if (account == NULL || dpa_account_get_record (account)->hosts[0] == NULL)
    {
      add_with_fix (self, "no-hosts", "info", "", "hosts");
      return;
    }
  self->waiting++;
  dpa_ssh_effective_async (account, NULL, looked_at_settings, self);
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
  g_autoptr (DpHttp) http = NULL;
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
  if (!g_hash_table_add (self->asked, g_strdup (provider->id)))
    return;
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
  http = dpa_http_ref ();
  dp_discovery_async (http, provider->issuer, self->cancellable, discovered, asked);
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
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = 1;
  g_variant_builder_init (&self->checks, G_VARIANT_TYPE (DPA_CHECKS_TYPE));
  self->limit = g_timeout_add_seconds (LIMIT_SECONDS, too_long, self);
  check_ssh (self);
  check_include (self, account);
  dpa_ssh_agent_diagnose (self->agent, &self->checks);
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
  if (g_str_equal (fix, "load-key"))
    return dpa_ssh_agent_load_again (agent, account, error);
  g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "%s", fix);
  return FALSE;
}
