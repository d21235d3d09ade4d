/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The verifier's log: one entry a decision, to journald's socket if there is one, else /dev/log,
 * else stderr; it waits 100 ms at most. sshd asks two or three times a connection: an entry that
 * says the same again is marked as a repeat and has the lowest priority. No entry holds a token,
 * code, key or certificate: its texts are fields of a verdict, which dp_text_display() has made
 * printable; what is not is made so here, since the gate does not believe the judge.
 */
typedef struct
{
  bool        eligible;
  bool        repeat;
  const char *reason;
  const char *detail;
  const char *login;
  const char *issuer;
  const char *subject;
  const char *identity;
  const char *fingerprint;
  const char *rule;
  const char *keys;
  const char *box;
  char        id[12];
  int64_t     issued_at;
  int64_t     now;
  int64_t     ms;
  pid_t       sshd;
} DpgLogEntry;

/* Finds the socket, so that it need not be looked for when there is something to say. */
void dpg_log_open     (void);
void dpg_log_decision (const DpgLogEntry *entry);
/* Something the administrator should know; not about one login. */
void dpg_log_warning  (const char        *reason,
                       const char        *text);
/* The same decision as lines "name=value", for `daypass-admin explain`. */
void dpg_log_explain  (const DpgLogEntry *entry,
                       int                fd);
