/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-home-policy: prints ~/.opk/auth_id of one person, having become that person.
 *
 *   daypass-home-policy [--root] UID GID HOME
 *
 * The gate (user opksshuser) starts it with the numbers and the home that it looked up. The file
 * capabilities cap_setuid and cap_setgid, or sudo, let it change to any user, so nothing is touched
 * before every privilege is gone and that has been proven. No name service, no environment, no
 * file but the one policy. Security requirement 6; protocol sections 4.6, 4.9, finding S15.
 *
 * The file must be what opkssh demands: a regular file of that user, mode 0600, reached without a
 * symbolic link below the home. It is read whole before anything is printed: a policy that
 * changes meanwhile, or a reader that is killed, gives nothing at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dpg-home-exit.h"

#define POLICY_MAX (1024 * 1024)
#define TIME_LIMIT 2 /* seconds; the gate cannot signal a process of another user */

static char policy[POLICY_MAX + 1];

typedef struct
{
  uid_t       uid;
  gid_t       gid;
  const char *home;
} Person;

/* One line for the gate's log. Only words of ours: no path, no text of the file. */
static int
refuse (int         status,
        const char *why)
{
  size_t len = strlen (why);

  if (write (STDERR_FILENO, why, len) != (ssize_t) len || write (STDERR_FILENO, "\n", 1) != 1)
    return status; /* nobody listens: the status says enough */
  return status;
}

static bool
parse_id (const char   *text,
          unsigned int *out)
{
  unsigned long value = 0;

  if (*text == '\0')
    return false;
  for (; *text != '\0'; text++)
    {
      if (*text < '0' || *text > '9')
        return false;
      value = value * 10 + (unsigned long) (*text - '0');
      if (value >= UINT_MAX) /* (uid_t) -1 means "leave as it is" to the kernel */
        return false;
    }
  *out = (unsigned int) value;
  return true;
}

static bool
parse_arguments (int    argc,
                 char **argv,
                 Person *out)
{
  bool may_be_root = argc > 1 && strcmp (argv[1], "--root") == 0;
  int first = may_be_root ? 2 : 1;

  if (argc != first + 3 || !parse_id (argv[first], &out->uid)
      || !parse_id (argv[first + 1], &out->gid))
    return false;
  out->home = argv[first + 2];
  return out->home[0] == '/' && (out->uid != 0 || may_be_root);
}

static bool
limit_resources (void)
{
  const struct rlimit none = { 0, 0 };
  const struct rlimit cpu = { TIME_LIMIT, TIME_LIMIT };
  sigset_t alarm_only;

  /* whoever starts us may have blocked or ignored the alarm */
  sigemptyset (&alarm_only);
  sigaddset (&alarm_only, SIGALRM);
  if (signal (SIGALRM, SIG_DFL) == SIG_ERR || sigprocmask (SIG_UNBLOCK, &alarm_only, NULL) != 0)
    return false;
  umask (077);
  alarm (TIME_LIMIT);
  return setrlimit (RLIMIT_CORE, &none) == 0 && setrlimit (RLIMIT_CPU, &cpu) == 0
         && close_range (3, ~0U, 0) == 0;
}

/* Capabilities outlive a change between two users that are not root, so they are given up by name,
 * the bounding set by no_new_privs. */
static bool
drop_capabilities (void)
{
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

  if (prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL)
    return false;
  return syscall (SYS_capset, &header, none) == 0;
}

static bool
has_no_capabilities (void)
{
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3] = { { ~0U, ~0U, ~0U } };

  if (syscall (SYS_capget, &header, now) != 0)
    return false;
  for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
    if (now[i].effective != 0 || now[i].permitted != 0 || now[i].inheritable != 0)
      return false;
  return true;
}

static bool
is_only (const Person *person)
{
  uid_t uid[3];
  gid_t gid[3];

  if (getresuid (&uid[0], &uid[1], &uid[2]) != 0 || getresgid (&gid[0], &gid[1], &gid[2]) != 0)
    return false;
  for (int i = 0; i < 3; i++)
    if (uid[i] != person->uid || gid[i] != person->gid)
      return false;
  return getgroups (0, NULL) == 0;
}

