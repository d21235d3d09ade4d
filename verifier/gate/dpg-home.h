/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-run.h"

/*
 * A person's own policy, ~/.opk/auth_id, read by daypass-home-policy in the person's name (security
 * requirement 6). The gate looks the person up, the helper touches the home. Ask only when no
 * system row has allowed.
 */
typedef enum
{
  DPG_HOME_READ,        /* the whole policy is in the text, which may be empty */
  DPG_HOME_NONE,        /* there is none, or no such user, or root without home_policy_root */
  DPG_HOME_REFUSED,     /* there is one, and it is not safe: detail says why */
  DPG_HOME_UNAVAILABLE, /* neither file capabilities nor sudo let the helper look */
  DPG_HOME_TIMED_OUT,
} DpgHomeEnd;

#define DPG_HOME_POLICY_MAX (1024 * 1024)
#define DPG_HOME_DETAIL_MAX 128

typedef struct
{
  DpgHomeEnd end;
  DpgText    policy; /* free with dpg_home_clear() */
  char       detail[DPG_HOME_DETAIL_MAX + 1]; /* a word of ours for the log, or "" */
} DpgHome;

/**
 * dpg_home_read:
 * @helper: path of daypass-home-policy
 * @login: the login name that sshd gave, already found safe
 * @may_be_root: home_policy_root of the settings
 * @deadline: by dpg_now_ms(); the helper itself ends after 2 s
 */
void dpg_home_read  (const char *helper,
                     const char *login,
                     bool        may_be_root,
                     int64_t     deadline,
                     DpgHome    *out);
void dpg_home_clear (DpgHome    *home);
