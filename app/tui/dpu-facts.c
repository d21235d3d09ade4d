/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-facts.h"

#include <glib/gi18n.h>

#include "dp-env.h"
#include "dpw-sentences.h"
#include "dpw-state.h"
#include "dpw-time.h"

static void
take (GPtrArray *lines,
      char      *line)
{
  g_ptr_array_add (lines, line);
}

static void
add (GPtrArray  *lines,
     const char *label,
     const char *value)
{
  g_autofree char *visible = value != NULL ? dpw_visible (value) : NULL;

  if (visible != NULL && *visible != '\0')
    /* Translators: a label and its value, in a list */
    take (lines, g_strdup_printf (_("%s: %s"), label, visible));
}

static void
add_moment (GPtrArray  *lines,
            const char *label,
            gint64      when)
{
  g_autofree char *moment = when != 0 ? dpw_time_moment (when, dp_clock_now (), NULL) : NULL;

  add (lines, label, moment);
}

static GStrv
finish (GPtrArray *lines)
{
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_free (lines, FALSE);
}

static void
add_checks (GPtrArray *lines,
            GVariant  *checks)
{
  static const struct
  {
    const char *severity;
    const char *mark;
  } marks[] = { { "good", "✓" }, { "info", "i" }, { "warning", "!" }, { "bad", "x" },
                { "question", "?" } };
  GVariantIter iter;
  GVariant *check;

  g_variant_iter_init (&iter, checks);
  while ((check = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autofree const char **args = NULL;
      g_autofree char *title = NULL;
      g_autofree char *detail = NULL;
      const char *id, *severity, *mark = "-";

      g_variant_get (check, "(&s&s^a&s&s^a&s)", &id, &severity, &args, NULL, NULL);
      title = dpw_sentence_title (id, (const char *const *) args);
      detail = dpw_sentence_detail (id, (const char *const *) args);
      for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
        if (g_str_equal (severity, marks[i].severity))
          mark = marks[i].mark;
      take (lines, g_strdup_printf ("%s %s", mark, title));
      if (detail != NULL && *detail != '\0')
        take (lines, g_steal_pointer (&detail));
      g_variant_unref (check);
    }
}

GStrv
dpu_facts_of_checks (GVariant *checks)
{
  GPtrArray *lines = g_ptr_array_new ();

  add_checks (lines, checks);
  return finish (lines);
}

static void
add_claims (GPtrArray *lines,
            GVariant  *claims)
{
  GVariantIter iter;
  const char *name;
  char **values;

  take (lines, g_strdup (""));
  take (lines, g_strdup (_("From Your Provider")));
  g_variant_iter_init (&iter, claims);
  while (g_variant_iter_next (&iter, "(&s^as)", &name, &values))
    {
      g_autofree char *list = g_strjoinv (", ", values);
      g_autofree char *label = dpw_visible (name);

      add (lines, label, list);
      g_strfreev (values);
    }
}

GStrv
dpu_facts_of_account (DpBusAccount *account,
                      GVariant     *claims,
                      GVariant     *hints)
{
  GPtrArray *lines = g_ptr_array_new ();
  const char *const *hosts = dp_bus_account_get_hosts (account);
  g_autofree char *list = hosts != NULL ? g_strjoinv (" ", (char **) hosts) : g_strdup ("");
  const char *fingerprint = dp_bus_account_get_fingerprint (account);

  add (lines, _("Account"), dp_bus_account_get_identity (account));
  add (lines, _("Provider"), dp_bus_account_get_provider_name (account));
  add (lines, C_("claim", "Issuer"), dp_bus_account_get_issuer (account));
  add (lines, _("Hosts"), *list != '\0' ? list : _("None yet"));
  add (lines, _("Managed by"), dp_bus_account_get_managed_by (account));
  if (fingerprint != NULL && *fingerprint != '\0')
    {
      take (lines, g_strdup (""));
      add_moment (lines, _("Signed in"), dp_bus_account_get_signed_in_at (account));
      add_moment (lines, _("ID token valid until"), dp_bus_account_get_token_expires_at (account));
      add_moment (lines, _("Servers usually accept until"),
                  dp_bus_account_get_expected_until (account));
      take (lines, g_strdup (""));
      add (lines, _("Fingerprint"), fingerprint);
      add (lines, C_("key", "File"), dp_bus_account_get_key_path (account));
      add (lines, _("Loaded into the ssh-agent"),
           dp_bus_account_get_in_agent (account) ? C_("loaded", "Yes") : C_("loaded", "No"));
    }
  if (claims != NULL && g_variant_n_children (claims) > 0)
    add_claims (lines, claims);
  if (hints != NULL)
    add_checks (lines, hints);
  return finish (lines);
}

GStrv
dpu_facts_of_keys (gboolean plain)
{
  static const char *const keys[] = {
    N_("Up, Down: choose an account"),
    N_("Enter: its next step, the words at the right"),
    N_("r: renew, or sign in where that needs you"),
    N_("o: sign out"),
    N_("c: copy the link of a sign-in that runs"),
    N_("d: details"),
    N_("a: add an account"),
    N_("q: quit"),
  };
  static const char *const words[] = {
    N_("A number: the next step of that account"),
    N_("r and a number: renew it, or sign in where that needs you"),
    N_("o and a number: sign out"),
    N_("d and a number: details"),
    N_("a: the providers; a and a number: add an account there"),
    N_("l: say all accounts again"),
    N_("During a sign-in: c copies the link, e gives one for another computer, y and n answer, q "
       "stops it"),
    N_("q: quit"),
  };
  guint n = plain ? G_N_ELEMENTS (words) : G_N_ELEMENTS (keys);
  GPtrArray *lines = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    take (lines, g_strdup (_(plain ? words[i] : keys[i])));
  return finish (lines);
}
