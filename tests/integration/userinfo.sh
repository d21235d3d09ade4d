#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Claims from the provider's userinfo endpoint, when a certificate carries an access token. What asks
# the provider is replaced by a socket that answers what the test wants; the fetcher has tests of
# its own.
set -u
cd "$(dirname "$0")" || exit 1
[ "${1:-}" = inside ] || exec unshare --mount --propagation private bash "./${0##*/}" inside
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

mkdir -p /run/daypass
mount -t tmpfs tmpfs /run/daypass
make_policy

cat >/run/daypass/answer.py <<'END'
import os, socket, struct
server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind('/run/daypass/fetch.sock')
os.chmod('/run/daypass/fetch.sock', 0o666)
server.listen(8)
while True:
    peer, _ = server.accept()
    magic, operation, row, length = struct.unpack('IIII', peer.recv(16, socket.MSG_WAITALL))
    token = peer.recv(length, socket.MSG_WAITALL) if length else b''
    with open('/run/daypass/asked', 'a') as log:
        log.write(f'{operation} {row} {token.decode()}\n')
    with open('/run/daypass/body', 'rb') as body:
        body = body.read()
    if body == b'silence':
        continue
    peer.sendall(struct.pack('II', 1 if body else 2, len(body)) + body)
    peer.close()
END
/usr/bin/python3 /run/daypass/answer.py &
answerer=$!
wait_for 10 test -S /run/daypass/fetch.sock
chmod 755 /run/daypass

# userinfo TEXT: what the provider says
userinfo ()
{
  printf '%s' "$1" >/run/daypass/body
}

CERT=$(certificate token=an-access-token)
gets_in ()
{
  [ -n "$(verify "${1:-alice}" "$CERT")" ]
}

put auth_id "alice oidc:groups:ops $ISSUER"
userinfo '{"sub":"u1","groups":["ops"],"email":"alice@example.com"}'
check userinfo/f149_its_claims_count gets_in
same userinfo/the_row_and_the_token_were_sent "3 1 an-access-token" "$(tail -n 1 /run/daypass/asked)"
rm /run/daypass/asked
CERT=$(certificate) refused userinfo/without_an_access_token_they_do_not gets_in
refused userinfo/and_nobody_is_asked test -e /run/daypass/asked
userinfo '{"sub":"u1","groups":["dev"]}'
refused userinfo/another_group_does_not_count gets_in
userinfo '{"sub":"u2","groups":["ops"]}'
refused userinfo/f149_of_another_subject_is_dropped gets_in
check userinfo/and_the_log_says_so logged 'about somebody else'
userinfo '{"groups":["ops"]}'
refused userinfo/without_a_subject_is_dropped gets_in
for text in 'not json' '[]' '{"sub":"u1","groups":"ops"}' '{"sub":"u1","sub":"u1","groups":["ops"]}' \
  '{"sub":"u1","groups":["ops"]}{}'; do
  userinfo "$text"
  refused "userinfo/junk_is_dropped_${#text}" gets_in
done

# a login that does not need it goes on without
put auth_id "alice alice@example.com $ISSUER"
userinfo 'not json'
check userinfo/junk_keeps_nobody_out gets_in
userinfo ''
check userinfo/a_failure_keeps_nobody_out gets_in
userinfo silence
waits_at_most_3_s ()
{
  local start
  start=$(date +%s%N)
  gets_in && [ $((($(date +%s%N) - start) / 1000000)) -lt 4500 ]
}
check userinfo/silence_keeps_nobody_out waits_at_most_3_s

# plugins are told
userinfo '{"sub":"u1","groups":["ops"],"name":"A"}'
install -d -m 750 -o root -g opksshuser "$OPK/policy.d"
install -d -m 755 -o opksshuser /run/told
put policy.d/p.yml 'name: p' "command: /bin/sh -c 'printenv OPKSSH_PLUGIN_USERINFO >/run/told/userinfo'"
check userinfo/a_login_with_a_plugin gets_in
same userinfo/plugins_are_told '{"groups":["ops"],"name":"A","sub":"u1"}' \
  "$(/usr/bin/python3 -c 'import json; print(json.dumps(json.load(open("/run/told/userinfo")), sort_keys=True, separators=(",", ":")))')"
rm -r "$OPK/policy.d"

# deny lists look at it, too
userinfo '{"sub":"u1","email":"other@example.com"}'
put config.yml 'deny_emails: [other@example.com]'
refused userinfo/a_denied_address_in_it_is_denied gets_in
rm "$OPK/config.yml"
check userinfo/without_the_list_it_is_not gets_in
kill "$answerer"
refused userinfo/no_token_is_in_the_log logged an-access-token
tap_end
