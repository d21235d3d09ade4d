/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpm-options.h"

G_BEGIN_DECLS

/*
 * The commands: @args is what is not an option, without the command's own words, NULL terminated,
 * its number already checked. Returns: the exit status.
 */
int dpm_add                 (const DpmOptions *options,
                             char            **args);
int dpm_remove              (const DpmOptions *options,
                             char            **args);
int dpm_list                (const DpmOptions *options,
                             char            **args);
int dpm_provider_list       (const DpmOptions *options,
                             char            **args);
int dpm_provider_enable     (const DpmOptions *options,
                             char            **args);
int dpm_provider_disable    (const DpmOptions *options,
                             char            **args);
int dpm_permissions_check   (const DpmOptions *options,
                             char            **args);
int dpm_permissions_fix     (const DpmOptions *options,
                             char            **args);
int dpm_permissions_install (const DpmOptions *options,
                             char            **args);
int dpm_audit               (const DpmOptions *options,
                             char            **args);
int dpm_audit_keys          (const DpmOptions *options,
                             char            **args);
int dpm_explain             (const DpmOptions *options,
                             char            **args);
int dpm_setup               (const DpmOptions *options,
                             char            **args);
int dpm_setup_confirm       (const DpmOptions *options,
                             char            **args);
int dpm_unsetup             (const DpmOptions *options,
                             char            **args);
int dpm_status              (const DpmOptions *options,
                             char            **args);
int dpm_inspect             (const DpmOptions *options,
                             char            **args);

/* What `permissions install` does, without a word. @n: (out): how many changes, made or not */
gboolean dpm_permissions_mend (const DpmOptions  *options,
                               guint             *n,
                               GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file's text when @argument names one, standard input for "-", else @argument itself; without
 * white space around it. (transfer full) (nullable) */
char *dpm_inspect_load      (const char       *argument,
                             GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
