/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-pages.h"

G_BEGIN_DECLS

/* The pages of the loopback listener in the person's language; (transfer none) */
const DpPageWords *dpc_words_pages (void);

G_END_DECLS
