/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-args.h"
#include "dpg-policy-files.h"
#include "dpg-refusal.h"
#include "dpg-spawn.h"

/* One question of sshd, from the policy files to the verdict. */
typedef struct
{
  const DpgArgs *args;
  int64_t        now;       /* seconds since the epoch: the clock is read once */
  int64_t        started;   /* ms, monotonic */
  int64_t        deadline;  /* ms, monotonic */
  DpgPolicyFiles files;
  DpgChild       judge;
  DpgFrame       frame;     /* the judge's last; holds the verdict when there is one */
  DpgBytes       answer;    /* our last */
  int            waits;     /* for keys, so far */
} DpgSession;

#define DPG_DEADLINE_MS 5000
#define DPG_KEYS_WAIT_MS 2800 /* so that all of a refusal for want of keys stays below 3 s */

/* Opens the policy and starts the judge, which takes a while to be ready: time for what is to be
 * done in any case. */
bool dpg_session_start (DpgSession    *self,
                        DpgRefusal    *refusal) __attribute__ ((warn_unused_result));
/**
 * dpg_session_run:
 * Asks the judge.
 *
 * Returns: whether there is a verdict in @self->frame; else @refusal says why there is none.
 */
bool dpg_session_run   (DpgSession    *self,
                        DpgRefusal    *refusal) __attribute__ ((warn_unused_result));
/* Sends @self->answer, a frame that was begun. */
bool dpg_session_reply (DpgSession    *self) __attribute__ ((warn_unused_result));
/* A frame of @type that only says why there is nothing. */
bool dpg_session_reply_note (DpgSession   *self,
                             DpgFrameType  type,
                             const char   *note) __attribute__ ((warn_unused_result));
void dpg_session_end   (DpgSession    *self);
