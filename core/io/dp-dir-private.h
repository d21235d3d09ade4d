/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-dir.h"

G_BEGIN_DECLS

/* The steps of dp_dir_write(), for those that write two files together. */

/* A whole, fsync'ed file under a name that no reader looks at. */
gboolean _dp_dir_write_aside (DpDir      *self,
                              const char *name,
                              GBytes     *content,
                              int         mode,
                              GError    **error);
gboolean _dp_dir_rename      (DpDir      *self,
                              const char *from,
                              const char *to,
                              GError    **error);
void     _dp_dir_sync        (DpDir      *self);
void     _dp_dir_unlock      (DpDir      *self);
/* Returns %FALSE. @name: "" for the directory itself */
gboolean _dp_dir_set_errno   (GError    **error,
                              int         number,
                              const char *dir,
                              const char *name);

G_END_DECLS
