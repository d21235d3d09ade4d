# SPDX-License-Identifier: Apache-2.0
# Completion of daypass(1) for fish.

function __daypass_aliases
    daypass provider list 2>/dev/null | string split -f1 ' '
end

set -l commands login logout list status inspect configure provider account hosts profile doctor
complete -c daypass -f
set -l first "not __fish_seen_subcommand_from $commands"
complete -c daypass -n $first -a login -d 'Sign in and write an SSH key'
complete -c daypass -n $first -a logout -d 'Remove the keys that sign-ins wrote'
complete -c daypass -n $first -a list -d 'List the keys of sign-ins'
complete -c daypass -n $first -a status -d 'Say whether you are signed in'
complete -c daypass -n $first -a inspect -d 'Show what is in a certificate or key'
complete -c daypass -n $first -a configure -d 'Keep one key a provider'
complete -c daypass -n $first -a provider -d 'List, add, remove or edit providers'
complete -c daypass -n $first -a account -d 'Accounts of the companion'
complete -c daypass -n $first -a profile -d "Organisation's profile"
complete -c daypass -n $first -a hosts -d 'Hosts that see an account'
complete -c daypass -n $first -a doctor -d 'Check what a sign-in needs'
complete -c daypass -n $first -l version -d 'Show the version'
complete -c daypass -l help -s h -d 'Explain the options'
complete -c daypass -l json -d 'Print the result as JSON'

set -l login '__fish_seen_subcommand_from login'
complete -c daypass -n "$login; or __fish_seen_subcommand_from doctor" -a '(__daypass_aliases)'
complete -c daypass -n $login -l auto-refresh -d 'Stay, and renew the certificate'
complete -c daypass -n $login -l config-path -rF -d 'Read another configuration'
complete -c daypass -n $login -l create-config -d 'Write the default configuration'
complete -c daypass -n $login -l configure -d 'One key a provider in ~/.ssh/opkssh'
complete -c daypass -n $login -l log-dir -rF -d 'Also append messages to a file there'
complete -c daypass -n $login -l disable-browser-open -d 'Print the address'
complete -c daypass -n $login -l print-id-token -d 'Print the claims'
complete -c daypass -n $login -l send-access-token -d 'Put the access token into the certificate'
complete -c daypass -n $login -l provider -x -d 'Use this provider'
complete -c daypass -n $login -l print-key -s p -d 'Print certificate and key'
complete -c daypass -n $login -l inspect-cert -d 'Show what is in the certificate'
complete -c daypass -n $login -l private-key-file -s i -rF -d 'Write the key there'
complete -c daypass -n $login -l remote-redirect-uri -x -d 'Have the provider answer there'
complete -c daypass -n $login -l key-type -s t -x -a 'ecdsa ed25519' -d 'Kind of key'
complete -c daypass -n $login -l principals -x -d 'Login names'
complete -c daypass -n $login -l force -d 'Overwrite a foreign file'

complete -c daypass -n $login -l all -d 'Every account that ends today'

complete -c daypass -n '__fish_seen_subcommand_from logout' -l private-key-file -s i -rF \
    -d 'Remove this key only'
complete -c daypass -n '__fish_seen_subcommand_from logout' -l verbose -s v -d 'Say what is left'
complete -c daypass -n '__fish_seen_subcommand_from status' -l prompt -d 'For a shell prompt'
complete -c daypass -n '__fish_seen_subcommand_from status' -l watch -d 'Again when it changes'
complete -c daypass -n '__fish_seen_subcommand_from profile' -a 'import export' -F
complete -c daypass -n '__fish_seen_subcommand_from profile' -l yes -d 'Do not ask'
complete -c daypass -n '__fish_seen_subcommand_from profile' -l organisation -x -d 'What people read'
complete -c daypass -n '__fish_seen_subcommand_from profile' -l id -x -d 'Of the profile'
complete -c daypass -n '__fish_seen_subcommand_from inspect' -F
complete -c daypass -n '__fish_seen_subcommand_from provider' -a 'list add remove edit'
