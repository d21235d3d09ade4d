/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-spawn.h"

#include "dpg-frame.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long the gate stays for a child that is ending anyway, so that no init has to reap it. */
#define REAP_NS 20000000L

bool
dpg_spawn_sibling (const char *name,
                   char       *out,
                   size_t      size)
{
  ssize_t len = readlink ("/proc/self/exe", out, size - 1);
  char *slash;
  int n;

  if (len <= 0 || (size_t) len >= size - 1)
    {
      n = snprintf (out, size, "%s/%s", DP_LIBEXECDIR, name);
      return n > 0 && (size_t) n < size;
    }

  out[len] = '\0';
  slash = strrchr (out, '/');
  if (slash == NULL)
    return false;

  n = snprintf (slash + 1, size - (size_t) (slash + 1 - out), "%s", name);
  return n > 0 && (size_t) n < size - (size_t) (slash + 1 - out);
}

/* Whether becoming the @i-th file would overwrite one that has not been moved yet. */
static bool
is_needed_later (const int *files,
                 int        n_files,
                 int        i)
{
  for (int j = i + 1; j < n_files; j++)
    if (files[j] == DPG_FIRST_FILE_FD + i)
      return true;

  return false;
}

static bool
add_descriptors (posix_spawn_file_actions_t *actions,
                 int                         in,
                 int                         out,
                 const int                  *files,
                 int                         n_files)
{
  if (posix_spawn_file_actions_adddup2 (actions, in, 0) != 0
      || posix_spawn_file_actions_adddup2 (actions, out, 1) != 0
      || posix_spawn_file_actions_adddup2 (actions, in, 2) != 0)
    return false;

  for (int i = 0; i < n_files; i++)
    if (is_needed_later (files, n_files, i)
        || posix_spawn_file_actions_adddup2 (actions, files[i], DPG_FIRST_FILE_FD + i) != 0)
      return false;

  return posix_spawn_file_actions_addclosefrom_np (actions, DPG_FIRST_FILE_FD + n_files) == 0;
}

static bool
set_attributes (posix_spawnattr_t *attributes)
{
  sigset_t none;
  sigset_t all;

  sigemptyset (&none);
  sigfillset (&all);
  return posix_spawnattr_setflags (attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF
                                                 | POSIX_SPAWN_SETSIGMASK) == 0
         && posix_spawnattr_setsigmask (attributes, &none) == 0
         && posix_spawnattr_setsigdefault (attributes, &all) == 0;
}

bool
dpg_spawn (const char  *path,
           char *const *argv,
           char *const *env,
           const int   *files,
           int          n_files,
           DpgChild    *out)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int to[2] = { -1, -1 };
  int from[2] = { -1, -1 };
  bool good;

  out->pid = -1;
  if (pipe2 (to, O_CLOEXEC) != 0)
    return false;
  if (pipe2 (from, O_CLOEXEC) != 0)
    {
      close (to[0]);
      close (to[1]);
      return false;
    }

  good = posix_spawn_file_actions_init (&actions) == 0
         && posix_spawnattr_init (&attributes) == 0
         && set_attributes (&attributes)
         && add_descriptors (&actions, to[0], from[1], files, n_files)
         && posix_spawn (&out->pid, path, &actions, &attributes, argv, env) == 0;
  close (to[0]);
  close (from[1]);
  out->to = to[1];
  out->from = from[0];
  if (good && fcntl (out->to, F_SETFL, O_NONBLOCK) == 0)
    return true;

  dpg_child_end (out);
  return false;
}

void
dpg_child_end (DpgChild *self)
{
  const struct timespec limit = { .tv_nsec = REAP_NS };
  sigset_t child;

  if (self->to >= 0)
    close (self->to);
  if (self->from >= 0)
    close (self->from);
  self->to = -1;
  self->from = -1;
  if (self->pid <= 0)
    return;

  kill (-self->pid, SIGKILL);
  sigemptyset (&child);
  sigaddset (&child, SIGCHLD);
  if (waitpid (self->pid, NULL, WNOHANG) == 0)
    {
      sigtimedwait (&child, NULL, &limit);
      waitpid (self->pid, NULL, WNOHANG);
    }
  self->pid = -1;
}
