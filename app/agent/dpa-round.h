/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * Signs in everything whose sign-in ends before midnight: one account after the other, in the
 * person's order, because there are three addresses to which a browser can come back, and one
 * person. The agent has one round at a time; who asks while it goes on gets what is left of it.
 *
 * It ends when all had their turn, or when the person stops a sign-in or leaves one unanswered. A
 * failure is no reason to stop: the next account may have another provider.
 */
typedef struct _DpaRound DpaRound;

/* Starts the sign-in of @account; (transfer none) (nullable): %NULL when there is none to wait
 * for. */
typedef DpaSignIn *(*DpaRoundBegin) (DpaAccount *account,
                                     gpointer    user_data,
                                     GError    **error);

DpaRound  *dpa_round_new           (DpaAgent      *agent);
void       dpa_round_free          (DpaRound      *self);

/**
 * dpa_round_start:
 * @starter: (nullable): unique name on the bus of who opens the browsers; when it leaves, nothing
 *   more is begun
 * @begin: called for each account when it is its turn; not for a round that goes on already
 * @user_data: freed with @destroy in every case
 *
 * Returns: %FALSE when none could be begun; %TRUE also when nothing ends today.
 */
gboolean   dpa_round_start         (DpaRound      *self,
                                    const char    *starter,
                                    DpaRoundBegin  begin,
                                    gpointer       user_data,
                                    GDestroyNotify destroy,
                                    GError       **error);
/* Paths of the sign-ins of this round that have not ended, in their order. An account that somebody
 * has signed in before its turn is passed over, and its path never appears. */
char     **dpa_round_dup_requests  (DpaRound      *self);
/* (nullable) (transfer none): whose turn it is. */
DpaSignIn *dpa_round_get_running   (DpaRound      *self);
/* (transfer full): for a sign-in of @account that begins now: the promised one when the round
 * begins it, else a new one. */
char      *dpa_round_dup_path      (DpaRound      *self,
                                    DpaAccount    *account);

G_END_DECLS
