/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-identity.h"

/* The fields, for the one constructor, in dp-pkt-verify.c. */
struct _DpIdentity
{
  gatomicrefcount ref_count;
  DpClaims *claims;
  DpPublicKey *key;
};
