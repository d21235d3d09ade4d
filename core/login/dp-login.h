/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "dp-http.h"
#include "dp-login-result.h"
#include "dp-pages.h"
#include "dp-provider.h"

G_BEGIN_DECLS

/*
 * One sign-in: discover, listen, browser, callback, exchange, prove. One GTask drives it, one table
 * (dp-login-state.c) says which state may follow which; it ends by itself after ten minutes.
 *
 * It writes no files and opens no browser: the caller does both.
 */
#define DP_TYPE_LOGIN (dp_login_get_type ())
G_DECLARE_FINAL_TYPE (DpLogin, dp_login, DP, LOGIN, GObject)

#define DP_LOGIN_SECONDS (10 * 60)

typedef enum
{
  DP_LOGIN_IDLE,
  DP_LOGIN_DISCOVERING, /* asking the provider for its configuration */
  DP_LOGIN_BROWSER,     /* the person's turn: dp_login_dup_url() works */
  DP_LOGIN_EXCHANGING,  /* code came back; token request */
  DP_LOGIN_PROVING,     /* keys and checks, certificate */
  DP_LOGIN_DONE,
  DP_LOGIN_FAILED,      /* cancelled and timed out, too */
  DP_LOGIN_N
} DpLoginState;

/* Whether @to may follow @from. */
gboolean       dp_login_state_may            (DpLoginState         from,
                                              DpLoginState         to);
/* "browser" and so on, for logs and --json */
const char    *dp_login_state_word           (DpLoginState         state);

/* Everything is copied. Zeroes are good defaults. */
typedef struct
{
  DpKeyKind          key_kind;   /* set it: DP_KEY_P256 or DP_KEY_ED25519 */
  const char *const *principals; /* NULL: opkssh-wildcard */
  const char        *prompt;     /* NULL: the provider's */
  const char        *login_hint; /* (nullable) */
  const char        *remote_redirect_uri; /* NULL: the provider's */
  gboolean           send_access_token;   /* into the certificate; servers then see it */
  gboolean           free_port;  /* http://localhost:<any> instead of the provider's URIs */
  const DpPageWords *words;      /* NULL: English; must stay alive */
} DpLoginOptions;

DpLogin       *dp_login_new                  (DpHttp              *http,
                                              DpProvider          *provider,
                                              const DpLoginOptions *options);

/* Signal "state-changed" (DpLoginState): after each move, in the main context of run_async(). */
DpLoginState   dp_login_get_state            (DpLogin             *self);
DpProvider    *dp_login_get_provider         (DpLogin             *self);

/**
 * dp_login_run_async:
 *
 * Once per object. Cancelling ends it with DP_ERROR_CANCELLED.
 */
void           dp_login_run_async            (DpLogin             *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
DpLoginResult *dp_login_run_finish           (DpLogin             *self,
                                              GAsyncResult        *result,
                                              GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_login_dup_url:
 *
 * Mints a new single-use address "http://localhost:3000/login/<random>" for a browser on this
 * computer; it sets the cookie without which the callback is refused. At most 32 a sign-in.
 *
 * Returns: (transfer full) (nullable): %NULL outside %DP_LOGIN_BROWSER. Never log it.
 */
char          *dp_login_dup_url              (DpLogin             *self);
/* The provider's own address, for a browser on another computer, whose last address is pasted back.
 * (transfer full) (nullable) */
char          *dp_login_dup_direct_url       (DpLogin             *self);
/* What the provider sends the browser back to; (transfer none) (nullable) before BROWSER. */
const char    *dp_login_get_redirect_uri     (DpLogin             *self);
guint16        dp_login_get_port             (DpLogin             *self);

/**
 * dp_login_accept_pasted:
 *
 * The address on which a browser elsewhere ended. Needs the right state, no cookie. A wrong one
 * changes nothing: DP_ERROR_URL, DP_ERROR_STATE, DP_ERROR_REDIRECT_URI.
 */
gboolean       dp_login_accept_pasted        (DpLogin             *self,
                                              const char          *url,
                                              GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* How far this clock is from the provider's Date header: positive when ours is ahead; 0 unknown. */
gint64         dp_login_get_clock_offset     (DpLogin             *self);

/**
 * dp_login_tell_browser_async:
 * @sentence: (nullable): what went wrong, for a person; %NULL when all is well
 * @said: (nullable): what the provider said
 *
 * The browser that brought the answer waits at /done until the caller knows how it ended: key
 * written, or not. Call it once after run_finish(), also after an error. It completes when the page
 * is on its way, after three seconds at the latest, and at once when no browser waits.
 */
void           dp_login_tell_browser_async   (DpLogin             *self,
                                              const char          *sentence,
                                              const char          *said,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void           dp_login_tell_browser_finish  (DpLogin             *self,
                                              GAsyncResult        *result);

G_END_DECLS
