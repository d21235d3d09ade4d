# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# An SSH server with Daypass, people, and identity providers. For tools/demo and tests/integration;
# works only inside tests/lib/private, where /etc, /home and /run belong to nobody.

[ -d /mnt/tree/tests ] && [ "$$" != 1 ] || { echo "machine.sh: only inside tests/lib/private" >&2; exit 1; }

TREE=/mnt/tree
: "${SSH_PORT:=2222}" "${GLEWLWYD_PORT:=4593}"
GLEWLWYD=http://127.0.0.1:$GLEWLWYD_PORT/api/oidc
IDP_STATE=/run/idp
SSHD_LOG=/var/log/sshd.log

# --- people ---------------------------------------------------------------------------------------

# as USER CMD...: in that person's home, with a clean environment
as ()
{
  local user=$1 home
  shift
  home=$(getent passwd "$user" | cut -d: -f6)
  setpriv --reuid "$user" --regid "$(id -gn "$user")" --init-groups \
    env -i -C "$home" HOME="$home" USER="$user" LOGNAME="$user" PATH=/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
}

# make_people NAME...: accounts that can log in, but not with a password
make_people ()
{
  local name
  for name in "$@"; do
    useradd --create-home --shell /bin/bash --password '*' "$name"
  done
}

# --- the SSH server -------------------------------------------------------------------------------

make_server_users ()
{
  local user
  groupadd --system opksshuser
  useradd --system --no-create-home --shell /usr/sbin/nologin --gid opksshuser opksshuser
  # as data/server/daypass.sysusers makes it
  useradd --system --no-create-home --shell /usr/sbin/nologin --groups opksshuser _daypass-fetch
  getent passwd sshd >/dev/null ||
    useradd --system --no-create-home --home-dir /run/sshd --shell /usr/sbin/nologin sshd
}

# configure_verifier PROVIDERS-ROW...: /etc/opk with these providers and nobody allowed yet
configure_verifier ()
{
  install -d -m 750 -o root -g opksshuser /etc/opk
  printf '%s\n' "$@" >/etc/opk/providers
  : >/etc/opk/auth_id
  chown root:opksshuser /etc/opk/providers /etc/opk/auth_id
  chmod 640 /etc/opk/providers /etc/opk/auth_id
  install -d -m 2750 -o _daypass-fetch -g opksshuser /var/cache/daypass
  install -d -m 755 /run/daypass
}

# allow LOGIN IDENTITY ISSUER: a row of the policy
allow ()
{
  printf '%s %s %s\n' "$1" "$2" "$3" >>/etc/opk/auth_id
}

start_sshd ()
{
  local config=/etc/ssh/sshd_daypass
  install -d -m 755 /run/sshd /etc/ssh
  ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/daypass_host_key
  cat >"$config" <<EOF
ListenAddress 127.0.0.1:$SSH_PORT
HostKey /etc/ssh/daypass_host_key
PidFile /run/sshd.pid
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes yes
LogLevel VERBOSE
MaxStartups 300
AuthorizedKeysCommand /usr/libexec/daypass/daypass-verify %u %k %t
AuthorizedKeysCommandUser opksshuser
EOF
  /usr/sbin/sshd -t -f "$config"
  /usr/sbin/sshd -f "$config" -E "$SSHD_LOG"
  wait_for 5 listening "$SSH_PORT"
  printf '[127.0.0.1]:%s %s\n' "$SSH_PORT" "$(cut -d' ' -f1,2 /etc/ssh/daypass_host_key.pub)" \
    >/etc/ssh/ssh_known_hosts
}

# start_fetch: the service that fetches issuer keys for the verifier
start_fetch ()
{
  /usr/libexec/daypass/daypass-fetch --listen >>/var/log/daypass-fetch.log 2>&1 &
  echo $! >/run/daypass-fetch.pid
  wait_for 5 test -S /run/daypass/fetch.sock
}

# --- the journal ----------------------------------------------------------------------------------

# start_journal: systemd's journal alone, in memory, without kernel messages
start_journal ()
{
  mkdir -p /etc/systemd /run/systemd/journal
  printf '[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\nRateLimitBurst=0\n' \
    >/etc/systemd/journald.conf
  /usr/lib/systemd/systemd-journald >/var/log/journald.log 2>&1 &
  wait_for 10 test -S /run/systemd/journal/socket
}

# journal [OPTION...]: every field of every entry, as text
journal ()
{
  journalctl --sync
  journalctl --quiet --all --output=export --directory=/run/log/journal "$@"
}

