/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "dp-error.h"
#include "dpa-profile.h"

#define HEAD "[Daypass Profile]\nVersion=1\nId=corp\nOrganisation=Corp\n"
#define PROVIDER "[Provider corp]\nIssuer=https://id.corp.example\nClientId=x\n"
#define ACCOUNT "[Account corp]\nProvider=corp\n"

static void
whole (void)
{
  static const char text[]
    = HEAD "X-Note=ours\n"
      PROVIDER "Name=Corp\nScopes=openid groups\nRedirectUris=http://localhost:7/cb\n"
      ACCOUNT "Hosts=*.corp.example;bastion;!old.corp.example\nLifetimeHours=12\nExpiry=token\n"
              "Fixed=hosts;remove\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (DpaProfile) profile = dpa_profile_parse (text, strlen (text), &error);
  const DpaProvider *provider;
  const DpaProfileAccount *account;

  g_assert_no_error (error);
  g_assert_cmpstr (profile->organisation, ==, "Corp");
  provider = g_ptr_array_index (profile->providers, 0);
  g_assert_cmpstr (provider->issuer, ==, "https://id.corp.example");
  g_assert_cmpstr (provider->origin, ==, "profile");
  account = g_ptr_array_index (profile->accounts, 0);
  g_assert_cmpuint (account->lifetime_hours, ==, 12);
  g_assert_cmpuint (g_strv_length (account->hosts), ==, 3);
}

static void
refused (void)
{
  static const struct
  {
    const char *name;
    const char *text;
  } cases[] = {
    { "empty", "" },
    { "not-a-key-file", "hello" },
    { "no-version", "[Daypass Profile]\nId=a\nOrganisation=b\n" },
    { "newer-version", "[Daypass Profile]\nVersion=2\nId=a\nOrganisation=b\n" },
    { "no-id", "[Daypass Profile]\nVersion=1\nOrganisation=b\n" },
    { "id-is-a-path", "[Daypass Profile]\nVersion=1\nId=../x\nOrganisation=b\n" },
    { "no-organisation", "[Daypass Profile]\nVersion=1\nId=a\n" },
    { "unknown-key", HEAD "SendAccessToken=true\n" },
    { "unknown-group", HEAD "[Preferences]\nnotify=0\n" },
    { "provider-unknown-key", HEAD PROVIDER "RemoteRedirectUri=https://evil.example/\n" },
    { "provider-access-token", HEAD PROVIDER "SendAccessToken=true\n" },
    { "provider-http", HEAD "[Provider corp]\nIssuer=http://id.corp.example\nClientId=x\n" },
    { "provider-user-in-url", HEAD "[Provider corp]\nIssuer=https://a@b.example\nClientId=x\n" },
    { "provider-no-client", HEAD "[Provider corp]\nIssuer=https://id.corp.example\n" },
    { "provider-bad-id", HEAD "[Provider ../x]\nIssuer=https://id.corp.example\nClientId=x\n" },
    { "redirect-elsewhere", HEAD PROVIDER "RedirectUris=https://evil.example/cb\n" },
    { "redirect-other-host", HEAD PROVIDER "RedirectUris=http://localhost.evil.example/cb\n" },
    { "account-without-provider", HEAD ACCOUNT },
    { "account-unknown-key", HEAD PROVIDER ACCOUNT "ProxyCommand=id\n" },
    { "hosts-everything", HEAD PROVIDER ACCOUNT "Hosts=*\n" },
    { "hosts-one-label", HEAD PROVIDER ACCOUNT "Hosts=*.example\n" },
    { "hosts-wildcard-word", HEAD PROVIDER ACCOUNT "Hosts=web*\n" },
    { "hosts-newline", HEAD PROVIDER ACCOUNT "Hosts=a\\nProxyCommand x\n" },
    { "hosts-token", HEAD PROVIDER ACCOUNT "Hosts=%h.corp.example\n" },
    { "hosts-shell", HEAD PROVIDER ACCOUNT "Hosts=$(id).corp.example\n" },
    { "hosts-quote", HEAD PROVIDER ACCOUNT "Hosts=\"a.corp.example\n" },
    { "lifetime-negative", HEAD PROVIDER ACCOUNT "LifetimeHours=-1\n" },
    { "lifetime-year", HEAD PROVIDER ACCOUNT "LifetimeHours=8760\n" },
    { "expiry-unknown", HEAD PROVIDER ACCOUNT "Expiry=never\n" },
    { "fixed-unknown", HEAD PROVIDER ACCOUNT "Fixed=everything\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DpaProfile) profile = dpa_profile_parse (cases[i].text, strlen (cases[i].text),
                                                          &error);

      g_test_message ("%s: %s", cases[i].name, error != NULL ? error->message : "accepted");
      g_assert_null (profile);
      g_assert_nonnull (error);
    }
}

static void
too_large (void)
{
  g_autofree char *padding = g_strnfill (DPA_PROFILE_MAX, '#');
  g_autofree char *text = g_strconcat (HEAD, padding, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpaProfile) profile = dpa_profile_parse (text, strlen (text), &error);

  g_assert_null (profile);
  g_assert_error (error, DP_ERROR, DP_ERROR_LIMIT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agent/profile/whole", whole);
  g_test_add_func ("/agent/profile/refused", refused);
  g_test_add_func ("/agent/profile/too_large", too_large);
  return g_test_run ();
}
