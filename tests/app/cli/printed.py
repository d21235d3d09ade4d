#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""--json: every command prints one document and nothing else on stdout, also when it fails. Then the
sentence is on stderr, and the exit code is the manual's."""
import json
import re
import sys

from harness import HERE, OFFLINE, RS256, SHORT, SignIn, check, contains, run, same, sign_in
from usage import commands_of

CERTIFICATE = str(HERE.parent.parent / 'vectors' / 'data' / 'opkssh' / 'rs256-ecdsa' / 'id-cert.pub')
CONFIG = ('default_provider: corp\nproviders:\n'
          '  - {alias: corp, issuer: "https://corp.example", client_id: c}\n')
PROFILE = ('[Daypass Profile]\nVersion=1\nId=acme\nOrganisation=Corp Example\n'
           '[Provider acme]\nName=Acme\nIssuer=https://sso.corp.example\nClientId=daypass\n'
           '[Account acme]\nProvider=acme\nHosts=*.corp.example\n')

WRITTEN_TWICE = re.compile(r'(\{.*\})\n(?:[^{].*\n)*\{.*\}\n')  # between them is what goes to stderr

# In this order: words, exit code, a member of the object (or the length of the list).
GOOD = (
    ('list', 2, 0),
    ('status', 2, 'signed_in'),
    ('status --prompt', 2, 'seconds_left'),
    ('status web1.example', 2, 'account'),
    ('logout', 0, 'removed'),
    ('configure', 0, 'changed'),
    ('login --configure', 0, 'changed'),
    ('login --create-config --config-path HOME/new.yml', 0, 'changed'),
    (f'inspect {CERTIFICATE}', 0, 'pk_token'),
    ('provider list', 0, 1),
    ('provider add https://new.example id --alias new --no-check', 0, 'changed'),
    ('provider edit new --scopes openid', 0, 'changed'),
    ('provider remove new', 0, 'changed'),
    ('client provider list', 0, 1),
    (f'doctor --provider {RS256},daypass-test', 0, None),
    ('account add google', 0, 'state'),
    ('account list', 0, 1),
    ('account set google lifetime-hours=12', 0, 'state'),
    ('hosts google *.corp.example', 0, 'files'),
    ('hosts --apply google *.corp.example', 0, 'written'),
    ('hosts --which web1.corp.example', 0, 'account'),
    ('hosts --which web1.example', 2, 'account'),
    ('hosts --undo', 0, 'undone'),
    ('profile export google', 0, 'profile'),
    ('profile import --yes HOME/corp.daypass', 0, 'accepted'),
    ('profile import HOME/corp.daypass', 1, 'accepted'),
    ('account sign-out google', 0, 'state'),
    ('account remove google', 0, 'removed'),
    ('ensure google', 1, 'good'),
)

# Words, exit code, reason.
BAD = (
    ('', 1, 'usage'),
    ('nonsense', 1, 'usage'),
    ('login --nonsense', 1, 'usage'),
    ('login nope', 1, 'usage'),
    ('login --provider https://127.0.0.1:1,c', 3, 'unreachable'),
    ('login --config-path HOME/broken.yml', 1, 'config'),
    ('login --all', 1, 'usage'),  # it needs a terminal
    ('login --log-dir HOME/absent', 5, 'file'),
    ('logout -i HOME/absent', 5, 'file'),
    ('list too many', 1, 'usage'),
    ('status one two', 1, 'usage'),
    ('status --watch', 3, 'unreachable'),
    ('inspect', 1, 'usage'),
    ('inspect nonsense', 1, 'usage'),
    ('configure now', 1, 'usage'),
    ('provider', 1, 'usage'),
    ('provider list --config-path HOME/absent.yml', 1, 'usage'),
    ('provider list --config-path HOME/twice.yml', 1, 'usage'),
    (f'provider add {RS256}/ id --alias x', 4, 'issuer-mismatch'),
    ('provider add https://again.example id --alias corp --no-check', 1, 'usage'),
    ('provider edit absent --scopes x', 1, 'usage'),
    ('provider edit corp --redirect-uri http://localhost/', 1, 'usage'),
    ('provider remove absent', 1, 'usage'),
    ('client provider list --config-path HOME/absent.yml', 1, 'usage'),
    ('doctor one two', 1, 'usage'),
    ('account', 1, 'usage'),
    ('account list now', 1, 'usage'),
    ('account add nobody', 1, 'NotFound'),
    ('account set absent label=x', 1, 'usage'),
    ('account set absent label', 1, 'usage'),
    ('account sign-in absent', 1, 'usage'),
    ('account sign-out absent', 1, 'usage'),
    ('account renew absent', 1, 'usage'),
    ('account remove absent', 1, 'usage'),
    ('hosts', 1, 'usage'),
    ('hosts absent *.example', 1, 'usage'),
    ('hosts --undo', 1, 'NotFound'),
    ('profile import HOME/absent', 5, 'file'),
    ('profile import HOME/broken.yml', 1, 'Invalid'),
    ('profile export absent', 1, 'usage'),
    ('ensure', 1, 'usage'),
)


