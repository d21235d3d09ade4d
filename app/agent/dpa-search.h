/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-agent.h"

G_BEGIN_DECLS

/*
 * GNOME Shell's search (org.gnome.Shell.SearchProvider2): accounts by identity, provider, or a host
 * that they are for. A result is an account's id; activating it shows it in the window.
 */
typedef struct _DpaSearch DpaSearch;

DpaSearch *dpa_search_new   (DpaAgent          *agent);
void       dpa_search_free  (DpaSearch         *self);

/* Ids of the accounts that fit every term; NULL terminated, (transfer full). */
char     **dpa_search_find  (DpaAgent          *agent,
                             const char *const *terms);

G_END_DECLS
