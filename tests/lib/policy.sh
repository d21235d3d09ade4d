# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A server of its own beside the shared one, for tests of who gets in: another configuration and
# key cache, certificates from dpt-mint instead of a provider. After machine.sh.

OPK=/etc/opk-test
CACHE=/var/cache/daypass-test
VERIFY=/usr/libexec/daypass/daypass-verify
ADMIN=/usr/sbin/daypass-admin
ISSUER=https://op.example
CLAIMS='"iss":"https://op.example","sub":"u1","aud":"client","nonce":"$NONCE","iat":$AGO,"exp":$SOON'
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
  rm -rf "$OPK" "$CACHE"
  install -d -m 750 -o root -g opksshuser "$OPK"
  install -d -m 2750 -o _daypass-fetch -g opksshuser "$CACHE"
  put providers "$ISSUER client 24h"
  put auth_id ""
  mint keys "$ISSUER" "$CACHE"
  chown _daypass-fetch:opksshuser "$CACHE"/*
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

# certificate [MORE-CLAIMS [ACCESS-TOKEN]]: "type base64", for alice@example.com
certificate ()
{
  mint certificate "{$CLAIMS,\"email\":\"alice@example.com\",\"email_verified\":true${1:+,$1}}" ${2:+"$2"}
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

# explain_of LOGIN CERTIFICATE: what the judge says, line by line
explain_of ()
{
  as_verifier "$VERIFY" --config-dir "$OPK" --cache-dir "$CACHE" --explain \
    "$1" "${2#* }" "${2%% *}"
}
