/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-base64.h"
#include "dp-secret.h"
#include "dp-ssh-private-key.h"
#include "dpt-cert.h"
#include "dpt.h"

/* Made by ssh-keygen (OpenSSH 9.2) and thrown away afterwards: the file and its comment. */
static const struct
{
  const char *name;
  const char *text;
  const char *comment; /* NULL: refused */
  DpError code;
} known[] = {
  { "p256",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS\n"
    "1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQTVevAOvntZywawbmNE+4MU4bfbksxA\n"
    "cPKpJfeXnPLgQLPaIa4ME5bFaD10nfRMb2AuIHfkTZrFfsyPLxyG3xbWAAAAqDdGoyI3Rq\n"
    "MiAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBNV68A6+e1nLBrBu\n"
    "Y0T7gxTht9uSzEBw8qkl95ec8uBAs9ohrgwTlsVoPXSd9ExvYC4gd+RNmsV+zI8vHIbfFt\n"
    "YAAAAgXxkLFYN3BJ5FqjxblhGAcR5P7fXc4oPMl6hjtWXEKuUAAAAPb3BlbnB1YmtleSBj\n"
    "ZXJ0AQ==\n"
    "-----END OPENSSH PRIVATE KEY-----\n",
    "openpubkey cert", DP_ERROR_N },
  { "ed25519",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
    "QyNTUxOQAAACBrzpZIG+syw0MVtDT4bGF8ICi+qVNLCzsavFBuqxv7LwAAAJAZIvoLGSL6\n"
    "CwAAAAtzc2gtZWQyNTUxOQAAACBrzpZIG+syw0MVtDT4bGF8ICi+qVNLCzsavFBuqxv7Lw\n"
    "AAAEByiZreE6CFso4XOvyBDxSibMEa8Z9gI9zvk3w+K150Z2vOlkgb6zLDQxW0NPhsYXwg\n"
    "KL6pU0sLOxq8UG6rG/svAAAAB21lQGhvc3QBAgMEBQY=\n"
    "-----END OPENSSH PRIVATE KEY-----\n",
    "me@host", DP_ERROR_N },
  { "p384",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAiAAAABNlY2RzYS\n"
    "1zaGEyLW5pc3RwMzg0AAAACG5pc3RwMzg0AAAAYQSbH/IPc7aYjO0Rvg7YKKjKiYkHwkc7\n"
    "tA7KGdVPqsMU3u4kQGUfdTw7drufArRIwJ2+lydli15+Zuz2bsSIardm0nhQY6mUNd6Vyq\n"
    "7rcKnS6RjRJfyNKH7vuNoyTlprYF0AAADQK3pXMSt6VzEAAAATZWNkc2Etc2hhMi1uaXN0\n"
    "cDM4NAAAAAhuaXN0cDM4NAAAAGEEmx/yD3O2mIztEb4O2CioyomJB8JHO7QOyhnVT6rDFN\n"
    "7uJEBlH3U8O3a7nwK0SMCdvpcnZYtefmbs9m7EiGq3ZtJ4UGOplDXelcqu63Cp0ukY0SX8\n"
    "jSh+77jaMk5aa2BdAAAAMQDloEa24JOShU4LrytNcMZjvZkvQVLUxgQu5z77OYpdghqSei\n"
    "TCpbTQeSgGObjCwQkAAAAAAQIDBAUGBw==\n"
    "-----END OPENSSH PRIVATE KEY-----\n",
    NULL, DP_ERROR_SSH_TYPE },
  { "encrypted",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCtFRzLPY\n"
    "4CMFW3M2ejARimAAAAEAAAAAEAAABoAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlz\n"
    "dHAyNTYAAABBBG7qTl6xOwlWVlSKky/OpJBPaCpwoab0pCkj7x2lLWj1lW4Uw+vI7bEC+7\n"
    "XQj4N8XsP4Nt9OsRUv+WSXGGkH6EcAAACgBTVWgxj2qpekdyyJQ6MJVJleaPpXIod87FdN\n"
    "y6VrpxkYUQJ/i1EJJITMy8zB3Bd8N9gSK2dO2t6G62UM4WA+JSwYhMsRbNi4gObYOxI6oU\n"
    "QQhmBb+ZhhzlioS9e3ko+zM5Vk7LYGpzmUgZsgpR/SH9cMR0gTDATUApE3a6fBKuNjQUa9\n"
    "FOFgHewurLAEkhXgGNHVBr0yKQeykh/Tz96hfQ==\n"
    "-----END OPENSSH PRIVATE KEY-----\n",
    NULL, DP_ERROR_SSH_TYPE },
  { "pem",
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIPv8/gL7KS2FT3Nj/zQjiqd6x6t5d2XCnvpHosD0t8XuoAoGCCqGSM49\n"
    "AwEHoUQDQgAEyjM1Vfj/B25cV4Mz/9FPeiW1CqADDOPMC2QHz2L8lsmzyt7y1otj\n"
    "WKN+6bMaNP9E4aRDsHfmcpRJYD+H8zVI0g==\n"
    "-----END EC PRIVATE KEY-----\n",
    NULL, DP_ERROR_SSH_MALFORMED },
};

