/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

#define DPG_MAX_EXTRA 16

/*
 * The command line: [OPTION]... USER KEY TYPE [EXTRA]... Options are the administrator's words in
 * sshd_config and stand before USER, each option and its value an argument of its own. A login name
 * that looks like an option shifts the others, and then no certificate type is where one must be.
 */
typedef struct
{
  char *login;
  char *blob;
  char *type;
  char *extra[DPG_MAX_EXTRA];
  int   n_extra;
  char *config_dir;  /* /etc/opk */
  char *config_file; /* NULL: config.yml in config_dir */
  char *cache_dir;   /* /var/cache/daypass */
  bool  exit_status;
  bool  explain;
  bool  self_test;
  bool  version;
} DpgArgs;

/**
 * dpg_args_take:
 *
 * Copies what is needed and zeroes the memory of all arguments but the program's name, whatever
 * they are: any user of the machine can read /proc/PID/cmdline, and journald keeps a copy.
 *
 * Returns: whether the command line makes sense.
 */
bool dpg_args_take (int      argc,
                    char   **argv,
                    DpgArgs *out) __attribute__ ((warn_unused_result));

/* Whether @type names an OpenSSH certificate; everything else is a plain key. */
bool dpg_args_is_certificate (const char *type);
/* Whether @type looks like the name of an SSH key or certificate type at all. */
bool dpg_args_is_key_type    (const char *type);
