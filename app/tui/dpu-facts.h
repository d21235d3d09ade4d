/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-bus.h"

G_BEGIN_DECLS

/* Pages of sentences, one a line; a line of "" separates. Text of anybody: made visible, not yet in
 * the terminal's characters. */

/* What there is to know about an account. @claims and @hints: of GetClaims(), (nullable). */
GStrv dpu_facts_of_account   (DpBusAccount *account,
                              GVariant     *claims,
                              GVariant     *hints);
/* What checks found, and what to do. */
GStrv dpu_facts_of_checks    (GVariant     *checks);
/* What the keys do; @plain: as words to type. */
GStrv dpu_facts_of_keys      (gboolean      plain);

G_END_DECLS
