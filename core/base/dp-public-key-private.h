/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <openssl/evp.h>

#include "dp-public-key.h"

/* r || s (64 bytes) to and from the DER that libcrypto speaks. */
GBytes *_dp_ecdsa_raw_to_der (const guint8 *raw,
                              gsize         len);
gboolean _dp_ecdsa_der_to_raw (const guint8 *der,
                               gsize         len,
                               guint8        raw[64]);
