/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-args.h"

#include "dpg-frame.h"
#include "dpg-paths.h"

#include <stdlib.h>
#include <string.h>

#define LOGIN_MAX 256
#define CERTIFICATE_SUFFIX "-cert-v01@openssh.com"

typedef struct
{
  const char *name;
  size_t      flag;  /* offset of a bool, when @value is 0 */
  size_t      value; /* offset of a char * that takes the next argument */
} Option;

static const Option options[] = {
  { "--config-dir", 0, offsetof (DpgArgs, config_dir) },
  { "--config", 0, offsetof (DpgArgs, config_file) },
  { "--config-path", 0, offsetof (DpgArgs, config_file) },
  { "--cache-dir", 0, offsetof (DpgArgs, cache_dir) },
  { "--exit-status", offsetof (DpgArgs, exit_status), 0 },
  { "--explain", offsetof (DpgArgs, explain), 0 },
  { "--self-test", offsetof (DpgArgs, self_test), 0 },
  { "--version", offsetof (DpgArgs, version), 0 },
};

static const Option *
find_option (const char *name)
{
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
    if (strcmp (options[i].name, name) == 0)
      return &options[i];

  return NULL;
}

/* Reads the options. Returns: the index of the first other argument, or -1. */
static int
read_options (int      argc,
              char   **argv,
              DpgArgs *out)
{
  int i = 1;

  while (i < argc && argv[i][0] == '-')
    {
      const Option *option = find_option (argv[i++]);

      if (option == NULL)
        return -1;

      if (option->value == 0)
        {
          *(bool *) ((char *) out + option->flag) = true;
          continue;
        }

      if (i >= argc)
        return -1;
      *(char **) ((char *) out + option->value) = strdup (argv[i++]);
    }

  return i;
}

static bool
read_arguments (int      argc,
                char   **argv,
                DpgArgs *out)
{
  int i = read_options (argc, argv, out);

  if (i < 0)
    return false;
  if (out->self_test || out->version)
    return i == argc;
  if (argc - i < 3 || argc - i > 3 + DPG_MAX_EXTRA
      || strlen (argv[i]) > LOGIN_MAX || strlen (argv[i + 1]) > DPG_BLOB_MAX)
    return false;

  out->login = strdup (argv[i]);
  out->blob = strdup (argv[i + 1]);
  out->type = strdup (argv[i + 2]);
  for (i += 3; i < argc; i++)
    out->extra[out->n_extra++] = strdup (argv[i]);

  return out->login != NULL && out->blob != NULL && out->type != NULL;
}

bool
dpg_args_take (int      argc,
               char   **argv,
               DpgArgs *out)
{
  bool good = read_arguments (argc, argv, out);

  for (int i = 1; i < argc; i++)
    explicit_bzero (argv[i], strlen (argv[i]));

  if (out->config_dir == NULL)
    out->config_dir = strdup (DPG_CONFIG_DIR);
  if (out->cache_dir == NULL)
    out->cache_dir = strdup (DPG_CACHE_DIR);

  return good && out->config_dir != NULL && out->cache_dir != NULL;
}

bool
dpg_args_is_certificate (const char *type)
{
  size_t len = strlen (type);
  size_t suffix = strlen (CERTIFICATE_SUFFIX);

  return len > suffix && strcmp (type + len - suffix, CERTIFICATE_SUFFIX) == 0;
}

bool
dpg_args_is_key_type (const char *type)
{
  static const char *const families[] = { "ssh-", "ecdsa-", "sk-", "rsa-" };

  for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
    if (strncmp (type, families[i], strlen (families[i])) == 0)
      return true;

  return false;
}
