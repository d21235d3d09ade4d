/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-sandbox.h"

#include <unistd.h>

gboolean
dp_sandbox_is_inside (void)
{
  return access (DP_SANDBOX_MARK, F_OK) == 0;
}

const char *
dp_sandbox_key_folder (void)
{
  return dp_sandbox_is_inside () ? DP_KEY_FOLDER_SANDBOX : DP_KEY_FOLDER;
}
