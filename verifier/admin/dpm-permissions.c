/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpm-permissions.h"

#include <sys/stat.h>

#include "dpm-places.h"

static const struct
{
  mode_t mode;
  mode_t also[3]; /* other modes that opkssh takes, 0 ends them */
  gboolean is_ours; /* opkssh has no such place */
} table[] = {
  [DPM_PLACE_DIRECTORY] = { 0750, { 0700, 0755, 0 }, FALSE },
  [DPM_PLACE_FILE] = { 0640, { 0 }, FALSE },
  [DPM_PLACE_PLUGIN] = { 0640, { 0 }, FALSE },
  [DPM_PLACE_HOME] = { 0600, { 0 }, FALSE },
  [DPM_PLACE_HELPER] = { 0750, { 0 }, TRUE },
  [DPM_PLACE_CACHE] = { 02750, { 0 }, TRUE },
};

mode_t
dpm_permissions_mode (DpmPlaceType type)
{
  return table[type].mode;
}

static gboolean
is_wanted_mode (DpmPlaceType type,
                mode_t       mode)
{
  if (mode == table[type].mode)
    return TRUE;
  for (guint i = 0; table[type].also[i] != 0; i++)
    if (mode == table[type].also[i])
      return TRUE;
  return FALSE;
}

/* What the verifier, which runs in the group, cannot do. */
static gboolean
is_unreadable (const DpmFacts  *facts,
               const DpmWanted *wanted)
{
  mode_t group = wanted->type == DPM_PLACE_FILE || wanted->type == DPM_PLACE_PLUGIN ? 040 : 050;
  mode_t others = group >> 3;

  if (wanted->type == DPM_PLACE_HOME)
    return FALSE;
  return !((facts->gid == wanted->gid && (facts->mode & group) == group)
           || (facts->mode & others) == others);
}

static char *
dup_owner_problem (const DpmFacts  *facts,
                   const char      *instead_of,
                   const DpmWanted *wanted)
{
  g_autofree char *owner = dpm_place_dup_owner (facts->uid, facts->gid);
  g_autofree char *should = dpm_place_dup_owner (wanted->uid, wanted->gid);

  return g_strconcat ("owner ", owner, instead_of, should, NULL);
}

static char *
find_breakage (const DpmFacts  *facts,
               const DpmWanted *wanted)
{
  if (!facts->is_kind)
    return g_strdup (wanted->type == DPM_PLACE_DIRECTORY || wanted->type == DPM_PLACE_CACHE
                       ? "it is not a directory: put one in its place by hand"
                       : "it is not a regular file: put one in its place by hand");
  if (facts->uid != wanted->uid)
    return dup_owner_problem (facts, " instead of ", wanted);
  if ((facts->mode & (S_IWGRP | S_IWOTH)) != 0)
    return g_strdup_printf ("mode %04o: its group or others may write to it, so it is not "
                            "trusted", facts->mode);
  if (wanted->type == DPM_PLACE_HOME && facts->mode != table[DPM_PLACE_HOME].mode)
    return g_strdup_printf ("mode %04o instead of 0600", facts->mode);
  if (is_unreadable (facts, wanted))
    {
      g_autofree char *owner = dpm_place_dup_owner (facts->uid, facts->gid);

      return g_strdup_printf ("owner %s, mode %04o: the verifier cannot read it", owner,
                              facts->mode);
    }
  if (wanted->type == DPM_PLACE_HELPER && (facts->mode & 07) != 0)
    return g_strdup_printf ("mode %04o: only its group may be able to run it", facts->mode);
  if (wanted->type == DPM_PLACE_HELPER && !facts->has_capabilities)
    return g_strdup ("it has lost its capabilities, so ~/.opk/auth_id counts for nobody");
  return NULL;
}

/* Group matters to opkssh for config.yml only, but its own tool sets all alike. */
static char *
find_difference (const DpmFacts  *facts,
                 const DpmWanted *wanted)
{
  mode_t mode = facts->mode & 0777;

  if (table[wanted->type].is_ours)
    return facts->mode == table[wanted->type].mode
             ? NULL
             : g_strdup_printf ("mode %04o instead of %04o", facts->mode, table[wanted->type].mode);
  if (!is_wanted_mode (wanted->type, mode))
    return g_strdup_printf ("mode %04o is fine for Daypass; opkssh demands %04o", mode,
                            table[wanted->type].mode);
  if (wanted->type == DPM_PLACE_FILE && facts->gid != wanted->gid)
    return dup_owner_problem (facts, " is fine for Daypass; opkssh demands ", wanted);
  return NULL;
}

void
dpm_permissions_judge (const DpmFacts  *facts,
                       const DpmWanted *wanted,
                       DpmJudgement    *out)
{
  *out = (DpmJudgement) { DPM_STATE_FINE, FALSE, FALSE, FALSE, NULL };
  if (!facts->exists)
    {
      out->state = wanted->required ? DPM_STATE_MISSING : DPM_STATE_FINE;
      if (facts->is_hidden)
        out->problem = g_strdup ("only root can look at it: run this as root");
      else if (wanted->required)
        out->problem = g_strdup ("missing");
      return;
    }
  out->problem = find_breakage (facts, wanted);
  out->state = out->problem == NULL ? DPM_STATE_FINE : DPM_STATE_BROKEN;
  if (out->problem == NULL)
    out->problem = find_difference (facts, wanted);
  if (out->problem != NULL && out->state == DPM_STATE_FINE)
    out->state = DPM_STATE_OPKSSH;
  if (out->problem == NULL || !facts->is_kind)
    return;
  out->fix_mode = !is_wanted_mode (wanted->type, facts->mode);
  out->fix_owner = facts->uid != wanted->uid
                   || (wanted->type != DPM_PLACE_HOME && facts->gid != wanted->gid);
  out->fix_capabilities = wanted->type == DPM_PLACE_HELPER
                          && (!facts->has_capabilities || out->fix_owner);
}

void
dpm_judgement_clear (DpmJudgement *self)
{
  g_clear_pointer (&self->problem, g_free);
}