def prepare(home):
    home.write('.opk/config.yml', CONFIG)
    home.write('corp.daypass', PROFILE)
    home.write('broken.yml', 'providers: [\n')
    home.write('twice.yml', CONFIG + CONFIG.partition('\n')[2].partition('\n')[2])


def document_of(home, words, code):
    done = home.run(*words.replace('HOME', str(home.path)).split(), '--json')
    same(done.returncode, code, f'{words}: {done.stdout} {done.stderr}')
    try:
        return json.loads(done.stdout), done.stderr
    except ValueError:
        raise AssertionError(f'{words}: not one document: {done.stdout!r} {done.stderr}') from None


def one_document_for_a_result(home):
    prepare(home)
    for words, code, member in GOOD:
        document, _ = document_of(home, words, code)
        check('error' not in document, (words, document))
        if isinstance(member, str):
            check(member in document, (words, document))
        elif member is not None:
            same(len(document), member, (words, document))


def one_document_for_an_error_and_the_sentence_on_stderr(home):
    prepare(home)
    for words, code, reason in BAD:
        document, said = document_of(home, words, code)
        same(list(document), ['error'], words)
        same(list(document['error']), ['reason', 'sentence', 'detail', 'advice'], words)
        same(document['error']['reason'], reason, (words, document))
        check(document['error']['sentence'], words)
        check('\nError: ' in '\n' + said, (words, said))


def every_command_is_in_both_tables(home):
    commands = [' '.join(words) for words, text in commands_of(home) if 'Commands:' not in text]
    check(len(commands) > 20, commands)
    for command in commands + ['ensure', 'client provider list']:
        for table, name in ((GOOD, 'good'), (BAD, 'bad')):
            # who is signed in at Google, or may renew, needs a provider that exists
            if name == 'good' and command in ('account sign-in', 'account renew'):
                continue
            check(any(words == command or words.startswith(command + ' ') for words, _, _ in table),
                  f'{command} is in no row of the {name} ones')


def sign_in_prints_one_document_and_renewals_a_line_each(home):
    document = json.loads(sign_in(home, '--json', '--inspect-cert', '--print-id-token').result)
    contains(str(document['inspection']), 'pk_token')
    same(document['id_token_claims']['email'], 'alice@example.com')
    key = json.loads(sign_in(home, '--json', '--print-key').result)
    contains(key['private_key'], 'BEGIN OPENSSH PRIVATE KEY')
    staying = SignIn(home, '--disable-browser-open', '--json', '--auto-refresh',
                     provider=f'{SHORT},daypass-test,,{OFFLINE}')
    staying.browse()
    staying.wait_for(WRITTEN_TWICE)
    staying.stop()
    staying.end(1)
    lines = staying.result.splitlines()
    same(json.loads(lines[0])['private_key_file'], json.loads(lines[1])['private_key_file'])


TESTS = [value for value in list(globals().values())
         if callable(value) and getattr(value, '__module__', '') == '__main__' and
         value not in (prepare, document_of)]

if __name__ == '__main__':
    sys.exit(run('cli/printed', TESTS))
