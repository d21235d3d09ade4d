/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-provider.h"
#include "dpa-store.h"

G_BEGIN_DECLS

/*
 * All providers that are known without asking: the person's own (accounts.conf), those of opkssh's
 * ~/.opk/config.yml, those of organisation profiles, the built-in four.
 */
typedef struct _DpaProviders DpaProviders;

DpaProviders      *dpa_providers_new         (DpaStore          *store,
                                              const char        *home);
void               dpa_providers_free        (DpaProviders      *self);

/* Reads opkssh's file again. */
void               dpa_providers_reload      (DpaProviders      *self);
/* (element-type DpaProvider) (transfer container): own, opkssh's, profiles', built-in; an id is
 * there once, the first one counts. */
GPtrArray         *dpa_providers_list        (DpaProviders      *self);
/* (transfer none) (nullable) */
const DpaProvider *dpa_providers_find        (DpaProviders      *self,
                                              const char        *id);
/* What core/login takes; (transfer full) (nullable) */
DpProvider        *dpa_providers_make        (const DpaProvider *provider,
                                              GError           **error);
/* (transfer full): a free id made from @text. */
char              *dpa_providers_make_id     (DpaProviders      *self,
                                              const char        *text);
/* The Providers property: aa{sv}, floating. */
GVariant          *dpa_providers_to_variant  (DpaProviders      *self);

/* Adds or replaces what the profile @profile brings; takes @provider. */
void               dpa_providers_add_managed (DpaProviders      *self,
                                              DpaProvider       *provider);

/* (element-type DpaProvider) (transfer none): of opkssh's file, and not taken over yet. */
GPtrArray         *dpa_providers_get_opkssh  (DpaProviders      *self);
/* (nullable): why opkssh's file cannot be read. */
const GError      *dpa_providers_get_opkssh_error (DpaProviders *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaProviders, dpa_providers_free)

G_END_DECLS
