/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-pages.h"

G_BEGIN_DECLS

/* The browser's pages in the person's language; (transfer none), never freed. */
const DpPageWords *dpa_words_get_pages (void);

G_END_DECLS
