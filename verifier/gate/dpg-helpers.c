/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-helpers.h"

bool
dpg_helpers_answer_home (DpgSession *session)
{
  return dpg_session_reply_note (session, DPG_FRAME_HOME, "unavailable");
}

bool
dpg_helpers_answer_plugins (DpgSession *session)
{
  return dpg_session_reply_note (session, DPG_FRAME_PLUGINS_DONE, "unavailable");
}

bool
dpg_helpers_run_chain (const DpgArgs *args)
{
  return false;
}
