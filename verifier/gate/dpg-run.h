/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DPG_RUN_MAX 32 /* at once */

/*
 * Runs programs of the administrator beside the gate: policy plugins, the home-policy helper, chain
 * commands. Security requirement 3: a child gets our pipes as its fds 1 and 2, /dev/null as 0,
 * and nothing else; it is a session of its own, killed as a group at the deadline and left
 * behind when it cannot be killed. Several run at once and are waited for together.
 *
 * Output beyond the caps is read and thrown away, so that a noisy child never blocks, and noted.
 */
typedef struct
{
  char  *text; /* NUL terminated; may hold other NULs */
  size_t len;
  size_t max;
  bool   overflow;
} DpgText;

typedef enum
{
  DPG_RUN_EXITED,      /* code: the exit status */
  DPG_RUN_SIGNALLED,   /* code: the signal */
  DPG_RUN_TIMED_OUT,
  DPG_RUN_NOT_STARTED, /* code: errno */
} DpgRunEnd;

typedef struct
{
  /* what to run; borrowed */
  const char  *path; /* absolute */
  char *const *argv;
  char *const *envp;
  size_t       out_max;
  size_t       err_max;
  /* what came of it */
  DpgRunEnd    end;
  int          code;
  DpgText      out;
  DpgText      err;
  /* while it runs */
  int          pid;
  int          pidfd;
  int          out_fd;
  int          err_fd;
} DpgRun;

/**
 * dpg_run_all:
 * @runs: filled in by the caller down to err_max, the rest zero
 * @n: at most DPG_RUN_MAX
 * @deadline: by dpg_now_ms()
 *
 * Returns when every child has ended or the deadline has come. What the parent lacks (memory,
 * descriptors, processes) is the only thing that can fail here: the run counts as not started.
 */
void dpg_run_all   (DpgRun  *runs,
                    size_t   n,
                    int64_t  deadline);
void dpg_run_clear (DpgRun  *run);
