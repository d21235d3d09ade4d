# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A server of its own beside the shared one, for tests of who gets in: another configuration and
# key cache, certificates from dpt-mint instead of a provider. After machine.sh.

OPK=/etc/opk-test
CACHE=/var/cache/daypass-test
VERIFY=/usr/libexec/daypass/daypass-verify
ADMIN=/usr/sbin/daypass-admin
ISSUER=https://op.example
# meson's folder of tools/test, or a developer's own
MINT=$TREE/build/full/tests/lib/dpt-mint
[ -x "$MINT" ] || MINT=$TREE/build/tests/lib/dpt-mint

mint ()
{
  G_TEST_SRCDIR=$TREE/tests "$MINT" "$@" | grep -v '^#'
}

# make_policy: an empty /etc/opk-test with one provider whose keys are in the cache
make_policy ()
{
  local jwks now file
  rm -rf "$OPK" "$CACHE"
  install -d -m 750 -o root -g opksshuser "$OPK"
  install -d -m 2750 -o _daypass-fetch -g opksshuser "$CACHE"
  put providers "$ISSUER client 24h"
  put auth_id ""
  jwks=$(mint keys)
  now=$(date +%s)
  file=$CACHE/$(printf %s "$ISSUER" | sha256sum | cut -c1-64).keys
  printf 'daypass-keys 1\nissuer %s\nfetched-at %d\nfresh-until %d\nrefresh-at %d\netag \nlength %d\n\n%s' \
    "$ISSUER" "$now" $((now + 3600)) $((now + 1800)) ${#jwks} "$jwks" >"$file"
  chown _daypass-fetch:opksshuser "$file"
  chmod 640 "$file"
}

# put FILE LINE...: a file of the configuration with the mode that opkssh wants
put ()
{
  local file=$OPK/$1
  shift
  printf '%s\n' "$@" >"$file"
  chown root:opksshuser "$file"
  chmod 640 "$file"
}

# certificate [NAME=VALUE...]: "type base64" for alice@example.com, subject u1; see tests/lib/mint.c
certificate ()
{
  mint "$@"
}

# as_verifier CMD...: as sshd would start it
as_verifier ()
{
  setpriv --reuid opksshuser --regid opksshuser --clear-groups env -i PATH=/usr/bin:/bin "$@"
}

# verify LOGIN CERTIFICATE [EXTRA...]: prints sshd's line; fails when there is none
verify ()
{
  local login=$1 type=${2%% *} blob=${2#* }
  shift 2
  as_verifier "$VERIFY" --config-dir "$OPK" --cache-dir "$CACHE" --exit-status \
    "$login" "$blob" "$type" "$@" 2>>/run/verify.log
}

# logged PATTERN: the verifier's log has it, in the journal when there is one, else on stderr
logged ()
{
  grep -q -- "$1" /run/verify.log ||
    { [ -S /run/systemd/journal/socket ] && grep -qa -- "$1" < <(journal SYSLOG_IDENTIFIER=daypass-verify); }
}

# explain_of LOGIN CERTIFICATE: what the judge says, line by line
explain_of ()
{
  as_verifier "$VERIFY" --config-dir "$OPK" --cache-dir "$CACHE" --explain \
    "$1" "${2#* }" "${2%% *}"
}
