/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Who runs the hook: the ssh above us in the tree of processes, and what it is for. libc only: this
 * is also in daypass-ensure, which starts before every connection. Trust: the command line of a
 * process of the same person.
 */
#define DPE_COMMAND_MAX 4096
#define DPE_HOST_MAX 254

typedef struct
{
  bool found;              /* there is an ssh above us */
  bool query;              /* -G, -O or -Q: it will not connect */
  bool batch;              /* BatchMode=yes: nobody is to be asked */
  char host[DPE_HOST_MAX]; /* as it was given, printable ASCII; "" when it cannot be told */
} DpeCaller;

/* Looks at the parents of this process. */
void dpe_caller_find   (DpeCaller  *caller);

/* @command: words with a NUL behind each, as in /proc/PID/cmdline. */
void dpe_caller_parse  (DpeCaller  *caller,
                        const char *command,
                        size_t      len);

/* A shell that completes a word runs ssh -G and worse: nobody waits for a connection. */
bool dpe_is_completing (void);

/* [a-z0-9][a-z0-9-]{0,31} */
bool dpe_is_account_id (const char *id);

/* Whether ~/.ssh/daypass/ID.until lies in the future, and key and certificate are there. */
bool dpe_is_good       (const char *id);

/* $HOME, else what the passwd entry says; NULL: neither. */
const char *dpe_home (void);
