/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-names.h"

#include <string.h>

#define MICROSOFT "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"
#define MICROSOFT_CLIENT "096ce0a3-5e72-4da8-9c86-12924b294a01"

static const DpmName names[] = {
  { "google", "https://accounts.google.com",
    "206584157355-7cbe4s640tvm7naoludob4ut1emii7sf.apps.googleusercontent.com", "24h" },
  { "azure", MICROSOFT, MICROSOFT_CLIENT, "24h" },
  { "microsoft", MICROSOFT, MICROSOFT_CLIENT, "24h" },
  { "gitlab", "https://gitlab.com",
    "8d8b7024572c7fd501f64374dec6bba37096783dfcd792b3988104be08cb6923", "24h" },
  { "hello", "https://issuer.hello.coop", "app_xejobTKEsDNSRd5vofKB2iay_2rN", "24h" },
  { NULL, NULL, NULL, NULL },
};

const DpmName *
dpm_name_find (const char *text)
{
  for (const DpmName *name = names; name->name != NULL; name++)
    if (strcmp (name->name, text) == 0 || strcmp (name->issuer, text) == 0)
      return name;
  return NULL;
}

const char *
dpm_name_get_issuer (const char *text)
{
  const DpmName *name = dpm_name_find (text);

  return name == NULL ? text : name->issuer;
}

const DpmName *
dpm_name_get_all (void)
{
  return names;
}
