/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-line.h"

#include <stddef.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static const char *const key_types[] = {
  "ssh-rsa",
  "ecdsa-sha2-nistp256",
  "ssh-ed25519",
};

static bool
skip (const char **at,
      const char  *text)
{
  size_t len = strlen (text);

  if (strncmp (*at, text, len) != 0)
    return false;

  *at += len;
  return true;
}

static bool
skip_principals (const char **at,
                 const char  *login)
{
  if (!skip (at, ",principals=\""))
    return true;

  return (skip (at, "opkssh-wildcard\"")
          || (login[0] != '\0' && login[strspn (login, LOWER UPPER DIGITS "._+@-$")] == '\0'
              && skip (at, login) && skip (at, "\"")));
}

static bool
skip_key_type (const char **at)
{
  for (size_t i = 0; i < sizeof key_types / sizeof key_types[0]; i++)
    if (skip (at, key_types[i]))
      return true;

  return false;
}

bool
dpg_line_is_sane (const char *line,
                  const char *login)
{
  const char *at = line;

  if (!skip (&at, "cert-authority") || !skip_principals (&at, login) || !skip (&at, " ")
      || !skip_key_type (&at) || !skip (&at, " ") || *at == '\0')
    return false;

  at += strspn (at, LOWER UPPER DIGITS "+/");
  at += strspn (at, "=");
  return *at == '\0';
}
