/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-bytes.h"
#include "dpg-fetch-wire.h"

#include <sys/types.h>

/* The gate's side of daypass-fetch. */
typedef enum
{
  DPG_ASKED_DONE,       /* look into the cache */
  DPG_ASKED_FAILED,
  DPG_ASKED_RESTING,
  DPG_ASKED_LATE,       /* no answer before the deadline */
  DPG_ASKED_NO_SERVICE, /* nobody listens, or not somebody to trust */
} DpgAsked;

const char *dpg_asked_word (DpgAsked            asked);

/**
 * dpg_fetch_ask:
 * @socket_path: where the fetcher listens
 * @owner: who owns the key cache: only root or this user may be the listener
 * @operation: %DPG_FETCH_KEYS_NO_WAIT returns as soon as the request is sent
 * @token: (nullable): for %DPG_FETCH_USERINFO
 * @body: (nullable): takes the answer's body
 */
DpgAsked    dpg_fetch_ask  (const char         *socket_path,
                            uid_t               owner,
                            DpgFetchOperation   operation,
                            uint32_t            row,
                            const char         *token,
                            DpgBytes           *body,
                            int64_t             deadline);
