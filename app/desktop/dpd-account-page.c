/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-account-page.h"

#include "dpd-account-row.h"
#include "dpd-banner.h"
#include "dpd-fact-row.h"
#include "dpd-listen.h"
#include "dpd-markup.h"
#include "dpd-report.h"
#include "dpd-resource.h"
#include "dpd-window.h"

#include "dpw-clock.h"
#include "dpw-time.h"

#include <glib/gi18n.h>

struct _DpdAccountPage
{
  AdwBin               parent_instance;
  DpdBanner           *banner;
  AdwAvatar           *avatar;
  GtkLabel            *identity_label;
  GtkLabel            *provider_label;
  GtkButton           *renew_button;
  GtkWidget           *state_row;
  GtkImage            *state_icon;
  GtkLabel            *state_label;
  GtkLevelBar         *level_bar;
  AdwActionRow        *signed_in_row;
  AdwActionRow        *token_row;
  AdwActionRow        *until_row;
  AdwActionRow        *lifetime_row;
  GtkSpinButton       *lifetime_spin;
  AdwActionRow        *hosts_row;
  AdwComboRow         *browser_row;
  AdwPreferencesGroup *claims_group;
  AdwPreferencesGroup *key_group;
  DpdAccount          *account;
  GPtrArray           *claim_rows;
  GPtrArray           *key_rows;
  GCancellable        *cancellable;
  gint64               claims_of; /* SignedInAt of the claims that are shown */
  gint64               token_of;
  char                *fingerprint; /* and what else is shown of the key */
  gboolean             in_agent;
  gboolean             key_shown;
  gboolean             updating;
};

G_DEFINE_FINAL_TYPE (DpdAccountPage, dpd_account_page, ADW_TYPE_BIN)

static const char *const browsers[] = { "default", "system", "embedded" };

static void
clear_rows (AdwPreferencesGroup *group,
            GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
claims_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) claims = NULL;
  g_autoptr (GVariant) hints = NULL;
  DpdAccountPage *self = user_data;

  if (!dp_bus_account_call_get_claims_finish (DP_BUS_ACCOUNT (source), &claims, &hints, result,
                                              &error))
    {
      g_debug ("no claims: %s", error->message);
      return;
    }
  clear_rows (self->claims_group, self->claim_rows);
  _dpd_account_page_fill_claims (self->claims_group, self->claim_rows, claims, hints);
  gtk_widget_set_visible (GTK_WIDGET (self->claims_group), self->claim_rows->len > 0);
}

static void
update_facts (DpdAccountPage *self,
              DpBusAccount   *proxy,
              gint64          now)
{
  const struct
  {
    AdwActionRow *row;
    gint64        when;
    char *(*say) (gint64     when,
                  gint64     now,
                  GTimeZone *zone);
  } rows[] = {
    { self->signed_in_row, dp_bus_account_get_signed_in_at (proxy), dpw_time_moment },
    { self->token_row, dp_bus_account_get_token_expires_at (proxy), dpw_time_moment },
    { self->until_row, dp_bus_account_get_expected_until (proxy), dpw_time_about },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = NULL;

      gtk_widget_set_visible (GTK_WIDGET (rows[i].row), rows[i].when > 0);
      if (rows[i].when <= 0)
        continue;
      text = rows[i].say (rows[i].when, now, NULL);
      dpd_row_set_subtitle (rows[i].row, text);
    }
}

