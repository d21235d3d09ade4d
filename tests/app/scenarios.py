# SPDX-License-Identifier: Apache-2.0
"""What the stand-in of the agent shows: manager, accounts, answers. Times are relative to now."""
import time

from gi.repository import GLib

NOW = int(time.time())
HOUR = 3600
LINE = 'ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAdemo alice@example.org'


def variant(value):
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant('b', value)
    if isinstance(value, int):
        return GLib.Variant('u', value)
    if isinstance(value, list):
        return GLib.Variant('as', value)
    return GLib.Variant('s', value)


def vardict(**values):
    return {key.replace('_', '-'): variant(value) for key, value in values.items()}


def provider(ident, name, host, origin='built-in', kind=None, **more):
    values = dict(id=ident, name=name, kind=kind or ident, origin=origin, profile='',
                  issuer=f'https://{host}', host=host, client_id='demo', has_secret=False,
                  scopes='openid email profile', access_type='offline', prompt='',
                  redirect_uris=['http://localhost:3000/login-callback'],
                  embedded=ident != 'google', accounts=0)
    values.update(more)
    return vardict(**values)


PROVIDERS = [
    provider('corp', 'Corp', 'sso.corp.example', 'own', 'other'),
    provider('google', 'Google', 'accounts.google.com'),
    provider('microsoft', 'Microsoft', 'login.microsoftonline.com'),
    provider('gitlab', 'GitLab', 'gitlab.com'),
    provider('hello', 'Hello', 'issuer.hello.coop'),
]
NAMES = {'google': 'Google', 'microsoft': 'Microsoft', 'gitlab': 'GitLab', 'hello': 'Hello',
         'corp': 'Corp'}
PREFERENCES = vardict(start_at_login=True, notify_minutes=30, renew=True, browser='ask',
                      key_type='ecdsa', ssh_agent=False, agent_only=False, agent_confirm=False,
                      locked=[])


def check(ident, severity='good', args=(), fix='', fix_args=()):
    return (ident, severity, list(args), fix, list(fix_args))


def problem(method, ident, fix, *args):
    """What a method that checks answers: one problem, and its button."""
    checks = [check(ident, 'bad', ['Corp', 'its own words', 'third'], fix, args)]
    return (checks, {}) if method == 'Manager.CheckProvider' else (checks,)


def signed_in(ago=7 * HOUR, hours=24):
    return {'SignedInAt': NOW - ago, 'TokenExpiresAt': NOW - ago + HOUR,
            'ExpectedUntil': NOW - ago + hours * HOUR}


def account(ident, provider_id='google', identity='', state='signed-out', args=(), ago=None,
            **more):
    values = {'Id': ident, 'Position': 0, 'Provider': provider_id,
              'ProviderName': NAMES.get(provider_id, provider_id), 'ProviderKind': provider_id,
              'Identity': identity, 'State': state, 'StateArgs': list(args), 'LifetimeHours': 24,
              'CanRenew': True, 'Browser': 'default', 'KeyType': 'ecdsa'}
    if ago is not None:
        values.update(signed_in(ago))
        values.update({
            'KeyPath': f'~/.ssh/daypass/{ident}',
            'CertificatePath': f'/home/alice/.ssh/daypass/{ident}-cert.pub',
            'Fingerprint': 'SHA256:4mZx0q7JrYx7k4Pb1o6pW0fS2cHnLJ0bQ8zj0yq3VnE'})
    values.update(more)
    return values


EVERY_STATE = [
    account('a0', 'google', 'alice@example.org'),
    account('a1', 'microsoft', 'alice@corp.example', 'signing-in', ['']),
    account('a2', 'corp', 'ops@corp.example', 'signing-in', ['ssh web1']),
    account('a3', 'gitlab', 'alice', 'renewing', ago=HOUR),
    account('a4', 'google', 'alice@example.org', 'signed-in', ago=7 * HOUR),
    account('a5', 'google', 'alice@example.org', 'ending', ['silent'], ago=int(23.6 * HOUR)),
    account('a6', 'microsoft', 'alice@corp.example', 'ended', ago=26 * HOUR),
    account('a7', 'gitlab', 'alice', 'offline'),
    account('a8', 'google', 'alice@example.org', 'other-person',
            ['bob@example.org', 'alice@example.org'], ago=HOUR),
    account('a9', 'corp', 'ops@corp.example', 'keyring-locked', ago=HOUR),
    account('b0', 'microsoft', 'alice@corp.example', 'lost', ago=HOUR),
    account('b1', 'google', 'alice@example.org', 'problem', ago=HOUR,
            Problem=check('clock-slow', 'bad', ['7'], 'diagnose')),
    account('b2', 'microsoft', 'alice@corp.example', 'refused', ['web1.corp.example'], ago=HOUR),
]
ODD = [
    account('o0', 'google', 'a' * 300 + '@example.org', 'signed-in', ago=HOUR),
    account('o1', 'google', 'علي@مثال.example', 'ended', ago=26 * HOUR),
    account('o2', 'google', '👩‍🚀🔑@example.org', 'ending', [''], ago=int(23.9 * HOUR)),
    account('o3', 'gitlab', '<b>&amp;</b>%s%1', 'signed-in', ago=HOUR),
    account('o4', 'gitlab', '', 'a-state-of-tomorrow'),
    account('o5', 'hello', '‮gro.elpmaxe@ecila', 'signed-in', ago=HOUR),
]
CORP = account('corp', 'microsoft', 'alice@corp.example', 'ending', ['silent'],
               ago=int(23.6 * HOUR), Hosts=['*.corp.example', 'bastion'], Position=0)
