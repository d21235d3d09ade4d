/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-providers.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-table.h"
#include "dp-url.h"

enum
{
  COLUMN_ISSUER,
  COLUMN_CLIENT_ID,
  COLUMN_EXPIRY,
  N_COLUMNS
};

struct _DpProviders
{
  DpTable *table;
  GArray *rows; /* of DpProvidersRow */
  gsize size;   /* bytes fed */
  gboolean too_large;
  guint n_bad;
  guint first_bad_line;
};

static void
clear_row (gpointer data)
{
  DpProvidersRow *row = data;

  g_free (row->issuer);
  g_free (row->client_id);
}

gboolean
dp_providers_issuer_is_acceptable (const char *issuer)
{
  g_autoptr (GUri) uri = dp_url_parse (issuer, NULL);

  return uri != NULL && g_uri_get_query (uri) == NULL;
}

static void
count_bad (DpProviders *self,
           guint        line)
{
  if (self->n_bad++ == 0)
    self->first_bad_line = line;
}

static gboolean
add_row (guint              line,
         const char *const *words,
         const GError      *problem,
         gpointer           user_data)
{
  DpProviders *self = user_data;
  DpProvidersRow row = { .line = line };

  if (words == NULL || !dp_providers_issuer_is_acceptable (words[COLUMN_ISSUER])
      || *words[COLUMN_CLIENT_ID] == '\0'
      || !dp_expiry_from_word (words[COLUMN_EXPIRY], &row.expiry, NULL))
    {
      count_bad (self, line);
      return TRUE;
    }
  if (self->rows->len == DP_PROVIDERS_MAX_ROWS)
    {
      self->too_large = TRUE;
      return FALSE;
    }
  row.issuer = g_strdup (words[COLUMN_ISSUER]);
  row.client_id = g_strdup (words[COLUMN_CLIENT_ID]);
  g_array_append_val (self->rows, row);
  return TRUE;
}

DpProviders *
dp_providers_new (void)
{
  DpProviders *self = g_new0 (DpProviders, 1);

  self->table = dp_table_new (N_COLUMNS, add_row, self);
  self->rows = g_array_new (FALSE, FALSE, sizeof (DpProvidersRow));
  g_array_set_clear_func (self->rows, clear_row);
  return self;
}

void
dp_providers_free (DpProviders *self)
{
  if (self == NULL)
    return;
  dp_table_free (self->table);
  g_array_unref (self->rows);
  g_free (self);
}

void
dp_providers_feed (DpProviders  *self,
                   const guint8 *data,
                   gsize         len)
{
  if (self->too_large || len > DP_PROVIDERS_MAX - self->size)
    {
      self->too_large = TRUE;
      return;
    }
  self->size += len;
  dp_table_feed (self->table, data, len);
}

gboolean
dp_providers_finish (DpProviders *self,
                     GError     **error)
{
  if (!self->too_large)
    dp_table_finish (self->table);
  if (self->too_large)
    {
      g_array_set_size (self->rows, 0);
      return dp_error_set (error, DP_ERROR_LIMIT,
                           "the providers file has more than %d bytes or %d rows",
                           DP_PROVIDERS_MAX, DP_PROVIDERS_MAX_ROWS);
    }
  if (self->rows->len == 0)
    return dp_error_set (error, DP_ERROR_CONFIG,
                         "no provider is in force: each row is commented out or cannot be read");
  return TRUE;
}

guint
dp_providers_get_n_rows (const DpProviders *self)
{
  return self->rows->len;
}

const DpProvidersRow *
dp_providers_get_row (const DpProviders *self,
                      guint              i)
{
  g_return_val_if_fail (i < self->rows->len, NULL);
  return &g_array_index (self->rows, DpProvidersRow, i);
}

guint
dp_providers_get_n_bad (const DpProviders *self)
{
  return self->n_bad;
}

guint
dp_providers_get_first_bad_line (const DpProviders *self)
{
  return self->first_bad_line;
}

const DpProvidersRow *
dp_providers_choose (const DpProviders *self,
                     const DpClaims    *claims,
                     GError           **error)
{
  const char *issuer = dp_claims_get_issuer (claims);
  const DpProvidersRow *first = NULL;

  for (guint i = 0; issuer != NULL && i < self->rows->len; i++)
    {
      const DpProvidersRow *row = &g_array_index (self->rows, DpProvidersRow, i);

      if (strcmp (row->issuer, issuer) != 0)
        continue;
      if (dp_claims_has_audience (claims, row->client_id))
        return row;
      if (first == NULL)
        first = row;
    }
  if (first == NULL)
    dp_error_set (error, DP_ERROR_ISSUER_UNKNOWN, "no row is for this issuer");
  return first;
}
