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

G_END_DECLS
