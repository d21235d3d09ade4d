/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <errno.h>
#include <unistd.h>

#include "dp-limits.h"

#define WINDOW (64 * 1024)

/* All that is ever held of a policy. */
static guint8 window[WINDOW];

/* Takes a piece of a file; FALSE: no more is needed. */
typedef gboolean (*FeedFunc) (gpointer      user_data,
                              const guint8 *data,
                              gsize         len);

static gboolean
feed_file (int        fd,
           FeedFunc   func,
           gpointer   user_data,
           GError   **error)
{
  for (;;)
    {
      gssize n = read (fd, window, sizeof window);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return dp_error_set (error, DP_ERROR_FILE, "cannot be read: error %d", errno);
      if (n == 0 || !func (user_data, window, (gsize) n))
        return TRUE;
    }
}

/* The next file of @kind in the request: its descriptor in @fd, its name. */
static gboolean
next_file (const DpjCase *self,
           gsize         *position,
           int           *fd,
           DpgFileKind    kind,
           const char   **name)
{
  DpgField field;
  guint32 found = 0;

  while (dpg_frame_next (&self->request, position, &field))
    {
      if (field.tag != DPG_FIELD_FILE)
        continue;

      (*fd)++;
      if (!dpg_copy (&found, sizeof found, field.data, field.len) || found != (guint32) kind)
        continue;

      if (!dpg_frame_next (&self->request, position, &field) || field.tag != DPG_FIELD_FILE_NAME)
        return FALSE;

      *name = (const char *) field.data;
      return TRUE;
    }

  return FALSE;
}

static gboolean
feed_config (gpointer      user_data,
             const guint8 *data,
             gsize         len)
{
  GByteArray *bytes = user_data;

  g_byte_array_append (bytes, data, (guint) len);
  return bytes->len <= DP_CONFIG_MAX;
}

static gboolean
load_config (DpjCase  *self,
             GError  **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) problem = NULL;
  const char *name;
  gsize position = 0;
  int fd = DPG_FIRST_FILE_FD - 1;

  if (!next_file (self, &position, &fd, DPG_FILE_CONFIG, &name))
    {
      self->config = dp_config_new ();
      return TRUE;
    }

  if (!feed_file (fd, feed_config, bytes, error))
    return FALSE;

  self->config = dp_config_parse (bytes->data != NULL ? bytes->data : (const guint8 *) "",
                                  bytes->len, &problem);
  if (self->config == NULL)
    return dp_error_set (error, DP_ERROR_CONFIG, "%s: %s", name, problem->message);

  for (char **key = self->config->unknown_keys; *key != NULL; key++)
    dpj_case_warn (self, "%s: unknown key \"%s\"", name, *key);

  return TRUE;
}

static gboolean
feed_providers (gpointer      user_data,
                const guint8 *data,
                gsize         len)
{
  dp_providers_feed (user_data, data, len);
  return TRUE;
}

static gboolean
load_providers (DpjCase  *self,
                GError  **error)
{
  g_autoptr (GError) problem = NULL;
  const char *name;
  gsize position = 0;
  int fd = DPG_FIRST_FILE_FD - 1;
  guint bad;

  if (!next_file (self, &position, &fd, DPG_FILE_PROVIDERS, &name))
    return dp_error_set (error, DP_ERROR_CONFIG, "no providers file");

  self->providers = dp_providers_new ();
  if (!feed_file (fd, feed_providers, self->providers, &problem)
      || !dp_providers_finish (self->providers, &problem))
    return dp_error_set (error, DP_ERROR_CONFIG, "%s: %s", name, problem->message);

  bad = dp_providers_get_n_bad (self->providers);
  if (bad > 0)
    dpj_case_warn_rows (self, name, bad, dp_providers_get_first_bad_line (self->providers));

  return TRUE;
}

gboolean
dpj_case_load (DpjCase  *self,
               GError  **error)
{
  return load_config (self, error) && load_providers (self, error);
}

static gboolean
feed_policy (gpointer      user_data,
             const guint8 *data,
             gsize         len)
{
  return dp_policy_feed (user_data, data, len);
}

gboolean
dpj_case_search (DpjCase  *self,
                 GError  **error)
{
  DpError reason = DP_ERROR_NOT_LISTED;
  const char *name;
  gsize position = 0;
  int fd = DPG_FIRST_FILE_FD - 1;

  while (next_file (self, &position, &fd, DPG_FILE_AUTH_ID, &name))
    {
      g_autoptr (DpPolicy) policy = NULL;
      DpPolicyVerdict verdict = { 0 };

      policy = dp_policy_new (self->identity, self->userinfo, self->login,
                              self->config->require_email_verified);
      if (self->explaining)
        dp_policy_be_curious (policy);
      if (!feed_file (fd, feed_policy, policy, error))
        return FALSE;

      dp_policy_finish (policy, &verdict);
      if (verdict.bad_rows > 0)
        dpj_case_warn_rows (self, name, verdict.bad_rows, verdict.first_bad_line);
      if (verdict.allowed)
        {
          self->rule = g_strdup_printf ("%s:%u", name, verdict.line);
          return TRUE;
        }

      dpj_case_note_near (self, name, policy);
      if (verdict.reason != DP_ERROR_NOT_LISTED)
        reason = verdict.reason;
    }

  return dp_error_set (error, reason, "%s", dp_error_sentence (reason));
}
