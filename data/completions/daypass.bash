# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of daypass(1) for bash.

_daypass_aliases ()
{
  daypass provider list 2>/dev/null | cut -d' ' -f1
}

_daypass ()
{
  local current=$2 previous=$3 command=${COMP_WORDS[1]:-} words=
  local all='--json --help'

  case $previous in
    -i | --private-key-file | --config-path)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    --log-dir)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return ;;
    -t | --key-type)
      mapfile -t COMPREPLY < <(compgen -W 'ecdsa ed25519' -- "$current")
      return ;;
  esac
  if [ "$COMP_CWORD" = 1 ]; then
    words='login logout list status inspect configure provider account hosts profile doctor --help
      --version'
  else
    case $command in
      login)
        words="--auto-refresh --config-path --create-config --configure --log-dir
          --disable-browser-open --print-id-token --send-access-token --provider --print-key
          --inspect-cert --verbose --private-key-file --remote-redirect-uri --key-type --principals
          --force --all $all $(_daypass_aliases)" ;;
      logout) words="--private-key-file --verbose $all" ;;
      status) words="--prompt --watch $all" ;;
      doctor) words="--config-path --provider $all $(_daypass_aliases)" ;;
      inspect)
        mapfile -t COMPREPLY < <(compgen -f -W "$all" -- "$current")
        return ;;
      provider)
        if [ "$COMP_CWORD" = 2 ]; then
          words='list add remove edit --help'
        else
          words="--config-path --alias --issuer --client-id --client-secret --scopes --access-type
            --prompt --remote-redirect-uri --redirect-uri --send-access-token --yes --no-check
            $all $(_daypass_aliases)"
        fi ;;
      profile) words='import export --yes --organisation --id --help' ;;
      account) words='list add remove set sign-in sign-out renew --help --json' ;;
      hosts) words='--apply --undo --which --help' ;;
      *) words=$all ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o filenames -F _daypass daypass
