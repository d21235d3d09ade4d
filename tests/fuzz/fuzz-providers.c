/* SPDX-License-Identifier: Apache-2.0 */
/* DpProviders: the rows in force are good ones, whatever the pieces in which the file comes. */
#include "fuzz.h"

#include <string.h>

#include "dp-limits.h"
#include "dp-providers.h"
#include "dp-table.h"

static DpProviders *
read_in_steps (const uint8_t *data,
               size_t         size,
               size_t         step,
               gboolean      *ok)
{
  DpProviders *self = dp_providers_new ();

  for (size_t at = 0; at < size; at += step)
    dp_providers_feed (self, data + at, MIN (step, size - at));
  *ok = dp_providers_finish (self, NULL);
  return self;
}

static void
check_row (const DpProviders    *self,
           const DpProvidersRow *row)
{
  g_autofree char *issuer = dp_table_quote (row->issuer);
  g_autofree char *client_id = dp_table_quote (row->client_id);
  g_autofree char *line = NULL;
  g_autoptr (DpProviders) again = NULL;
  gboolean ok;

  g_assert_true (dp_providers_issuer_is_acceptable (row->issuer));
  g_assert_cmpstr (row->client_id, !=, "");
  g_assert_nonnull (issuer);
  g_assert_nonnull (client_id);
  line = g_strdup_printf ("%s %s %s\n", issuer, client_id, dp_expiry_get_word (row->expiry));
  if (strlen (line) > DP_TABLE_LINE_MAX)
    return;
  again = read_in_steps ((const uint8_t *) line, strlen (line), strlen (line), &ok);
  g_assert_true (ok);
  g_assert_cmpstr (dp_providers_get_row (again, 0)->issuer, ==, row->issuer);
  g_assert_cmpstr (dp_providers_get_row (again, 0)->client_id, ==, row->client_id);
  g_assert_cmpint (dp_providers_get_row (again, 0)->expiry, ==, row->expiry);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  gboolean whole_ok, bytes_ok;
  g_autoptr (DpProviders) whole = read_in_steps (data, size, size > 0 ? size : 1, &whole_ok);
  g_autoptr (DpProviders) bytes = read_in_steps (data, size, 3, &bytes_ok);
  guint n = dp_providers_get_n_rows (whole);

  g_assert_cmpint (whole_ok, ==, bytes_ok);
  g_assert_cmpint (whole_ok, ==, n > 0);
  g_assert_cmpuint (n, ==, dp_providers_get_n_rows (bytes));
  for (guint i = 0; i < n; i++)
    check_row (whole, dp_providers_get_row (whole, i));
  if (whole_ok)
    g_assert_cmpuint (dp_providers_get_n_bad (whole), ==, dp_providers_get_n_bad (bytes));
  return 0;
}
