/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-box.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/landlock.h of kernels newer than the headers that we build with. */
#define LANDLOCK_VERSION 1u
#define LANDLOCK_MAX_ABI 6
#define MIB (1024ul * 1024ul)

/* struct landlock_ruleset_attr; an older kernel wants a shorter one. */
typedef struct
{
  guint64 fs;
  guint64 net;
  guint64 scoped;
} RulesetAttr;

/* What each ABI can forbid; all of it is, no rule allows anything. */
static const struct
{
  RulesetAttr attr;
  gsize       size;
} landlock_abis[LANDLOCK_MAX_ABI + 1] = {
  [1] = { { (1u << 13) - 1, 0, 0 }, sizeof (guint64) },
  [2] = { { (1u << 14) - 1, 0, 0 }, sizeof (guint64) },      /* + refer */
  [3] = { { (1u << 15) - 1, 0, 0 }, sizeof (guint64) },      /* + truncate */
  [4] = { { (1u << 15) - 1, 3, 0 }, 2 * sizeof (guint64) },  /* + TCP bind, connect */
  [5] = { { (1u << 16) - 1, 3, 0 }, 2 * sizeof (guint64) },  /* + ioctl on devices */
  [6] = { { (1u << 16) - 1, 3, 3 }, 3 * sizeof (guint64) },  /* + abstract sockets, signals */
};

static const struct
{
  int    resource;
  rlim_t max;
} limits[] = {
  { RLIMIT_NPROC, 0 },
  { RLIMIT_FSIZE, 0 },
  { RLIMIT_CORE, 0 },
  { RLIMIT_MEMLOCK, 0 },
  { RLIMIT_DATA, 64 * MIB },
  { RLIMIT_STACK, 8 * MIB },
  { RLIMIT_CPU, 10 },
};

static gboolean
set_limits (void)
{
  gboolean all = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      struct rlimit limit = { limits[i].max, limits[i].max };

      if (setrlimit ((__rlimit_resource_t) limits[i].resource, &limit) != 0)
        all = FALSE;
    }

  return all;
}

/* Returns: the ABI that holds us, 0 when none does. */
static int
restrict_by_landlock (void)
{
  long abi = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
  int known = abi > LANDLOCK_MAX_ABI ? LANDLOCK_MAX_ABI : (int) abi;
  long fd;

  if (abi < 1)
    return 0;

  fd = syscall (SYS_landlock_create_ruleset, &landlock_abis[known].attr, landlock_abis[known].size,
                0);
  if (fd < 0)
    return 0;

  abi = syscall (SYS_landlock_restrict_self, fd, 0) == 0 ? known : 0;
  close ((int) fd);
  return (int) abi;
}

void
dpj_box_close (DpjBox *out)
{
  out->undumpable = prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
  out->no_new_privs = prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  out->limits = set_limits ();
  out->landlock = restrict_by_landlock ();
  out->seccomp = dpj_box_filter ();
}

gboolean
dpj_box_is_complete (const DpjBox *self)
{
  return self->no_new_privs && self->undumpable && self->limits && self->landlock > 0
         && self->seccomp;
}

char *
dpj_box_describe (const DpjBox *self)
{
  GString *out = g_string_new (NULL);

  if (self->no_new_privs)
    g_string_append (out, "no-new-privs ");
  if (self->undumpable)
    g_string_append (out, "undumpable ");
  if (self->limits)
    g_string_append (out, "limits ");
  if (self->landlock > 0)
    g_string_append_printf (out, "landlock-%d ", self->landlock);
  if (self->seccomp)
    g_string_append (out, "seccomp ");
  if (out->len > 0)
    g_string_truncate (out, out->len - 1);

  return g_string_free (out, FALSE);
}
