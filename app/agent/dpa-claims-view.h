/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-ssh-cert.h"

G_BEGIN_DECLS

/**
 * dpa_claims_view:
 * @cert: the account's certificate
 * @provider: its provider's name
 * @claims: (out): a(sas), floating: printable, groups first, times as seconds
 * @hints: (out): checks, floating
 *
 * What the provider says about the person, from the PK token in the certificate. %FALSE with @error
 * when there is none.
 */
gboolean dpa_claims_view (const DpSshCert *cert,
                          const char      *provider,
                          GVariant       **claims,
                          GVariant       **hints,
                          GError         **error);

G_END_DECLS
