/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The texts of ~/.ssh/daypass/config and of the one line in ~/.ssh/config, or of what a person
 * copies there from a sandbox, and how they differ from what is there. Pure. Account ids and
 * patterns are checked before they come here and asserted.
 */
#define DPA_SSH_OWN "~/" DP_KEY_FOLDER "/config"
#define DPA_SSH_INCLUDE "Include " DPA_SSH_OWN
/* To copy when the last host has gone. */
#define DPA_SSH_NOTHING_TO_COPY "# From Daypass (Flatpak): no hosts any more.\n"
#define DPA_SSH_CONFIG_MAX (1024 * 1024)

/* Names below ~/.ssh, as OpenSSH tries them (ssh_config(5), IdentityFile); ends with NULL. */
extern const char *const dpa_ssh_default_keys[];

typedef struct
{
  const char        *account;
  const char *const *patterns;
  gboolean           held; /* only the ssh-agent has the key, as a certificate */
} DpaSshBlock;

/**
 * dpa_ssh_config_build:
 * @default_keys: names below ~/.ssh of the person's ordinary keys that exist ("id_ed25519")
 *
 * One Match block an account, in this order; blocks without a pattern are left out. No ssh token
 * ("%h") ever appears: ssh would hand it to a shell.
 *
 * Returns: (transfer full)
 */
char     *dpa_ssh_config_build       (const DpaSshBlock *blocks,
                                      gsize              n_blocks,
                                      const char *const *default_keys);

/**
 * dpa_ssh_config_build_copied:
 *
 * The same for the top of ~/.ssh/config, from inside a Flatpak: its keys, its hook, which is handed
 * the command line of the ssh that it cannot see, and ordinary keys only where they exist, which it
 * cannot see either.
 *
 * Returns: (transfer full): "" without a block
 */
char     *dpa_ssh_config_build_copied (const DpaSshBlock *blocks,
                                       gsize              n_blocks);

/* Whether the first statement that is neither empty nor a comment is our Include. */
gboolean  dpa_ssh_config_has_include (const char        *text);
/* @text with the line in front; (transfer full). */
char     *dpa_ssh_config_add_include (const char        *text);

/**
 * dpa_ssh_config_diff:
 *
 * Returns: (transfer full): every line of both, each with "+", "-" or " " in front.
 */
char    **dpa_ssh_config_diff        (const char        *before,
                                      const char        *after);

G_END_DECLS
