/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DpuScreen DpuScreen;

/* The interactive screen, until the person leaves it. Returns: the exit code; does not return when
 * a signal ended it. @error: the terminal cannot show a screen, or there is no agent. */
int dpu_screen_run (GError **error);

G_END_DECLS
