/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-session.h"

/*
 * The key cache, as the gate sees it: files of one directory that belong to the fetcher, handed to
 * the judge unread. Who may write there decides who may log in, so the directory must belong to
 * somebody else than the verifier itself, and all above it to root.
 */

/* NEED_KEYS: from the cache; with %DPG_KEYS_WAIT after asking the fetcher. A KEYS frame. */
bool dpg_keys_answer          (DpgSession *session) __attribute__ ((warn_unused_result));
/* NEED_USERINFO: through the fetcher. A USERINFO frame. */
bool dpg_keys_answer_userinfo (DpgSession *session) __attribute__ ((warn_unused_result));