static void
test_known (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *comment = NULL;
      g_autoptr (DpPrivateKey) key = NULL;

      g_test_message ("%s", known[i].name);
      key = dp_ssh_private_key_read ((const guint8 *) known[i].text, strlen (known[i].text),
                                     &comment, &error);
      g_assert_cmpstr (comment, ==, known[i].comment);
      g_assert_true ((key != NULL) == (comment != NULL));
      if (key == NULL)
        dpt_assert_code (error, known[i].code);
    }
}

static void
test_round_trip (void)
{
  static const char *const comments[] = { "openpubkey cert", "", "a", "ab", "abc", "abcd", "abcde",
                                          "abcdef", "abcdefg", "ö" };

  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    for (gsize i = 0; i < G_N_ELEMENTS (comments); i++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (DpPrivateKey) key = dp_private_key_generate (kind, NULL);
        g_autoptr (DpPrivateKey) again = NULL;
        g_autofree char *comment = NULL;
        g_autoptr (GBytes) text = dp_ssh_private_key_write (key, comments[i], 0x01020304, &error);
        g_auto (GStrv) lines = NULL;

        g_assert_no_error (error);
        again = dp_ssh_private_key_read (g_bytes_get_data (text, NULL), g_bytes_get_size (text),
                                         &comment, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (comment, ==, comments[i]);
        g_assert_true (dp_public_key_equal (dp_private_key_get_public (key),
                                            dp_private_key_get_public (again)));
        lines = g_strsplit (dp_secret_get_text (text), "\n", -1);
        g_assert_cmpstr (lines[0], ==, "-----BEGIN OPENSSH PRIVATE KEY-----");
        g_assert_cmpuint (strlen (lines[1]), ==, 70);
        g_assert_cmpstr (lines[g_strv_length (lines) - 1], ==, "");
      }
}

/* A secret number with zeros in front is shorter as an mpint. */
static void
test_small_number (void)
{
  guint8 secret[32] = { 0 };
  g_autoptr (DpPrivateKey) key = NULL;
  g_autoptr (DpPrivateKey) again = NULL;
  g_autoptr (GBytes) text = NULL;

  secret[31] = 0x80;
  key = dp_private_key_new (DP_KEY_P256, secret, sizeof secret, NULL);
  text = dp_ssh_private_key_write (key, "", 7, NULL);
  again = dp_ssh_private_key_read (g_bytes_get_data (text, NULL), g_bytes_get_size (text), NULL,
                                   NULL);
  g_assert_true (dp_public_key_equal (dp_private_key_get_public (key),
                                      dp_private_key_get_public (again)));
}

/* The body of the file, changed by @change, in good armour again. */
static DpPrivateKey *
read_changed (GBytes *text,
              void  (*change) (guint8 *data, gsize *len, gsize at),
              gsize   at,
              GError **error)
{
  g_auto (GStrv) lines = g_strsplit (dp_secret_get_text (text), "\n", -1);
  g_autoptr (GString) body = g_string_new (NULL);
  gsize last = g_strv_length (lines) - 2; /* behind it there is an empty one */
  g_autofree char *again = NULL;
  g_autofree char *file = NULL;
  g_autofree guint8 *data = NULL;
  g_autoptr (GBytes) decoded = NULL;
  gsize len;

  for (gsize i = 1; i < last; i++)
    g_string_append (body, lines[i]);
  decoded = dp_base64_decode (body->str, body->len, 10000, NULL);
  data = g_memdup2 (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded));
  len = g_bytes_get_size (decoded);
  change (data, &len, at);
  again = dp_base64_encode (data, len);
  file = g_strconcat (lines[0], "\n", again, "\n", lines[last], "\n", NULL);
  return dp_ssh_private_key_read ((const guint8 *) file, strlen (file), NULL, error);
}

