/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-channel.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#define DRAIN_STEP 4096

volatile int dpg_channel_stop;

int64_t
dpg_now_ms (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_MONOTONIC, &now) != 0)
    return 0;

  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

DpgChannelResult
dpg_channel_wait (int     fd,
                  short   events,
                  int64_t deadline)
{
  while (deadline != DPG_NO_DEADLINE)
    {
      struct pollfd entry = { .fd = fd, .events = events };
      int64_t left = deadline - dpg_now_ms ();
      int ready;

      if (left <= 0 || dpg_channel_stop)
        return DPG_CHANNEL_LATE;

      ready = poll (&entry, 1, left > 60000 ? 60000 : (int) left);
      if (ready > 0)
        return DPG_CHANNEL_OK;
      if (ready < 0 && errno != EINTR)
        return DPG_CHANNEL_CLOSED;
    }

  return DPG_CHANNEL_OK;
}

DpgChannelResult
dpg_channel_write (int         fd,
                   const void *data,
                   size_t      len,
                   int64_t     deadline)
{
  const uint8_t *at = data;
  DpgChannelResult result;

  while (len > 0)
    {
      ssize_t n = write (fd, at, len);

      if (n > 0)
        {
          at += n;
          len -= (size_t) n;
          continue;
        }

      if (n < 0 && errno == EINTR)
        continue;
      if (n == 0 || errno != EAGAIN)
        return DPG_CHANNEL_CLOSED;

      result = dpg_channel_wait (fd, POLLOUT, deadline);
      if (result != DPG_CHANNEL_OK)
        return result;
    }

  return DPG_CHANNEL_OK;
}

/* One read(2) of at most @len bytes: their number, 0 at end-of-file; -1 with @result set. */
static ssize_t
read_some (int               fd,
           void             *data,
           size_t            len,
           int64_t           deadline,
           DpgChannelResult *result)
{
  for (;;)
    {
      ssize_t n;

      *result = dpg_channel_wait (fd, POLLIN, deadline);
      if (*result != DPG_CHANNEL_OK)
        return -1;

      n = read (fd, data, len);
      if (n >= 0)
        return n;
      if (errno == EINTR || errno == EAGAIN)
        continue;

      *result = DPG_CHANNEL_CLOSED;
      return -1;
    }
}

DpgChannelResult
dpg_channel_read (int      fd,
                  void    *data,
                  size_t   len,
                  int64_t  deadline)
{
  uint8_t *at = data;

  while (len > 0)
    {
      DpgChannelResult result;
      ssize_t n = read_some (fd, at, len, deadline, &result);

      if (n < 0)
        return result;
      if (n == 0)
        return DPG_CHANNEL_CLOSED;

      at += n;
      len -= (size_t) n;
    }

  return DPG_CHANNEL_OK;
}

DpgChannelResult
dpg_channel_drain (int       fd,
                   DpgBytes *bytes,
                   int64_t   deadline)
{
  for (;;)
    {
      DpgChannelResult result;
      uint8_t step[DRAIN_STEP];
      ssize_t n = read_some (fd, step, sizeof step, deadline, &result);

      if (n < 0)
        return result;
      if (n == 0)
        return DPG_CHANNEL_OK;

      dpg_bytes_append (bytes, step, (size_t) n);
      if (bytes->failed)
        return DPG_CHANNEL_MALFORMED;
    }
}

DpgChannelResult
dpg_channel_receive (int       fd,
                     DpgFrame *frame,
                     int64_t   deadline)
{
  DpgFrameHeader header;
  DpgChannelResult result;
  uint8_t *room;

  dpg_frame_clear (frame);
  frame->type = (DpgFrameType) 0; /* until it is whole and checked */
  result = dpg_channel_read (fd, &header, sizeof header, deadline);
  if (result != DPG_CHANNEL_OK)
    return result;

  if (header.length > dpg_frame_max (header.type))
    return DPG_CHANNEL_MALFORMED;

  frame->bytes.max = (size_t) header.length + 1;
  room = dpg_bytes_reserve (&frame->bytes, frame->bytes.max);
  if (room == NULL)
    return DPG_CHANNEL_MALFORMED;

  result = dpg_channel_read (fd, room, header.length, deadline);
  if (result != DPG_CHANNEL_OK)
    return result;

  room[header.length] = '\0';
  frame->bytes.len = header.length;
  frame->type = (DpgFrameType) header.type;
  if (dpg_frame_check (frame))
    return DPG_CHANNEL_OK;

  dpg_frame_clear (frame);
  frame->type = (DpgFrameType) 0;
  return DPG_CHANNEL_MALFORMED;
}
