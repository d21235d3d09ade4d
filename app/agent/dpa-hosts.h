/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"

G_BEGIN_DECLS

/*
 * Which hosts see which account: checked, shown, and written into ssh's configuration only as it
 * was shown. Arguments and answers are those of the bus interfaces.
 */

typedef struct
{
  char     *token;  /* "" when there is nothing to apply */
  GVariant *checks; /* floating */
  GVariant *files;  /* floating */
} DpaHostsPreview;

gboolean dpa_hosts_preview  (DpaAccount         *account,
                             const char *const  *patterns,
                             DpaHostsPreview    *preview,
                             GError            **error);
/* Gone, Changed, or an error of a file. */
gboolean dpa_hosts_apply    (DpaAgent           *agent,
                             const char         *token,
                             GError            **error);
gboolean dpa_hosts_can_undo (DpaAgent           *agent);
/* NotFound, Changed. */
gboolean dpa_hosts_undo     (DpaAgent           *agent,
                             GError            **error);

/* After a sign-in, or when an account goes: our own file as it should be now. Does nothing where
 * the person has not let us into ssh's configuration. */
void     dpa_hosts_refresh  (DpaAgent           *agent);

/* The checks of a list alone, for one account among the others; floating. @fine: (out) */
GVariant *dpa_hosts_check   (DpaAccount         *account,
                             const char *const  *patterns,
                             gboolean           *fine);

G_END_DECLS
