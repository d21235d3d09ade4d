/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Exit codes, documented in daypass(1). Everything that makes opkssh exit with 1 and that a script
 * need not tell apart is 1.
 */
typedef enum
{
  DPC_EXIT_OK = 0,
  DPC_EXIT_FAILED = 1,      /* usage, declined, cancelled, anything that is not below */
  DPC_EXIT_ABSENT = 2,      /* status, list: nobody is signed in, or it has ended */
  DPC_EXIT_UNREACHABLE = 3, /* provider not reachable, TLS, too slow: try again later */
  DPC_EXIT_PROVIDER = 4,    /* the provider or its registration is not as it must be */
  DPC_EXIT_FILES = 5,       /* key files of others, read-only or full places */
  DPC_EXIT_CLOCK = 6,       /* a clock is wrong */
  DPC_EXIT_PORTS = 7,       /* no port for the answer is free */
} DpcExit;

/* One word of the command line. @argv[0] of run() is the word itself. */
typedef struct
{
  const char *name;
  const char *summary; /* N_() */
  int       (*run) (int argc, char **argv);
} DpcCommand;

/**
 * dpc_command_parse:
 * @parameters: (nullable): what stands behind the options in the help, "[ALIAS]"
 * @entries: (nullable): the options, without --json and --help, which all commands have
 *
 * Parses @argv in place; --help and -h print and exit with 0. Prints "Error: …" otherwise.
 *
 * Returns: whether it was understood, with @min to @max words left behind @argv[0].
 */
gboolean dpc_command_parse    (int              *argc,
                               char           ***argv,
                               const char       *parameters,
                               const char       *summary,
                               GOptionEntry     *entries,
                               int               min,
                               int               max);

/* On a terminal: whether the answer is yes. Where nobody can be asked it is no. */
gboolean dpc_command_ask_yes  (const char       *question);

/*
 * Runs the command of @table that argv[1] names; argv[0] is the group's own word and @prefix what
 * was typed up to it: "daypass" or "daypass provider". Without a command, and for --help, it lists
 * the table.
 */
int      dpc_command_dispatch (const DpcCommand *table,
                               const char       *prefix,
                               int               argc,
                               char            **argv);

int      dpc_login_main       (int               argc,
                               char            **argv);
int      dpc_logout_main      (int               argc,
                               char            **argv);
int      dpc_inspect_main     (int               argc,
                               char            **argv);
int      dpc_list_main        (int               argc,
                               char            **argv);
int      dpc_status_main      (int               argc,
                               char            **argv);
int      dpc_configure_main   (int               argc,
                               char            **argv);
int      dpc_client_main      (int               argc,
                               char            **argv);
int      dpc_provider_main    (int               argc,
                               char            **argv);
#ifdef DPC_COMPANION
int      dpc_ensure_main      (int               argc,
                               char            **argv);
int      dpc_account_main     (int               argc,
                               char            **argv);
int      dpc_hosts_main       (int               argc,
                               char            **argv);
int      dpc_profile_main     (int               argc,
                               char            **argv);
#endif
int      dpc_doctor_main      (int               argc,
                               char            **argv);

G_END_DECLS