static void
update_state (DpdAccountPage *self,
              DpBusAccount   *proxy,
              gint64          now)
{
  gint64 from = dp_bus_account_get_signed_in_at (proxy);
  gint64 until = dp_bus_account_get_expected_until (proxy);
  g_autofree char *line = NULL;
  g_autofree char *step = NULL;
  DpwStateFacts facts;
  const char *icon, *style;

  dpd_account_get_facts (self->account, &facts);
  line = dpw_state_line (&facts, now, NULL);
  dpd_label_set_sentence (self->state_label, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  line, -1);
  icon = dpd_state_icon (facts.state, &style);
  gtk_image_set_from_icon_name (self->state_icon, icon != NULL ? icon : "content-loading-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_icon),
                              (const char *[]) { "text-icon", style, NULL });

  gtk_widget_set_visible (GTK_WIDGET (self->level_bar), until > from && until > now);
  if (until > from)
    gtk_level_bar_set_value (self->level_bar,
                             CLAMP ((double) (until - now) / (double) (until - from), 0.02, 1));

  /* The same next step as on Home; while all is well, an early renewal. */
  step = dpw_state_step (&facts);
  gtk_button_set_label (self->renew_button, step != NULL ? step : _("Renew"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->renew_button), "(ss)",
                                    dpd_account_get_id (self->account),
                                    step != NULL ? dpw_state_step_id (&facts)
                                    : dp_bus_account_get_can_renew (proxy) ? "renew" : "sign-in");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->renew_button), "win.step");
  gtk_widget_set_visible (GTK_WIDGET (self->renew_button), facts.state != DPW_STATE_RENEWING);
  gtk_widget_set_css_classes (
      GTK_WIDGET (self->renew_button),
      (const char *[]) { "pill", dpw_state_needs_person (&facts) ? "suggested-action" : NULL,
                         NULL });
}

static void
update_settings (DpdAccountPage *self,
                 DpBusAccount   *proxy)
{
  const char *managed_by = dp_bus_account_get_managed_by (proxy);
  const char *const *hosts = dp_bus_account_get_hosts (proxy);
  const char *browser = dp_bus_account_get_browser (proxy);
  gboolean managed = managed_by != NULL && *managed_by != '\0';
  gboolean fixed = dpd_account_is_fixed (self->account, "lifetime-hours");
  g_autofree char *list = hosts != NULL ? g_strjoinv (", ", (char **) hosts) : NULL;
  g_autofree char *ltr = list != NULL && *list != '\0' ? dpd_ltr_markup (list) : NULL;
  g_autofree char *banner = NULL;
  g_autofree char *set_by = NULL;

  if (managed)
    {
      /* Translators: %s is the name of an organisation */
      banner = g_strdup_printf (_("Managed by %s: some settings are fixed"), managed_by);
      set_by = g_strdup_printf (_("Set by %s"), managed_by);
    }
  dpd_banner_set (self->banner, banner, NULL, NULL, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->lifetime_spin), !fixed);
  dpd_row_set_subtitle (self->lifetime_row,
                        fixed && managed
                            ? set_by
                            : _("Hours. Each server decides for itself."));
  gtk_spin_button_set_value (self->lifetime_spin, dp_bus_account_get_lifetime_hours (proxy));
  adw_action_row_set_subtitle (self->hosts_row, ltr != NULL ? ltr : _("None yet"));
  for (guint i = 0; i < G_N_ELEMENTS (browsers); i++)
    if (g_strcmp0 (browser, browsers[i]) == 0)
      adw_combo_row_set_selected (self->browser_row, i);
  gtk_widget_set_sensitive (GTK_WIDGET (self->browser_row),
                            !dpd_account_is_fixed (self->account, "browser"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.remove",
                                 !dpd_account_is_fixed (self->account, "remove"));
}

static void
update_key (DpdAccountPage *self,
            DpBusAccount   *proxy)
{
  const char *fingerprint = dp_bus_account_get_fingerprint (proxy);
  gboolean has_key = fingerprint != NULL && *fingerprint != '\0';
  gboolean in_agent = dp_bus_account_get_in_agent (proxy);

  if (self->key_shown && g_strcmp0 (fingerprint, self->fingerprint) == 0
      && in_agent == self->in_agent)
    return;
  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);
  self->in_agent = in_agent;
  self->key_shown = TRUE;
  clear_rows (self->key_group, self->key_rows);
  _dpd_account_page_fill_key (self->key_group, self->key_rows, proxy);
  gtk_widget_set_visible (GTK_WIDGET (self->key_group), has_key);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.copy-certificate", has_key);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.show-in-files", has_key);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.sign-out", has_key);
}

