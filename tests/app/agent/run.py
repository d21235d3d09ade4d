#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""run.py AGENT [PART-OF-A-NAME...]: the agent's tests; see tests/integration/agent.sh."""
import sys

import harness

PLACE = harness.become_daypass(sys.argv[1])

import world  # noqa: E402

world.PLACE = PLACE

import t_command  # noqa: E402
import t_day  # noqa: E402
import t_desktop  # noqa: E402
import t_faults  # noqa: E402
import t_hook  # noqa: E402
import t_hosts  # noqa: E402
import t_login  # noqa: E402
import t_profile  # noqa: E402
import t_round  # noqa: E402
import t_safety  # noqa: E402
import t_sign_in  # noqa: E402

sys.exit(harness.run([t_sign_in, t_hosts, t_hook, t_day, t_desktop, t_faults, t_command,
                      t_round, t_profile, t_login, t_safety], sys.argv[2:]))
