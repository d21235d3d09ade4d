/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-page.h"

G_BEGIN_DECLS

/* Nothing is wider than the screen. */
void dpt_assert_fits (DpuPage           *page);
/* The first rows, as they would be read. */
void dpt_assert_rows (DpuPage           *page,
                      const char *const *expected);

G_END_DECLS
