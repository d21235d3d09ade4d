/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-words"
#include "config.h"

#include "dpw-fixes.h"
#include "dpw-sentences.h"

#include <glib/gi18n.h>

static const struct
{
  const char *id;
  const char *label;
  gboolean    agents;
} fixes[] = {
  /* carried out by the agent */
  { "use-free-port", N_("Use a Free Port"), TRUE },
  { "ssh-modes", N_("Make Private"), TRUE },
  { "load-key", N_("Load Again"), TRUE },
  { "unlock-keyring", N_("Unlock"), TRUE },
  { "allow-background", N_("Allow…"), TRUE },
  { "autostart", N_("Start at Login"), TRUE },
  { "set-time", N_("Set Time…"), TRUE },
  /* carried out by whoever shows the check */
  { "copy", N_("Copy"), FALSE },               /* 1: the text */
  { "sign-in", N_("Sign In"), FALSE },
  { "retry", N_("Try Again"), FALSE },
  { "diagnose", N_("Diagnose"), FALSE },
  { "explain", N_("Explain…"), FALSE },        /* 1: the host */
  { "use-issuer", N_("Use That"), FALSE },     /* 1: the issuer */
  { "confirm-host", N_("Yes"), FALSE },        /* 1: the host */
  /* Translators: %2 is the short name of another account */
  { "exclude-host", N_("Leave It to %2"), FALSE }, /* 1: "!pattern", 2: that name */
  { "hosts", N_("Review Hosts"), FALSE },
  { "edit-provider", N_("Edit"), FALSE },      /* 1: the provider */
  { "preferences", N_("Preferences"), FALSE },
};

const char *
dpw_fix_nth (guint n)
{
  return n < G_N_ELEMENTS (fixes) ? fixes[n].id : NULL;
}

char *
dpw_fix_label (const char        *fix,
               const char *const *args)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_strcmp0 (fix, fixes[i].id) == 0)
      return dpw_fill (_(fixes[i].label), args);
  return NULL;
}

gboolean
dpw_fix_is_agents (const char *fix)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_strcmp0 (fix, fixes[i].id) == 0)
      return fixes[i].agents;
  return FALSE;
}
