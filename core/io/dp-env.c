/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-env.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

const char *
dp_env_get (const char *name)
{
  const char *value = g_getenv (name); /* nocheck: the one place that reads the environment */

  if (value == NULL || value[0] == '\0' || !g_utf8_validate (value, -1, NULL))
    return NULL;
  return value;
}

const char *
dp_env_home (void)
{
  const char *home = g_get_home_dir (); /* $HOME first, then the passwd entry */

  return g_path_is_absolute (home) ? home : "/";
}

gint64
dp_clock_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
dp_process_protect (void)
{
  const struct rlimit none = { 0, 0 };

  umask (077);
  (void) prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  (void) setrlimit (RLIMIT_CORE, &none);
}
