/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login.h"
#include "dpa-sign-in.h"

G_BEGIN_DECLS

/* Between the flow (dpa-sign-in.c) and its face on the bus (dpa-sign-in-methods.c). */
void         dpa_sign_in_connect_methods  (DpaSignIn   *self);
/* Puts it on the bus as it is at its start. */
void         dpa_sign_in_export           (DpaSignIn         *self,
                                           DpaAccount        *account,
                                           const DpaProvider *provider,
                                           const char        *who);

DpBusSignIn *dpa_sign_in_get_bus          (DpaSignIn   *self);
const char  *dpa_sign_in_get_starter      (DpaSignIn   *self); /* (nullable) */
DpaAccount  *dpa_sign_in_get_account      (DpaSignIn   *self);
DpLogin     *dpa_sign_in_get_login        (DpaSignIn   *self);
gboolean     dpa_sign_in_confirm          (DpaSignIn   *self,
                                           gboolean     yes,
                                           GError     **error);
/* @other: (out) (transfer none): the new account when @add */
gboolean     dpa_sign_in_resolve          (DpaSignIn   *self,
                                           gboolean     add,
                                           DpaAccount **other,
                                           GError     **error);

G_END_DECLS
