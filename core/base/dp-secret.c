/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-secret.h"

#include <errno.h>
#include <nettle/memops.h>
#include <string.h>
#include <sys/random.h> /* nocheck: randomness, the one thing of the world that ring 1 takes */

#include "dp-error.h"

typedef struct
{
  guint8 *data;
  gsize   len;
} Wiped;

static void
wiped_free (gpointer data)
{
  Wiped *wiped = data;

  explicit_bzero (wiped->data, wiped->len + 1);
  g_free (wiped->data);
  g_free (wiped);
}

GBytes *
dp_secret_new_take (guint8 *data,
                    gsize   len)
{
  Wiped *wiped = g_new (Wiped, 1);

  wiped->data = data;
  wiped->len = len;
  return g_bytes_new_with_free_func (data, len, wiped_free, wiped);
}

GBytes *
dp_secret_new (const guint8 *data,
               gsize         len)
{
  guint8 *copy = g_malloc (len + 1);

  if (len > 0)
    memcpy (copy, data, len); /* nocheck: length from the same pair */
  copy[len] = '\0';
  return dp_secret_new_take (copy, len);
}

GBytes *
dp_secret_new_text (const char *text)
{
  return text != NULL ? dp_secret_new ((const guint8 *) text, strlen (text)) : NULL;
}

const char *
dp_secret_get_text (GBytes *secret)
{
  return g_bytes_get_data (secret, NULL);
}

void
dp_secret_wipe (gpointer data,
                gsize    len)
{
  if (data != NULL)
    explicit_bzero (data, len);
}

void
dp_secret_free_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

gboolean
dp_secret_equal (const void *a,
                 gsize       a_len,
                 const void *b,
                 gsize       b_len)
{
  return a_len == b_len && (a_len == 0 || memeql_sec (a, b, a_len));
}

gboolean
dp_secret_fill_random (gpointer data,
                       gsize    len,
                       GError **error)
{
  for (gsize filled = 0; filled < len;)
    {
      ssize_t n = getrandom ((guint8 *) data + filled, len - filled, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return dp_error_set (error, DP_ERROR_CRYPTO, "no random numbers");
      filled += (gsize) n;
    }
  return TRUE;
}
