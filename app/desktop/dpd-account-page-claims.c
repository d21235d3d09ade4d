/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-account-page.h"

#include "dpd-check-row.h"
#include "dpd-fact-row.h"

#include <glib/gi18n.h>

#define VALUES_SHOWN 50

/* Claims carry words; the others keep their own name. */
static const struct
{
  const char *claim;
  const char *title;
  DpdFactFlags flags;
} names[] = {
  { "groups", NC_("claim", "Groups"), DPD_FACT_PLAIN },
  { "roles", NC_("claim", "Roles"), DPD_FACT_PLAIN },
  { "email", NC_("claim", "E-mail address"), DPD_FACT_COPY },
  { "name", NC_("claim", "Name"), DPD_FACT_COPY },
  { "preferred_username", NC_("claim", "User name"), DPD_FACT_COPY },
  { "sub", NC_("claim", "Subject"), DPD_FACT_COPY },
  { "iss", NC_("claim", "Issuer"), DPD_FACT_COPY },
  { "aud", NC_("claim", "Application (client ID)"), DPD_FACT_COPY },
};

static void
add (AdwPreferencesGroup *group,
     GPtrArray           *rows,
     GtkWidget           *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static void
add_claim (AdwPreferencesGroup *group,
           GPtrArray           *rows,
           const char          *claim,
           char               **values)
{
  const char *title = claim;
  DpdFactFlags flags = DPD_FACT_PLAIN;
  guint n = g_strv_length (values);
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (claim, names[i].claim))
      {
        title = g_dpgettext2 (NULL, "claim", names[i].title);
        flags = names[i].flags;
      }
  if (n > VALUES_SHOWN)
    g_clear_pointer (&values[VALUES_SHOWN], g_free);
  text = g_strjoinv (", ", values);
  if (n > VALUES_SHOWN)
    {
      g_autofree char *start = g_steal_pointer (&text);

      /* Translators: %1$s is a list of groups, %2$u how many more there are */
      text = g_strdup_printf (ngettext ("%1$s, and %2$u more", "%1$s, and %2$u more",
                                        n - VALUES_SHOWN),
                              start, n - VALUES_SHOWN);
    }
  add (group, rows, dpd_fact_row_new (title, text, flags));
}

void
_dpd_account_page_fill_claims (AdwPreferencesGroup *group,
                               GPtrArray           *rows,
                               GVariant            *claims,
                               GVariant            *hints)
{
  g_autoptr (GPtrArray) checks = dpd_checks_new (hints);
  GVariantIter iter;
  const char *claim;
  char **values;
  gboolean first = TRUE;

  g_variant_iter_init (&iter, claims);
  while (g_variant_iter_next (&iter, "(&s^as)", &claim, &values))
    {
      add_claim (group, rows, claim, values);
      g_strfreev (values);
      /* What there is to say is about the groups, which come first. */
      for (guint i = 0; first && i < checks->len; i++)
        add (group, rows, dpd_check_row_new (g_ptr_array_index (checks, i)));
      first = FALSE;
    }
}

void
_dpd_account_page_fill_key (AdwPreferencesGroup *group,
                            GPtrArray           *rows,
                            DpBusAccount        *proxy)
{
  const char *fingerprint = dp_bus_account_get_fingerprint (proxy);
  gboolean ed25519 = g_strcmp0 (dp_bus_account_get_key_type (proxy), "ed25519") == 0;

  if (fingerprint == NULL || *fingerprint == '\0')
    return;
  add (group, rows,
       dpd_fact_row_new (C_("key", "Type"), ed25519 ? "Ed25519" : "ECDSA P-256", DPD_FACT_PLAIN));
  add (group, rows,
       dpd_fact_row_new (_("Fingerprint"), fingerprint, DPD_FACT_COPY | DPD_FACT_MONOSPACE));
  add (group, rows,
       dpd_fact_row_new (C_("key", "File"), dp_bus_account_get_key_path (proxy),
                         DPD_FACT_COPY | DPD_FACT_MONOSPACE));
  add (group, rows,
       dpd_fact_row_new (_("Loaded into the ssh-agent"),
                         dp_bus_account_get_in_agent (proxy) ? C_("loaded", "Yes")
                                                             : C_("loaded", "No"),
                         DPD_FACT_PLAIN));
}
