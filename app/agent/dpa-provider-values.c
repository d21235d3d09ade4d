/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

/* A provider as a person typed it: which values there may be, and what follows from its kind. */
#include "dpa-provider-check.h"

#include <string.h>

#include "dp-limits.h"
#include "dp-text.h"
#include "dp-url.h"
#include "dpa-check.h"

#define URIS_MAX 16

static const struct
{
  const char *key;
  gsize       offset;
  const char *words[6]; /* none: any text */
} texts[] = {
#define PROVIDER(member) G_STRUCT_OFFSET (DpaProvider, member)
  { "name", PROVIDER (name), { NULL } },
  { "kind", PROVIDER (kind), { "google", "microsoft", "gitlab", "hello", "other", NULL } },
  { "issuer", PROVIDER (issuer), { NULL } },
  { "client-id", PROVIDER (client_id), { NULL } },
  { "client-secret", PROVIDER (client_secret), { NULL } },
  { "scopes", PROVIDER (scopes), { NULL } },
  { "access-type", PROVIDER (access_type), { "offline", "online", NULL } },
  { "prompt", PROVIDER (prompt), { "", "select_account", "login", "consent", NULL } },
#undef PROVIDER
};

/* Taken apart elsewhere, or only told by us. */
static const char *const others[] = { "tenant", "redirect-uris", "confirmed-hosts", "embedded",
                                      "id", "host", "origin", "profile", "has-secret", "accounts",
                                      NULL };

/* The issuers of kinds that have only one. */
static const struct
{
  const char *kind;
  const char *issuer;
} known[] = {
  { "google", "https://accounts.google.com" },
  { "gitlab", "https://gitlab.com" },
  { "hello", "https://issuer.hello.coop" },
};

static gboolean
invalid (GError    **error,
         const char *what)
{
  g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_INVALID, "%s", what);
  return FALSE;
}

static gboolean
take_text (DpaProvider *provider,
           const char  *key,
           GVariant    *value,
           GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text;

      if (!g_str_equal (texts[i].key, key))
        continue;
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        return invalid (error, key);
      text = g_variant_get_string (value, NULL);
      if (strlen (text) > DP_URL_MAX || !dp_text_is_harmless (text)
          || (texts[i].words[0] != NULL && !g_strv_contains (texts[i].words, text)))
        return invalid (error, key);
      dpa_set_text (G_STRUCT_MEMBER (char *, provider, texts[i].offset), text);
      return TRUE;
    }
  return g_strv_contains (others, key) || invalid (error, key);
}

static gboolean
take_list (char     ***member,
           GVariant   *values,
           const char *key,
           GError    **error)
{
  g_autofree const char **list = NULL;

  if (!g_variant_lookup (values, key, "^a&s", &list))
    return TRUE;
  if (g_strv_length ((char **) list) > URIS_MAX)
    return invalid (error, key);
  g_strfreev (*member);
  *member = g_strdupv ((char **) list);
  return TRUE;
}

/* "corp.example", a tenant's id, "consumers" */
static gboolean
tenant_is_valid (const char *tenant)
{
  gsize len = strspn (tenant, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

  return len > 0 && len <= 253 && tenant[len] == '\0';
}

/* What the kind says about the issuer; "" stays when there is nothing to go by yet. */
static gboolean
derive (DpaProvider *provider,
        GVariant    *values,
        GError     **error)
{
  const char *tenant = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (provider->kind, known[i].kind) && *provider->issuer == '\0')
      dpa_set_text (provider->issuer, known[i].issuer);
  if (g_variant_lookup (values, "tenant", "&s", &tenant) && *tenant != '\0')
    {
      if (!tenant_is_valid (tenant))
        return invalid (error, "tenant");
      g_free (provider->issuer);
      provider->issuer = g_strdup_printf ("https://login.microsoftonline.com/%s/v2.0",
                                          g_str_equal (tenant, "consumers")
                                              ? "9188040d-6c67-4c5b-b112-36a304b66dad" : tenant);
    }
  provider->embedded = !g_str_equal (provider->kind, "google");
  if (*provider->name == '\0')
    {
      g_autoptr (GUri) uri = dp_url_parse (provider->issuer, NULL);

      g_free (provider->name);
      provider->name = uri != NULL ? dp_url_dup_authority (uri) : g_strdup ("");
    }
  return TRUE;
}

DpaProvider *
dpa_provider_from_values (GVariant          *values,
                          const DpaProvider *old,
                          GError           **error)
{
  g_autoptr (DpaProvider) provider = old != NULL ? dpa_provider_copy (old) : dpa_provider_new ();
  GVariantIter iter;
  const char *key;
  GVariant *value;
  gboolean fine = TRUE;

  g_variant_iter_init (&iter, values);
  while (fine && g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      fine = take_text (provider, key, value, error);
      g_variant_unref (value);
    }
  if (!fine || !take_list (&provider->redirect_uris, values, "redirect-uris", error)
      || !take_list (&provider->trusted_hosts, values, "confirmed-hosts", error)
      || !derive (provider, values, error))
    return NULL;
  return g_steal_pointer (&provider);
}
