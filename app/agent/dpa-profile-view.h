/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-profile.h"

G_BEGIN_DECLS

/* What a profile would bring, for the person who decides: checks, floating. */
GVariant *dpa_profile_summarise (const DpaProfile *profile);

G_END_DECLS
