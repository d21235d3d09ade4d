/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/*
 * Owners and modes of the server's files: what they should be, and what follows when they are not
 * (decision D9: Daypass demands that a file is root's and nobody else may write to it; opkssh
 * demands exact modes). Pure: facts in, a judgement out.
 */
typedef enum
{
  DPM_PLACE_DIRECTORY,
  DPM_PLACE_FILE,
  DPM_PLACE_PLUGIN,  /* a file of policy.d */
  DPM_PLACE_HOME,    /* ~/.opk/auth_id */
  DPM_PLACE_HELPER,  /* daypass-home-policy, with its file capabilities */
  DPM_PLACE_CACHE,
} DpmPlaceType;

typedef struct
{
  gboolean exists;
  gboolean is_kind;          /* a regular file, or a directory where one is wanted; no link */
  mode_t   mode;             /* 07777 */
  uid_t    uid;
  gid_t    gid;
  gboolean has_capabilities; /* of a helper */
  gboolean is_hidden;        /* whether it exists is not for us to know */
} DpmFacts;

typedef struct
{
  DpmPlaceType type;
  gboolean     required;
  uid_t        uid;
  gid_t        gid;
} DpmWanted;

typedef enum
{
  DPM_STATE_FINE,
  DPM_STATE_OPKSSH,  /* Daypass takes it, opkssh would not */
  DPM_STATE_BROKEN,  /* it is not used, or does not work */
  DPM_STATE_MISSING,
} DpmState;

typedef struct
{
  DpmState state;
  gboolean fix_mode;
  gboolean fix_owner;
  gboolean fix_capabilities;
  char    *problem; /* (nullable): a sentence */
} DpmJudgement;

/* The mode that `fix` gives. */
mode_t dpm_permissions_mode        (DpmPlaceType      type);
void   dpm_permissions_judge       (const DpmFacts   *facts,
                                    const DpmWanted  *wanted,
                                    DpmJudgement     *out);
void   dpm_judgement_clear         (DpmJudgement     *self);

G_END_DECLS
