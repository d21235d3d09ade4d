/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dp-callback.h"
#include "dp-secret.h"
#include "fuzz.h"

#define STATE "the-state"
#define ISSUER "https://op.example"

/* The query of a callback, and the same as a pasted address: no code without the right state. */
static DpMetadata *
metadata_new (void)
{
  static const char text[] =
    "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/a\","
    "\"token_endpoint\":\"https://op.example/t\",\"jwks_uri\":\"https://op.example/j\"}";

  return dp_metadata_parse ((const guint8 *) text, strlen (text), ISSUER, NULL);
}

static void
take (DpCallback *callback)
{
  g_autoptr (DpMetadata) metadata = metadata_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) code = dp_callback_take_code (callback, STATE, metadata, &error);

  g_assert_true ((code == NULL) == (error != NULL));
  if (code != NULL)
    g_assert_true (dp_callback_has_state (callback, STATE));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (DpCallback) callback = dp_callback_parse ((const char *) data, size, NULL);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (DpCallback) pasted = dp_callback_parse_pasted (text, "http://localhost:3000/cb", NULL);

  if (callback != NULL)
    take (callback);
  if (pasted != NULL)
    take (pasted);
  return 0;
}
