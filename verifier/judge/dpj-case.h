/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-config.h"
#include "dp-key-cache.h"
#include "dp-policy.h"
#include "dp-providers.h"

#include "dpg-frame.h"
#include "dpj-box.h"

G_BEGIN_DECLS

/*
 * One case: what the gate asked, what has been found out so far, and in the end the verdict. Each
 * step below fills in a part or fails with a GError, whose reason word goes to the log.
 */
typedef struct
{
  /* the question */
  DpgFrame              request;
  gint64                now;
  const char           *login;
  const char           *type;
  const char           *blob;
  gboolean              explaining;
  DpjBox                box;
  /* the administrator's words */
  DpConfig             *config;
  DpProviders          *providers;
  /* the stranger's words: untrusted */
  DpSshCert            *cert;
  DpPkt                *pkt;
  const DpProvidersRow *row;
  /* proven */
  DpIdentity           *identity;
  DpClaims             *userinfo;
  /* the outcome */
  char                 *rule;       /* "auth_id:12" */
  char                 *line;
  gboolean              asked_ahead; /* for the cached keys; see dpj_case_ask_ahead() */
  const char           *keys_state; /* hit, stale, fetched, none */
  GPtrArray            *warnings;
  GPtrArray            *steps;      /* for --explain: "+what held", "-what would help" */
  GPtrArray            *near;       /* for --explain: char *, rows that nearly allowed */
} DpjCase;

DpjCase *dpj_case_new      (DpgFrame    *request,  /* its content is taken */
                            const DpjBox *box);

/* Runs all steps. Returns: whether the login may go on; else @error says why not. */
gboolean dpj_case_run      (DpjCase     *self,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same without a stranger: box, configuration, cryptography. */
gboolean dpj_case_self_test (DpjCase    *self,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends what came of it. @error: (nullable): why not. */
gboolean dpj_case_send_verdict (DpjCase      *self,
                                const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* For the log; the text may hold the stranger's words, it is made printable here. */
void     dpj_case_warn     (DpjCase     *self,
                            const char  *format,
                            ...) G_GNUC_PRINTF (2, 3);
/* @n rows of the file @name, the first in @line, do not count. */
void     dpj_case_warn_rows (DpjCase    *self,
                             const char *name,
                             guint       n,
                             guint       line);
/* For --explain: a check that held. */
void     dpj_case_note     (DpjCase     *self,
                            const char  *format,
                            ...) G_GNUC_PRINTF (2, 3);
/* @sign and @text, made printable; (transfer full) */
char    *dpj_case_step     (char         sign,
                            const char  *text);
/* dpj-hints.c, for --explain: which line of which file made it fail, or would have allowed it. */
void     dpj_case_hint     (DpjCase      *self,
                            const GError *error);
/* Remembers the rows of @name that nearly allowed. */
void     dpj_case_note_near (DpjCase        *self,
                             const char     *name,
                             const DpPolicy *policy);

/* dpj-files.c: the administrator's files, from the descriptors that the gate opened */
gboolean dpj_case_load     (DpjCase     *self,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Streams the system's policy files. Sets self->rule when one allows. */
gboolean dpj_case_search   (DpjCase     *self,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* dpj-keys.c: when there is but one issuer, asks for its cached keys, so that the gate looks for
 * them while the certificate is read */
gboolean dpj_case_ask_ahead (DpjCase    *self,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;
/* Proves the identity with the issuer's keys, from the cache or fetched now */
gboolean dpj_case_prove    (DpjCase     *self,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* dpj-helpers.c: what only the gate can find out, for a proven identity. FALSE when the gate is
 * gone; everything else is a warning, and the login goes on without it */
gboolean dpj_case_ask_userinfo (DpjCase *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Set self->rule when they allow. */
gboolean dpj_case_ask_plugins (DpjCase  *self,
                               gboolean *allowed,
                               GError  **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dpj_case_ask_home (DpjCase     *self,
                            gboolean    *allowed,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* dpj-ask.c: asks the gate; FALSE when it is gone */
gboolean dpj_ask           (DpgBytes    *question,
                            DpgFrameType expected,
                            DpgFrame    *answer,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dpj_await         (DpgFrameType expected,
                            DpgFrame    *answer,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dpj_tell          (DpgBytes    *frame,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
