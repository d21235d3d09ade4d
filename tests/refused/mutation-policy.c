/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every byte of a policy file replaced by each of the 256 others, removed, and repeated, and every
 * byte inserted everywhere: nobody who is not in it passes.
 *
 * Of course a change can turn one listed name into another that differs by one letter, and taking
 * the "#" away from a row puts it in force. So the strangers here differ from all that is listed by
 * more than a letter, and no comment in the file is a row of theirs.
 */
#include <string.h>

#include "dp-policy.h"
#include "dpt-token.h"
#include "dpt.h"

#define ISSUER_END ",\"aud\":\"" DPT_CLIENT "\",\"iss\":\"" DPT_ISSUER "\",\"nonce\":\"$NONCE\"}"

static const char file[]
  = "\xef\xbb\xbf# principal identity issuer\n"
    "alice alice@example.com " DPT_ISSUER "\n"
    "  bob \"bob@example.com\" " DPT_ISSUER "  # the other\r\n"
    "\n"
    "carol oidc-match-end:email:@example.org " DPT_ISSUER "\n"
    "deploy 'repo:org/app:ref:refs/heads/*' https://token.actions.githubusercontent.com\n"
    "deploy repo:org/app\\[1]:* " DPT_ISSUER "\n"
    "ops oidc:\\\"https://example.com/groups\\\":ssh-users " DPT_ISSUER "\n"
    "# root ''\n"
    "root 5f3a9c7e " DPT_ISSUER;

/* Who may not come in as whom. */
static const struct
{
  const char *claims;
  const char *login;
} strangers[] = {
  { "{\"sub\":\"m666\",\"email\":\"mallory@evil.test\"" ISSUER_END, "alice" },
  { "{\"sub\":\"m666\",\"email\":\"mallory@evil.test\"" ISSUER_END, "carol" },
  { "{\"sub\":\"m666\",\"email\":\"mallory@evil.test\"" ISSUER_END, "root" },
  { "{\"sub\":\"m666\"" ISSUER_END, "root" },
  { "{\"sub\":\"m666\",\"email\":\"\"" ISSUER_END, "alice" },
  { "{\"sub\":\"repo:evil/app:ref:refs/heads/main\"" ISSUER_END, "deploy" },
  { "{\"sub\":\"m666\",\"https://example.com/groups\":[\"users\",\"\"]" ISSUER_END, "ops" },
  /* listed, but not as root */
  { "{\"sub\":\"u1\",\"email\":\"alice@example.com\"" ISSUER_END, "root" },
  { "{\"sub\":\"u2\",\"email\":\"x@example.org\"" ISSUER_END, "alice" },
};

static gboolean
is_allowed (DpIdentity *identity,
            const char *login,
            GByteArray *text)
{
  g_autoptr (DpPolicy) policy = dp_policy_new (identity, NULL, login, DP_VERIFIED_NEVER);
  DpPolicyVerdict verdict;

  dp_policy_feed (policy, text->data, text->len);
  dp_policy_finish (policy, &verdict);
  return verdict.allowed;
}

/* (transfer full): the file with @keep bytes from @at left out and @insert put in their place */
static GByteArray *
edit (gsize         at,
      gsize         drop,
      const guint8 *insert,
      gsize         insert_len)
{
  GByteArray *out = g_byte_array_new ();
  gsize len = sizeof file - 1;

  g_byte_array_append (out, (const guint8 *) file, (guint) at);
  g_byte_array_append (out, insert, (guint) insert_len);
  g_byte_array_append (out, (const guint8 *) file + at + drop, (guint) (len - at - drop));
  return out;
}

static void
test_stranger (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (DpIdentity) identity = dpt_token_identity (strangers[i].claims);
  guint n = 0;

  for (gsize at = 0; at < sizeof file - 1; at++)
    for (guint kind = 0; kind < 2 * 256 + 1; kind++)
      {
        guint8 byte = (guint8) (kind % 256);
        g_autoptr (GByteArray) text = edit (at, kind < 256 || kind == 512, &byte, kind < 512);

        if (is_allowed (identity, strangers[i].login, text))
          g_test_fail_printf ("%s comes in as %s: byte %u, edit %u", strangers[i].claims,
                              strangers[i].login, (guint) at, kind);
        n++;
      }
  g_assert_cmpuint (n, ==, 513 * (sizeof file - 1));
}

/* The listed ones do come in: the file means something. */
static void
test_listed (void)
{
  static const struct
  {
    const char *claims;
    const char *login;
  } listed[] = {
    { "{\"sub\":\"u1\",\"email\":\"alice@example.com\"" ISSUER_END, "alice" },
    { "{\"sub\":\"u1\",\"email\":\"bob@example.com\"" ISSUER_END, "bob" },
    { "{\"sub\":\"u1\",\"email\":\"x@example.org\"" ISSUER_END, "carol" },
    { "{\"sub\":\"repo:org/app1:main\"" ISSUER_END, "deploy" },
    { "{\"sub\":\"u1\",\"https://example.com/groups\":[\"ssh-users\"]" ISSUER_END, "ops" },
    { "{\"sub\":\"5f3a9c7e\"" ISSUER_END, "root" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    {
      g_autoptr (DpIdentity) identity = dpt_token_identity (listed[i].claims);
      g_autoptr (GByteArray) text = edit (0, 0, NULL, 0);

      g_test_message ("%s", listed[i].login);
      g_assert_true (is_allowed (identity, listed[i].login, text));
    }
}

int
main (int   argc,
      char *argv[])
{
  dpt_init (&argc, &argv);
  g_test_add_func ("/mutation/policy/lets_in_who_is_listed", test_listed);
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mutation/policy/stranger_%u_as_%s", i,
                                               strangers[i].login);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_stranger);
    }
  return g_test_run ();
}
