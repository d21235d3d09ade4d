/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-judge: reads a stranger's certificate and says whether it opens the door. Started by the
 * gate with pipes as 0 and 1 and the administrator's files as 3, 4, 5 …; see dpg-frame.h.
 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "dp-json.h"
#include "dpg-channel.h"
#include "dpj-case.h"

int
main (void)
{
  g_autoptr (GError) error = NULL;
  DpgFrame request = { 0 };
  DpjBox box = { 0 };
  DpjCase *self;
  gboolean allowed;

  if (prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    _exit (1);

  dp_json_seed (); /* now, since libc may make any system call for it */
  dpj_box_close (&box);
  if (dpg_channel_receive (STDIN_FILENO, &request, DPG_NO_DEADLINE) != DPG_CHANNEL_OK
      || request.type != DPG_FRAME_REQUEST)
    _exit (1);

  self = dpj_case_new (&request, &box);
  allowed = dpg_frame_u32 (&self->request, DPG_FIELD_FLAGS, 0) & DPG_REQUEST_SELF_TEST
    ? dpj_case_self_test (self, &error) : dpj_case_run (self, &error);
  if (!allowed && error == NULL)
    _exit (1);

  if (!allowed && self->explaining)
    dpj_case_hint (self, error);

  /* Nothing is freed: the memory goes with the process, at once. */
  _exit (dpj_case_send_verdict (self, error) ? 0 : 1);
}
