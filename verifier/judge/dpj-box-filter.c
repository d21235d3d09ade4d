/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-box.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#endif

#ifdef ARCH

/* The low half of an argument; these machines are little-endian. */
#define ARGUMENT(n) (offsetof (struct seccomp_data, args) + (n) * sizeof (guint64))

#define LOAD(offset) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, (guint32) (offset))
#define ALLOW BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW_CALL(name)                                            \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) SYS_##name, 0, 1), \
  ALLOW
/* If it is not this call, jumps over @n statements. */
#define UNLESS_CALL(name, n) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) SYS_##name, 0, (n))

/*
 * A static program, first what is called most. write(2) only to the gate; memory never becomes
 * executable nor comes from a file. From getrandom on, nothing calls these today; they do no harm,
 * and a newer library that is killed for one of them would keep everybody out.
 *
 * The first statement only saves time. The kernel tries a program with the number of each of its
 * calls beforehand, to skip it for those that are always allowed; that takes longer than all that
 * the judge calls, and it does not try one that looks at an argument.
 */
static const struct sock_filter program[] = {
  LOAD (ARGUMENT (0)),
  LOAD (offsetof (struct seccomp_data, arch)),
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
  KILL,
  LOAD (offsetof (struct seccomp_data, nr)),
  ALLOW_CALL (read),
  ALLOW_CALL (brk),
  ALLOW_CALL (munmap),
  ALLOW_CALL (exit_group),
  ALLOW_CALL (mremap),
  ALLOW_CALL (madvise),
  ALLOW_CALL (futex),
  ALLOW_CALL (getrandom),
  ALLOW_CALL (getpid),
  ALLOW_CALL (gettid),
  ALLOW_CALL (clock_gettime),
  ALLOW_CALL (rt_sigprocmask),
  ALLOW_CALL (rt_sigreturn),
  UNLESS_CALL (write, 4),
  LOAD (ARGUMENT (0)),
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, STDOUT_FILENO, 0, 1),
  ALLOW,
  KILL,
  UNLESS_CALL (mprotect, 4),
  LOAD (ARGUMENT (2)),
  BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0),
  ALLOW,
  KILL,
  UNLESS_CALL (mmap, 6),
  LOAD (ARGUMENT (2)),
  BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 3, 0),
  LOAD (ARGUMENT (3)),
  BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 0, 1),
  ALLOW,
  KILL,
  KILL,
};

gboolean
dpj_box_filter (void)
{
  const struct sock_fprog filter = {
    .len = G_N_ELEMENTS (program),
    .filter = (struct sock_filter *) program,
  };

  return syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

#else

gboolean
dpj_box_filter (void)
{
  return FALSE;
}

#endif
