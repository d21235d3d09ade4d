#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""run_ssh.py AGENT [PART-OF-A-NAME...]: hosts, the hook and ssh-agents with real ssh and sshd; see
tests/integration/ssh.sh."""
import sys

import harness

PLACE = harness.become_daypass(sys.argv[1])

import world  # noqa: E402

world.PLACE = PLACE

import t_ssh_agent  # noqa: E402
import t_ssh_doctor  # noqa: E402
import t_ssh_hosts  # noqa: E402
import t_ssh_morning  # noqa: E402
import t_ssh_privacy  # noqa: E402
import t_ssh_table  # noqa: E402

sys.exit(harness.run([t_ssh_morning, t_ssh_table, t_ssh_privacy, t_ssh_agent, t_ssh_hosts,
                      t_ssh_doctor], sys.argv[2:]))
