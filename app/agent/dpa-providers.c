/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-providers.h"

#include "dp-client-config.h"
#include "dp-error.h"
#include "dp-text.h"
#include "dp-url.h"
#include "dpa-id.h"

struct _DpaProviders
{
  DpaStore  *store;
  char      *home;
  GPtrArray *builtin;
  GPtrArray *managed;
  GPtrArray *opkssh;
  GError    *opkssh_error;
};

static const struct
{
  DpProviderKind kind;
  const char    *id;
  gboolean       embedded; /* lets people sign in inside an application */
} kinds[] = {
  { DP_PROVIDER_GOOGLE, "google", FALSE },
  { DP_PROVIDER_MICROSOFT, "microsoft", TRUE },
  { DP_PROVIDER_GITLAB, "gitlab", TRUE },
  { DP_PROVIDER_HELLO, "hello", TRUE },
};

static void
set_kind (DpaProvider    *provider,
          DpProviderKind  kind)
{
  dpa_set_text (provider->kind, "other");
  provider->embedded = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      {
        dpa_set_text (provider->kind, kinds[i].id);
        provider->embedded = kinds[i].embedded;
      }
}

static DpaProvider *
from_core (const DpProvider *core,
           const char       *origin)
{
  DpaProvider *self = dpa_provider_new ();
  const char *secret = dp_provider_get_secret (core);

  set_kind (self, dp_provider_get_kind (core));
  g_free (self->name);
  self->name = dp_text_display (dp_provider_get_title (core), -1);
  dpa_set_text (self->origin, origin);
  dpa_set_text (self->issuer, dp_provider_get_issuer (core));
  dpa_set_text (self->client_id, dp_provider_get_client_id (core));
  dpa_set_text (self->client_secret, secret != NULL ? secret : "");
  dpa_set_text (self->scopes, dp_provider_get_scopes (core));
  dpa_set_text (self->access_type, dp_provider_get_access_type (core));
  dpa_set_text (self->prompt, dp_provider_get_prompt (core));
  g_strfreev (self->redirect_uris);
  self->redirect_uris = g_strdupv ((char **) dp_provider_get_redirect_uris (core));
  return self;
}

static gboolean
same_registration (const DpaProvider *a,
                   const DpaProvider *b)
{
  return g_str_equal (a->issuer, b->issuer) && g_str_equal (a->client_id, b->client_id);
}

static gboolean
is_known (GPtrArray         *list,
          const DpaProvider *provider)
{
  for (guint i = 0; i < list->len; i++)
    if (same_registration (g_ptr_array_index (list, i), provider))
      return TRUE;
  return FALSE;
}

static void
load_builtin (DpaProviders *self)
{
  g_autoptr (GPtrArray) core = dp_provider_builtin ();

  for (guint i = 0; i < core->len; i++)
    {
      DpaProvider *provider = from_core (g_ptr_array_index (core, i), "built-in");

      dpa_set_text (provider->id, provider->kind);
      g_ptr_array_add (self->builtin, provider);
    }
}

void
dpa_providers_reload (DpaProviders *self)
{
  g_autofree char *path = dp_client_config_dup_path (self->home);
  g_autoptr (DpClientConfig) config = NULL;
  GPtrArray *core;
  gboolean missing = FALSE;

  g_ptr_array_set_size (self->opkssh, 0);
  g_clear_error (&self->opkssh_error);
  config = dp_client_config_load (path, &missing, &self->opkssh_error);
  if (config == NULL || missing)
    return;
  core = dp_client_config_get_providers (config);
  for (guint i = 0; i < core->len; i++)
    {
      const DpProvider *one = g_ptr_array_index (core, i);
      DpaProvider *provider = dp_provider_is_ci (one) ? NULL : from_core (one, "opkssh");

      if (provider == NULL)
        continue;
      if (is_known (self->builtin, provider) || is_known (self->opkssh, provider)
          || is_known (dpa_store_get_providers (self->store), provider))
        {
          dpa_provider_free (provider);
          continue;
        }
      g_free (provider->id);
      provider->id = dpa_providers_make_id (self, dp_provider_get_aliases (one)[0] != NULL
                                                      ? dp_provider_get_aliases (one)[0]
                                                      : dp_provider_get_name (one));
      g_ptr_array_add (self->opkssh, provider);
    }
}

DpaProviders *
dpa_providers_new (DpaStore   *store,
                   const char *home)
{
  DpaProviders *self = g_new0 (DpaProviders, 1);

  self->store = store;
  self->home = g_strdup (home);
  self->builtin = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_provider_free);
  self->managed = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_provider_free);
  self->opkssh = g_ptr_array_new_with_free_func ((GDestroyNotify) dpa_provider_free);
  load_builtin (self);
  dpa_providers_reload (self);
  return self;
}

