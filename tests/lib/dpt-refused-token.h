/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpt-token.h"
#include "dpt.h"

G_BEGIN_DECLS

/* A hostile PK token: what it tries, the reason for which it must be refused, how it is made. */
typedef struct
{
  const char *name;
  const char *tries;
  DpError code;
  DptToken token;
} DptRefusedToken;

/*
 * Adds one test PREFIX/NAME for each row: refused for its reason, and without the provider's keys
 * never for want of keys unless only the keys can tell. The table must be static.
 */
#define dpt_add_refused_tokens(prefix, rows) \
  _dpt_add_refused_tokens ((prefix), (rows), G_N_ELEMENTS (rows))
void _dpt_add_refused_tokens (const char            *prefix,
                              const DptRefusedToken *rows,
                              gsize                  n);

G_END_DECLS
