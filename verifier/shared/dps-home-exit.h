/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* How daypass-home-policy ends; the gate reads it. A signal counts as refused. */
enum
{
  DPS_HOME_OK = 0,          /* the whole policy was printed */
  DPS_HOME_REFUSED = 1,     /* there is one, and it is not safe to use */
  DPS_HOME_ABSENT = 2,      /* there is none */
  DPS_HOME_UNAVAILABLE = 3, /* the privilege to look is missing */
  DPS_HOME_USAGE = 4,
};
