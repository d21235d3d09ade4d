/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-plugins.h"

/*
 * sshd knows one AuthorizedKeysCommand; chain in config.yml names others that also want to answer
 * (SSSD, EC2 Instance Connect). Security requirement 10: for plain keys only, never for a denied
 * login and never after a certificate with a PK token was refused: the caller sees to that.
 *
 * They run at once, each for at most 3 s, as the gate's user, with a clean environment. What those
 * print that end with 0 is put together in their order.
 */
#define DPG_CHAIN_MAX 8
#define DPG_CHAIN_SECONDS 3
#define DPG_CHAIN_OUT_MAX (32 * 1024)

typedef struct
{
  const char        *login; /* found safe */
  const char        *key;
  const char        *type;
  const char *const *env_vars; /* NAME=value, NULL terminated; nullable */
  int64_t            deadline; /* by dpg_now_ms() */
} DpgChainCall;

/**
 * dpg_chain_expand:
 * @word: of a command in config.yml: %u login, %U its number, %h home, %k key, %t type, %f
 *   fingerprint, %% a percent sign
 *
 * Returns: to be freed; NULL for another letter behind %, or when there is nothing to put in.
 */
char *dpg_chain_expand (const char         *word,
                        const DpgChainCall *call);

/**
 * dpg_chain_run:
 * @commands: NULL terminated words each
 * @out: (out): whole lines for sshd, maybe none; free the text
 */
void  dpg_chain_run    (char *const *const *commands,
                        size_t              n,
                        const DpgChainCall *call,
                        DpgReport          *report,
                        DpgText            *out);
