/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-doctor-checks.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "dp-auth-request.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-id-token.h"
#include "dp-key-store.h"
#include "dp-listener.h"
#include "dpc-keys.h"
#include "dpc-report.h"

#define NEEDED_BYTES (64 * 1024)

void
dpc_check_free (DpcCheck *self)
{
  g_free (self->sentence);
  g_free (self->fix);
  g_free (self);
}

/* Takes @sentence. */
static void
add (GPtrArray  *out,
     const char *id,
     DpcSeverity severity,
     char       *sentence,
     const char *fix)
{
  DpcCheck *check = g_new0 (DpcCheck, 1);

  check->id = id;
  check->severity = severity;
  check->sentence = sentence;
  check->fix = g_strdup (fix);
  g_ptr_array_add (out, check);
}

void
dpc_doctor_add_error (GPtrArray    *out,
                      const char   *id,
                      const char   *about,
                      const GError *error)
{
  g_autofree char *text = dpc_report_dup_text (error);

  add (out, id, DPC_CHECK_BAD, g_strdup_printf ("%s: %s", about, text), dpc_report_advice (error));
}

static void
check_space (GPtrArray  *out,
             const char *path)
{
  struct statvfs fs;

  if (statvfs (path, &fs) != 0)
    return;
  if ((fs.f_flag & ST_RDONLY) != 0)
    add (out, "ssh-directory", DPC_CHECK_BAD, g_strdup_printf (_("%s is read-only."), path),
         _("Mount it writable, or write keys elsewhere with -i FILE."));
  else if ((guint64) fs.f_bavail * fs.f_frsize < NEEDED_BYTES)
    add (out, "ssh-directory", DPC_CHECK_BAD, g_strdup_printf (_("The disk of %s is full."), path),
         _("Free some space."));
  else if (access (path, W_OK) != 0)
    add (out, "ssh-directory", DPC_CHECK_BAD, g_strdup_printf (_("%s cannot be written."), path),
         _("Make it writable: chmod u+w ~/.ssh"));
  else
    add (out, "ssh-directory", DPC_CHECK_GOOD, g_strdup_printf (_("%s is yours."), path), NULL);
}

void
dpc_check_directory (GPtrArray  *out,
                     const char *home)
{
  g_autofree char *path = g_build_filename (home, ".ssh", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpDir) dir = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      add (out, "ssh-directory", DPC_CHECK_GOOD,
           g_strdup_printf (_("%s does not exist; the first sign-in makes it."), path), NULL);
      return;
    }
  dir = dp_dir_open (path, DP_DIR_PRIVATE, &error);
  if (dir == NULL)
    dpc_doctor_add_error (out, "ssh-directory", path, error);
  else
    check_space (out, path);
}

void
dpc_check_places (GPtrArray  *out,
                  const char *home)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) place = dp_key_store_choose (home, NULL, DP_KEY_P256, NULL, NULL, &error);
  g_autofree char *path = place != NULL ? dp_key_place_dup_path (place) : NULL;

  if (place == NULL)
    dpc_doctor_add_error (out, "key-files", _("Key files"), error);
  else
    /* Translators: %s is a path */
    add (out, "key-files", DPC_CHECK_GOOD,
         g_strdup_printf (place->identity_dir ? _("Keys go to %s and its neighbours.")
                                              : _("The next key goes to %s."), path), NULL);
}

void
dpc_check_keys (GPtrArray  *out,
                const char *home)
{
  g_autoptr (GPtrArray) keys = dpc_keys_list (home);

  for (guint i = 0; i < keys->len; i++)
    {
      const DpcKey *key = g_ptr_array_index (keys, i);
      g_autofree char *who = dpc_key_dup_who (key);

      if (key->problem != NULL)
        add (out, "key", DPC_CHECK_BAD,
             g_strdup_printf (_("%s cannot be used: %s"), key->path, key->problem),
             _("Sign in again."));
      else if (!dpc_key_is_good (key, dp_clock_now ()))
        add (out, "key", DPC_CHECK_INFO, g_strdup_printf (_("%s (%s) has ended."), key->path, who),
             _("Sign in again."));
      else
        add (out, "key", DPC_CHECK_GOOD,
             g_strdup_printf (_("%s (%s) fits its certificate."), key->path, who), NULL);
    }
}

void
dpc_check_ports (GPtrArray  *out,
                 DpProvider *provider)
{
  const char *const *uris = dp_provider_get_redirect_uris (provider);
  guint n_free = 0;
  guint n = 0;

  for (; uris[n] != NULL; n++)
    {
      const char *const one[] = { uris[n], NULL };
      g_autoptr (DpListener) listener = dp_listener_new (one, NULL);

      n_free += listener != NULL;
    }
  if (n_free > 0)
    add (out, "ports", DPC_CHECK_GOOD,
         /* Translators: so many of so many */
         g_strdup_printf (_("%u of %u ports for the provider's answer are free."), n_free, n),
         NULL);
  else
    add (out, "ports", DPC_CHECK_BAD, g_strdup (_("No port for the provider's answer is free.")),
         _("End the other sign-in, or what else uses the ports 3000, 10001 and 11110."));
}

