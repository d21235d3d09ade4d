/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-ci.h"
#include "dp-client-config.h"

G_BEGIN_DECLS

/*
 * Which provider a sign-in uses (protocol section 3.3): --provider over everything, then the alias
 * of the argument, of OPKSSH_DEFAULT, of the configuration, and else the web chooser.
 */
typedef struct
{
  const char           *provider; /* (nullable): --provider */
  const char           *alias;    /* (nullable): the argument */
  const DpClientConfig *config;
  DpEnvFunc             get;      /* OPKSSH_DEFAULT, OPKSSH_PROVIDERS and the CI systems' */
} DpProviderChoice;

/**
 * dp_provider_choose:
 * @chosen: (out) (transfer full) (nullable): %NULL when a person must choose
 * @choices: (out) (transfer full) (element-type DpProvider) (nullable): then, sorted by name
 *
 * Returns: DP_ERROR_USAGE: unknown or doubled alias, a bad OPKSSH_PROVIDERS, nothing to choose.
 */
gboolean   dp_provider_choose (const DpProviderChoice *choice,
                               DpProvider            **chosen,
                               GPtrArray             **choices,
                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/* The providers that the environment and the configuration give; (transfer full) */
GPtrArray *dp_provider_list   (const DpProviderChoice *choice,
                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