/* Returns 0, or the exit status. */
static int
become (const Person *person)
{
  if (setgroups (0, NULL) != 0 || setresgid (person->gid, person->gid, person->gid) != 0
      || setresuid (person->uid, person->uid, person->uid) != 0)
    return refuse (DPG_HOME_EXIT_UNAVAILABLE, "cannot change the user: no capabilities in effect");
  if (!drop_capabilities () || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return refuse (DPG_HOME_EXIT_UNAVAILABLE, "cannot give up privileges");
  if (!is_only (person) || !has_no_capabilities ())
    return refuse (DPG_HOME_EXIT_UNAVAILABLE, "privileges are left");
  if (person->uid != 0 && (setresuid (0, 0, 0) == 0 || setuid (0) == 0))
    return refuse (DPG_HOME_EXIT_UNAVAILABLE, "could become root again");
  if (setgroups (1, &person->gid) == 0)
    return refuse (DPG_HOME_EXIT_UNAVAILABLE, "could change groups again");
  return 0;
}

static bool
is_safe_directory (int           fd,
                   const Person *person)
{
  struct stat st;

  return fstat (fd, &st) == 0 && S_ISDIR (st.st_mode)
         && (st.st_uid == person->uid || st.st_uid == 0) && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static int
open_failed (void)
{
  if (errno == ENOENT)
    return DPG_HOME_EXIT_ABSENT;
  return refuse (DPG_HOME_EXIT_REFUSED, errno == ELOOP || errno == ENOTDIR
                                     ? "a symbolic link is in the way"
                                     : "cannot open");
}

/* Opens each step below the home without following a link, without waiting for a FIFO. */
static int
open_policy (const Person *person,
             int          *out)
{
  int home = open (person->home, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int dir;

  if (home < 0)
    return open_failed ();
  if (!is_safe_directory (home, person))
    return refuse (DPG_HOME_EXIT_REFUSED, "home of a foreign owner, or others may write to it");
  dir = openat (home, ".opk", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (dir < 0)
    return open_failed ();
  if (!is_safe_directory (dir, person))
    return refuse (DPG_HOME_EXIT_REFUSED, ".opk of a foreign owner, or others may write to it");
  *out = openat (dir, "auth_id", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return *out < 0 ? open_failed () : 0;
}

static bool
is_unchanged (const struct stat *a,
              const struct stat *b)
{
  return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec
         && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec
         && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int
read_policy (int           fd,
             const Person *person,
             size_t       *out)
{
  struct stat before, after;
  size_t len = 0;
  ssize_t n;

  if (fstat (fd, &before) != 0 || !S_ISREG (before.st_mode))
    return refuse (DPG_HOME_EXIT_REFUSED, "not a regular file");
  if (before.st_uid != person->uid || before.st_nlink != 1)
    return refuse (DPG_HOME_EXIT_REFUSED, "foreign owner, or a second hard link");
  if ((before.st_mode & 07777) != 0600)
    return refuse (DPG_HOME_EXIT_REFUSED, "the mode is not 0600");
  while ((n = read (fd, policy + len, sizeof policy - len)) > 0)
    len += (size_t) n;
  if (n < 0)
    return refuse (DPG_HOME_EXIT_REFUSED, "cannot read");
  if (len > POLICY_MAX)
    return refuse (DPG_HOME_EXIT_REFUSED, "larger than 1 MiB");
  if (fstat (fd, &after) != 0 || !is_unchanged (&before, &after) || (off_t) len != after.st_size)
    return refuse (DPG_HOME_EXIT_REFUSED, "changed while it was read");
  *out = len;
  return 0;
}

static bool
write_all (size_t len)
{
  for (size_t done = 0; done < len;)
    {
      ssize_t n = write (STDOUT_FILENO, policy + done, len - done);

      if (n < 0 && errno != EINTR)
        return false;
      done += n > 0 ? (size_t) n : 0;
    }
  return true;
}

int
main (int    argc,
      char **argv)
{
  Person person;
  size_t len = 0;
  int fd = -1;
  int status;

  if (!parse_arguments (argc, argv, &person))
    return refuse (DPG_HOME_EXIT_USAGE, "usage: daypass-home-policy [--root] UID GID HOME");
  if (!limit_resources ())
    return refuse (DPG_HOME_EXIT_UNAVAILABLE, "cannot set limits");
  status = become (&person);
  if (status == 0)
    status = open_policy (&person, &fd);
  if (status == 0)
    status = read_policy (fd, &person, &len);
  if (status == 0 && !write_all (len))
    status = DPG_HOME_EXIT_REFUSED;
  return status;
}
