/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * One running sign-in: where, then its steps. Signal "finished": it is over, the page may go.
 */
#define DPD_TYPE_SIGN_IN_PAGE (dpd_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (DpdSignInPage, dpd_sign_in_page, DPD, SIGN_IN_PAGE, AdwBin)

/**
 * dpd_sign_in_page_new:
 * @account: whose sign-in; its preference decides where, or the choice is shown
 * @ours: this window started it and opens the browser; else it is only watched
 */
GtkWidget   *dpd_sign_in_page_new (DpdAgent    *agent,
                                   DpdAccount  *account,
                                   DpBusSignIn *request,
                                   gboolean     ours);
DpBusSignIn *dpd_sign_in_page_get_request (DpdSignInPage *self);

G_END_DECLS
