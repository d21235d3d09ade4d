/* SPDX-License-Identifier: Apache-2.0 */
/* DpPolicy on an auth_id file: the same verdict in pieces of any size, at a line that exists. */
#include "fuzz.h"

#include <string.h>

#include "dp-policy.h"
#include "dpt-token.h"

#define CLAIMS \
  "{\"iss\":\"" DPT_ISSUER "\",\"aud\":\"" DPT_CLIENT "\",\"nonce\":\"$NONCE\"," \
  "\"sub\":\"repo:o/r:ref:refs/heads/main\",\"email\":\"alice@example.com\"," \
  "\"groups\":[\"a:b\",\"c\"],\"n\":[7],\"on\":true,\"x:y\":\"z\"}"

static DpPolicyVerdict
judge (DpIdentity    *identity,
       const uint8_t *data,
       size_t         size,
       size_t         step)
{
  g_autoptr (DpPolicy) policy = dp_policy_new (identity, NULL, "alice", DP_VERIFIED_NEVER);
  DpPolicyVerdict verdict;

  for (size_t at = 0; at < size; at += step)
    if (!dp_policy_feed (policy, data + at, MIN (step, size - at)))
      break;
  dp_policy_finish (policy, &verdict);
  return verdict;
}

static guint
count_lines (const uint8_t *data,
             size_t         size)
{
  guint n = 1;

  for (size_t i = 0; i < size; i++)
    n += data[i] == '\n';
  return n;
}

/* Whatever a row says, these stand for nobody. */
static gboolean
note_empty (guint              line,
            const char *const *words,
            const GError      *problem,
            gpointer           user_data)
{
  DpIdentity *identity = user_data;
  gboolean by_email;

  if (words == NULL)
    return TRUE;
  if (*words[1] == '\0' || strcmp (words[1], "oidc-match-end:email:") == 0)
    g_assert_false (dp_policy_identity_matches (words[1], dp_identity_get_claims (identity),
                                                &by_email));
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static DpIdentity *identity;
  DpPolicyVerdict whole, bytes;
  g_autoptr (DpTable) table = NULL;

  if (identity == NULL)
    identity = dpt_token_identity (CLAIMS);
  whole = judge (identity, data, size, size > 0 ? size : 1);
  bytes = judge (identity, data, size, 3);
  g_assert_cmpint (whole.allowed, ==, bytes.allowed);
  g_assert_cmpuint (whole.line, ==, bytes.line);
  g_assert_cmpuint (whole.bad_rows, ==, bytes.bad_rows);
  g_assert_cmpuint (whole.first_bad_line, ==, bytes.first_bad_line);
  g_assert_cmpint (whole.allowed, ==, whole.line > 0);
  g_assert_cmpuint (whole.line, <=, count_lines (data, size));
  g_assert_cmpuint (whole.bad_rows, <=, count_lines (data, size));
  table = dp_table_new (3, note_empty, identity);
  dp_table_feed (table, data, size);
  dp_table_finish (table);
  return 0;
}
