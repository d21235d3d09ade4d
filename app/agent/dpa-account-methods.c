/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-account-methods.h"

#include <string.h>

#include "dp-error.h"
#include "dpa-check.h"
#include "dpa-claims-view.h"
#include "dpa-hosts.h"
#include "dpa-renewal.h"
#include "dpa-sign-in.h"
#include "dpa-ssh-agent.h"

#define WHO_MAX 200
#define PROFILE_MAX 200

static gboolean
handle_sign_in (DpaAccount            *self,
                GDBusMethodInvocation *invocation,
                GVariant              *options)
{
  const char *who = "";
  g_autoptr (GError) error = NULL;
  DpaSignIn *sign_in;

  g_variant_lookup (options, "who", "&s", &who);
  if (strlen (who) > WHO_MAX)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_INVALID, "who");
  sign_in = dpa_sign_in_start (self, g_dbus_method_invocation_get_sender (invocation), who,
                               &error);
  if (sign_in == NULL)
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_account_complete_sign_in (dpa_account_get_bus (self), invocation,
                                   dpa_sign_in_get_path (sign_in));
  return TRUE;
}

static void
renewed (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  DpaAccount *self = DPA_ACCOUNT (source);
  g_autoptr (GDBusMethodInvocation) invocation = user_data;
  g_autoptr (GError) error = NULL;

  if (dpa_renewal_finish (self, result, &error))
    dp_bus_account_complete_renew (dpa_account_get_bus (self), g_object_ref (invocation));
  else
    dpa_bus_refuse_error (g_object_ref (invocation), error);
}

static gboolean
handle_renew (DpaAccount            *self,
              GDBusMethodInvocation *invocation)
{
  dpa_renewal_async (self, renewed, g_object_ref (invocation));
  return TRUE;
}

static void
signed_out (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  DpaAccount *self = DPA_ACCOUNT (source);
  g_autoptr (GDBusMethodInvocation) invocation = user_data;
  g_autoptr (GError) error = NULL;

  if (dpa_sign_out_finish (self, result, &error))
    dp_bus_account_complete_sign_out (dpa_account_get_bus (self), g_object_ref (invocation));
  else
    dpa_bus_refuse_error (g_object_ref (invocation), error);
}

static gboolean
handle_sign_out (DpaAccount            *self,
                 GDBusMethodInvocation *invocation)
{
  DpaSignIn *running = dpa_account_get_sign_in (self);

  if (running != NULL)
    dpa_sign_in_cancel (running);
  dpa_sign_out_async (self, signed_out, g_object_ref (invocation));
  return TRUE;
}

static gboolean
handle_load_key (DpaAccount            *self,
                 GDBusMethodInvocation *invocation)
{
  DpaAgent *agent = dpa_account_get_agent (self);
  g_autoptr (GError) error = NULL;

  if (!dpa_ssh_agent_load_again (agent, self, &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_account_complete_load_key (dpa_account_get_bus (self), invocation);
  return TRUE;
}

static void
unlocked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GDBusMethodInvocation) invocation = user_data;
  g_autoptr (GError) error = NULL;

  if (dpa_keyring_unlock_finish (DPA_KEYRING (source), result, &error))
    g_dbus_method_invocation_return_value (g_object_ref (invocation), NULL);
  else
    dpa_bus_refuse (g_object_ref (invocation), DPA_BUS_ERROR_LOCKED, "%s",
                    error != NULL ? error->message : "it stays locked");
}

static gboolean
handle_unlock_keyring (DpaAccount            *self,
                       GDBusMethodInvocation *invocation)
{
  dpa_keyring_unlock_async (dpa_agent_get_keyring (dpa_account_get_agent (self)), unlocked,
                            g_object_ref (invocation));
  return TRUE;
}

static gboolean
handle_get_claims (DpaAccount            *self,
                   GDBusMethodInvocation *invocation)
{
  const DpaKeyInfo *key = dpa_account_get_key (self);
  const DpaProvider *provider = dpa_account_get_provider (self);
  GVariant *claims, *hints;
  g_autoptr (GError) error = NULL;

  if (key->cert == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "there is no certificate");
  if (!dpa_claims_view (key->cert, provider != NULL ? provider->name : "", &claims, &hints,
                        &error))
    return dpa_bus_refuse_error (invocation, error);
  dp_bus_account_complete_get_claims (dpa_account_get_bus (self), invocation, claims, hints);
  return TRUE;
}

static gboolean
handle_get_certificate (DpaAccount            *self,
                        GDBusMethodInvocation *invocation)
{
  DpaKeys *keys = dpa_agent_get_keys (dpa_account_get_agent (self));
  g_autofree char *line = dpa_keys_dup_cert_line (keys, dpa_account_get_id (self), NULL);

  if (line == NULL)
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_FOUND, "there is no certificate");
  dp_bus_account_complete_get_certificate (dpa_account_get_bus (self), invocation, line);
  return TRUE;
}

