/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * One running sign-in on the bus. One in flight an account: who asks while it runs waits on the
 * same. It opens no browser: whoever started it takes the address and does (architecture section
 * 6).
 *
 * Signal "step": it moved on. Signal "ended" (gboolean given_up): once, before the object goes
 * away; given up when the person stopped it, or did not answer.
 */
#define DPA_TYPE_SIGN_IN (dpa_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (DpaSignIn, dpa_sign_in, DPA, SIGN_IN, GObject)

/**
 * dpa_sign_in_start:
 * @starter: (nullable): unique name of who may take the address besides our window; %NULL for the
 *   agent itself
 * @who: "ssh web1"; "" when the person asked
 *
 * Returns: (transfer none) (nullable): the account's running sign-in, a new one when there was
 * none.
 */
DpaSignIn  *dpa_sign_in_start        (DpaAccount  *account,
                                      const char  *starter,
                                      const char  *who,
                                      GError     **error);
const char *dpa_sign_in_get_path     (DpaSignIn   *self);
const char *dpa_sign_in_get_reason   (DpaSignIn   *self);
/* Who signed in instead of the owner, while that is to be decided; (nullable), printable. */
const char *dpa_sign_in_get_other_person (DpaSignIn *self);
/* The person's turn: there is an address to take. */
gboolean    dpa_sign_in_is_in_browser (DpaSignIn *self);
void        dpa_sign_in_cancel       (DpaSignIn   *self);
/* The address for a browser on this computer, once it is known; %NULL while it is not. "system" and
 * "embedded" count as an opening. (transfer full) (nullable); never log it. */
char       *dpa_sign_in_take_url     (DpaSignIn   *self,
                                      const char  *use,
                                      GError     **error);

G_END_DECLS
