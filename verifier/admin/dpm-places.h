/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-options.h"
#include "dpm-permissions.h"

G_BEGIN_DECLS

/* A file or directory of the server with what is known about it. */
typedef struct
{
  char        *path;
  DpmWanted    wanted;
  DpmFacts     facts;
  DpmJudgement judgement;
} DpmPlace;

/* All that `permissions` looks at, in order: (transfer full) of DpmPlace */
GPtrArray *dpm_places_look      (const DpmOptions *options);
/* One of them, looked at now; (transfer full) */
DpmPlace  *dpm_place_new        (const char       *path,
                                 const DpmWanted  *wanted);
void       dpm_place_free       (DpmPlace         *self);

/* "root:opksshuser", numbers where there are no names; (transfer full) */
char      *dpm_place_dup_owner  (uid_t             uid,
                                 gid_t             gid);

/* Sets cap_setuid and cap_setgid on a program, effective and permitted. Returns: whether that
 * worked; errno says why not. */
gboolean   dpm_place_set_capabilities (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmPlace, dpm_place_free)

G_END_DECLS
