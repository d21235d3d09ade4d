# SPDX-License-Identifier: Apache-2.0
"""Notifications at a real service, and through the portals inside a sandbox."""
import contextlib
import os
import re
import subprocess
import time

from gi.repository import GLib

from harness import (MANAGER, NAME, PROPERTIES, TREE, BusError, Provider, add_account, sign_in,
                     wait_for)
from sandbox import flatpak
from t_day import at, opener
from t_hosts import preview, write
import world

APPLICATION = 'io.github.daypass.Daypass'
PORTAL = 'org.freedesktop.portal.Desktop'
PORTAL_PATH = '/org/freedesktop/portal/desktop'
NOTIFICATION = 'org.freedesktop.portal.Notification'
MOCK = 'org.freedesktop.DBus.Mock'
DUNST = ('org.freedesktop.Notifications', '/org/freedesktop/Notifications')
CHROMIUM = f'''#!/bin/sh
exec >"$HOME/browser.json" 2>"$HOME/browser.log"
exec node {TREE}/tests/app/cli/chromium.mjs "$1" alice "$HOME/done.png"
'''
# what dunst asks which action is meant; "dmenu" chooses
CHOICE = '#!/bin/sh\ngrep -m1 "$(cat "$HOME/choice")"\n'


def test_autostart_is_asked_once():
    with world.session() as session:
        session.stop_agent()
        write(f'{session.home}/.config/daypass/accounts.conf', '')
        session.start_agent()
        session.start_notifications()
        account = add_account(session, world.provider().add(session))
        file = f'{session.home}/.config/autostart/{NAME}.desktop'
        sign_in(session, account, 'alice')
        calls = wait_for('the question', lambda: session.mock_calls('Notify'))
        assert calls[0][1][3].startswith('Start Daypass at login'), calls
        assert not os.path.exists(file), 'on before somebody said so'
        session.press(1, 'start-at-login')
        wait_for('the file', lambda: os.path.exists(file))
        sign_in(session, account, 'alice')
        session.kill_agent()
        session.start_agent()
        sign_in(session, account, 'alice')
        time.sleep(0.3)
        assert len(session.mock_calls('Notify')) == 1, 'asked twice'
        session.manager('SetPreferences', '(a{sv})', {'start-at-login': GLib.Variant('b', False)})
        assert not os.path.exists(file)


def test_service_that_comes_later_shows_it():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        at(session, ends_in=1200)
        session.wait_state(account, 'ending')
        session.start_notifications()
        calls = wait_for('a notification', lambda: session.mock_calls('Notify'))
        assert 'ends in 20 minutes' in calls[0][1][3], calls


def check_with_chromium(issuer, client, who):
    with world.session() as session:
        session.start_notifications()
        account = add_account(session, Provider(issuer, client, 'Corp').add(session))
        sign_in(session, account, 'alice')
        opener(session)
        write(f'{session.home}/browser', CHROMIUM, 0o755)
        at(session, ends_in=600)
        wait_for('a notification', lambda: session.mock_calls('Notify'))
        signed_in = session.get(account, 'Account', 'SignedInAt')
        session.press(1, 'sign-in')
        wait_for('the sign-in', lambda: session.get(account, 'Account', 'SignedInAt') > signed_in,
                 120)
        page = wait_for('the page', lambda: open(f'{session.home}/browser.json').read(), 60)
        assert 'You are signed in' in page and who in page, page
        return f'Chromium: {who}'


def test_button_opens_chromium_at_oidc_provider():
    return check_with_chromium(world.OIDC, 'daypass-test', 'alice@example.com')


def test_button_opens_chromium_at_glewlwyd():
    return check_with_chromium(world.GLEWLWYD, 'daypass', 'alice@example.test')


@contextlib.contextmanager
def dunst(session):
    write(f'{session.top}/bin/dmenu', CHOICE, 0o755)
    write(f'{session.top}/dunstrc', f'[global]\ndmenu = {session.top}/bin/dmenu\n')
    env = dict(session.env, DISPLAY=':77')
    session.start(['Xvfb', ':77', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], env=env)
    wait_for('the display', lambda: os.path.exists('/tmp/.X11-unix/X77'))
    daemon = session.start(['dunst', '-config', f'{session.top}/dunstrc'], env=env)
    wait_for('dunst', lambda: session.has_owner(DUNST[0]))
    yield lambda: session.call(*DUNST, PROPERTIES, 'Get', '(ss)',
                               ('org.dunstproject.cmd0', 'displayedLength'))[0]
    daemon.terminate()
    daemon.wait()


def choose(session, button):
    write(f'{session.home}/choice', button)
    session.call(*DUNST, 'org.dunstproject.cmd0', 'ContextMenuCall')


