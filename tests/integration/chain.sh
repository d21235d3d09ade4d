#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# chain in config.yml: other AuthorizedKeysCommands, for plain keys only.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

COMMANDS=/opt/chain
make_policy
install -d -m 755 "$COMMANDS"
install -d -m 755 -o opksshuser /run/chain
put auth_id "alice alice@example.com $ISSUER"
KEY="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
CERT=$(certificate)

# command NAME LINE...
command_is ()
{
  local name=$1
  shift
  printf '%s\n' '#!/bin/sh' "$@" >"$COMMANDS/$name"
  chmod 755 "$COMMANDS/$name"
}

# chain COMMAND...
chain ()
{
  local line
  { echo 'chain:'; for line in "$@"; do printf -- "- '%s'\n" "${line//\'/\'\'}"; done; } >"$OPK/config.yml"
  chown root:opksshuser "$OPK/config.yml"
  chmod 640 "$OPK/config.yml"
}

answer ()
{
  verify "${1-alice}" "${2-$KEY}"
}

ANSWER="ssh-ed25519 AAAAchained"
command_is one "echo '$ANSWER'"
command_is two "echo 'ssh-ed25519 AAAAsecond'"
same chain/none_prints_nothing "" "$(answer)"
chain "$COMMANDS/one"
same chain/its_keys_are_printed "$ANSWER" "$(answer)"
chain "$COMMANDS/one" "$COMMANDS/two"
same chain/all_of_them_in_their_order "$ANSWER
ssh-ed25519 AAAAsecond" "$(answer)"
command_is nolf "printf '$ANSWER'"
chain "$COMMANDS/nolf" "$COMMANDS/two"
same chain/lines_are_not_glued_together "$ANSWER
ssh-ed25519 AAAAsecond" "$(answer)"
command_is fails "echo '$ANSWER'; exit 1"
chain "$COMMANDS/fails"
same chain/one_that_fails_counts_for_nothing "" "$(answer)"
command_is dies "echo '$ANSWER'; kill -KILL \$\$"
chain "$COMMANDS/dies" "$COMMANDS/two"
same chain/one_that_dies_does_not_spoil_the_next "ssh-ed25519 AAAAsecond" "$(answer)"
command_is nul "printf '$ANSWER\\0\\n'"
chain "$COMMANDS/nul"
same chain/nul_bytes_are_refused "" "$(answer | tr '\0' 0)"
command_is much "yes '$ANSWER' | head -c 100000"
chain "$COMMANDS/much"
same chain/100_KB_are_refused "" "$(answer)"
command_is quiet "echo noise >&2; echo '$ANSWER'"
chain "$COMMANDS/quiet"
same chain/stderr_does_not_reach_sshd "$ANSWER" "$(answer)"

slow_in_time ()
{
  local start
  start=$(date +%s%N)
  [ "$(answer)" = "ssh-ed25519 AAAAsecond" ] && [ $((($(date +%s%N) - start) / 1000000)) -lt 4500 ]
}
command_is slow 'trap "" TERM; sleep 60'
chain "$COMMANDS/slow" "$COMMANDS/slow" "$COMMANDS/two"
check chain/two_that_hang_take_3_s_together slow_in_time

# --- the tokens -----------------------------------------------------------------------------------------

command_is words 'for word; do printf "<%s>" "$word"; done'
chain "$COMMANDS/words %u %U %h %t %% \"two words\" '%k' %f"
same chain/tokens_are_expanded_by_us \
  "<alice><$(id -u alice)></home/alice><ssh-ed25519><%><two words><${KEY#* }><SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU>" "$(answer)"
chain "$COMMANDS/words %x"
same chain/an_unknown_token_runs_nothing "" "$(answer)"
chain "$COMMANDS/words a;touch\${IFS}/run/chain/shell"
same chain/there_is_no_shell '<a;touch${IFS}/run/chain/shell>' "$(answer)"
command_is environment 'env | sort | grep -vE "^(PWD|SHLVL|_)=" | tr "\n" " "'
chain "$COMMANDS/environment"
printf 'env_vars:\n  HTTPS_PROXY: http://p:1\n' >>"$OPK/config.yml"
same chain/the_environment_is_clean "HTTPS_PROXY=http://p:1 LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin " "$(answer)"
command_is who 'id -un'
chain "$COMMANDS/who"
same chain/they_run_as_the_verifier opksshuser "$(answer)"

# --- when it is not asked --------------------------------------------------------------------------------

chain "$COMMANDS/one"
printf 'deny_users: [Alice]\n' >>"$OPK/config.yml"
same chain/never_for_a_denied_login "" "$(answer)"
same chain/but_for_others "$ANSWER" "$(answer bob)"
chain "$COMMANDS/one"
same chain/never_for_a_certificate_that_is_refused "" "$(answer bob "$CERT")"
check chain/a_certificate_that_is_good_is_ours_alone \
  test "$(answer alice "$CERT" | cut -d' ' -f1)" = 'cert-authority,principals="opkssh-wildcard"'
PLAIN="ssh-ed25519-cert-v01@openssh.com AAAA"
same chain/never_for_another_certificate "" "$(answer alice "$PLAIN")"
for login in '-x' '../a' 'a b' 'CORP\a' '' '$(id)'; do
  same "chain/never_for_the_login_$(printf %s "$login" | od -An -tx1 | tr -d ' ')" "" "$(answer "$login")"
done
chmod 777 "$COMMANDS"
same chain/command_below_a_shared_directory_is_not_run "" "$(answer)"
chmod 755 "$COMMANDS"
chown alice "$COMMANDS/one"
same chain/command_of_a_person_is_not_run "" "$(answer)"
chown root "$COMMANDS/one"
chmod 666 "$OPK/config.yml"
same chain/config_that_all_may_write_is_not_used "" "$(answer)"
chmod 640 "$OPK/config.yml"
printf 'chain: %s\n' "$COMMANDS/one" >"$OPK/config.yml"
same chain/a_text_instead_of_a_list_is_refused "" "$(answer)"
rm "$OPK/config.yml"
tap_end
