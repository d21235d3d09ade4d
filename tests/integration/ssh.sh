#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ssh with the hook, hosts and ssh-agents: real ssh and sshd, and whatever runs ssh. AGENT_TESTS names
# some of the tests.
# needs: providers
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh
SERVERS=/run/ssh-servers

# start_server NAME PORT KEY OPTION...: another sshd of this machine; its log can be read by all
start_server ()
{
  local name=$1 port=$2 key=$3
  shift 3
  {
    printf '%s\n' "$@"
    grep -vE '^(ListenAddress|HostKey|PidFile|LogLevel)' /etc/ssh/sshd_daypass
    printf '%s\n' "ListenAddress 127.0.0.1:$port" "HostKey $key" "PidFile $SERVERS/$name.pid"
  } >"$SERVERS/$name.conf"
  install -m 644 /dev/null "$SERVERS/$name.log"
  /usr/sbin/sshd -f "$SERVERS/$name.conf" -E "$SERVERS/$name.log"
  wait_for 5 listening "$port"
}

# know PORT KEY HOST...: lines of ssh_known_hosts
know ()
{
  local port=$1 key=$2 host
  shift 2
  for host in "$@"; do
    printf '[%s]:%s %s\n' "$host" "$port" "$(cut -d' ' -f1,2 "$key.pub")" >>/etc/ssh/ssh_known_hosts
  done
}

allow web alice@example.com https://localhost:4443
allow web alice@example.test "$GLEWLWYD"
# a provider whose clock is ten minutes ahead
start_oidc 4458 RS256 --clock-shift 600
chmod 755 "$IDP_STATE" && chmod 644 "$IDP_STATE"/requests-*.jsonl
install -d -m 755 "$SERVERS"
hosts=(web1.corp.example web2.corp.example bastion.corp.example web1.lab.example)
printf '127.0.0.1 %s other.example\n' "${hosts[*]}" >>/etc/hosts
# as ssh asks for canonical names
printf '127.0.0.1 web1.corp.example.\n' >>/etc/hosts
ssh-keygen -q -t ed25519 -N '' -C '' -f "$SERVERS/other_key"
# corp: three tries only, and it says what it sees; other: somebody else's server, the same
start_server corp 2322 /etc/ssh/daypass_host_key 'LogLevel DEBUG1' 'MaxAuthTries 3'
start_server other 2323 "$SERVERS/other_key" 'LogLevel DEBUG1' 'MaxAuthTries 6'
know 2322 /etc/ssh/daypass_host_key "${hosts[@]}"
know 2323 "$SERVERS/other_key" other.example
# the person's ordinary key, with which web can be reached without Daypass
as alice ssh-keygen -q -t ed25519 -N '' -C '' -f /home/alice/plain
install -d -m 700 -o web -g web /home/web/.ssh
install -m 600 -o web -g web /home/alice/plain.pub /home/web/.ssh/authorized_keys
as web git init -q --bare x.git
printf 'a file\n' | as web tee file >/dev/null

# the daemon runs the crontab that alice has at that moment
chgrp crontab /usr/bin/crontab 2>/dev/null || groupadd --system crontab
install -d -m 1730 -g crontab /var/spool/cron/crontabs
mkfifo -m 622 /run/cron
while read -r word; do
  case $word in
    start) crontab -u alice /home/alice/crontab && rm -f /run/crond.reboot && cron ;;
    stop) kill "$(cat /run/crond.pid)" && crontab -u alice -r ;;
  esac
done <>/run/cron >/var/log/cron.log 2>&1 &
helper=$!

# shellcheck disable=SC2086 # words
as alice env NODE_PACKAGES="$TREE/build/idp" /usr/bin/python3 "$TREE/tests/app/agent/run_ssh.py" \
  "${AGENT:-/usr/libexec/daypass/daypass-agent}" $AGENT_TESTS
status=$?
kill "$helper"
cat /var/log/cron.log
exit "$status"
