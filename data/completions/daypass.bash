# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of daypass(1) for bash. What there is to choose from the command itself says: a line for
# each word or option, with what follows it and what it is for.

_daypass ()
{
  local current=$2 previous=$3 name kind files='' words=''
  while IFS=$'\t' read -r name kind _; do
    if [ "$name" = "$previous" ]; then
      case $kind in
        file) words='' files=yes; break ;;
        *'|'*) words=${kind//|/ } files=''; break ;;
        value) words='' files=''; break ;;
      esac
    fi
    if [ "$name" = . ]; then files=yes; else words+=" $name"; fi
  done < <(daypass complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
  mapfile -t COMPREPLY < <(compgen ${files:+-f} -W "$words" -- "$current")
}

complete -o filenames -F _daypass daypass
