/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-provider-dialog.h"

#include "dpd-fact-row.h"

#include <glib/gi18n.h>

typedef enum
{
  NEEDS_ISSUER = 1 << 0,
  NEEDS_TENANT = 1 << 1,
  NEEDS_CLIENT_ID = 1 << 2,
} Needs;

/* In the order of the model of kind_row. */
static const struct
{
  const char *kind;
  Needs       needs;
} kinds[] = {
  { "other", NEEDS_ISSUER | NEEDS_CLIENT_ID },
  { "google", NEEDS_CLIENT_ID },
  { "microsoft", NEEDS_TENANT },
  { "gitlab", NEEDS_ISSUER | NEEDS_CLIENT_ID },
  { "hello", NEEDS_CLIENT_ID },
};

static const char *const accesses[] = { "offline", "online", NULL };
static const char *const prompts[] = { "", "select_account", "login", NULL };

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static guint
kind_of (const DpdProviderForm *form)
{
  guint selected = adw_combo_row_get_selected (form->kind_row);

  return selected < G_N_ELEMENTS (kinds) ? selected : 0;
}

void
_dpd_provider_form_show_kind (const DpdProviderForm *form)
{
  Needs needs = kinds[kind_of (form)].needs;

  gtk_widget_set_visible (GTK_WIDGET (form->issuer_row), needs & NEEDS_ISSUER);
  gtk_widget_set_visible (GTK_WIDGET (form->tenant_row), needs & NEEDS_TENANT);
  gtk_widget_set_visible (GTK_WIDGET (form->client_id_row), needs & NEEDS_CLIENT_ID);
}

void
_dpd_provider_form_adapt (const DpdProviderForm *form)
{
  dpd_combo_row_adapt (form->kind_row);
  dpd_combo_row_adapt (form->access_row);
  dpd_combo_row_adapt (form->prompt_row);
}

void
_dpd_provider_form_set_kind (const DpdProviderForm *form,
                             const char            *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      adw_combo_row_set_selected (form->kind_row, i);
}

gboolean
_dpd_provider_form_is_complete (const DpdProviderForm *form)
{
  Needs needs = kinds[kind_of (form)].needs;

  return !((needs & NEEDS_ISSUER && *text_of (form->issuer_row) == '\0')
           || (needs & NEEDS_TENANT && *text_of (form->tenant_row) == '\0')
           || (needs & NEEDS_CLIENT_ID && *text_of (form->client_id_row) == '\0'));
}

static void
add_text (GVariantBuilder *builder,
          const char      *key,
          AdwEntryRow     *row,
          gboolean         needed)
{
  g_autofree char *text = g_strdup (text_of (row));

  if (needed && *g_strstrip (text) != '\0')
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (text));
}

static void
add_choice (GVariantBuilder   *builder,
            const char        *key,
            AdwComboRow       *row,
            const char *const *words)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < g_strv_length ((char **) words))
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (words[selected]));
}

static void
add_redirects (GVariantBuilder *builder,
               AdwEntryRow     *row)
{
  g_auto (GStrv) words = g_strsplit_set (text_of (row), " ,", -1);
  GVariantBuilder list;
  guint n = 0;

  g_variant_builder_init (&list, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      g_variant_builder_add (&list, "s", words[i]);
      n++;
    }
  if (n > 0)
    g_variant_builder_add (builder, "{sv}", "redirect-uris", g_variant_builder_end (&list));
  else
    g_variant_builder_clear (&list);
}

GVariant *
_dpd_provider_form_get (const DpdProviderForm *form,
                        const char *const     *confirmed_hosts)
{
  Needs needs = kinds[kind_of (form)].needs;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "kind",
                         g_variant_new_string (kinds[kind_of (form)].kind));
  add_text (&builder, "issuer", form->issuer_row, needs & NEEDS_ISSUER);
  add_text (&builder, "tenant", form->tenant_row, needs & NEEDS_TENANT);
  add_text (&builder, "client-id", form->client_id_row, needs & NEEDS_CLIENT_ID);
  add_text (&builder, "client-secret", form->secret_row, TRUE);
  add_text (&builder, "scopes", form->scopes_row, TRUE);
  add_redirects (&builder, form->redirects_row);
  add_choice (&builder, "access-type", form->access_row, accesses);
  add_choice (&builder, "prompt", form->prompt_row, prompts);
  if (confirmed_hosts != NULL && confirmed_hosts[0] != NULL)
    g_variant_builder_add (&builder, "{sv}", "confirmed-hosts",
                           g_variant_new_strv (confirmed_hosts, -1));
  return g_variant_builder_end (&builder);
}

static void
set_choice (AdwComboRow       *row,
            const char *const *words,
            const char        *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      adw_combo_row_set_selected (row, i);
}

void
_dpd_provider_form_set (const DpdProviderForm *form,
                        GVariant              *provider)
{
  const struct
  {
    const char  *key;
    AdwEntryRow *row;
  } texts[] = {
    { "issuer", form->issuer_row },
    { "tenant", form->tenant_row },
    { "client-id", form->client_id_row },
    { "scopes", form->scopes_row },
  };
  g_autofree const char **redirects = NULL;
  g_autofree char *joined = NULL;

  _dpd_provider_form_set_kind (form, dpd_provider_get (provider, "kind"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gtk_editable_set_text (GTK_EDITABLE (texts[i].row), dpd_provider_get (provider, texts[i].key));
  set_choice (form->access_row, accesses, dpd_provider_get (provider, "access-type"));
  set_choice (form->prompt_row, prompts, dpd_provider_get (provider, "prompt"));
  if (g_variant_lookup (provider, "redirect-uris", "^a&s", &redirects))
    joined = g_strjoinv (" ", (char **) redirects);
  gtk_editable_set_text (GTK_EDITABLE (form->redirects_row), joined != NULL ? joined : "");
  _dpd_provider_form_show_kind (form);
}
