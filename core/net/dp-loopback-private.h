/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Binding a redirect URI on this computer: 127.0.0.1 and ::1 on the same port, or neither
 * (security 14). A computer without IPv6 has no ::1 that anybody else could take.
 */
typedef struct
{
  char    *origin;       /* "http://localhost:3000" */
  char    *authority;    /* "localhost:3000" */
  char    *redirect_uri; /* with the real port */
  char    *path;
  guint16  port;
  GSocket *sockets[2];   /* listening; the second may be NULL */
} DpLoopback;

/* DP_ERROR_REDIRECT_URI; DP_ERROR_PORTS_TAKEN: another URI may be free. */
DpLoopback *_dp_loopback_bind (const char  *redirect_uri,
                               GError     **error);
void        _dp_loopback_free (DpLoopback  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpLoopback, _dp_loopback_free)

G_END_DECLS
