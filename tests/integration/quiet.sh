#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# needs: journal
# After logins and refusals neither sshd's log nor the journal holds a token or a certificate.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh

ISSUER=https://localhost:4443
KEY=/home/alice/quiet
JOURNAL=/run/journal.txt

# pieces FILE: 40 characters from each part of the certificate and of its token
pieces ()
{
  local data token part
  data=$(cut -d' ' -f2 "$1")
  token=$("$TREE/tests/lib/certificate.py" token "$1")
  for part in "$data" ${token//:/ }; do
    for at in 8 4 2; do
      printf '%s\n' "${part:$((${#part} / at)):40}"
    done
  done | awk 'length == 40'
}

none_in ()
{
  ! grep -qFf "$1" "$2"
}

gets_in ()
{
  [ "$(log_in alice "$1" "$KEY" id -un)" = "$1" ]
}

allow web alice@example.com "$ISSUER"
check quiet/signs_in sign_in alice alice "$ISSUER,daypass-test" -i "$KEY"
check quiet/lets_in gets_in web
refused quiet/refuses gets_in bob
pieces "$KEY-cert.pub" >/run/pieces
check quiet/there_are_pieces_to_look_for test "$(wc -l </run/pieces)" -ge 12
check quiet/sshd_logged_the_refusal grep -q 'authenticating user bob' "$SSHD_LOG"
check quiet/sshd_log_has_no_piece none_in /run/pieces "$SSHD_LOG"

# The journal looks at /proc for the program of an entry, and the verifier is soon gone: of some
# logins it is quick enough.
knows_command_lines ()
{
  local i
  for i in $(seq 30); do
    journal >"$JOURNAL"
    ! grep -q '^_CMDLINE=.*daypass-verify' "$JOURNAL" || return 0
    gets_in web
  done
  return 1
}

check quiet/the_journal_has_command_lines knows_command_lines
check quiet/the_journal_has_our_entries grep -q '^SYSLOG_IDENTIFIER=daypass-verify' "$JOURNAL"
check quiet/no_field_of_the_journal_has_a_piece none_in /run/pieces "$JOURNAL"

# the same search finds a token that a program does show: its own command line
/usr/bin/python3 -c 'import socket, time
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
journal.sendto(b"MESSAGE=a leak\n", "/run/systemd/journal/socket")
time.sleep(0.5)' "$(head -n 1 /run/pieces)"
journal >"$JOURNAL"
refused quiet/the_search_finds_a_leak none_in /run/pieces "$JOURNAL"
tap_end
