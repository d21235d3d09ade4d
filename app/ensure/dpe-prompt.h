/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/*
 * `daypass status --prompt`: how long the companion's keys are good, from the times of
 * ~/.ssh/daypass/NAME.until alone. libc only: a shell asks this before each prompt. Prints "5h" or
 * "25m", or nothing; or JSON. Returns: the exit code, DPE_GOOD or DPE_ENDED.
 */
#define DPE_GOOD 0
#define DPE_ENDED 2

int dpe_prompt_print (bool json);
