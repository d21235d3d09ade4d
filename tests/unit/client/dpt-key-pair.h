/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-dir.h"
#include "dp-private-key.h"

G_BEGIN_DECLS

/* A key and a certificate of it that parses; what it carries does not matter to files. */
typedef struct
{
  DpPrivateKey *key;
  char         *line;
} DptKeyPair;

void   dpt_key_pair_init  (DptKeyPair *pair);
void   dpt_key_pair_clear (DptKeyPair *pair);
/* A new, empty directory; all of them go with dpt_key_pair_end(). */
DpDir *dpt_key_pair_dir   (void);
void   dpt_key_pair_end   (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DptKeyPair, dpt_key_pair_clear)

G_END_DECLS
