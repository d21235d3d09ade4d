/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-provider-choice.h"

#include "dp-error.h"

#define CHOOSER "webchooser"

static gboolean
parse_list (const char *text,
            GPtrArray  *out,
            GError    **error)
{
  g_auto (GStrv) elements = g_strsplit (text, ";", -1);

  for (guint i = 0; elements[i] != NULL; i++)
    {
      DpProvider *provider = dp_provider_parse (elements[i], TRUE, error);

      if (provider == NULL)
        {
          g_prefix_error (error, "OPKSSH_PROVIDERS, element %u: ", i + 1);
          return FALSE;
        }
      g_ptr_array_add (out, provider);
    }
  return TRUE;
}

GPtrArray *
dp_provider_list (const DpProviderChoice *choice,
                  GError                **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_provider_unref);
  const char *listed = choice->get ("OPKSSH_PROVIDERS");
  GPtrArray *configured = dp_client_config_get_providers (choice->config);
  g_autoptr (GPtrArray) ci = NULL;

  if (listed != NULL && !parse_list (listed, out, error))
    return NULL;
  if (listed != NULL)
    return g_steal_pointer (&out);
  for (guint i = 0; i < configured->len; i++)
    g_ptr_array_add (out, dp_provider_ref (g_ptr_array_index (configured, i)));
  ci = dp_ci_detect (choice->get);
  for (guint i = 0; i < ci->len; i++)
    g_ptr_array_add (out, dp_provider_ref (g_ptr_array_index (ci, i)));
  if (out->len == 0)
    {
      dp_error_set (error, DP_ERROR_USAGE, "no provider is configured");
      return NULL;
    }
  return g_steal_pointer (&out);
}

static gboolean
has_alias (GPtrArray  *providers,
           const char *alias)
{
  for (guint i = 0; i < providers->len; i++)
    if (dp_provider_has_alias (g_ptr_array_index (providers, i), alias))
      return TRUE;
  return FALSE;
}

/* opkssh looks at all aliases as soon as one is asked for. */
static gboolean
check_aliases (GPtrArray *providers,
               GError   **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < providers->len; i++)
    {
      const char *const *aliases = dp_provider_get_aliases (g_ptr_array_index (providers, i));

      for (guint j = 0; aliases[j] != NULL; j++)
        if (!g_hash_table_add (seen, (gpointer) aliases[j]))
          return dp_error_set (error, DP_ERROR_USAGE, "two providers have the alias \"%s\"",
                               aliases[j]);
    }
  return TRUE;
}

static char *
join_aliases (GPtrArray *providers)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < providers->len; i++)
    {
      const char *const *aliases = dp_provider_get_aliases (g_ptr_array_index (providers, i));

      for (guint j = 0; aliases[j] != NULL; j++)
        g_ptr_array_add (all, (gpointer) aliases[j]);
    }
  g_ptr_array_add (all, NULL);
  return g_strjoinv (", ", (char **) all->pdata);
}

static gboolean
set_unknown_alias (const DpProviderChoice *choice,
                   const char             *alias,
                   GPtrArray              *providers,
                   GError                **error)
{
  g_autoptr (GPtrArray) ci = dp_ci_detect (choice->get);
  g_autofree char *known = join_aliases (providers);
  const char *why = dp_ci_explain (alias);

  if (has_alias (ci, alias))
    return dp_error_set (error, DP_ERROR_USAGE, "\"%s\" is offered by this CI job, but "
                         "OPKSSH_PROVIDERS replaces the list of providers and does not have it",
                         alias);
  if (why != NULL)
    return dp_error_set (error, DP_ERROR_USAGE, "%s", why);
  return dp_error_set (error, DP_ERROR_USAGE, "no provider has the alias \"%s\"; there are: %s",
                       alias, known);
}

static gboolean
choose_alias (const DpProviderChoice *choice,
              const char             *alias,
              GPtrArray              *providers,
              DpProvider            **chosen,
              GError                **error)
{
  if (!check_aliases (providers, error))
    return FALSE;
  for (guint i = 0; i < providers->len; i++)
    if (dp_provider_has_alias (g_ptr_array_index (providers, i), alias))
      {
        *chosen = dp_provider_ref (g_ptr_array_index (providers, i));
        return TRUE;
      }
  return set_unknown_alias (choice, alias, providers, error);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (dp_provider_get_name (*(DpProvider *const *) a),
                    dp_provider_get_name (*(DpProvider *const *) b));
}

static gboolean
prepare_choices (GPtrArray  *providers,
                 GPtrArray **choices,
                 GError    **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_provider_unref);

  for (guint i = 0; i < providers->len; i++)
    if (!dp_provider_is_ci (g_ptr_array_index (providers, i)))
      g_ptr_array_add (out, dp_provider_ref (g_ptr_array_index (providers, i)));
  if (out->len == 0)
    return dp_error_set (error, DP_ERROR_USAGE, "there is no provider that a browser can sign in "
                         "at; name the CI system: daypass login github");
  g_ptr_array_sort (out, compare_names);
  for (guint i = 1; i < out->len; i++)
    if (compare_names (&g_ptr_array_index (out, i - 1), &g_ptr_array_index (out, i)) == 0)
      return dp_error_set (error, DP_ERROR_USAGE, "two providers are called \"%s\": choose one by "
                           "its alias", dp_provider_get_name (g_ptr_array_index (out, i)));
  *choices = g_steal_pointer (&out);
  return TRUE;
}

gboolean
dp_provider_choose (const DpProviderChoice *choice,
                    DpProvider            **chosen,
                    GPtrArray             **choices,
                    GError                **error)
{
  const char *alias = choice->alias;
  g_autoptr (GPtrArray) providers = NULL;

  *chosen = NULL;
  *choices = NULL;
  if (choice->provider != NULL)
    {
      *chosen = dp_provider_parse (choice->provider, FALSE, error);
      g_prefix_error (error, "--provider: ");
      return *chosen != NULL;
    }
  providers = dp_provider_list (choice, error);
  if (providers == NULL)
    return FALSE;
  if (alias == NULL)
    alias = choice->get ("OPKSSH_DEFAULT");
  if (alias == NULL)
    alias = dp_client_config_get_default (choice->config);
  if (alias[0] != '\0' && g_ascii_strcasecmp (alias, CHOOSER) != 0)
    return choose_alias (choice, alias, providers, chosen, error);
  if (providers->len == 1 && !dp_provider_is_ci (g_ptr_array_index (providers, 0)))
    {
      *chosen = dp_provider_ref (g_ptr_array_index (providers, 0));
      return TRUE;
    }
  return prepare_choices (providers, choices, error);
}
