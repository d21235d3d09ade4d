/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-deliver.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

#include "dp-client-config.h"
#include "dp-env.h"
#include "dp-error.h"
#include "dp-secret.h"
#include "dp-ssh-private-key.h"
#include "dpc-json.h"
#include "dpc-report.h"
#include "dpc-show.h"

#define KEY_COMMENT "openpubkey cert"

static DpKeyPlace *
choose_place (const DpcDelivery   *delivery,
              const DpLoginResult *result,
              GError             **error)
{
  DpClaims *claims = dp_login_result_get_claims (result);
  const DpPublicKey *key = dp_private_key_get_public (dp_login_result_get_key (result));
  const char *const *audience = dp_claims_get_audience (claims);

  if (delivery->force && delivery->key_file != NULL)
    return dp_key_place_for_file (delivery->key_file, error);
  return dp_key_store_choose (dp_env_home (), delivery->key_file, dp_public_key_get_kind (key),
                              dp_claims_get_issuer (claims),
                              dp_claims_audience_is_string (claims) ? audience[0] : NULL, error);
}

gboolean
dpc_deliver_write (const DpcDelivery   *delivery,
                   const DpLoginResult *result,
                   DpKeyPlace         **place,
                   GError             **error)
{
  g_autoptr (DpKeyPlace) chosen = NULL;

  if (delivery->print_key)
    return TRUE;
  chosen = choose_place (delivery, result, error);
  if (chosen == NULL
      || !dp_key_store_write (chosen, dp_login_result_get_key (result),
                              dp_login_result_get_cert_line (result), error))
    return FALSE;
  *place = g_steal_pointer (&chosen);
  return TRUE;
}

static GBytes *
build_private_key (const DpLoginResult *result,
                   GError             **error)
{
  guint32 check = 0;

  if (!dp_secret_fill_random (&check, sizeof check, error))
    return NULL;
  return dp_ssh_private_key_write (dp_login_result_get_key (result), KEY_COMMENT, check, error);
}

static void
add_times (DpcJson             *out,
           const DpLoginResult *result)
{
  g_autofree char *issued = dpc_show_dup_rfc3339 (dp_login_result_get_issued_at (result));
  g_autofree char *ends = dpc_show_dup_rfc3339 (dp_login_result_get_token_expires_at (result));

  dpc_json_text (out, "signed_in_at", issued);
  dpc_json_text (out, "id_token_expires_at", ends);
}

static void
show_json (const DpcDelivery   *delivery,
           const DpLoginResult *result,
           const char          *path,
           GBytes              *key)
{
  g_autoptr (DpcJson) out = dpc_json_new ();
  DpClaims *claims = dp_login_result_get_claims (result);
  g_autofree char *cert = path != NULL ? g_strdup_printf ("%s-cert.pub", path) : NULL;

  dpc_json_begin (out, NULL);
  dpc_json_text (out, "identity", dp_login_result_get_identity (result));
  dpc_json_text (out, "email", dp_claims_get_email (claims));
  dpc_json_text (out, "subject", dp_claims_get_subject (claims));
  dpc_json_text (out, "issuer", dp_claims_get_issuer (claims));
  add_times (out, result);
  dpc_json_text (out, "private_key_file", path);
  dpc_json_text (out, "certificate_file", cert);
  dpc_json_text (out, "certificate", dp_login_result_get_cert_line (result));
  if (key != NULL)
    dpc_json_text (out, "private_key", dp_secret_get_text (key));
  if (delivery->print_id_token)
    {
      g_autofree char *claims_text = dp_json_to_canonical (dp_claims_get_json (claims), NULL);

      dpc_json_raw (out, "id_token_claims", claims_text != NULL ? claims_text : "null");
    }
  if (delivery->inspect)
    {
      dpc_json_begin (out, "inspection");
      (void) dpc_show_inspection (dp_login_result_get_cert_line (result), out, NULL);
      dpc_json_end (out);
    }
  dpc_json_end (out);
  dpc_json_print (out);
}

/* Security requirement 17: never without a word. */
static void
warn_of_access_token (const DpLoginResult *result)
{
  const char *line = dp_login_result_get_cert_line (result);
  g_autoptr (DpSshCert) cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, NULL);

  if (cert != NULL && dp_ssh_cert_get_extension (cert, DP_SSH_EXT_ACCESS_TOKEN) != NULL)
    dpc_warn (_("the certificate carries your access token: every server that you log in to can "
                "use it as you"));
}

gboolean
dpc_deliver_show (const DpcDelivery   *delivery,
                  const DpLoginResult *result,
                  const DpKeyPlace    *place,
                  GError             **error)
{
  g_autofree char *path = place != NULL ? dp_key_place_dup_path (place) : NULL;
  g_autoptr (GBytes) key = NULL;

  if (path == NULL)
    {
      key = build_private_key (result, error);
      if (key == NULL)
        return FALSE;
    }
  warn_of_access_token (result);
  if (dpc_report_is_json ())
    {
      show_json (delivery, result, path, key);
      return TRUE;
    }
  if (path != NULL)
    /* Translators: a path, and the same path again */
    dpc_say (_("Wrote the private key to %s and the certificate to %s-cert.pub."), path, path);
  else
    /* as opkssh prints it: the certificate without a comment, the key, an empty line */
    g_print ("%s\n%s\n", dp_login_result_get_cert_line (result), dp_secret_get_text (key));
  if (delivery->print_id_token)
    dpc_show_claims (dp_login_result_get_claims (result));
  if (delivery->inspect)
    (void) dpc_show_inspection (dp_login_result_get_cert_line (result), NULL, NULL);
  dpc_show_identity (dp_login_result_get_claims (result));
  return TRUE;
}

gboolean
dpc_deliver_config (const char *path,
                    GError    **error)
{
  g_autofree char *dir_path = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  const char *text = dp_client_config_default_text ();
  g_autoptr (GBytes) content = g_bytes_new_static (text, strlen (text));
  g_autoptr (DpDir) dir = NULL;

  if (g_mkdir_with_parents (dir_path, 0755) != 0)
    return dp_error_set (error, errno == EROFS || errno == EACCES ? DP_ERROR_FILE_READ_ONLY
                                                                  : DP_ERROR_FILE,
                         "%s: %s", dir_path, g_strerror (errno));
  dir = dp_dir_open (dir_path, DP_DIR_EXISTING, error);
  return dir != NULL && dp_dir_write (dir, name, content, 0644, error);
}
