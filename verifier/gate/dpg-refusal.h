/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Why the gate itself refuses. The words belong to the same family as those of the judge
 * (core/base/dp-error.c), and two of them are the same: policy-unsafe, policy-changed.
 */
typedef struct
{
  const char *reason; /* a constant */
  char        detail[256];
} DpgRefusal;

void dpg_refusal_set (DpgRefusal *self,
                      const char *reason,
                      const char *format,
                      ...) __attribute__ ((format (printf, 3, 4)));
