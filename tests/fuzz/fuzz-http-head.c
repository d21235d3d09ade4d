/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-http-head.h"
#include "fuzz.h"

/* The head of a request to the loopback listener. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpHttpHead) head = dp_http_head_parse (data, size, &error);
  g_autofree char *cookie = NULL;

  g_assert_true ((head == NULL) == (error != NULL));
  if (head == NULL)
    return 0;
  g_assert_true (dp_http_head_get_path (head)[0] == '/');
  g_assert_null (strchr (dp_http_head_get_path (head), '?'));
  cookie = dp_http_head_dup_cookie (head, "daypass-3000");
  if (cookie != NULL)
    g_assert_null (strchr (cookie, ';'));
  return 0;
}