void
dpc_check_browser (GPtrArray *out)
{
  g_autofree char *opener = g_find_program_in_path ("xdg-open");
  gboolean display = dp_env_get ("DISPLAY") != NULL || dp_env_get ("WAYLAND_DISPLAY") != NULL;

  if (opener != NULL && display)
    add (out, "browser", DPC_CHECK_GOOD, g_strdup (_("A browser can be started.")), NULL);
  else
    add (out, "browser", DPC_CHECK_INFO,
         g_strdup (_("No browser can be started from here; the address is printed.")),
         dp_env_get ("SSH_CONNECTION") != NULL
           ? _("Forward the port: ssh -L 3000:localhost:3000 …") : NULL);
}

static void
check_clock (GPtrArray         *out,
             DpProvider        *provider,
             const DpDiscovery *found)
{
  gint64 offset = found->clock_offset;

  if (ABS (offset) <= DP_ID_TOKEN_SKEW)
    return;
  add (out, "clock", DPC_CHECK_BAD,
       /* Translators: a number of seconds; the name of a provider */
       g_strdup_printf (offset > 0 ? _("This clock is %u seconds ahead of %s's.")
                                   : _("This clock is %u seconds behind %s's."),
                        (guint) MIN (ABS (offset), G_MAXUINT),
                        dp_provider_get_title (provider)),
       _("Set the clock; most systems do it by themselves with NTP."));
}

void
dpc_doctor_add_provider (GPtrArray         *out,
                         DpProvider        *provider,
                         const DpDiscovery *found,
                         const char        *calls_itself,
                         const GError      *error)
{
  const char *title = dp_provider_get_title (provider);
  const char *const *hosts;
  g_autofree char *list = NULL;

  if (calls_itself != NULL)
    add (out, "provider", DPC_CHECK_BAD,
         g_strdup_printf (_("%s calls itself %s."), title, calls_itself),
         _("Use exactly that name as the issuer."));
  else if (error != NULL)
    dpc_doctor_add_error (out, "provider", title, error);
  if (found == NULL)
    return;
  check_clock (out, provider, found);
  hosts = dp_metadata_get_other_hosts (found->metadata);
  list = g_strjoinv (", ", (char **) hosts);
  if (hosts[0] != NULL)
    add (out, "provider-hosts", DPC_CHECK_INFO,
         g_strdup_printf (_("Parts of %s are on other hosts: %s"), title, list), NULL);
  if (!dp_metadata_may_pkce (found->metadata))
    add (out, "provider-pkce", DPC_CHECK_INFO,
         g_strdup_printf (_("%s does not offer PKCE with S256."), title), NULL);
  add (out, "provider", DPC_CHECK_GOOD, g_strdup_printf (_("%s answers."), title), NULL);
}

/* prompt=none asks nobody: a provider that knows the client sends the browser back at once, to the
 * address that is registered. */
char *
dpc_doctor_dup_probe (DpProvider       *provider,
                      const DpMetadata *metadata)
{
  static const char unused[] = "daypass-doctor-asks-and-throws-the-answer-away";
  const DpAuthRequest request = {
    .client_id = dp_provider_get_client_id (provider),
    .redirect_uri = dp_provider_get_remote_redirect_uri (provider) != NULL
                      ? dp_provider_get_remote_redirect_uri (provider)
                      : dp_provider_get_redirect_uris (provider)[0],
    .scope = dp_provider_get_scopes (provider),
    .state = unused,
    .nonce = unused,
    .verifier = unused,
    .prompt = "none",
  };

  return dp_auth_request_build (metadata, &request);
}

void
dpc_doctor_add_probe (GPtrArray  *out,
                      DpProvider *provider,
                      guint       status)
{
  if (status < 400 || status >= 500)
    return;
  add (out, "provider-client", DPC_CHECK_BAD,
       /* Translators: the name of a provider */
       g_strdup_printf (_("%s refuses this client id, or its redirect address."),
                        dp_provider_get_title (provider)),
       _("Check the client id, and register http://localhost:3000/login-callback, "
         "http://localhost:10001/login-callback and http://localhost:11110/login-callback for it, "
         "or what redirect_uris says."));
}

void
dpc_doctor_check_scopes (GPtrArray  *out,
                         DpProvider *provider)
{
  g_auto (GStrv) scopes = g_strsplit (dp_provider_get_scopes (provider), " ", -1);

  if (!g_strv_contains ((const char *const *) scopes, "openid"))
    add (out, "provider-scopes", DPC_CHECK_BAD,
         /* Translators: the name of a provider */
         g_strdup_printf (_("The scopes of %s lack \"openid\": it will give no ID token."),
                          dp_provider_get_title (provider)),
         _("Add \"openid\" to the scopes."));
}
