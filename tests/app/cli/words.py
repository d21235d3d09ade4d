#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The command's own words against what the shells complete and the manual says: bash, zsh and fish
run the completions; every command and option of every --help is looked for."""
import re
import subprocess
import sys

from harness import HERE, check, contains, run, same
from usage import commands_of

COMPLETIONS = HERE.parent.parent.parent / 'data' / 'completions'
CONFIG = ('providers:\n  - {alias: corp work, issuer: "https://corp.example", client_id: c}\n'
          '  - {alias: other, issuer: "https://other.example", client_id: d}\n')


def option_words(text):
    """--long and -s of a help text's option lines."""
    return set(re.findall(r'(?<![\w-])--[a-z][a-z-]*|(?<![\w-])-[a-z](?=,)', '\n'.join(
        line for line in text.splitlines() if re.match(r' +-', line)))) - {'-h'}


def completed_by_bash(home, *words):
    script = (f'source {COMPLETIONS}/daypass.bash; COMP_WORDS=(daypass "$@"); COMP_CWORD=$#; '
              'COMPREPLY=(); _daypass daypass "" "${@:$#-1:1}"; printf "%s\\n" "${COMPREPLY[@]}"')
    return shell_words(home, ['bash', '-c', script, 'bash', *words, ''])


def completed_by_zsh(home, *words):
    script = ('compadd () { shift; print -l -- "$@" }; _files () { print . }; '
              '_describe () { local word; for word in ${(P)3}; do print -r -- ${word%%:*}; done }; '
              f'words=(daypass "$@"); CURRENT=$#words; source {COMPLETIONS}/_daypass')
    return shell_words(home, ['zsh', '-f', '-c', script, 'zsh', *words, ''])


def completed_by_fish(home, *words):
    text = ' '.join(['daypass', *words, ''])
    found = set()
    for typed in ('', '-', '--'):
        found |= shell_words(home, ['fish', '-c', f'source {COMPLETIONS}/daypass.fish; '
                                    f"complete -C'{text}{typed}'"])
    return found


def shell_words(home, command):
    done = subprocess.run(command, env=home.environment({}), cwd=home.path, text=True, check=False,
                          capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    same(done.stderr, '', command[0])
    return {line.partition('\t')[0] for line in done.stdout.splitlines() if line}


def completions_offer_what_the_command_has(home):
    home.write('.opk/config.yml', CONFIG)
    everything = [one for one in commands_of(home) if 'Commands:' not in one[1]]
    check(len(everything) > 15, everything)
    for complete in (completed_by_bash, completed_by_zsh, completed_by_fish):
        first = complete(home)
        check({words[0] for words, _ in everything} <= first, (complete.__name__, first))
        check('ensure' not in first and 'complete' not in first, 'hidden words')
        contains(complete(home, 'provider'), 'list', 'add', 'remove', 'edit')
        contains(complete(home, 'login'), 'corp', 'work', 'other', '--provider')
        same(complete(home, 'login', '--key-type'), {'ecdsa', 'ed25519'}, complete.__name__)
        same(complete(home, 'login', '--principals'), set(), complete.__name__)
        same(complete(home, 'nonsense'), set(), complete.__name__)
    for words, text in everything:
        offered = completed_by_bash(home, *words)
        check(option_words(text) <= offered, (words, option_words(text) - offered))
        for other in (completed_by_zsh, completed_by_fish):
            check(option_words(text) <= other(home, *words), (other.__name__, words))


def manual_knows_every_command_and_option(home):
    manual = (COMPLETIONS.parent / 'man' / 'daypass.1').read_text().replace('\\-', '-')
    for words, text in commands_of(home):
        contains(manual, *words[:1])
        missing = [option for option in option_words(text) if option not in manual]
        check(not missing, (words, missing))


if __name__ == '__main__':
    sys.exit(run('cli/words', [completions_offer_what_the_command_has,
                               manual_knows_every_command_and_option]))
