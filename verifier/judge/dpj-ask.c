/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-case.h"

#include <unistd.h>

#include "dpg-channel.h"

gboolean
dpj_tell (DpgBytes  *frame,
          GError   **error)
{
  if (!dpg_frame_end (frame))
    return dp_error_set (error, DP_ERROR_LIMIT, "too much to tell the gate");

  if (dpg_channel_write (STDOUT_FILENO, frame->data, frame->len, DPG_NO_DEADLINE)
      != DPG_CHANNEL_OK)
    return dp_error_set (error, DP_ERROR_TIMED_OUT, "the gate is gone");

  return TRUE;
}

gboolean
dpj_await (DpgFrameType   expected,
           DpgFrame      *answer,
           GError       **error)
{
  if (dpg_channel_receive (STDIN_FILENO, answer, DPG_NO_DEADLINE) != DPG_CHANNEL_OK
      || answer->type != expected)
    return dp_error_set (error, DP_ERROR_TIMED_OUT, "no answer from the gate");

  return TRUE;
}

gboolean
dpj_ask (DpgBytes      *question,
         DpgFrameType   expected,
         DpgFrame      *answer,
         GError       **error)
{
  return dpj_tell (question, error) && dpj_await (expected, answer, error);
}
