# SPDX-License-Identifier: Apache-2.0
# bash completion of daypass-admin

_daypass_admin ()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=
  COMPREPLY=()
  case $previous in
    --config-dir|--cache-dir) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    --providers-file|--policy-file|inspect) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
  esac
  case $current in
    -*) words='--json --check --dry-run --force --yes --verbose --skip-user-policy --config-dir
      --cache-dir --providers-file --policy-file --group --confirm --help --version' ;;
    *)
      case $previous in
        daypass-admin) words='add remove list provider audit permissions explain inspect status setup
        unsetup' ;;
        provider) words='list enable disable' ;;
        permissions) words='check fix install' ;;
        audit) words=keys ;;
        setup) words=confirm ;;
        --group) words=$(compgen -g) ;;
        enable|disable) words='google azure microsoft gitlab hello' ;;
        add|remove|list|explain) words=$(compgen -u) ;;
      esac
      [ "${COMP_WORDS[1]}" != add ] || [ "$COMP_CWORD" != 4 ] ||
        words='google azure microsoft gitlab hello' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _daypass_admin daypass-admin
