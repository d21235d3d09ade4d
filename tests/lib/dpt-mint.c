/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests of the server's programs without a provider: a certificate as it comes from a sign-in,
 * and the issuer's keys as they lie in the cache.
 *
 *   dpt-mint certificate CLAIMS [ACCESS-TOKEN]   "type base64"; in CLAIMS $NONCE is the commitment,
 *                                                $NOW, $AGO, $OLD, $SOON are times (now, a minute
 *                                                ago, two days ago, in an hour)
 *   dpt-mint keys ISSUER DIRECTORY               writes the cache file
 */
#include <stdio.h>
#include <string.h>

#include "dp-key-cache.h"
#include "dpt-token.h"
#include "dpt.h"

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static char *
fill_times (const char *claims)
{
  static const struct
  {
    const char *name;
    gint64 offset;
  } times[] = { { "$NOW", 0 }, { "$AGO", -60 }, { "$OLD", -2 * 86400 }, { "$SOON", 3600 } };
  GString *text = g_string_new (claims);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, now () + times[i].offset);

      g_string_replace (text, times[i].name, number, 0);
    }
  return g_string_free (text, FALSE);
}

static int
print_certificate (const char *claims,
                   const char *access_token)
{
  g_autofree char *filled = fill_times (claims);
  const DptToken spec = { .claims = filled, .access_token = access_token };
  g_autofree char *pkt = dpt_token_build (&spec);
  g_autofree char *line = dpt_token_certificate (&spec, pkt);

  return puts (line) < 0;
}

static int
write_keys (const char *issuer,
            const char *directory)
{
  g_autofree char *text = dpt_token_keys_text ("");
  g_autofree char *name = dp_key_cache_name (issuer, NULL);
  g_autofree char *path = g_strdup_printf ("%s/%s.keys", directory, name);
  g_autoptr (GBytes) file = NULL;
  DpKeyCache cache = { .issuer = (char *) issuer,
                       .fetched_at = now (),
                       .fresh_until = now () + 3600,
                       .refresh_at = now () + 1800 };
  GError *error = NULL;

  cache.jwks = g_bytes_new (text, strlen (text));
  file = dp_key_cache_build (&cache);
  g_file_set_contents_full (path, g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file),
                            G_FILE_SET_CONTENTS_CONSISTENT, 0640, &error);
  g_assert_no_error (error);
  g_bytes_unref (cache.jwks);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  dpt_init (&argc, &argv);
  if (argc >= 3 && strcmp (argv[1], "certificate") == 0)
    return print_certificate (argv[2], argc > 3 ? argv[3] : NULL);
  if (argc == 4 && strcmp (argv[1], "keys") == 0)
    return write_keys (argv[2], argv[3]);
  fputs ("usage: dpt-mint certificate CLAIMS [ACCESS-TOKEN] | keys ISSUER DIRECTORY\n", stderr);
  return 2;
}
