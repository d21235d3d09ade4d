/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-keys.h"

#include <glib/gstdio.h>
#include <string.h>

#include "dp-error.h"
#include "dp-key-store.h"
#include "dp-pkt.h"
#include "dp-sandbox.h"
#include "dp-text.h"
#include "dpc-show.h"
#include "dpe-caller.h"

void
dpc_key_free (DpcKey *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->account);
  g_free (self->problem);
  g_clear_pointer (&self->claims, dp_claims_unref);
  g_free (self);
}

static gboolean
read_token (DpcKey          *self,
            const DpSshCert *cert,
            GError         **error)
{
  const char *text = dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);
  g_autoptr (DpPkt) pkt = NULL;
  const DpClaims *newest;

  if (text == NULL)
    return dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "no openpubkey-pkt extension");
  pkt = dp_pkt_parse (text, strlen (text), error);
  if (pkt == NULL)
    return FALSE;
  self->claims = dp_claims_ref (dp_pkt_get_claims (pkt));
  newest = dp_pkt_get_refreshed_claims (pkt);
  if (newest == NULL)
    newest = self->claims;
  self->issued_at = dp_claims_get_issued_at (self->claims);
  self->token_expires_at = dp_claims_get_expires_at (newest);
  self->until = MAX (self->issued_at + DPC_KEY_USUAL_SECONDS, self->token_expires_at);
  return TRUE;
}

static DpcKey *
load (const char *dir_path,
      const char *name)
{
  DpcKey *self = g_new0 (DpcKey, 1);
  g_autoptr (DpDir) dir = dp_dir_open (dir_path, DP_DIR_EXISTING, NULL);
  g_autoptr (DpPrivateKey) key = NULL;
  g_autoptr (DpSshCert) cert = NULL;
  g_autoptr (GError) error = NULL;

  self->path = g_build_filename (dir_path, name, NULL);
  if (dir != NULL)
    key = dp_key_pair_load (dir, name, &cert, NULL, &error);
  if (cert == NULL || !read_token (self, cert, &error))
    self->problem = g_strdup (error != NULL ? error->message : "the directory cannot be read");
  return self;
}

/* The companion's keys: NAME, NAME-cert.pub, and NAME.until, whose time is the end. */
static void
list_accounts (GPtrArray  *out,
               const char *home)
{
  g_autofree char *path = g_build_filename (home, dp_sandbox_key_folder (), NULL);
  g_autoptr (DpDir) dir = dp_dir_open (path, DP_DIR_EXISTING, NULL);
  g_auto (GStrv) names = dir != NULL ? dp_dir_list (dir, NULL) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *cert = g_strdup_printf ("%s-cert.pub", names[i]);
      g_autofree char *until = g_strdup_printf ("%s/%s.until", path, names[i]);
      GStatBuf st;
      DpcKey *key;

      if (!dpe_is_account_id (names[i]) || !dp_dir_has (dir, cert))
        continue;
      key = load (path, names[i]);
      key->account = g_strdup (names[i]);
      if (g_stat (until, &st) == 0)
        key->until = st.st_mtime;
      g_ptr_array_add (out, key);
    }
}

GPtrArray *
dpc_keys_list (const char *home)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) dpc_key_free);
  g_autoptr (GPtrArray) places = dp_key_store_list (home);

  for (guint i = 0; i < places->len; i++)
    {
      const DpKeyPlace *place = g_ptr_array_index (places, i);

      g_ptr_array_add (out, load (place->dir, place->name));
    }
  list_accounts (out, home);
  return out;
}

gboolean
dpc_key_is_good (const DpcKey *self,
                 gint64        now)
{
  return self->problem == NULL && now < self->until;
}

char *
dpc_key_dup_who (const DpcKey *self)
{
  const char *who = self->claims != NULL ? dp_claims_get_email (self->claims) : NULL;

  if (who == NULL && self->claims != NULL)
    who = dp_claims_get_subject (self->claims);
  return dp_text_display (who != NULL ? who : "?", -1);
}

void
dpc_key_add_json (const DpcKey *self,
                  DpcJson      *out,
                  gint64        now)
{
  g_autofree char *who = dpc_key_dup_who (self);
  g_autofree char *issued = dpc_show_dup_rfc3339 (self->issued_at);
  g_autofree char *token = dpc_show_dup_rfc3339 (self->token_expires_at);
  g_autofree char *until = dpc_show_dup_rfc3339 (self->until);

  dpc_json_begin (out, NULL);
  dpc_json_text (out, "identity", self->claims != NULL ? who : NULL);
  dpc_json_text (out, "account", self->account);
  dpc_json_text (out, "subject",
                 self->claims != NULL ? dp_claims_get_subject (self->claims) : NULL);
  dpc_json_text (out, "issuer",
                 self->claims != NULL ? dp_claims_get_issuer (self->claims) : NULL);
  dpc_json_text (out, "private_key_file", self->path);
  dpc_json_text (out, "signed_in_at", issued);
  dpc_json_text (out, "id_token_expires_at", token);
  dpc_json_text (out, "usually_accepted_until", until);
  dpc_json_bool (out, "good", dpc_key_is_good (self, now));
  dpc_json_text (out, "problem", self->problem);
  dpc_json_end (out);
}
