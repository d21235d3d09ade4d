/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * The environment of a program that the gate starts: nothing of sshd's, a fixed PATH and language,
 * the env_vars of config.yml, and what is added by name. Holds tokens for plugins: cleared by
 * wiping.
 */
#define DPG_ENVIRONMENT_MAX 128

typedef struct
{
  char  *vars[DPG_ENVIRONMENT_MAX + 1];
  size_t n;
} DpgEnvironment;

/**
 * dpg_environment_init:
 * @env_vars: NAME=value, NULL terminated; nullable. Names that change how programs are loaded, and
 *   those of the plugin interface, are left out although config.yml is root's (requirement 9)
 */
bool         dpg_environment_init      (DpgEnvironment    *env,
                                        const char *const *env_vars);
bool         dpg_environment_add       (DpgEnvironment    *env,
                                        const char        *name,
                                        const char        *value);
/* For execve(); borrowed. */
char *const *dpg_environment_get       (DpgEnvironment    *env);
void         dpg_environment_clear     (DpgEnvironment    *env);

/* Whether @name may be set by config.yml. */
bool         dpg_environment_may_set   (const char        *name);

/* ["a","b"] as JSON, "" for an empty list; to be freed. Bytes that are no ASCII go through as
 * they are: sshd's arguments are the administrator's. */
char        *dpg_environment_json_list (const char *const *words);
