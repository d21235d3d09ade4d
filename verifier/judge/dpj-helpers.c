/* SPDX-License-Identifier: Apache-2.0 */
/* What else the gate can find out for a proven identity: userinfo, plugins, the home policy. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <string.h>

#include "dp-plugin-record.h"

#define HOME_RULE "~/.opk/auth_id"

/* Claims of another person, or of nobody, are worth nothing (protocol section 4.5). */
static void
take_userinfo (DpjCase        *self,
               const DpgFrame *answer)
{
  const char *note = dpg_frame_text (answer, DPG_FIELD_NOTE);
  g_autoptr (DpClaims) claims = NULL;
  g_autoptr (GError) error = NULL;
  DpgField field;

  if (!dpg_frame_find (answer, DPG_FIELD_TEXT, &field))
    {
      dpj_case_warn (self, "the provider's userinfo did not come: %s",
                     note != NULL ? note : "no answer");
      return;
    }
  claims = dp_claims_parse (field.data, field.len, &error);
  if (claims == NULL)
    dpj_case_warn (self, "the provider's userinfo cannot be used: %s", error->message);
  else if (g_strcmp0 (dp_claims_get_subject (claims), dp_identity_get_subject (self->identity))
           != 0)
    dpj_case_warn (self, "the provider's userinfo cannot be used: it is about somebody else");
  else
    {
      self->userinfo = g_steal_pointer (&claims);
      dpj_case_note (self, "the provider's userinfo adds claims");
    }
}

gboolean
dpj_case_ask_userinfo (DpjCase  *self,
                       GError  **error)
{
  const char *token = dp_ssh_cert_get_extension (self->cert, DP_SSH_EXT_ACCESS_TOKEN);
  DpgBytes question = { 0 };
  DpgFrame answer = { 0 };
  gboolean good;

  if (token == NULL)
    return TRUE;
  dpg_frame_begin (&question, DPG_FRAME_NEED_USERINFO);
  dpg_frame_put_u32 (&question, DPG_FIELD_ROW, self->row->line);
  dpg_frame_put (&question, DPG_FIELD_TEXT, token, strlen (token));
  good = dpj_ask (&question, DPG_FRAME_USERINFO, &answer, error);
  if (good)
    take_userinfo (self, &answer);
  dpg_bytes_clear (&question);
  dpg_frame_clear (&answer);
  return good;
}

/* The record is a row of texts that each end in a NUL. */
static void
put_record (DpgBytes *out,
            GBytes   *record)
{
  gsize left = 0;
  const char *pair = g_bytes_get_data (record, &left);

  while (left > 0)
    {
      gsize size = strnlen (pair, left) + 1;

      dpg_frame_put (out, DPG_FIELD_VARIABLE, pair, size);
      pair += size;
      left -= MIN (size, left);
    }
}

gboolean
dpj_case_ask_plugins (DpjCase   *self,
                      gboolean  *allowed,
                      GError   **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) record = NULL;
  DpgBytes question = { 0 };
  DpgFrame answer = { 0 };
  gboolean good;

  *allowed = FALSE;
  if ((dpg_frame_u32 (&self->request, DPG_FIELD_FLAGS, 0) & DPG_REQUEST_PLUGINS) == 0)
    return TRUE;
  record = dp_plugin_record_build (self->identity, self->cert, self->pkt, self->userinfo, &problem);
  if (record == NULL)
    {
      dpj_case_warn (self, "policy plugins are not started: %s", problem->message);
      return TRUE;
    }
  dpg_frame_begin (&question, DPG_FRAME_PLUGINS);
  put_record (&question, record);
  if (question.failed)
    {
      dpj_case_warn (self, "policy plugins are not started: the token is too big for them");
      dpg_bytes_clear (&question);
      return TRUE;
    }
  good = dpj_ask (&question, DPG_FRAME_PLUGINS_DONE, &answer, error);
  if (good && dpg_frame_u32 (&answer, DPG_FIELD_ALLOWED, 0) == 1)
    {
      const char *rule = dpg_frame_text (&answer, DPG_FIELD_RULE);

      self->rule = g_strdup (rule != NULL ? rule : "policy.d");
      *allowed = TRUE;
    }
  dpg_bytes_clear (&question);
  dpg_frame_clear (&answer);
  return good;
}

static void
search_home (DpjCase        *self,
             const DpgField *text,
             gboolean       *allowed)
{
  g_autoptr (DpPolicy) policy = dp_policy_new (self->identity, self->userinfo, self->login,
                                               self->config->require_email_verified);
  DpPolicyVerdict verdict = { 0 };

  if (self->explaining)
    dp_policy_be_curious (policy);
  dp_policy_feed (policy, text->data, text->len);
  dp_policy_finish (policy, &verdict);
  if (verdict.bad_rows > 0)
    dpj_case_warn_rows (self, HOME_RULE, verdict.bad_rows, verdict.first_bad_line);
  *allowed = verdict.allowed;
  if (verdict.allowed)
    self->rule = g_strdup_printf (HOME_RULE ":%u", verdict.line);
  else
    dpj_case_note_near (self, HOME_RULE, policy);
}

/* The gate's word, for people. */
static const char *
home_note (const char *note)
{
  static const struct
  {
    const char *note;
    const char *text;
  } table[] = {
    {
      "home-policy-unsafe", "the file must be the person's own, with mode 0600, in a directory "
      ".opk "
                            "and a home that nobody else can write to" },
    { "home-policy-unavailable", "daypass-home-policy has lost its rights: \"daypass-admin "
                                 "permissions fix\" gives them back" },
    { "home-policy-timed-out", "the home directory did not answer in time" },
    { "home-policy-root-off", "for root it counts only with \"home_policy_root: true\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].note, note) == 0)
      return table[i].text;
  return "it was not read";
}

gboolean
dpj_case_ask_home (DpjCase   *self,
                   gboolean  *allowed,
                   GError   **error)
{
  DpgBytes question = { 0 };
  DpgFrame answer = { 0 };
  DpgField text;
  gboolean good;

  *allowed = FALSE;
  dpg_frame_begin (&question, DPG_FRAME_NEED_HOME);
  good = dpj_ask (&question, DPG_FRAME_HOME, &answer, error);
  if (good && dpg_frame_find (&answer, DPG_FIELD_TEXT, &text))
    search_home (self, &text, allowed);
  else if (good)
    {
      const char *note = dpg_frame_text (&answer, DPG_FIELD_NOTE);

      if (note != NULL && strcmp (note, "absent") != 0)
        dpj_case_warn (self, HOME_RULE " does not count (%s): %s", note, home_note (note));
    }
  dpg_bytes_clear (&question);
  dpg_frame_clear (&answer);
  return good;
}
