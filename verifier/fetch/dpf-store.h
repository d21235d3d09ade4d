/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sys/types.h>

#include "dp-key-cache.h"

G_BEGIN_DECLS

/*
 * The key cache as its owner sees it. A file is written beside its name, synced and renamed, so
 * that whoever reads it, whenever, finds the old or the new one. Who writes holds the issuer's
 * lock; who reads needs none.
 */
typedef struct _DpfStore DpfStore;

/* @dir: opened safely; the descriptor is taken. @mode: of the files. */
DpfStore     *dpf_store_new          (int                  dir,
                                      uid_t                owner,
                                      mode_t               mode);
void          dpf_store_free         (DpfStore            *self);

/* What is there, if it is a good file of @issuer; else NULL. */
DpKeyCache   *dpf_store_load         (const DpfStore      *self,
                                      const char          *issuer);
DpKeyFailure *dpf_store_load_failure (const DpfStore      *self,
                                      const char          *issuer);

/* Also forgets the failure. DP_ERROR_FILE. */
gboolean      dpf_store_save         (const DpfStore      *self,
                                      const DpKeyCache    *cache,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      dpf_store_save_failure (const DpfStore      *self,
                                      const DpKeyFailure  *failure,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpf_store_lock:
 * @wait_ms: how long to try
 *
 * Returns: a descriptor that holds the lock until it is closed, or -1.
 */
int           dpf_store_lock         (const DpfStore      *self,
                                      const char          *issuer,
                                      guint                wait_ms,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* Closes what this process has open but 0 to 2, the cache and @other. */
void          dpf_store_close_others (const DpfStore    *self,
                                      int                other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpfStore, dpf_store_free)

G_END_DECLS
