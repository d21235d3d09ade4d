/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-token-response.h"
#include "fuzz.h"

/* The answer of a token endpoint, as a success and as an error. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const guint statuses[] = { 200, 400 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpTokenResponse) answer = dp_token_response_parse (statuses[i], data, size,
                                                                    &error);

      g_assert_true ((answer == NULL) == (error != NULL));
      g_assert_true (statuses[i] == 200 || answer == NULL);
      if (answer != NULL)
        g_assert_cmpint (dp_token_response_get_expires_in (answer), >=, 0);
      if (error != NULL)
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  return 0;
}