# --- identity providers ---------------------------------------------------------------------------

# make_authority: a certificate authority that this private machine trusts, and a certificate of it
# for localhost in $IDP_STATE
make_authority ()
{
  local dir=/run/authority
  mkdir -m 700 -p "$dir" "$IDP_STATE"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj '/CN=Daypass test authority' -addext basicConstraints=critical,CA:TRUE \
    -keyout "$dir/ca.key" -out "$dir/ca.crt" 2>/dev/null
  make_certificate localhost localhost
  cat "$dir/ca.crt" >>/etc/ssl/certs/ca-certificates.crt
  cp "$dir/ca.crt" "/etc/ssl/certs/$(openssl x509 -in "$dir/ca.crt" -noout -hash).0"
}

# make_certificate NAME HOST...: $IDP_STATE/NAME.key and .crt of the private machine's authority
make_certificate ()
{
  local name=$1 dir=/run/authority
  shift
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -keyout "$IDP_STATE/$name.key" -out "$dir/$name.csr" 2>/dev/null
  printf 'subjectAltName=IP:127.0.0.1%s\n' "$(printf ',DNS:%s' "$@")" >"$dir/extensions"
  openssl x509 -req -in "$dir/$name.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -days 2 \
    -extfile "$dir/extensions" -out "$IDP_STATE/$name.crt" 2>/dev/null
}

# start_glewlwyd [ALG]
start_glewlwyd ()
{
  "$TREE/tests/idp/glewlwyd.py" start "$IDP_STATE/glewlwyd" "$GLEWLWYD_PORT" "$@" >/dev/null
}

# start_oidc PORT ALG [OPTION...]: its issuer is https://localhost:PORT
start_oidc ()
{
  local port=$1
  [ -e "$IDP_STATE/keys.json" ] ||
    "$TREE/tests/idp/jwk.py" RS256 ES256 EdDSA PS256 >"$IDP_STATE/keys.json"
  NODE_PACKAGES=$TREE/build/idp "$TREE/tests/idp/oidc-provider.mjs" "$IDP_STATE" "$@" \
    >>"$IDP_STATE/oidc-$port.log" 2>&1 &
  echo $! >"$IDP_STATE/oidc-$port.pid"
  wait_for 20 test -e "$IDP_STATE/ready-$port" || { cat "$IDP_STATE/oidc-$port.log"; return 1; }
}

# stop_process PIDFILE: ends it and waits until it has ended
stop_process ()
{
  local pid
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || true
  wait_for 10 ended "$pid" || { kill -KILL "$pid"; wait_for 5 ended "$pid"; }
  rm -f "$1"
}

ended ()
{
  ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

# --- signing in and logging in --------------------------------------------------------------------

# sign_in PERSON AT PROVIDER OPTION...: `daypass login` as the account PERSON, with somebody at the
# browser who signs in as AT. PROVIDER is ISSUER,CLIENT_ID. What the command prints goes to stdout.
sign_in ()
{
  local person=$1 at=$2 provider=$3 output url login status=0
  shift 3
  output=$(mktemp)
  as "$person" /usr/bin/daypass login --provider "$provider" --disable-browser-open "$@" \
    >"$output" 2>&1 &
  login=$!
  if wait_for 15 printed_or_ended '^http://(localhost|127\.0\.0\.1):' "$output" "$login" &&
     ! ended "$login"; then
    url=$(grep -m1 -E '^http://(localhost|127\.0\.0\.1):' "$output")
    "$TREE/tests/idp/browser.py" "$url" "$at" "$at-pass-1234" || status=1
  else
    kill "$login" 2>/dev/null || true
  fi
  wait "$login" || status=$?
  cat "$output"
  rm -f "$output"
  return "$status"
}

printed_or_ended ()
{
  grep -qE "$1" "$2" || ended "$3"
}

# log_in PERSON LOGIN KEY [CMD...]: real ssh as the account PERSON to the account LOGIN with the key
# file KEY (and KEY-cert.pub, if there is one) and no other
log_in ()
{
  local person=$1 login=$2 key=$3
  shift 3
  as "$person" ssh -F none -p "$SSH_PORT" -i "$key" -o IdentitiesOnly=yes -o IdentityAgent=none \
    -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=15 "$login@127.0.0.1" "$@" \
    </dev/null
}

# --- waiting --------------------------------------------------------------------------------------

# wait_for SECONDS CMD...: until the command succeeds
wait_for ()
{
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

listening ()
{
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
