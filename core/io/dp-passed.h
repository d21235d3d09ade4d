/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/*
 * What passes beside a message of the bus, as a descriptor: whoever listens on the bus sees its
 * number, and nothing more. For addresses that carry a state or a code (security 18).
 *
 * trust: what is received is from another program, and hostile until it was checked here.
 */

/**
 * dp_passed_new:
 *
 * Returns: (transfer full) (nullable): one descriptor, handle 0: a file in memory that says @text
 * and can be changed by nobody. Errors: DP_ERROR_FILE.
 */
GUnixFDList *dp_passed_new  (const char  *text,
                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_passed_open:
 * @fds: (nullable): that came with the message
 * @handle: of type "h"
 *
 * Returns: a descriptor to be closed by the caller, or -1. Errors: DP_ERROR_USAGE when the message
 * has no such descriptor.
 */
int          dp_passed_open (GUnixFDList *fds,
                             GVariant    *handle,
                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_passed_read:
 * @max: bytes
 *
 * Reads nothing that could block or change meanwhile: only what dp_passed_new() made, or the like.
 *
 * Returns: (transfer full) (nullable): text, valid UTF-8. Errors: DP_ERROR_USAGE, DP_ERROR_FILE,
 * DP_ERROR_LIMIT, DP_ERROR_UTF8.
 */
char        *dp_passed_read (GUnixFDList *fds,
                             GVariant    *handle,
                             gsize        max,
                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
