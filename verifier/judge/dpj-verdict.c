/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <string.h>

#include "dp-key-cache.h"
#include "dp-limits.h"
#include "dp-ssh-key.h"
#include "dp-text.h"

#define MAX_WARNINGS 16
#define MAX_STEPS 64

G_STATIC_ASSERT (DPG_DISPLAY_MAX == DP_DISPLAY_MAX_BYTES);

/* Text of a stranger, made printable. */
static void
put_display (DpgBytes    *out,
             DpgFieldTag  tag,
             const char  *text)
{
  g_autofree char *display = text != NULL ? dp_text_display (text, -1) : NULL;

  dpg_frame_put_text (out, tag, display);
}

/* Who it is said to be: proven when the login is allowed, else the stranger's word, which helps
 * whoever reads the log. */
static void
put_identity (const DpjCase *self,
              DpgBytes      *out)
{
  DpClaims *claims = self->pkt != NULL ? dp_pkt_get_claims (self->pkt) : NULL;
  const char *email;
  const char *who;
  g_autofree char *hash = NULL;

  if (claims == NULL)
    return;

  email = dp_claims_get_email (claims);
  who = email != NULL ? email : dp_claims_get_subject (claims);
  put_display (out, DPG_FIELD_ISSUER, dp_claims_get_issuer (claims));
  dpg_frame_put_i64 (out, DPG_FIELD_ISSUED_AT, dp_claims_get_issued_at (claims));
  if (self->config->log_identity == DP_LOG_IDENTITY_FULL)
    {
      put_display (out, DPG_FIELD_SUBJECT, dp_claims_get_subject (claims));
      put_display (out, DPG_FIELD_IDENTITY, who);
      return;
    }

  if (who == NULL)
    return;

  hash = dp_key_cache_name (who);
  hash[16] = '\0';
  dpg_frame_put_text (out, DPG_FIELD_IDENTITY, hash);
}

static void
put_fingerprint (const DpjCase *self,
                 DpgBytes      *out)
{
  g_autofree char *fingerprint = NULL;

  if (self->cert == NULL)
    return;

  fingerprint = dp_ssh_key_fingerprint (dp_ssh_cert_get_key (self->cert), NULL);
  dpg_frame_put_text (out, DPG_FIELD_FINGERPRINT, fingerprint);
}

static void
put_list (DpgBytes    *out,
          DpgFieldTag  tag,
          GPtrArray   *texts,
          guint        max)
{
  for (guint i = 0; i < texts->len && i < max; i++)
    dpg_frame_put_text (out, tag, g_ptr_array_index (texts, i));
}

gboolean
dpj_case_send_verdict (DpjCase      *self,
                       const GError *error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *box = dpj_box_describe (&self->box);
  DpgBytes out = { 0 };
  gboolean good;

  dpg_frame_begin (&out, DPG_FRAME_VERDICT);
  dpg_frame_put_u32 (&out, DPG_FIELD_ALLOWED, error == NULL);
  dpg_frame_put_text (&out, DPG_FIELD_REASON, error != NULL ? dp_error_reason (error) : "ok");
  if (error != NULL)
    put_display (&out, DPG_FIELD_DETAIL, error->message);
  else
    dpg_frame_put_text (&out, DPG_FIELD_LINE, self->line);
  if (self->config != NULL)
    put_identity (self, &out);
  put_fingerprint (self, &out);
  put_display (&out, DPG_FIELD_RULE, self->rule);
  dpg_frame_put_text (&out, DPG_FIELD_KEYS_STATE, self->keys_state);
  dpg_frame_put_text (&out, DPG_FIELD_BOX, box);
  put_list (&out, DPG_FIELD_WARNING, self->warnings, MAX_WARNINGS);
  put_list (&out, DPG_FIELD_STEP, self->steps, MAX_STEPS);
  good = dpj_tell (&out, &problem);
  dpg_bytes_clear (&out);
  return good;
}
