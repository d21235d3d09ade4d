/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The providers that have a short name, as opkssh's `add` has them (protocol sections 3.2 and 5),
 * with the client id and lifetime of their default row.
 */
/* What is said of a text that is neither; with the text for %s. */
#define DPM_NAME_REFUSAL \
  "\"%s\" is not an https address, nor one of google azure microsoft gitlab hello"

typedef struct
{
  const char *name;
  const char *issuer;
  const char *client_id;
  const char *expiry;
} DpmName;

/* (nullable): by name ("google") or by issuer */
const DpmName *dpm_name_find       (const char *text);
/* The issuer that @text means: a name's, or @text itself. */
const char    *dpm_name_get_issuer (const char *text);
/* All, ended by one whose name is %NULL; an issuer may come twice ("azure", "microsoft"). */
const DpmName *dpm_name_get_all    (void);

G_END_DECLS
