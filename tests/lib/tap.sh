# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Test results in TAP, for the scripts of tests/integration.

tap_count=0
tap_failed=0

# pass NAME / fail NAME
pass ()
{
  tap_count=$((tap_count + 1))
  printf 'ok %d %s\n' "$tap_count" "$1"
}

fail ()
{
  tap_count=$((tap_count + 1))
  tap_failed=$((tap_failed + 1))
  printf 'not ok %d %s\n' "$tap_count" "$1"
}

note ()
{
  printf '%s\n' "$*" | sed 's/^/# /'
}

# check NAME CMD...: the command succeeds. Its output is shown when it does not.
check ()
{
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then pass "$name"; else fail "$name"; note "failed: $*" "$output"; fi
}

# refused NAME CMD...: the command fails
refused ()
{
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then fail "$name"; note "succeeded: $*" "$output"; else pass "$name"; fi
}

# same NAME EXPECTED FOUND
same ()
{
  if [ "$2" = "$3" ]; then pass "$1"; else fail "$1"; note "expected: $2" "found: $3"; fi
}

# tap_end: the plan; the status of the script
tap_end ()
{
  printf '1..%d\n' "$tap_count"
  [ "$tap_failed" = 0 ] && [ "$tap_count" -gt 0 ]
}
