/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dpa_command_dup_host:
 * @text: what a person typed into a search field: a host, "user@host", "ssh://user@host:22/", or a
 *   whole command line of ssh, scp, sftp, rsync, mosh, git
 *
 * Nothing is run.
 *
 * Returns: (transfer full) (nullable): the destination as ssh would get it, checked to be harmless
 *   as an argument ([A-Za-z0-9._:%-], no dash in front); %NULL when there is none.
 */
char *dpa_command_dup_host (const char *text);

typedef struct
{
  char *host;
  char *user; /* (nullable) */
  char *port; /* (nullable): 1 to 65535 */
} DpaDestination;

/* The same with whom and which port to ask, "host:port" among it. %FALSE: nothing in @out. */
gboolean dpa_command_parse        (const char     *text,
                                   DpaDestination *out);
void     dpa_destination_clear    (DpaDestination *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DpaDestination, dpa_destination_clear)

G_END_DECLS
