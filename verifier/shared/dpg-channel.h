/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-frame.h"

/*
 * Frames over pipes and sockets, with a deadline. Times are milliseconds of CLOCK_MONOTONIC, which
 * a step of the clock does not move. The judge, whose box forbids poll(2) and clocks, passes
 * %DPG_NO_DEADLINE and blocks.
 */
#define DPG_NO_DEADLINE (-1)

typedef enum
{
  DPG_CHANNEL_OK,
  DPG_CHANNEL_CLOSED,    /* the other end is gone */
  DPG_CHANNEL_LATE,      /* the deadline has passed */
  DPG_CHANNEL_MALFORMED, /* not a frame that may be here */
} DpgChannelResult;

/* Set by a signal handler: waits end as if the deadline had passed. */
extern volatile int dpg_channel_stop;

int64_t          dpg_now_ms         (void);
DpgChannelResult dpg_channel_wait   (int             fd,
                                     short           events,
                                     int64_t         deadline);
DpgChannelResult dpg_channel_write  (int             fd,
                                     const void     *data,
                                     size_t          len,
                                     int64_t         deadline);
/* Reads exactly @len bytes. */
DpgChannelResult dpg_channel_read   (int             fd,
                                     void           *data,
                                     size_t          len,
                                     int64_t         deadline);
/* Reads until end-of-file; more than the ceiling of @bytes is %DPG_CHANNEL_MALFORMED. */
DpgChannelResult dpg_channel_drain  (int             fd,
                                     DpgBytes       *bytes,
                                     int64_t         deadline);
/* Receives one frame of any type that exists and checks it; @frame is cleared first. */
DpgChannelResult dpg_channel_receive (int            fd,
                                      DpgFrame      *frame,
                                      int64_t        deadline);