static void
update (DpdAccountPage *self)
{
  DpBusAccount *proxy = dpd_account_get_proxy (self->account);
  const char *provider = dpd_account_get_provider_name (self->account);
  gint64 signed_in = dp_bus_account_get_signed_in_at (proxy);
  gint64 token = dp_bus_account_get_token_expires_at (proxy);

  self->updating = TRUE;
  adw_avatar_set_text (self->avatar, dpd_initials_text (provider));
  dpd_label_set_sentence (self->identity_label, dpd_account_get_title (self->account));
  gtk_label_set_label (self->provider_label, provider);
  gtk_widget_set_visible (GTK_WIDGET (self->provider_label),
                          !g_str_equal (provider, dpd_account_get_title (self->account)));
  update_state (self, proxy, dpw_clock_now ());
  update_facts (self, proxy, dpw_clock_now ());
  update_settings (self, proxy);
  update_key (self, proxy);
  self->updating = FALSE;

  if (signed_in == self->claims_of && token == self->token_of)
    return;
  self->claims_of = signed_in;
  self->token_of = token;
  dp_bus_account_call_get_claims (proxy, self->cancellable, claims_cb, self);
}

static void
set_option (DpdAccountPage *self,
            const char     *key,
            GVariant       *value)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", key, value);
  dp_bus_account_call_set_options (dpd_account_get_proxy (self->account),
                                   g_variant_builder_end (&builder), NULL, dpd_report_cb,
                                   dpd_report_to (GTK_WIDGET (self)));
}

static void
lifetime_changed_cb (DpdAccountPage *self)
{
  if (!self->updating)
    set_option (self, "lifetime-hours",
                g_variant_new_uint32 ((guint32) gtk_spin_button_get_value_as_int (
                    self->lifetime_spin)));
}

static void
browser_changed_cb (DpdAccountPage *self)
{
  guint selected = adw_combo_row_get_selected (self->browser_row);

  /* A row says so too when only the size of the text has changed. */
  if (!self->updating && selected < G_N_ELEMENTS (browsers)
      && g_strcmp0 (browsers[selected],
                    dp_bus_account_get_browser (dpd_account_get_proxy (self->account)))
             != 0)
    set_option (self, "browser", g_variant_new_string (browsers[selected]));
}

static void
dpd_account_page_dispose (GObject *object)
{
  DpdAccountPage *self = DPD_ACCOUNT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  dpd_unlisten (&self->account, self);
  g_clear_pointer (&self->claim_rows, g_ptr_array_unref);
  g_clear_pointer (&self->key_rows, g_ptr_array_unref);
  g_clear_pointer (&self->fingerprint, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (dpd_account_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, banner);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, identity_label);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, provider_label);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, renew_button);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, level_bar);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, signed_in_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, token_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, until_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, lifetime_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, lifetime_spin);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, hosts_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, browser_row);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, claims_group);
  gtk_widget_class_bind_template_child (widget_class, DpdAccountPage, key_group);
  gtk_widget_class_bind_template_callback (widget_class, lifetime_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, browser_changed_cb);
}

static void
dpd_account_page_class_init (DpdAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dpd_account_page_dispose;
  g_type_ensure (DPD_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, DPD_RESOURCE ("dpd-account-page.ui"));
  bind_children (widget_class);
  _dpd_account_page_install_actions (widget_class);
}

static void
dpd_account_page_init (DpdAccountPage *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  dpd_combo_row_adapt (self->browser_row);
  self->cancellable = g_cancellable_new ();
  self->claim_rows = g_ptr_array_new ();
  self->key_rows = g_ptr_array_new ();
  self->claims_of = -1;
  gtk_widget_set_visible (GTK_WIDGET (self->claims_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->key_group), FALSE);
}

GtkWidget *
dpd_account_page_new (DpdAccount *account)
{
  DpdAccountPage *self = g_object_new (DPD_TYPE_ACCOUNT_PAGE, NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "gone", G_CALLBACK (dpd_window_leave), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

DpdAccount *
dpd_account_page_get_account (DpdAccountPage *self)
{
  return self->account;
}
