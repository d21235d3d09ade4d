/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LANDLOCK_VERSION 1u
/* Rights on files as of ABI 1, 2, 3 and 5: their number, see landlock(7). */
#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILE_READ_RIGHTS LANDLOCK_ACCESS_FS_READ_FILE
#define WRITE_RIGHTS                                                                     \
  (READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE          \
   | LANDLOCK_ACCESS_FS_MAKE_REG)

static const char *const system_places[] = {
  "/etc",           "/usr",
  "/lib",           "/lib64",
  "/run", /* where resolv.conf leads to, of NetworkManager, systemd, resolvconf and others */
  "/dev/urandom",   "/var/lib/ca-certificates",
  NULL,
};

static guint64
rights_of_abi (long abi)
{
  static const guint bits[] = { 0, 13, 14, 15, 15, 16 };
  gsize known = abi < (long) G_N_ELEMENTS (bits) ? (gsize) abi : G_N_ELEMENTS (bits) - 1;

  return (G_GUINT64_CONSTANT (1) << bits[known]) - 1;
}

static void
allow (int         ruleset,
       const char *path,
       guint64     rights)
{
  struct landlock_path_beneath_attr rule = { .allowed_access = rights };
  struct stat st;

  rule.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0)
    return;

  if (fstat (rule.parent_fd, &st) == 0 && !S_ISDIR (st.st_mode))
    rule.allowed_access &= FILE_READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE;
  syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close (rule.parent_fd);
}

static gboolean
restrict_files (const char        *cache_dir,
                const char *const *readable)
{
  long abi = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
  struct landlock_ruleset_attr attr = { 0 };
  gboolean good;
  int ruleset;

  if (abi < 1)
    return FALSE;

  attr.handled_access_fs = rights_of_abi (abi);
  ruleset = (int) syscall (SYS_landlock_create_ruleset, &attr, sizeof attr.handled_access_fs, 0);
  if (ruleset < 0)
    return FALSE;

  for (guint i = 0; system_places[i] != NULL; i++)
    allow (ruleset, system_places[i], READ_RIGHTS);
  for (guint i = 0; readable != NULL && readable[i] != NULL; i++)
    allow (ruleset, readable[i], READ_RIGHTS);
  if (cache_dir != NULL)
    allow (ruleset, cache_dir, WRITE_RIGHTS);

  good = syscall (SYS_landlock_restrict_self, ruleset, 0) == 0;
  close (ruleset);
  return good;
}

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#endif

#ifdef ARCH
#define LOAD(offset) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, (guint32) (offset))
#define RETURN(what) BPF_STMT (BPF_RET | BPF_K, (guint32) (what))
#define REFUSE(name)                                                \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) SYS_##name, 0, 1), \
  RETURN (SECCOMP_RET_ERRNO | EPERM)

static gboolean
restrict_calls (void)
{
  static const struct sock_filter program[] = {
    LOAD (offsetof (struct seccomp_data, arch)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
    RETURN (SECCOMP_RET_KILL_PROCESS),
    LOAD (offsetof (struct seccomp_data, nr)),
#ifdef __X32_SYSCALL_BIT
    /* the same calls under other numbers */
    BPF_JUMP (BPF_JMP | BPF_JGE | BPF_K, __X32_SYSCALL_BIT, 0, 1),
    RETURN (SECCOMP_RET_KILL_PROCESS),
#endif
    REFUSE (execve),
    REFUSE (execveat),
    REFUSE (ptrace),
    REFUSE (process_vm_readv),
    REFUSE (process_vm_writev),
    REFUSE (bpf),
    REFUSE (perf_event_open),
    REFUSE (userfaultfd),
    REFUSE (io_uring_setup),
    REFUSE (keyctl),
    REFUSE (add_key),
    REFUSE (request_key),
    REFUSE (mount),
    REFUSE (umount2),
    REFUSE (unshare),
    REFUSE (setns),
    REFUSE (init_module),
    REFUSE (finit_module),
    REFUSE (kexec_load),
    RETURN (SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog filter = {
    .len = G_N_ELEMENTS (program),
    .filter = (struct sock_filter *) program,
  };

  return syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}
#else
static gboolean
restrict_calls (void)
{
  return FALSE;
}
#endif

const char *
dpf_confine (const char        *cache_dir,
             const char *const *readable)
{
  gboolean files;
  gboolean calls;

  if (prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return "no-new-privs";

  files = restrict_files (cache_dir, readable);
  calls = restrict_calls ();
  return files && calls ? NULL : files ? "seccomp" : calls ? "Landlock" : "Landlock and seccomp";
}
