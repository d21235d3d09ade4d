/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The fetcher talks to servers and needs the resolver, certificates and its cache: no new
 * privileges, Landlock (read what the system provides, write the cache), and a seccomp program
 * without the calls that start programs or take hold of others. Who may write the cache is decided
 * by users and modes; this is for the day that libcurl has a bug.
 *
 * @cache_dir: (nullable): may be written below
 * @readable: (nullable): NULL terminated, more to be read (certificates that the settings name)
 *
 * Returns: (nullable): what did not take hold, for the log
 */
const char *dpf_confine (const char        *cache_dir,
                         const char *const *readable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
