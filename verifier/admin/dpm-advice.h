/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The word of a refusal, as the log has it, in a sentence. Never %NULL. */
const char *dpm_advice_sentence (const char *reason);
/* What somebody who runs the server can do about it. Never %NULL. */
const char *dpm_advice_for      (const char *reason);

G_END_DECLS