static void
cut (guint8 *data,
     gsize  *len,
     gsize   at)
{
  *len = at;
}

/* No start of a file is a key. */
static void
test_prefixes (void)
{
  for (DpKeyKind kind = DP_KEY_P256; kind <= DP_KEY_ED25519; kind++)
    {
      g_autoptr (DpPrivateKey) key = dpt_cert_key (kind);
      g_autoptr (GBytes) text = dp_ssh_private_key_write (key, "c", 7, NULL);

      for (gsize at = 0; at < 170; at++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (read_changed (text, cut, at, &error));
          dpt_assert_code (error, DP_ERROR_TRUNCATED);
        }
    }
}

/*
 * Changes the mpint 00 80 00 … of the secret: byte 4 to 1 makes 01 80 00 …, 33 bytes and positive;
 * byte 3 to 34 makes a number that is too long.
 */
static void
widen (guint8 *data,
       gsize  *len,
       gsize   at)
{
  static const guint8 start[] = { 0, 0, 0, 33, 0, 0x80, 0, 0, 0, 0, 0, 0 };

  for (gsize i = 0; i + sizeof start < *len; i++)
    if (dp_secret_equal (data + i, sizeof start, start, sizeof start))
      {
        data[i + at] = at == 4 ? 1 : 34;
        return;
      }
  g_assert_not_reached ();
}

static void
test_large_number (void)
{
  guint8 secret[32] = { 0x80 };
  g_autoptr (DpPrivateKey) key = dp_private_key_new (DP_KEY_P256, secret, sizeof secret, NULL);
  g_autoptr (GBytes) text = dp_ssh_private_key_write (key, "", 7, NULL);
  g_autoptr (GError) value = NULL;
  g_autoptr (GError) length = NULL;

  g_assert_null (read_changed (text, widen, 4, &value));
  dpt_assert_code (value, DP_ERROR_KEY_MALFORMED);
  g_assert_null (read_changed (text, widen, 3, &length));
  dpt_assert_code (length, DP_ERROR_LIMIT);
}

static void
test_too_long (void)
{
  g_autoptr (DpPrivateKey) key = dpt_cert_key (DP_KEY_ED25519);
  g_autofree char *comment = g_strnfill (20000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (dp_ssh_private_key_write (key, comment, 1, &error));
  dpt_assert_code (error, DP_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/ssh/private-key/reads_files_of_ssh_keygen", test_known);
  g_test_add_func ("/ssh/private-key/reads_what_it_writes", test_round_trip);
  g_test_add_func ("/ssh/private-key/small_numbers", test_small_number);
  g_test_add_func ("/ssh/private-key/large_numbers", test_large_number);
  g_test_add_func ("/ssh/private-key/no_part_is_enough", test_prefixes);
  g_test_add_func ("/ssh/private-key/holds_its_ceiling", test_too_long);
  return g_test_run ();
}
