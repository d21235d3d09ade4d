/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The fingerprint of a plain key, for chain commands that ask for %f (EC2 Instance Connect). The
 * gate links libc only, and nothing is decided by it: it is a name of public data.
 */
#define DPG_SHA256_LEN 32
#define DPG_FINGERPRINT_SIZE 51 /* "SHA256:" and 43 characters, NUL terminated */

void dpg_sha256      (const uint8_t *data,
                      size_t         len,
                      uint8_t        out[DPG_SHA256_LEN]);

/* Of the base64 blob as sshd gives it in %k. Returns: whether it is base64. */
bool dpg_fingerprint (const char    *base64,
                      char           out[DPG_FINGERPRINT_SIZE]);
