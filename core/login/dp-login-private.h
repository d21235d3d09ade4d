/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-auth-request.h"
#include "dp-callback.h"
#include "dp-cic.h"
#include "dp-jwks.h"
#include "dp-listener.h"
#include "dp-login.h"
#include "dp-token-response.h"

G_BEGIN_DECLS

#define DP_LOGIN_MAX_LINKS 32

/* The page at /done: waited for by a browser, or written and waiting for one. */
typedef struct
{
  gboolean   expected; /* a browser brought the answer and was sent to /done */
  GPtrArray *waiting;  /* DpExchange: open until the caller says how it ended */
  GBytes    *page;     /* what to say, once that is known */
  guint      status;
  gboolean   told;     /* a browser got the page, or is getting it */
  GTask     *task;     /* of dp_login_tell_browser_async() */
  GSource   *patience;
} DpLoginDone;

struct _DpLogin
{
  GObject          parent_instance;

  /* what was asked for */
  DpHttp          *http;
  DpProvider      *provider;
  DpLoginOptions   options; /* its texts are ours */

  /* the flow */
  DpLoginState     state;
  GTask           *task;
  GCancellable    *cancel; /* of what is under way */
  GSource         *cancelled;
  GSource         *deadline;
  gint64           clock_offset;
  DpMetadata      *metadata;
  DpJwks          *keys;
  gboolean         keys_pending;
  DpTokenResponse *response;
  char            *identity; /* who signed in, for the page */

  /* its secrets */
  DpPrivateKey    *key;
  DpCic           *cic;
  GBytes          *secret_state;
  GBytes          *verifier;
  GBytes          *cookie;

  /* the browser */
  DpListener      *listener;
  char            *cookie_name;
  GHashTable      *links; /* minted and not opened yet */
  guint            n_links;
  DpLoginDone      done;
};

void        _dp_login_enter      (DpLogin       *self,
                                  DpLoginState   state);
/* The one place where the task ends; takes @result or @error. */
void        _dp_login_end        (DpLogin       *self,
                                  DpLoginResult *result,
                                  GError        *error);
/* The same with @error, unless the flow has ended already. */
void        _dp_login_fail       (DpLogin       *self,
                                  GError        *error);
void        _dp_login_fetch_keys (DpLogin       *self);
/* The provider's answer, its state checked: goes on to the exchange, or fails. */
void        _dp_login_answered   (DpLogin       *self,
                                  DpCallback    *callback);

/* Starts listening. */
gboolean    _dp_login_web_open   (DpLogin       *self,
                                  GError       **error);
/* Stops listening, answers who still waits. */
void        _dp_login_web_close  (DpLogin       *self);
/* The redirect_uri of the requests: the remote one, or the bound one. */
const char *_dp_login_web_redirect_uri (DpLogin *self);

G_END_DECLS
