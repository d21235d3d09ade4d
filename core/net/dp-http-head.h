/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The head of an HTTP/1.1 request that somebody on this computer sent to the loopback listener
 * (RFC 9112). Pure. Trust: none.
 */
typedef struct _DpHttpHead DpHttpHead;

#define DP_HTTP_HEAD_MAX (16 * 1024)

/* @data: up to and including the empty line. Refused: other versions than 1.0 and 1.1, targets that
 * are not an absolute path, control characters, folded lines, two Host lines, a body. */
DpHttpHead *dp_http_head_parse      (const guint8     *data,
                                     gsize             len,
                                     GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void        dp_http_head_free       (DpHttpHead       *self);
const char *dp_http_head_get_method (const DpHttpHead *self);
const char *dp_http_head_get_path   (const DpHttpHead *self); /* as sent, not decoded */
const char *dp_http_head_get_query  (const DpHttpHead *self); /* (nullable) */
const char *dp_http_head_get_host   (const DpHttpHead *self); /* (nullable) */
/* The value of the cookie with that name when there is exactly one; (transfer full) (nullable). */
char       *dp_http_head_dup_cookie (const DpHttpHead *self,
                                     const char       *name);
/* Whether that value is the secret; the comparison takes the same time for all. */
gboolean    dp_http_head_has_cookie (const DpHttpHead *self,
                                     const char       *name,
                                     GBytes           *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpHttpHead, dp_http_head_free)

G_END_DECLS
