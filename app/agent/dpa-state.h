/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The states of an account (architecture section 6, product section 1) as a pure function of facts
 * and of the time. Nothing here reads a clock or keeps anything.
 */
typedef enum
{
  DPA_STATE_SIGNED_OUT,
  DPA_STATE_SIGNING_IN,
  DPA_STATE_RENEWING,
  DPA_STATE_SIGNED_IN,
  DPA_STATE_ENDING,
  DPA_STATE_ENDED,
  DPA_STATE_OFFLINE,
  DPA_STATE_OTHER_PERSON,
  DPA_STATE_KEYRING_LOCKED,
  DPA_STATE_LOST,
  DPA_STATE_REFUSED,
  DPA_STATE_PROBLEM,
  DPA_STATE_N
} DpaState;

typedef enum
{
  DPA_ACTIVITY_NONE,
  DPA_ACTIVITY_SIGNING_IN,
  DPA_ACTIVITY_RENEWING,
  DPA_ACTIVITY_OTHER_PERSON, /* somebody else signed in, and the person has not decided yet */
} DpaActivity;

typedef struct
{
  DpaActivity activity;
  gint64      signed_in_at;     /* seconds since the epoch; 0: never */
  gint64      token_issued_at;  /* of the newest ID token */
  gint64      token_expires_at; /* of the newest ID token */
  gint64      renew_not_before; /* the last try failed: not before this moment */
  guint       lifetime;         /* seconds after the sign-in that servers usually accept */
  guint       notify;           /* seconds before the end to say so; 0: never */
  gboolean    lives_by_token;   /* servers look at the renewed ID token, not at the sign-in's age */
  gboolean    has_key;          /* key and certificate are there and belong together */
  gboolean    renews;           /* there is a refresh token, and it may be used */
  gboolean    keyring_locked;   /* it is there, but locked away */
  gboolean    lost;             /* the ssh-agent should have the key and has not */
  gboolean    refused;          /* a server refused this sign-in */
  gboolean    has_problem;
  gboolean    online;
} DpaFacts;

typedef struct
{
  DpaState state;
  gint64   expected_until; /* what servers usually accept; 0: nothing */
  gint64   ending_from;    /* from when on the person is told; 0: never */
  gboolean renew_now;
  gboolean is_good;        /* the key may be offered to hosts */
  gint64   next_change;    /* when to ask again; 0: time alone changes nothing */
} DpaVerdict;

/* @facts at the moment @now. */
DpaVerdict  dpa_state_judge       (const DpaFacts *facts,
                                   gint64          now);

/* The id on the bus: "signed-out" and so on. (transfer none) */
const char *dpa_state_get_id      (DpaState        state);

/* Seconds to wait after the @failures'th failed renewal in a row, counted from 1. */
gint64      dpa_state_retry_after (guint           failures);

G_END_DECLS
