/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-row.h"

G_BEGIN_DECLS

/* The list of accounts, and the list of providers for a new one. Pure. */

/* Title at the left, @right at the end of the row, a rule below. */
DpuPage *dpu_home_head      (DpuSize     size,
                             const char *title,
                             const char *right);
/* (element-type DpuRow): one row an account, on a narrow screen two. */
DpuPage *dpu_home_body      (DpuSize     size,
                             GPtrArray  *rows,
                             guint       selected);
/* @names and @hints: what to choose from, and a word about each. */
DpuPage *dpu_home_choices   (DpuSize     size,
                             GStrv       names,
                             GStrv       hints,
                             guint       selected);

G_END_DECLS
