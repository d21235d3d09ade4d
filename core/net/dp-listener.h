/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-http-head.h"

G_BEGIN_DECLS

/*
 * The loopback HTTP server of security requirement 14: 127.0.0.1 and ::1 on one port, Host exactly
 * the bound authority (else 421), GET only, exact paths, head of at most 16 KiB, 8 connections of 5
 * s each, one answer a connection. It knows no OAuth: a handler gets the head and answers, at once
 * or later.
 */
#define DP_TYPE_LISTENER (dp_listener_get_type ())
G_DECLARE_FINAL_TYPE (DpListener, dp_listener, DP, LISTENER, GObject)

typedef struct _DpExchange DpExchange; /* one request that waits for its answer */

typedef void (*DpListenerFunc) (DpListener       *listener,
                                const DpHttpHead *head,
                                DpExchange       *exchange, /* (transfer full) */
                                gpointer          user_data);

/**
 * dp_listener_new:
 * @redirect_uris: NULL terminated; tried in order, http, host localhost or a loopback literal, with
 *   a port (0: any free one)
 *
 * Returns: (transfer full) (nullable): bound to the first whose port is free on both addresses.
 * DP_ERROR_REDIRECT_URI for one that is not loopback, DP_ERROR_PORTS_TAKEN.
 */
DpListener *dp_listener_new              (const char *const *redirect_uris,
                                          GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void        dp_listener_start            (DpListener        *self,
                                          DpListenerFunc     func,
                                          gpointer           user_data);
/* Stops listening and drops what is open; the handler is not called again. */
void        dp_listener_stop             (DpListener        *self);
/* All (transfer none): "http://localhost:3000"; the redirect URI with the port that was bound; its
 * path */
const char *dp_listener_get_origin       (DpListener        *self);
const char *dp_listener_get_redirect_uri (DpListener        *self);
const char *dp_listener_get_path         (DpListener        *self);
guint16     dp_listener_get_port         (DpListener        *self);

/* Each ends the exchange and frees it. Pages and redirects are never stored, framed or referred. */
void        dp_exchange_answer_page      (DpExchange        *self,
                                          guint              status,
                                          GBytes            *page);
/* @cookie: (nullable): "name=value"; it is set HttpOnly, SameSite=Lax, for the whole origin. */
void        dp_exchange_redirect         (DpExchange        *self,
                                          guint              status,
                                          const char        *location,
                                          const char        *cookie);
/* Only a status, in plain text. */
void        dp_exchange_refuse           (DpExchange        *self,
                                          guint              status);

/* How many answers are still on their way to a browser; "notify::busy" tells of changes. */
gboolean    dp_listener_get_busy         (DpListener        *self);

G_END_DECLS
