/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "dp-ssh-agent.h"
#include "dpa-ssh-known.h"

#define KEY1 "AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
#define KEY2 "AAAAC3NzaC1lZDI1NTE5AAAAIAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC"
#define LIST_MAX 4

/* "name:keys" for each host that was found, in order. */
static char *
found_as_text (const GPtrArray *hosts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hosts->len; i++)
    {
      const DpSshAgentHost *host = g_ptr_array_index (hosts, i);

      g_string_append_printf (text, "%s%s:%u", i > 0 ? " " : "", host->name, host->keys->len);
    }
  return g_string_free (text, FALSE);
}

static void
finds_hosts (void)
{
  static const struct
  {
    const char *known;
    const char *patterns[LIST_MAX];
    const char *found;
    gboolean    complete;
  } cases[] = {
    { "web1 ssh-ed25519 " KEY1 "\n", { "web1" }, "web1:1", TRUE },
    { "web1 ssh-ed25519 " KEY1 " a comment\n", { "web1" }, "web1:1", TRUE },
    { "web1\tssh-ed25519\t" KEY1 "\r\n", { "web1" }, "web1:1", TRUE },
    { "WEB1 ssh-ed25519 " KEY1, { "web1" }, "WEB1:1", TRUE },
    { "[web1]:2222 ssh-ed25519 " KEY1, { "web1" }, "web1:1", TRUE },
    { "a,web1,10.0.0.1 ssh-ed25519 " KEY1, { "web1" }, "web1:1", TRUE },
    { "web1 ssh-ed25519 " KEY1 "\nweb1 ssh-ed25519 " KEY2, { "web1" }, "web1:2", TRUE },
    { "web1 ssh-ed25519 " KEY1 "\nweb2 ssh-ed25519 " KEY2, { "web1", "web2" }, "web1:1 web2:1",
      TRUE },
    /* not every host of the list is known: an entry that is bound would be of no use there */
    { "web1 ssh-ed25519 " KEY1, { "web1", "web2" }, "web1:1", FALSE },
    { "web1.corp ssh-ed25519 " KEY1, { "*.corp" }, "web1.corp:1", FALSE },
    { "web1 ssh-ed25519 " KEY1, { "web1", "!web2" }, "web1:1", TRUE },
    { "web2 ssh-ed25519 " KEY1, { "web*", "!web2" }, "", FALSE },
    { "other ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { "", { "web1" }, "", FALSE },
    { "web1 ssh-ed25519 " KEY1, { NULL }, "", FALSE },
    /* lines that say something else */
    { "#web1 ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { "@cert-authority web1 ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { "@revoked web1 ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { "* ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { "web? ssh-ed25519 " KEY1, { "web*" }, "", FALSE },
    { "!web1 ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { "web1 ssh-ed25519", { "web1" }, "", FALSE },
    { "web1 ssh-ed25519 not!base64", { "web1" }, "", FALSE },
    { "web1", { "web1" }, "", FALSE },
    { "[web1 ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
    { ",,, ssh-ed25519 " KEY1, { "web1" }, "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *texts[] = { cases[i].known, NULL };
      gboolean complete = !cases[i].complete;
      g_autoptr (GPtrArray) hosts = dpa_ssh_known_find (texts, cases[i].patterns, &complete);
      g_autofree char *text = found_as_text (hosts);

      g_test_message ("%s", cases[i].known);
      g_assert_cmpstr (text, ==, cases[i].found);
      g_assert_cmpint (complete, ==, cases[i].complete);
    }
}

/* As ssh-keygen -H writes a name: "|1|salt|HMAC-SHA1". */
static char *
hash_name (const char *name)
{
  static const guchar salt[20] = "0123456789abcdefghi";
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, salt, sizeof salt);
  guint8 digest[20];
  gsize len = sizeof digest;
  g_autofree char *salt_text = g_base64_encode (salt, sizeof salt);
  g_autofree char *text = NULL;

  g_hmac_update (hmac, (const guchar *) name, (gssize) strlen (name));
  g_hmac_get_digest (hmac, digest, &len);
  text = g_base64_encode (digest, len);
  return g_strdup_printf ("|1|%s|%s", salt_text, text);
}

static void
finds_hashed_names (void)
{
  g_autofree char *hash = hash_name ("web1");
  static const char *const bad[] = { "|1|", "|1||", "|2|AAAA|AAAA", "|1|AAAA|AAAA", "|1|!|!",
                                     "|1|AAAA|AAAA|AAAA", "|" };
  const char *const right[] = { "Web1", NULL }, *const other[] = { "web2", NULL },
             *const wide[] = { "web*", NULL }, *const without[] = { "web*", "!web1", NULL };
  const char *const *lists[] = { right, other, wide, without };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s ssh-ed25519 " KEY1 "\n", hash);
      const char *texts[] = { line, NULL };
      gboolean complete;
      g_autoptr (GPtrArray) hosts = dpa_ssh_known_find (texts, lists[i], &complete);

      /* a pattern cannot be hashed, so nothing is found for one */
      g_assert_cmpuint (hosts->len, ==, i == 0 ? 1 : 0);
      g_assert_cmpint (complete, ==, i == 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s ssh-ed25519 " KEY1 "\n", bad[i]);
      const char *texts[] = { line, NULL };
      gboolean complete;
      g_autoptr (GPtrArray) hosts = dpa_ssh_known_find (texts, right, &complete);

      g_assert_cmpuint (hosts->len, ==, 0);
    }
}

static void
is_not_drowned (void)
{
  GString *text = g_string_new (NULL);
  static const char *const patterns[] = { "h*", NULL };
  const char *texts[] = { NULL, NULL };
  gboolean complete;
  g_autoptr (GPtrArray) hosts = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "h%u ssh-ed25519 " KEY1 "\n", i);
  texts[0] = text->str;
  hosts = dpa_ssh_known_find (texts, patterns, &complete);
  g_assert_cmpuint (hosts->len, ==, 256);
  g_assert_false (complete);
  g_string_free (text, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/ssh-known/finds_hosts", finds_hosts);
  g_test_add_func ("/agent/ssh-known/finds_hashed_names", finds_hashed_names);
  g_test_add_func ("/agent/ssh-known/is_not_drowned", is_not_drowned);
  return g_test_run ();
}