def test_dunst_shows_replaces_and_withdraws():
    with world.session() as session, dunst(session) as displayed:
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        urls = opener(session)
        at(session, ends_in=3)
        wait_for('a notification', displayed)
        session.wait_state(account, 'ended')
        time.sleep(0.5)
        assert displayed() == 1, 'stacked'
        choose(session, 'Later')
        wait_for('it is put away', lambda: displayed() == 0)
        assert not urls(), 'Later opened something'
        session.call(NAME, MANAGER, f'{NAME}.Manager', 'Ensure', '(sa{sv})',
                     ('corp', {'who': GLib.Variant('s', 'ssh web1')}))
        wait_for('the next one', lambda: displayed() == 1)
        choose(session, 'Sign In')
        wait_for('the browser', urls)
        session.wait_state(account, 'signing-in')
        at(session, ends_in=600)
        wait_for('a notification', lambda: displayed() == 1)
        session.kill_agent()
        session.start_agent()
        sign_in(session, account, 'alice')
        wait_for('the withdrawal', lambda: displayed() == 0)
        version = session.call(*DUNST, DUNST[0], 'GetServerInformation')
        return ' '.join(version[::2])


class Sandbox:
    """The agent inside, a portal that python-dbusmock plays outside, and the window's name."""

    def __init__(self, session):
        self.session = session
        session.agent_command = flatpak(session, APPLICATION, f'{session.place}/daypass-agent')
        session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                     'RequestName', '(su)', (APPLICATION, 0))
        session.start(['/usr/bin/python3', '-m', 'dbusmock', '--session', PORTAL, PORTAL_PATH,
                       NOTIFICATION])
        wait_for('the portal', lambda: session.has_owner(PORTAL))
        for interface, method, takes, gives, answer in (
                (NOTIFICATION, 'AddNotification', 'sa{sv}', '', ''),
                (NOTIFICATION, 'RemoveNotification', 's', '', ''),
                ('org.freedesktop.portal.Background', 'RequestBackground', 'sa{sv}', 'o',
                 f'ret = "{PORTAL_PATH}/request/x"')):
            session.call(PORTAL, PORTAL_PATH, MOCK, 'AddMethod', '(sssss)',
                         (interface, method, takes, gives, answer))
        session.start_agent()

    def calls(self, method):
        found = self.session.call(PORTAL, PORTAL_PATH, MOCK, 'GetMethodCalls', '(s)', (method,))[0]
        return [arguments for _, arguments in found]

    def respond(self, token, response, results):
        """The portal's answer to a request, from that request's object."""
        owner = self.session.call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                  'org.freedesktop.DBus', 'GetNameOwner', '(s)', (NAME,))[0]
        path = f'{PORTAL_PATH}/request/{owner[1:].replace(".", "_")}/{token}'
        with contextlib.suppress(BusError):  # it is there from the time before
            self.session.call(PORTAL, PORTAL_PATH, MOCK, 'AddObject', '(ssa{sv}a(ssss))',
                              (path, 'org.freedesktop.portal.Request', {}, []))
        self.session.call(PORTAL, path, MOCK, 'EmitSignal', '(sssav)',
                          ('org.freedesktop.portal.Request', 'Response', 'ua{sv}',
                           [GLib.Variant('u', response), GLib.Variant('a{sv}', results)]))


def test_portal_shows_and_withdraws_by_its_id():
    with world.session(agent=False) as session:
        sandbox = Sandbox(session)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        assert session.get(MANAGER, 'Manager', 'HostsReadOnly') is True
        at(session, ends_in=1200)
        name, what = wait_for('a notification', lambda: sandbox.calls('AddNotification'))[0]
        assert name == 'expiry-corp', name
        assert what['title'] == 'Your SSH sign-in for alice@example.com ends in 20 minutes', what
        assert (what['default-action'], what['default-action-target']) == ('app.show-account',
                                                                           'corp'), what
        assert [(button['label'], button['action'], button['target'])
                for button in what['buttons']] == [('Sign In', 'app.sign-in', 'corp'),
                                                   ('Later', 'app.later', 'corp')], what
        before = len(sandbox.calls('RemoveNotification'))
        session.kill_agent()
        session.start_agent()
        sign_in(session, account, 'alice')
        wait_for('the withdrawal', lambda: len(sandbox.calls('RemoveNotification')) > before)
        assert sandbox.calls('RemoveNotification')[-1] == ['expiry-corp']
        assert len(sandbox.calls('AddNotification')) == 1, 'told twice'


def test_portal_is_asked_for_the_background():
    with world.session(agent=False) as session:
        sandbox = Sandbox(session)

        def ask():
            session.manager('SetPreferences', '(a{sv})', {'start-at-login': GLib.Variant('b', True)})
            return wait_for('the request', lambda: sandbox.calls('RequestBackground'))[-1][1]

        options = ask()
        assert options['autostart'] is True
        assert re.fullmatch(r'/.*/daypass-agent', options['commandline'][0]), options

        def refused():
            return session.get(MANAGER, 'Manager', 'BackgroundRefused')
        # somebody else's answer says nothing about us
        sandbox.respond('other', 0, {})
        time.sleep(0.2)
        assert refused() is False
        sandbox.respond(options['handle_token'], 1, {})
        wait_for('refused', refused)
        options = ask()
        sandbox.respond(options['handle_token'], 0, {'background': GLib.Variant('b', True)})
        wait_for('allowed', lambda: not refused())
        assert not os.path.exists(f'{session.home}/.config/autostart')