/* Whether @value has the type and one of the values that @key may have. */
static gboolean
may_be (const char *key,
        GVariant   *value)
{
  static const struct
  {
    const char *key;
    const char *type;
    const char *words[4]; /* none: any text */
  } options[] = {
    { "lifetime-hours", "u", { NULL } },
    { "free-port", "b", { NULL } },
    { "browser", "s", { "default", "system", "embedded", NULL } },
    { "browser-profile", "s", { NULL } },
    { "expiry", "s", { "age", "token", NULL } },
    { "label", "s", { NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      if (!g_str_equal (options[i].key, key))
        continue;
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE (options[i].type)))
        return FALSE;
      if (g_str_equal (key, "lifetime-hours"))
        return g_variant_get_uint32 (value) >= 1 && g_variant_get_uint32 (value) <= 168;
      if (options[i].type[0] == 's' && g_variant_get_size (value) > PROFILE_MAX)
        return FALSE;
      return options[i].words[0] == NULL
             || g_strv_contains (options[i].words, g_variant_get_string (value, NULL));
    }
  return FALSE;
}

static void
apply_option (DpaRecord  *record,
              const char *key,
              GVariant   *value)
{
  if (g_str_equal (key, "lifetime-hours"))
    record->lifetime_hours = g_variant_get_uint32 (value);
  else if (g_str_equal (key, "free-port"))
    record->free_port = g_variant_get_boolean (value);
  else if (g_str_equal (key, "browser"))
    dpa_set_text (record->browser, g_variant_get_string (value, NULL));
  else if (g_str_equal (key, "browser-profile"))
    dpa_set_text (record->browser_profile, g_variant_get_string (value, NULL));
  else if (g_str_equal (key, "expiry"))
    dpa_set_text (record->expiry, g_variant_get_string (value, NULL));
  else if (g_str_equal (key, "label"))
    dpa_set_text (record->label, g_variant_get_string (value, NULL));
}

static gboolean
handle_set_options (DpaAccount            *self,
                    GDBusMethodInvocation *invocation,
                    GVariant              *changes)
{
  DpaRecord *record = dpa_account_get_record (self);
  const char *const *fixed = dp_bus_account_get_fixed (dpa_account_get_bus (self));
  g_autoptr (GError) error = NULL;
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    if (!may_be (key, value) || (fixed != NULL && g_strv_contains (fixed, key)))
      {
        gboolean known = may_be (key, value);

        dpa_bus_refuse (invocation, known ? DPA_BUS_ERROR_NOT_ALLOWED : DPA_BUS_ERROR_INVALID,
                        "%s", key);
        g_variant_unref (value);
        return TRUE;
      }
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    apply_option (record, key, value);
  if (!dpa_agent_save (dpa_account_get_agent (self), &error))
    return dpa_bus_refuse_error (invocation, error);
  dpa_agent_changed (dpa_account_get_agent (self));
  dp_bus_account_complete_set_options (dpa_account_get_bus (self), invocation);
  return TRUE;
}

static gboolean
handle_preview_hosts (DpaAccount            *self,
                      GDBusMethodInvocation *invocation,
                      const char *const     *patterns)
{
  const char *const *fixed = dp_bus_account_get_fixed (dpa_account_get_bus (self));
  DpaHostsPreview preview = { 0 };
  g_autoptr (GError) error = NULL;

  if (fixed != NULL && g_strv_contains (fixed, "hosts"))
    return dpa_bus_refuse (invocation, DPA_BUS_ERROR_NOT_ALLOWED, "the organisation fixes them");
  if (dpa_hosts_preview (self, patterns, &preview, &error))
    dp_bus_account_complete_preview_hosts (dpa_account_get_bus (self), invocation, preview.token,
                                           preview.checks, preview.files);
  else
    dpa_bus_refuse_error (invocation, error);
  g_free (preview.token);
  return TRUE;
}

void
dpa_account_connect_methods (DpaAccount *account)
{
  static const struct
  {
    const char *signal;
    GCallback   handler;
  } handlers[] = {
    { "handle-sign-in", G_CALLBACK (handle_sign_in) },
    { "handle-renew", G_CALLBACK (handle_renew) },
    { "handle-sign-out", G_CALLBACK (handle_sign_out) },
    { "handle-load-key", G_CALLBACK (handle_load_key) },
    { "handle-unlock-keyring", G_CALLBACK (handle_unlock_keyring) },
    { "handle-get-claims", G_CALLBACK (handle_get_claims) },
    { "handle-get-certificate", G_CALLBACK (handle_get_certificate) },
    { "handle-preview-hosts", G_CALLBACK (handle_preview_hosts) },
    { "handle-set-options", G_CALLBACK (handle_set_options) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (dpa_account_get_bus (account), handlers[i].signal,
                             handlers[i].handler, account, G_CONNECT_SWAPPED);
}
