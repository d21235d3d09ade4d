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

/* Looks at the parents of this process; inside a Flatpak, which cannot see them, at the command
 * line that the hook is handed as standard input. */
void dpe_caller_find   (DpeCaller  *caller);

/* The command line of an ssh in the file @fd, whose place stays as it is: the program that this one
 * becomes looks at it again. A terminal, a pipe and the command line of a shell say nothing. */
void dpe_caller_read   (DpeCaller  *caller,
                        int         fd);

/* @command: words with a NUL behind each, as in /proc/PID/cmdline. */
void dpe_caller_parse  (DpeCaller  *caller,
                        const char *command,
                        size_t      len);

/* A shell that completes a word runs ssh -G and worse: nobody waits for a connection. */
bool dpe_is_completing (void);

/* [a-z0-9][a-z0-9-]{0,31} */
bool dpe_is_account_id (const char *id);

/* Where the keys are, below the home directory; inside a Flatpak a folder of its own. */
const char *dpe_key_folder (void);

/* Whether ID.until there lies in the future, and key and certificate are there. */
bool dpe_is_good       (const char *id);

/* $HOME, else what the passwd entry says; NULL: neither. */
const char *dpe_home (void);