def test_sandbox_keeps_to_its_folder():
    with world.session(agent=False) as session:
        own = f'{session.home}/.ssh/daypass'
        write(f'{own}/config', '# of the native one\n')
        os.chmod(own, 0o700)
        os.mkdir(f'{own}/flatpak', 0o755)  # as Flatpak makes it
        Sandbox(session)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        modes = {name: os.stat(f'{own}/flatpak/{name}').st_mode & 0o777
                 for name in ('', 'corp', 'corp-cert.pub', 'corp.until')}
        assert modes == {'': 0o700, 'corp': 0o600, 'corp-cert.pub': 0o644,
                         'corp.until': 0o600}, modes
        assert session.get(account, 'Account', 'KeyPath') == '~/.ssh/daypass/flatpak/corp'
        token, _, files = preview(session, account, 'web1')
        path, kind, lines = files[0]
        assert (len(files), path, kind) == (1, '~/.ssh/config', 'block-to-copy'), files
        block = ''.join(line[1:] + '\n' for line in lines)
        assert f'flatpak run --command=daypass-ensure {APPLICATION} corp' in block, block
        assert '~/.ssh/daypass/flatpak/corp-cert.pub' in block and 'Include' not in block, block
        session.manager('ApplyHosts', '(s)', token)
        assert session.get(account, 'Account', 'Hosts') == ['web1']
        token, _, again = preview(session, account, 'web1')
        assert (token, again) == ('', files), 'the lines can be had again'
        assert 'ssh-unseen' in [check[0] for check in session.manager('Diagnose', '(o)', '/')[0]]
        token, _, files = preview(session, account)
        assert len(files[0][2]) == 1 and 'no hosts' in files[0][2][0], files
        session.manager('ApplyHosts', '(s)', token)
        assert session.get(account, 'Account', 'Hosts') == []
        assert preview(session, account)[0::2] == ('', []), 'nothing is left to do'
        checks = session.manager('TestServer', '(s)', 'web1')[0]
        assert [check[0] for check in checks] == ['ssh-unseen'], checks
        assert 'no-hosts' in [check[0] for check in session.manager('Diagnose', '(o)', '/')[0]]
        assert open(f'{own}/config').read() == '# of the native one\n'
        assert sorted(os.listdir(own)) == ['config', 'flatpak'], os.listdir(own)
        assert os.listdir(f'{session.home}/.ssh') == ['daypass']


def test_sandboxed_stranger_is_refused():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        said = []
        for application in ('org.example.Evil', APPLICATION):
            for path, method, arguments in ((MANAGER, 'Manager.AddAccount', ('google', '{}')),
                                            (account, 'Account.SignIn', ('{}',)),
                                            (account, 'Account.GetCertificate', ()),
                                            (MANAGER, 'SearchProvider', ())):
                if method == 'SearchProvider':
                    command = ['gdbus', 'call', '--session', '-d', NAME, '-o',
                               path.replace('Manager', method), '-m',
                               'org.gnome.Shell.SearchProvider2.GetInitialResultSet', '["corp"]']
                else:
                    command = ['gdbus', 'call', '--session', '-d', NAME, '-o', path, '-m',
                               f'{NAME}.{method}', *arguments]
                done = subprocess.run(flatpak(session, application, *command), env=session.env,
                                      text=True, capture_output=True)
                refused = 'Error.NotAllowed' in done.stderr
                assert refused == (application != APPLICATION), (application, method, done)
                said.append(refused)
            for path, method, arguments in (
                    (account, f'{PROPERTIES}.Get', (f'{NAME}.Account', 'State')),
                    (account, f'{PROPERTIES}.GetAll', (f'{NAME}.Account',)),
                    (MANAGER, f'{PROPERTIES}.GetAll', (f'{NAME}.Manager',)),
                    (os.path.dirname(MANAGER),
                     'org.freedesktop.DBus.ObjectManager.GetManagedObjects', ())):
                # the first call of a connection: nothing is known of its caller yet
                done = subprocess.run(
                    flatpak(session, application, 'gdbus', 'call', '--session', '-d', NAME, '-o',
                            path, '-m', method, *arguments),
                    env=session.env, text=True, capture_output=True)
                if application == APPLICATION:
                    assert done.returncode == 0 and done.stdout.strip(), (method, done)
                    assert method.endswith('.Get') or 'ersion' in done.stdout or 'State' in done.stdout
                else:
                    assert 'Error.AccessDenied' in done.stderr and not done.stdout, (method, done)
                said.append(application != APPLICATION)
        return f'{said.count(True)} refused, {said.count(False)} of our own sandbox not'
