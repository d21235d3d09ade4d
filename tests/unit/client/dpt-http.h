/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A client that says exactly what a test wants, byte for byte. It talks in a thread of its own
 * while the default main context runs, where the servers under test are.
 */
typedef struct
{
  guint  status;   /* 0: the connection ended without an answer */
  char  *head;
  char  *location; /* (nullable) */
  char  *cookie;   /* (nullable): "name=value" */
  char  *body;
  gint64 usec;     /* how long it took */
} DptAnswer;

void       dpt_answer_free  (DptAnswer  *self);
/* Sends @request to 127.0.0.1 (or ::1) and reads to the end. */
DptAnswer *dpt_http_raw     (guint16     port,
                             gboolean    ipv6,
                             const char *request);
/* GET @url, which is http on loopback. @cookie: (nullable), @host: (nullable): another Host line */
DptAnswer *dpt_http_get     (const char *url,
                             const char *cookie,
                             const char *host);
/* Runs the default main context until *@done. */
void       dpt_run_until    (const gboolean *done);
/* Removes a folder and all below it. */
void       dpt_remove_tree  (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DptAnswer, dpt_answer_free)

G_END_DECLS