void
dpa_providers_free (DpaProviders *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->builtin);
  g_ptr_array_unref (self->managed);
  g_ptr_array_unref (self->opkssh);
  g_clear_error (&self->opkssh_error);
  g_free (self->home);
  g_free (self);
}

GPtrArray *
dpa_providers_list (DpaProviders *self)
{
  GPtrArray *lists[] = { dpa_store_get_providers (self->store), self->opkssh, self->managed,
                         self->builtin };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      {
        DpaProvider *provider = g_ptr_array_index (lists[i], j);

        if (g_hash_table_add (seen, provider->id))
          g_ptr_array_add (all, provider);
      }
  return all;
}

const DpaProvider *
dpa_providers_find (DpaProviders *self,
                    const char   *id)
{
  g_autoptr (GPtrArray) all = dpa_providers_list (self);

  for (guint i = 0; i < all->len; i++)
    {
      const DpaProvider *provider = g_ptr_array_index (all, i);

      if (g_str_equal (provider->id, id))
        return provider;
    }
  return NULL;
}

DpProvider *
dpa_providers_make (const DpaProvider *provider,
                    GError           **error)
{
  gboolean own_uris = provider->redirect_uris[0] != NULL;
  DpProviderSpec spec = {
    .aliases = provider->id,
    .issuer = provider->issuer,
    .client_id = provider->client_id,
    .client_secret = *provider->client_secret != '\0' ? provider->client_secret : NULL,
    .scopes = provider->scopes,
    .access_type = provider->access_type,
    .prompt = provider->prompt,
    .redirect_uris = own_uris ? (const char *const *) provider->redirect_uris : NULL,
  };

  return dp_provider_new (&spec, error);
}

static gboolean
id_is_taken (const char *id,
             gpointer    self)
{
  return dpa_providers_find (self, id) != NULL;
}

char *
dpa_providers_make_id (DpaProviders *self,
                       const char   *text)
{
  return dpa_id_make (text, id_is_taken, self);
}

static char *
host_of (const char *issuer)
{
  g_autoptr (GUri) uri = dp_url_parse (issuer, NULL);

  return uri != NULL ? dp_url_dup_authority (uri) : g_strdup ("");
}

static guint
count_accounts (DpaStore   *store,
                const char *id)
{
  GPtrArray *accounts = dpa_store_get_accounts (store);
  guint n = 0;

  for (guint i = 0; i < accounts->len; i++)
    n += g_str_equal (((DpaRecord *) g_ptr_array_index (accounts, i))->provider, id);
  return n;
}

static void
add_provider (GVariantBuilder   *list,
              DpaStore          *store,
              const DpaProvider *provider)
{
  const struct
  {
    const char *key;
    const char *value;
  } texts[] = {
    { "id", provider->id },           { "name", provider->name },
    { "kind", provider->kind },       { "origin", provider->origin },
    { "profile", provider->profile }, { "issuer", provider->issuer },
    { "scopes", provider->scopes },   { "client-id", provider->client_id },
    { "prompt", provider->prompt },   { "access-type", provider->access_type },
  };
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_variant_builder_add (&dict, "{sv}", texts[i].key, g_variant_new_string (texts[i].value));
  g_variant_builder_add (&dict, "{sv}", "host",
                         g_variant_new_take_string (host_of (provider->issuer)));
  g_variant_builder_add (&dict, "{sv}", "has-secret",
                         g_variant_new_boolean (*provider->client_secret != '\0'));
  g_variant_builder_add (&dict, "{sv}", "redirect-uris",
                         g_variant_new_strv ((const char *const *) provider->redirect_uris, -1));
  g_variant_builder_add (&dict, "{sv}", "embedded", g_variant_new_boolean (provider->embedded));
  g_variant_builder_add (&dict, "{sv}", "accounts",
                         g_variant_new_uint32 (count_accounts (store, provider->id)));
  g_variant_builder_add_value (list, g_variant_builder_end (&dict));
}

GVariant *
dpa_providers_to_variant (DpaProviders *self)
{
  g_autoptr (GPtrArray) all = dpa_providers_list (self);
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < all->len; i++)
    add_provider (&list, self->store, g_ptr_array_index (all, i));
  return g_variant_builder_end (&list);
}

void
dpa_providers_add_managed (DpaProviders *self,
                           DpaProvider  *provider)
{
  for (guint i = 0; i < self->managed->len; i++)
    {
      DpaProvider *old = g_ptr_array_index (self->managed, i);

      if (!g_str_equal (old->id, provider->id))
        continue;
      dpa_provider_free (old);
      g_ptr_array_index (self->managed, i) = provider;
      return;
    }
  g_ptr_array_add (self->managed, provider);
}

GPtrArray *
dpa_providers_get_opkssh (DpaProviders *self)
{
  return self->opkssh;
}

const GError *
dpa_providers_get_opkssh_error (DpaProviders *self)
{
  return self->opkssh_error;
}
