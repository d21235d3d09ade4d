/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* What every fuzz-NAME.c defines. It may assert what must hold for any input. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
