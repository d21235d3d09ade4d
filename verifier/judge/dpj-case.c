/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <string.h>

#include "dp-text.h"
#include "dpj-self-test.h"

DpjCase *
dpj_case_new (DpgFrame     *request,
              const DpjBox *box)
{
  DpjCase *self = g_new0 (DpjCase, 1);

  self->request = *request;
  *request = (DpgFrame) { 0 };
  self->box = *box;
  self->now = dpg_frame_i64 (&self->request, DPG_FIELD_NOW, 0);
  self->login = dpg_frame_text (&self->request, DPG_FIELD_LOGIN);
  self->type = dpg_frame_text (&self->request, DPG_FIELD_TYPE);
  self->blob = dpg_frame_text (&self->request, DPG_FIELD_BLOB);
  self->explaining = dpg_frame_u32 (&self->request, DPG_FIELD_FLAGS, 0) & DPG_REQUEST_EXPLAIN;
  self->keys_state = "none";
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->steps = g_ptr_array_new_with_free_func (g_free);
  self->near = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
dpj_case_warn (DpjCase    *self,
               const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->warnings, dp_text_display (text, -1));
}

void
dpj_case_warn_rows (DpjCase    *self,
                    const char *name,
                    guint       n,
                    guint       line)
{
  if (n == 1)
    dpj_case_warn (self, "%s:%u cannot be read and does not count", name, line);
  else
    dpj_case_warn (self, "%s:%u and %u more rows cannot be read and do not count", name, line,
                   n - 1);
}

char *
dpj_case_step (char        sign,
               const char *text)
{
  g_autofree char *display = dp_text_display (text, -1);

  return g_strdup_printf ("%c%s", sign, display);
}

void
dpj_case_note (DpjCase    *self,
               const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!self->explaining)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->steps, dpj_case_step ('+', text));
}

static gboolean
check_box (DpjCase  *self,
           GError  **error)
{
  g_autofree char *box = NULL;

  if (dpj_box_is_complete (&self->box))
    return TRUE;

  box = dpj_box_describe (&self->box);
  if (self->config->confinement == DP_CONFINEMENT_REQUIRED)
    return dp_error_set (error, DP_ERROR_CONFINEMENT, "this kernel only has: %s", box);

  dpj_case_warn (self,
                 "this kernel cannot confine the verifier fully, it only has: %s "
                 "(\"confinement\" in daypass-policy(5))", box);
  return TRUE;
}

/* Reads the stranger's words, and finds the row that speaks of their issuer. */
static gboolean
parse (DpjCase  *self,
       GError  **error)
{
  const char *token;

  self->cert = dp_ssh_cert_parse (self->type, self->blob, strlen (self->blob), error);
  if (self->cert == NULL)
    return FALSE;

  token = dp_ssh_cert_get_extension (self->cert, DP_SSH_EXT_PKT);
  if (token == NULL)
    return dp_error_set (error, DP_ERROR_CERT_NO_TOKEN, "it has no extension %s", DP_SSH_EXT_PKT);

  self->pkt = dp_pkt_parse (token, strlen (token), error);
  if (self->pkt == NULL)
    return FALSE;

  dpj_case_note (self, "the certificate and the token in it can be read");
  self->row = dp_providers_choose (self->providers, dp_pkt_get_claims (self->pkt), error);
  if (self->row == NULL)
    return FALSE;

  dpj_case_note (self, "the provider is in providers:%u", self->row->line);
  return TRUE;
}

/* Plugins, the system's rows, the person's own rows: the first that allows decides (protocol
 * section 4.2). The home is not touched when anything before it allows. */
static gboolean
find_permission (DpjCase  *self,
                 GError  **error)
{
  g_autoptr (GError) refusal = NULL;
  gboolean allowed = FALSE;
  DpError code;

  if (!dpj_case_ask_plugins (self, &allowed, error))
    return FALSE;
  if (allowed || dpj_case_search (self, &refusal))
    return TRUE;

  code = dp_error_code (refusal);
  if (self->config->home_policy
      && (code == DP_ERROR_NOT_LISTED || code == DP_ERROR_EMAIL_UNVERIFIED)
      && !dpj_case_ask_home (self, &allowed, error))
    return FALSE;
  if (!allowed)
    g_propagate_error (error, g_steal_pointer (&refusal));
  return allowed;
}

/* Whether the person, now proven, may log in as this user. */
static gboolean
judge_policy (DpjCase  *self,
              GError  **error)
{
  DpClaims *claims = dp_identity_get_claims (self->identity);

  if (!dpj_case_ask_userinfo (self, error))
    return FALSE;

  if (!dp_config_check_denied (self->config, self->login, claims, self->userinfo, error))
    return FALSE;

  dpj_case_note (self, "neither the login name nor the e-mail address is denied");
  if (!find_permission (self, error))
    return FALSE;

  dpj_case_note (self, "%s allows this identity to log in as this user", self->rule);
  return TRUE;
}

gboolean
dpj_case_run (DpjCase  *self,
              GError  **error)
{
  if (self->login == NULL || self->type == NULL || self->blob == NULL)
    return dp_error_set (error, DP_ERROR_USAGE, "an incomplete request");

  if (!dp_policy_login_is_safe (self->login))
    return dp_error_set (error, DP_ERROR_LOGIN_NAME,
                         "only letters, digits and . _ + @ - are accepted");

  if (!dpj_case_load (self, error) || !check_box (self, error))
    return FALSE;

  dpj_case_note (self, "the server's configuration can be read");
  if (!dpj_case_ask_ahead (self, error) || !parse (self, error) || !dpj_case_prove (self, error))
    return FALSE;

  dpj_case_note (self, "the signatures are valid and the sign-in is not too old; "
                       "the provider's keys are %s",
                 strcmp (self->keys_state, "fetched") == 0 ? "fetched just now"
                 : strcmp (self->keys_state, "stale") == 0 ? "from the cache, and old"
                                                           : "from the cache");
  if (!judge_policy (self, error))
    return FALSE;

  self->line = dp_policy_authorized_line (self->identity, self->cert, self->login, error);
  return self->line != NULL;
}

gboolean
dpj_case_self_test (DpjCase  *self,
                    GError  **error)
{
  g_autoptr (GError) problem = NULL;

  if (!dpj_self_test (error))
    return FALSE;
  if (!dpj_case_load (self, &problem))
    {
      /* as a new installation is */
      if (self->providers == NULL || dp_providers_get_n_rows (self->providers) > 0
          || dp_providers_get_n_bad (self->providers) > 0)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      dpj_case_warn (self, "%s", problem->message);
    }
  return check_box (self, error);
}
