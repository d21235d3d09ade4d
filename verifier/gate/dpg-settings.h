/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-args.h"
#include "dpg-channel.h"
#include "dpg-chain.h"
#include "dpg-environment.h"
#include "dpg-plugins.h"
#include "dpg-safe-open.h"

/*
 * What config.yml and policy.d say about programs that the gate starts, as daypass-settings reads
 * it. Nothing here comes from the judge.
 */
#define DPG_SETTINGS_WORDS_MAX 512

typedef struct
{
  DpgFrame       frame; /* holds every text below */
  bool           denied;
  bool           home_root;
  const char    *env_vars[DPG_ENVIRONMENT_MAX + 1];
  size_t         n_env_vars;
  char *const   *chain[DPG_CHAIN_MAX];
  size_t         n_chain;
  DpgPluginFiles files; /* the names; descriptors are closed */
  DpgPlugin      plugins[DPG_PLUGINS_MAX];
  size_t         n_plugins;
  char          *words[DPG_SETTINGS_WORDS_MAX + 1];
  size_t         n_words;
} DpgSettings;

/**
 * dpg_settings_read:
 * @with_plugins: whether policy.d is looked at; then nothing is read when it has no plugins
 * @out: to be cleared with dpg_settings_clear() in any case
 *
 * Returns: whether the settings are usable; problems are reported. No config.yml is fine.
 */
bool dpg_settings_read  (const DpgArgs *args,
                         bool           with_plugins,
                         int64_t        deadline,
                         DpgReport     *report,
                         DpgSettings   *out) __attribute__ ((warn_unused_result));
void dpg_settings_clear (DpgSettings   *settings);

/* Whether policy.d has anything in it that would be used, or reported. */
bool dpg_settings_may_have_plugins (const DpgArgs *args) __attribute__ ((warn_unused_result));

/* Opens config.yml, wherever it is. */
DpgSafeResult dpg_settings_open_config (const DpgArgs *args,
                                        int           *out) __attribute__ ((warn_unused_result));
