/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-env.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* What was before dp_process_protect(), for children. */
static struct
{
  gboolean      done;
  mode_t        mask;
  struct rlimit core;
} before;

void
dp_process_protect (void)
{
  struct rlimit none;

  if (before.done)
    return;
  before.done = TRUE;
  before.mask = umask (077);
  (void) prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (getrlimit (RLIMIT_CORE, &before.core) != 0)
    return;
  none = before.core;
  none.rlim_cur = 0; /* the hard limit stays: a child must be able to go back */
  (void) setrlimit (RLIMIT_CORE, &none);
}

/* Between fork and exec: only calls that are safe there. */
void
dp_process_release_child (gpointer unused)
{
  (void) setsid ();
  if (!before.done)
    return;
  umask (before.mask);
  (void) setrlimit (RLIMIT_CORE, &before.core);
}
