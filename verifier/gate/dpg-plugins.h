/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-run.h"

/*
 * Policy plugins, the .yml files of /etc/opk/policy.d (protocol section 4.7, decision D3). A plugin
 * can only widen access: deny lists, the token and its age are decided before one is asked.
 *
 * Trust: the files and commands are root's, or they are not used. What the files say is read by
 * daypass-settings, which never sees what a stranger wrote: a judge that was taken over cannot name
 * a program for the gate to run. What a plugin is told is what the judge proved, as NAME=value
 * pairs; names outside the table are dropped.
 */
#define DPG_PLUGINS_MAX DPG_RUN_MAX
#define DPG_PLUGIN_FILE_MAX (64 * 1024)
#define DPG_PLUGIN_SECONDS 3

/* One line for the log: English, printable, without a token. */
typedef void (*DpgReportFunc) (const char *line,
                               void       *data);

typedef struct
{
  DpgReportFunc func;
  void         *data;
} DpgReport;

typedef struct
{
  char *name; /* "10-groups.yml" */
  int   fd;   /* for reading; no larger than %DPG_PLUGIN_FILE_MAX when it was opened */
} DpgPluginFile;

typedef struct
{
  DpgPluginFile files[DPG_PLUGINS_MAX];
  size_t        n;
} DpgPluginFiles;

/* What a plugin file says; borrowed by dpg_plugins_run(). */
typedef struct
{
  const char  *name;   /* of the file */
  char *const *argv;   /* NULL terminated */
  const char  *config; /* OPKSSH_PLUGIN_CONFIG: base64 of the settings as YAML */
} DpgPlugin;

typedef struct
{
  /* the arguments of sshd: %u %k %t and what the administrator added */
  const char        *login;
  const char        *key;
  const char        *type;
  const char *const *extra;   /* NULL terminated */
  const char        *claims;  /* from the judge: NAME=value, each ended by a NUL */
  size_t             claims_len;
  const char *const *env_vars; /* of the settings: NAME=value, NULL terminated */
  int64_t            deadline; /* by dpg_now_ms() */
} DpgPluginCall;

/**
 * dpg_plugins_open:
 * @directory: "/etc/opk/policy.d"
 *
 * A directory that is absent has no plugins; one that is unsafe is reported and has none either.
 * Files in the order of their names; unsafe ones are reported and left out.
 */
void   dpg_plugins_open  (const char      *directory,
                          DpgReport       *report,
                          DpgPluginFiles  *out);
void   dpg_plugins_close (DpgPluginFiles  *files);

/**
 * dpg_plugins_may_exist:
 *
 * Returns: false when there is nothing in @directory that dpg_plugins_open() would use or report.
 */
bool   dpg_plugins_may_exist (const char *directory);

/**
 * dpg_plugins_run:
 *
 * Runs all plugins at once, also when one allows at once, and reports each result.
 *
 * Returns: the index of the first that allows, or -1.
 */
int    dpg_plugins_run   (const DpgPlugin     *plugins,
                          size_t               n,
                          const DpgPluginCall *call,
                          DpgReport           *report);
