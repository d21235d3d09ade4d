/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpf-store.h"
#include "dpg-fetch-wire.h"

G_BEGIN_DECLS

typedef enum
{
  DPF_DEMAND_LATER, /* the timer, or a login that used stale keys: nobody waits */
  DPF_DEMAND_NOW,   /* a login waits: no keys, or an unknown key id */
} DpfDemand;

/* Whether a fetch is due: decided before anything is started, and again under the lock. Files and
 * time alone decide, @cache and @failure may be %NULL. */
gboolean       dpf_refresh_is_due (const DpKeyCache   *cache,
                                   const DpKeyFailure *failure,
                                   DpfDemand           demand,
                                   gint64              now);

/* What to answer when none is due. */
DpgFetchStatus dpf_refresh_rest   (const DpKeyCache   *cache,
                                   const DpKeyFailure *failure,
                                   gint64              now);

/* Brings the cache up to date for one issuer, if that is due; one process at a time. What came of
 * it goes to stderr. */
DpgFetchStatus dpf_refresh_issuer (const DpfStore     *store,
                                   const char         *issuer,
                                   DpfDemand           demand);

/* One line for the log, from a daemon's stderr. */
void           dpf_log            (const char         *format,
                                   ...) G_GNUC_PRINTF (1, 2);
/* Seconds since the epoch. */
gint64         dpf_now            (void);

G_END_DECLS
