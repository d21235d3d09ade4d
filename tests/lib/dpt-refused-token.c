/* SPDX-License-Identifier: Apache-2.0 */
#include "dpt-refused-token.h"

#include <string.h>

static void
check_with_keys (const DptRefusedToken *row,
                 const char            *line)
{
  g_autoptr (DpJwks) keys = dpt_token_keys ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DpIdentity) identity = NULL;

  identity = dpt_token_check_line (&row->token, line, keys, &error);
  g_assert_null (identity);
  dpt_assert_code (error, row->code);
}

/* A stranger must not be able to cause a fetch of keys with less than a whole good token. */
static void
check_without_keys (const DptRefusedToken *row,
                    const char            *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpIdentity) identity = NULL;

  identity = dpt_token_check_line (&row->token, line, NULL, &error);
  g_assert_null (identity);
  if (dp_error_code (error) == DP_ERROR_KEY_UNKNOWN)
    g_assert_true (row->code == DP_ERROR_SIGNATURE || row->code == DP_ERROR_KEY_USE
                   || row->code == DP_ERROR_GQ_PROOF || row->code == DP_ERROR_KEY_UNKNOWN
                   || row->token.refreshed != NULL);
  else
    dpt_assert_code (error, row->code);
}

static void
test_row (gconstpointer data)
{
  const DptRefusedToken *row = data;
  g_autofree char *pkt = dpt_token_build (&row->token);
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DpPkt) parsed = dp_pkt_parse (pkt, strlen (pkt), &error);

  if (parsed == NULL)
    {
      dpt_assert_code (error, row->code);
      return;
    }
  line = dpt_token_certificate (&row->token, pkt);
  check_with_keys (row, line);
  check_without_keys (row, line);
}

void
_dpt_add_refused_tokens (const char            *prefix,
                         const DptRefusedToken *rows,
                         gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", prefix, rows[i].name);

      g_assert_cmpuint (strlen (rows[i].tries), >, 10);
      g_test_add_data_func (path, &rows[i], test_row);
    }
}
