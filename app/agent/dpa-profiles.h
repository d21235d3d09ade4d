/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-account.h"
#include "dpa-profile.h"

G_BEGIN_DECLS

/*
 * Organisation profiles: in effect from root's directories at once, from a person's file only after
 * a yes (security 15). Accepted ones are kept in the configuration folder.
 */
/* @config_dir: where accepted profiles are kept. */
DpaProfiles *dpa_profiles_new       (DpaAgent     *agent,
                                     const char   *config_dir);
void         dpa_profiles_free      (DpaProfiles  *self);
/* Puts all that are there into effect; when the accounts are there. */
void         dpa_profiles_load      (DpaProfiles  *self);

/* Stages a file's text, with nothing in effect. Gives the handle of what was staged: a yes is for
 * this text, and not for another one with the same id; (transfer none) (nullable). */
const char  *dpa_profiles_stage     (DpaProfiles  *self,
                                     GBytes       *text,
                                     const char   *file_name,
                                     GError      **error);
/* (transfer none) (nullable) */
const DpaProfile *dpa_profiles_find_staged (DpaProfiles *self,
                                            const char  *handle);
/* a(sss), floating */
GVariant    *dpa_profiles_list_staged (DpaProfiles *self);
/* NotFound, or an error of a file. */
gboolean     dpa_profiles_decide    (DpaProfiles  *self,
                                     const char   *handle,
                                     gboolean      accept,
                                     GError      **error);

/* Of a record's managed_by: (transfer none) (nullable) */
const DpaProfile *dpa_profiles_find (DpaProfiles  *self,
                                     const char   *id);
/* What the profile fixes of this account; NULL terminated, (transfer none). */
const char *const *dpa_profiles_get_fixed (DpaProfiles     *self,
                                           const DpaRecord *record);

G_END_DECLS
