/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether something was said before: a table of hashes in /run/daypass/seen, which every gate may
 * write. It only serves to keep the log short; without it, or when two things fall on one place,
 * something is said twice. Nothing is locked.
 */
typedef struct
{
  const void *data;
  size_t      len;
} DpgSeenPart;

/* Returns: whether it was there; it is from now on. */
bool               dpg_seen       (const DpgSeenPart *parts,
                                   size_t             n_parts);
/* When the process @pid started, in ticks since the boot; 0 when that cannot be found out. */
unsigned long long dpg_seen_start (int                pid);
