/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-json.h"

/*
 * Looks over a document (RFC 8259) before the parser allocates anything: depth, members, NUL bytes.
 *
 * Integer literals that do not fit 64 bits, and "-0", which jansson would refuse or lose the sign
 * of, are given a ".0" so that they are read as the double that a Go peer reads.
 *
 * Returns: (transfer full) (nullable): the text to parse; DP_ERROR_LIMIT, DP_ERROR_JSON_SYNTAX.
 */
GString *_dp_json_scan (const guint8 *data,
                        gsize         len,
                        GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* The names of @object in byte order, borrowed; free with g_ptr_array_unref(). */
GPtrArray *_dp_json_sorted_names (const DpJson *object);
