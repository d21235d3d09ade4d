/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-listener.h"

G_BEGIN_DECLS

/* Reads one request of @connection and hands it to the listener; @stop drops it until then. */
void _dp_exchange_start    (DpListener        *listener,
                            GSocketConnection *connection,
                            GCancellable      *stop);

void _dp_listener_opened   (DpListener        *self);
void _dp_listener_closed   (DpListener        *self);
void _dp_listener_dispatch (DpListener        *self,
                            const DpHttpHead  *head,
                            DpExchange        *exchange);

G_END_DECLS
