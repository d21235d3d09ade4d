/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-file.h"
#include "dpm-options.h"

G_BEGIN_DECLS

#define DPM_GROUP "opksshuser" /* may read the server's configuration, as with opkssh */

/* How files of the configuration directory are made: 0640 root:opksshuser; when we are not root,
 * ours. */
DpmFileKind dpm_place_kind    (void);
/* config_dir/@name; (transfer full) */
char       *dpm_place_path    (const DpmOptions *options,
                               const char       *name);

/* The files of a directory that @is_wanted names, in the order in which the verifier reads them;
 * (transfer full) of char * */
GPtrArray  *dpm_place_list     (const char       *directory,
                                gboolean        (*is_wanted) (const char *name));
/* The system's policy files in the order in which the verifier reads them: auth_id, auth_id.d/…;
 * (transfer full) of char * */
GPtrArray  *dpm_place_policies (const DpmOptions *options);

/**
 * dpm_place_lock_policy:
 * @login: whose rows are to be changed
 * @path: (out) (transfer full): what was locked
 *
 * The system's auth_id. When that is not ours to write, ~/.opk/auth_id of @login, made when it is
 * missing (0600 below 0750): opkssh's `add` does the same, so that people can add themselves.
 */
DpmFile    *dpm_place_lock_policy (const DpmOptions *options,
                                   const char       *login,
                                   char            **path,
                                   gboolean         *is_system,
                                   GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
