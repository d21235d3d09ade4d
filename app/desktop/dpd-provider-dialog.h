/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpd-agent.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Adds or edits a provider; asks only what this kind of provider needs, and checks it while the
 * person types. Signal "added" (id).
 */
#define DPD_TYPE_PROVIDER_DIALOG (dpd_provider_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DpdProviderDialog, dpd_provider_dialog, DPD, PROVIDER_DIALOG, AdwWindow)

/* @kind: "other" "google" "microsoft" "gitlab" "hello" */
GtkWidget *dpd_provider_dialog_new (GtkWindow  *parent,
                                    DpdAgent   *agent,
                                    const char *kind);
/* Edits the own provider with this id. */
GtkWidget *dpd_provider_dialog_new_edit (GtkWindow  *parent,
                                         DpdAgent   *agent,
                                         const char *id);

/* In dpd-provider-form.c: what the rows say, as an a{sv} for the agent (floating). */
typedef struct
{
  AdwComboRow  *kind_row;
  AdwEntryRow  *issuer_row;
  AdwEntryRow  *tenant_row;
  AdwEntryRow  *client_id_row;
  AdwEntryRow  *secret_row;
  AdwEntryRow  *scopes_row;
  AdwEntryRow  *redirects_row;
  AdwComboRow  *access_row;
  AdwComboRow  *prompt_row;
} DpdProviderForm;

GVariant  *_dpd_provider_form_get (const DpdProviderForm *form,
                                   const char *const     *confirmed_hosts);
void       _dpd_provider_form_set (const DpdProviderForm *form,
                                   GVariant              *provider);
/* Shows the rows that the chosen kind needs. */
void       _dpd_provider_form_show_kind (const DpdProviderForm *form);
void       _dpd_provider_form_set_kind (const DpdProviderForm *form,
                                        const char            *kind);
/* The rows with a choice, for large text. */
void       _dpd_provider_form_adapt (const DpdProviderForm *form);
/* Whether everything that must be said is said. */
gboolean   _dpd_provider_form_is_complete (const DpdProviderForm *form);

G_END_DECLS
