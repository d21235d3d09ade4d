/* SPDX-License-Identifier: Apache-2.0 */
#include "dp-client-config.h"
#include "dp-config-edit.h"
#include "fuzz.h"

/* ~/.opk/config.yml; a provider can be added to what was accepted, and taken out again, or is
 * refused cleanly. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const DpProviderSpec spec = { .aliases = "zzz", .issuer = "https://n.example", .client_id = "c" };
  g_autoptr (GError) error = NULL;
  g_autoptr (DpClientConfig) config = dp_client_config_parse (data, size, &error);
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *removed = NULL;
  g_autoptr (GError) problem = NULL;

  g_assert_true ((config == NULL) == (error != NULL));
  if (config == NULL)
    return 0;
  text = g_strndup ((const char *) data, size);
  changed = dp_config_add_provider (text, &spec, &problem);
  g_assert_true ((changed == NULL) == (problem != NULL));
  if (changed == NULL)
    return 0;
  removed = dp_config_remove_provider (changed, "zzz", &problem);
  g_assert_no_error (problem);
  return 0;
}
