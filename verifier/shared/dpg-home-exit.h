/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* How daypass-home-policy ends; the gate reads it. A signal counts as refused. */
enum
{
  DPG_HOME_EXIT_OK = 0,          /* the whole policy was printed */
  DPG_HOME_EXIT_REFUSED = 1,     /* there is one, and it is not safe to use */
  DPG_HOME_EXIT_ABSENT = 2,      /* there is none */
  DPG_HOME_EXIT_UNAVAILABLE = 3, /* the privilege to look is missing */
  DPG_HOME_EXIT_USAGE = 4,
};