HOME = [
    dict(CORP, State='ended', StateArgs=[], **signed_in(26 * HOUR)),
    account('work', 'google', 'alice@example.org', 'signed-in', ago=7 * HOUR, Position=1,
            Hosts=['*.example.org']),
    account('code', 'gitlab', 'alice', 'ending', ['silent'], ago=int(23.6 * HOUR), Position=2),
]
MANAGED = dict(CORP, State='signed-in', StateArgs=[], ManagedBy='Corp',
               Fixed=['lifetime-hours', 'hosts', 'remove'], **signed_in(17 * HOUR))

HOOK = ("Match final host \"{}\" exec \"sh -c 'cd ~/.ssh/daypass && test -e corp -o -e corp.pub && "
        "test corp.until -nt /proc/self -a -e corp-cert.pub || daypass-ensure corp || exit 1'\"")
FILES = [
    ('~/.ssh/config', 'include', ['+Include ~/.ssh/daypass/config', ' ', ' Host bastion',
                                  '     HostName bastion.corp.example']),
    ('~/.ssh/daypass/config', 'own', [
        ' # Written by Daypass. Changes here are lost.',
        '-' + HOOK.format('*.corp.example'), '+' + HOOK.format('*.corp.example,bastion'),
        '     IdentityFile ~/.ssh/daypass/corp',
        '     CertificateFile ~/.ssh/daypass/corp-cert.pub',
        '     IdentityFile ~/.ssh/id_ed25519', '     IdentitiesOnly yes']),
]
CLAIMS = [('groups', ['deploy', 'oncall', 'staff']), ('email', ['alice@corp.example']),
          ('name', ['Alice Example']), ('sub', ['AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ']),
          ('iss', ['https://login.microsoftonline.com/9188040d/v2.0'])]
ANSWERS = {
    'Account.GetClaims': (CLAIMS, [check('groups-left-out', 'info', ['Microsoft'])]),
    'Account.GetCertificate': (LINE,),
    'Account.PreviewHosts': ('token', [
        check('pattern-overlap', 'question', ['ops@corp.example', 'db1.corp.example'],
              'exclude-host', ['!db1.corp.example', 'ops'])], FILES),
    'Manager.MatchHost': ('web1.corp.example',
                          '/io/github/daypass/Daypass/Agent/accounts/corp',
                          [check('match-alias', 'info', ['web1', 'web1.corp.example']),
                           check('match-pattern', 'info',
                                 ['*.corp.example', 'alice@corp.example'])]),
    'Manager.Diagnose': ([
        check('clock-slow', 'bad', ['7'], 'set-time'),
        check('ports-taken', 'warning', ['3000 node, 10001 java, 11110 python3'],
              'use-free-port'),
        check('provider-reached-proxy', 'good', ['Microsoft', 'proxy.corp.example:8080']),
        check('include-effective'), check('ssh-private'), check('key-good'),
        check('renewal-good')],),
    'Manager.TestServer': ([
        check('server-not-listed', 'bad',
              ['web1.corp.example', 'alice@corp.example',
               'daypass-admin add alice alice@corp.example microsoft'],
              'copy', ['daypass-admin add alice alice@corp.example microsoft'])],),
    'Manager.CheckProvider': ([
        check('provider-answers', 'good', ['sso.corp.example']),
        check('provider-complete'),
        check('other-host', 'question', ['login.corp.example'], 'confirm-host',
              ['login.corp.example'])], {}),
    'Manager.AddProvider': ('corp2',),
    'Manager.PreviewOpkssh': ([('Corp', 'https://sso.corp.example', 'corp'),
                               ('GitLab', 'https://gitlab.example.org', 'gl')],
                              [check('opkssh-skipped', 'info',
                                     ['github', 'It works only inside GitHub Actions'])]),
    'Manager.ImportOpkssh': (['corp2'],),
    'Manager.ImportProfile': ('p1', 'Corp', [
        check('profile-provider', 'info', ['Corp', 'https://sso.corp.example']),
        check('profile-hosts', 'info', ['*.corp.example']),
        check('profile-lifetime', 'info', ['12']),
        check('profile-fixed', 'info', ['Hosts, Lifetime'])]),
}
ANSWERS['Manager.DescribeProfile'] = ANSWERS['Manager.ImportProfile'][1:]


def manager(**more):
    values = {'Version': '0.1.0', 'Protocol': 1, 'Providers': PROVIDERS,
              'Preferences': PREFERENCES, 'Keyring': 'unlocked', 'OpksshFound': True,
              'BackgroundRefused': False, 'StagedProfiles': []}
    values.update(more)
    return values


def order(accounts):
    return [dict(values, Position=index) for index, values in enumerate(accounts)]


def many(number):
    states = ['signed-out', 'signed-in', 'ending', 'ended']
    return [account(f'm{i}', 'google', f'person{i}@example.org', states[i % 4],
                    ['silent'] if i % 4 == 2 else [],
                    ago=[None, HOUR, int(23.6 * HOUR), 26 * HOUR][i % 4], Position=i)
            for i in range(number)]


def load(name, number):
    accounts = {
        'empty': [], 'home': HOME, 'states': order(EVERY_STATE), 'odd': order(ODD),
        'corp': [CORP], 'managed': [MANAGED], 'many': many(number), 'ten': many(10),
        'banner': [HOME[1]], 'staged': [HOME[1]], 'other-version': [HOME[1]],
        'new-corp': [account('corp', 'google')],
    }[name]
    extra = {
        'banner': {'BackgroundRefused': True},
        'corp': {'CanUndoHosts': True},
        'staged': {'StagedProfiles': [('p1', 'Corp', 'corp.daypass')]},
        'other-version': {'Protocol': 99, 'Version': '9.0'},
    }.get(name, {})
    return {'manager': manager(**extra), 'accounts': accounts, 'answers': dict(ANSWERS)}
