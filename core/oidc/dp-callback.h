/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-metadata.h"

G_BEGIN_DECLS

/*
 * What the browser brings back (RFC 6749 section 4.1.2, RFC 9207). Trust: none: anybody on this
 * computer can call the listener. dp_callback_take_code() gives the code only when the state is
 * ours and the answer is of the provider that was asked.
 */
typedef struct _DpCallback DpCallback;

/* The query of the callback's address, without "?". DP_ERROR_URL, DP_ERROR_LIMIT. */
DpCallback *dp_callback_parse      (const char       *query,
                                    gsize             len,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_callback_parse_pasted:
 * @text: what a person pasted: the whole address on which a browser ended
 * @redirect_uri: what was asked for; scheme, host, port and path must be its own
 *
 * White space around it is dropped.
 */
DpCallback *dp_callback_parse_pasted (const char     *text,
                                      const char     *redirect_uri,
                                      GError        **error) G_GNUC_WARN_UNUSED_RESULT;
void        dp_callback_free       (DpCallback       *self);

/* In a time that does not depend on where the difference is. */
gboolean    dp_callback_has_state  (const DpCallback *self,
                                    const char       *state);

/**
 * dp_callback_take_code:
 * @state: ours
 * @metadata: of the provider that was asked
 *
 * Checks in this order: state (DP_ERROR_STATE), issuer (DP_ERROR_ISSUER_MISMATCH: a mix-up,
 * security 13), the provider's error (DP_ERROR_ACCESS_DENIED, DP_ERROR_REDIRECT_URI,
 * DP_ERROR_PROVIDER, with its words made printable). error_uri is not looked at.
 *
 * Returns: (transfer full) (nullable): the code, wiped when freed.
 */
GBytes     *dp_callback_take_code  (DpCallback       *self,
                                    const char       *state,
                                    const DpMetadata *metadata,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpCallback, dp_callback_free)

G_END_DECLS
