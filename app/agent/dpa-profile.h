/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-record.h"

G_BEGIN_DECLS

/*
 * An organisation's profile (*.daypass), pure: a GKeyFile of at most 64 KiB. docs/profiles.md has
 * the format. It may come from a mail, so (security 15) everything is refused that would reach
 * further than a person sees: keys that are not known, hosts as wide as "*" or "*.example",
 * redirects that are not loopback, access tokens in certificates.
 */
#define DPA_PROFILE_MAX (64 * 1024)
#define DPA_PROFILE_GROUPS_MAX 64

typedef struct
{
  char  *id;
  char  *provider;
  char **hosts;
  char **fixed;          /* names of SetOptions() keys, "hosts", "remove" */
  guint  lifetime_hours; /* 0: not said */
  char  *expiry;         /* "" when not said */
} DpaProfileAccount;

typedef struct
{
  char      *id;
  char      *organisation;
  GPtrArray *providers; /* DpaProvider */
  GPtrArray *accounts;  /* DpaProfileAccount */
} DpaProfile;

/* (transfer full) (nullable): DP_ERROR_CONFIG, DP_ERROR_LIMIT, DP_ERROR_URL; the message says
 * where. */
DpaProfile *dpa_profile_parse (const char *text,
                               gsize       len,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void        dpa_profile_free  (DpaProfile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaProfile, dpa_profile_free)

G_END_DECLS
