/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The command line of daypass-admin: options anywhere, "--" ends them. Exit statuses are an
 * interface, documented in daypass-admin(8).
 */
enum
{
  DPM_EXIT_OK = 0,       /* done; or nothing to do, nothing wrong */
  DPM_EXIT_PROBLEMS = 1, /* something is wrong; with --check: something would change */
  DPM_EXIT_USAGE = 2,    /* what was given makes no sense, or is refused */
  DPM_EXIT_FAILED = 3,   /* a file, a lock, a permission, a program */
};

typedef struct
{
  gboolean    json;
  gboolean    check;
  gboolean    force;
  gboolean    yes;
  gboolean    verbose;
  gboolean    skip_user_policy;
  gboolean    help;
  gboolean    version;
  const char *config_dir;     /* never NULL */
  const char *cache_dir;      /* never NULL */
  const char *providers_file; /* (nullable) */
  const char *policy_file;    /* (nullable) */
  const char *group;          /* (nullable): of setup */
  const char *confirm;        /* (nullable): of setup, a span of time */
} DpmOptions;

/**
 * dpm_options_parse:
 * @argv: without the program's name
 * @out_args: (out) (transfer container): what is not an option; its texts are @argv's
 *
 * Returns: %FALSE with DP_ERROR_USAGE for an unknown option, or one without its value.
 */
gboolean dpm_options_parse (char       **argv,
                            DpmOptions  *out,
                            GPtrArray  **out_args,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* The status for @error: something on the machine failed, or what was given cannot be used. */
int      dpm_exit_status   (const GError *error);

/* One line about what went wrong, on stderr; @error may be %NULL. */
void     dpm_complain      (const char   *what,
                            const GError *error);
/* The same, and the exit status that goes with @error. */
int      dpm_give_up       (const char   *what,
                            const GError *error);
/* What the last one said, "" when there was none. (transfer none) */
const char *dpm_last_complaint (void);

G_END_DECLS
