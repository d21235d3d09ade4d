/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a refusal is about; all but @reason may be "" when it is not known. Outside text. */
typedef struct
{
  const char *reason;   /* the log's word */
  const char *detail;
  const char *login;
  const char *identity; /* an e-mail address, else the subject; may be a hash */
  const char *subject;
  const char *issuer;
} DpmRefusal;

/* The word of a refusal, as the log has it, in a sentence. Never %NULL. */
const char *dpm_advice_sentence (const char       *reason);
/* What somebody who runs the server can do about it, printable, with commands that can be copied
 * into a shell. (transfer full): never %NULL */
char       *dpm_advice_dup      (const DpmRefusal *refusal);

G_END_DECLS
