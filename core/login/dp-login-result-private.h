/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-login-result.h"

G_BEGIN_DECLS

struct _DpLoginResult
{
  gatomicrefcount ref_count;
  DpPrivateKey   *key;
  char           *cert_line;
  char           *pkt;
  DpClaims       *claims;
  DpClaims       *newest;
  GBytes         *id_token;
  GBytes         *access_token;
  GBytes         *refresh_token;
  gint64          access_expires_at;
};

/* Empty, with one reference. */
DpLoginResult *_dp_login_result_new (void);

G_END_DECLS
