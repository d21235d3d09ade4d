# SPDX-License-Identifier: Apache-2.0
"""A private session with a real bus, the real agent and real providers; results in TAP.

The tests run as one of Daypass's own programs: their interpreter is a copy named "daypass-command"
beside a copy of the agent, because the agent looks at the program that calls it. Programs from outside are
played by gdbus.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from gi.repository import Gio, GLib

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
NAME = 'io.github.daypass.Daypass.Agent'
ROOT = '/io/github/daypass/Daypass/Agent'
MANAGER = ROOT + '/Manager'
PROPERTIES = 'org.freedesktop.DBus.Properties'

BUS_CONFIG = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path={run}/bus</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''


def become_daypass(agent):
    """Runs this script again from a copy of the interpreter that is called daypass-command."""
    if os.path.basename(os.readlink('/proc/self/exe')) == 'daypass-command':
        return os.path.dirname(os.readlink('/proc/self/exe'))
    place = tempfile.mkdtemp(prefix='daypass-bin.')
    shutil.copy2(os.path.realpath('/proc/self/exe'), f'{place}/daypass-command')
    shutil.copy2(agent, f'{place}/daypass-agent')
    # the hook finds the real command beside itself
    os.mkdir(f'{place}/hook')
    built = os.path.dirname(os.path.dirname(agent))
    for name, folder in (('daypass-ensure', 'ensure'), ('daypass', 'cli'),
                         ('daypass-agent', 'agent')):
        found = [path for path in (f'{built}/{folder}/{name}', f'/usr/bin/{name}', agent)
                 if os.path.exists(path)]
        shutil.copy2(found[0], f'{place}/hook/{name}')
    environment = dict(os.environ, PYTHONHOME='/usr')
    os.execve(f'{place}/daypass-command', ['daypass-command'] + sys.argv, environment)


# what may never cross the bus or reach a log (security 18)
# a fingerprint may have the letters of a token's beginning, but not at its own
SECRETS = (('a token', r'(?<![A-Za-z0-9+/])eyJ[A-Za-z0-9_-]{20,}'), ('a state', r'[?&]state='),
           ('a code', r'[?&]code='), ('a verifier', r'code_verifier'), ('a key', r'PRIVATE KEY'),
           ('a refresh token', r'refresh_token[^-]'), ('a client secret', r'client_secret='))


def look_for_secrets(where, text):
    for what, pattern in SECRETS:
        assert not re.search(pattern, text), f'{what} on {where}'


def wait_for(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f'{what}: not within {seconds} s')


class BusError(Exception):
    def __init__(self, error):
        self.name = Gio.DBusError.get_remote_error(error) or ''
        super().__init__(error.message)


class Session:
    """One home, one bus, one agent."""

    def __init__(self, place, environment=None, home=None):
        self.place = place
        self.top = tempfile.mkdtemp(prefix='s.')
        self.home = home or f'{self.top}/home'
        self.run = f'{self.top}/run'
        self.services = f'{self.top}/services'
        for folder in (self.home, self.run, self.services):
            os.makedirs(folder, 0o700, exist_ok=True)
        # the question about autostart has a test of its own
        os.makedirs(f'{self.home}/.config/daypass', 0o700)
        with open(f'{self.home}/.config/daypass/accounts.conf', 'w') as file:
            file.write('[preferences]\nstart-asked=true\n')
        self.env = {
            'HOME': self.home, 'XDG_RUNTIME_DIR': self.run, 'PATH': f'{place}/hook:/usr/bin:/bin',
            'XDG_CONFIG_HOME': f'{self.home}/.config', 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
            'G_DEBUG': 'fatal-criticals', 'DBUS_SESSION_BUS_ADDRESS': f'unix:path={self.run}/bus',
            'GSETTINGS_BACKEND': 'memory', 'NO_AT_BRIDGE': '1',
        }
        for name in ('SSL_CERT_FILE', 'NODE_PACKAGES', 'ASAN_OPTIONS'):
            if name in os.environ:
                self.env[name] = os.environ[name]
        self.env.update(environment or {})
        self.agent_command = [f'{place}/daypass-agent']
        self.children = []
        self.agent = None
        with open(f'{self.top}/bus.conf', 'w') as file:
            file.write(BUS_CONFIG.format(run=self.run, services=self.services))
        self.bus_process = self.start(['dbus-daemon', f'--config-file={self.top}/bus.conf',
                                       '--nofork', '--nopidfile'])
        wait_for('the bus', lambda: os.path.exists(f'{self.run}/bus'))
        self.bus = wait_for('a connection to the bus', self.try_connect)
        # every message of every test is looked at when it ends
        self.monitor = self.start(['dbus-monitor', '--address',
                                   self.env['DBUS_SESSION_BUS_ADDRESS']])
        wait_for('the monitor', lambda: 'NameAcquired' in self.log('dbus-monitor'))

    def try_connect(self):
        """The socket is there a moment before the bus listens."""
        try:
            return self.connect()
        except GLib.Error:
            return None

    def connect(self):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        return Gio.DBusConnection.new_for_address_sync(self.env['DBUS_SESSION_BUS_ADDRESS'], flags,
                                                       None, None)

    def start(self, command, **options):
        options.setdefault('env', self.env)
        options.setdefault('stdin', subprocess.DEVNULL)
        options.setdefault('stderr', subprocess.STDOUT)
        if 'stdout' not in options:
            options['stdout'] = open(f'{self.top}/{os.path.basename(command[0])}.log', 'ab')
        child = subprocess.Popen(command, **options)
        self.children.append(child)
        return child

    def log(self, name='daypass-agent'):
        with open(f'{self.top}/{name}.log', errors='replace') as file:
            return file.read()

    def start_agent(self):
        self.agent = self.start(self.agent_command)
        wait_for('the agent', lambda: self.has_owner(NAME))
        return self.agent

    def start_notifications(self):
        """The desktop's notification service, as python-dbusmock plays it."""
        self.start(['/usr/bin/python3', '-m', 'dbusmock', '--session', '--template',
                    'notification_daemon', '-p', '{"capabilities": "body actions"}'])
        wait_for('notifications', lambda: self.has_owner('org.freedesktop.Notifications'))

    def mock_calls(self, method):
        return self.call('org.freedesktop.Notifications', '/org/freedesktop/Notifications',
                         'org.freedesktop.DBus.Mock', 'GetMethodCalls', '(s)', (method,))[0]

    def press(self, number, action):
        """A button of a notification that python-dbusmock shows."""
        self.call('org.freedesktop.Notifications', '/org/freedesktop/Notifications',
                  'org.freedesktop.DBus.Mock', 'EmitSignal', '(sssav)',
                  ('org.freedesktop.Notifications', 'ActionInvoked', 'us',
                   [GLib.Variant('u', number), GLib.Variant('s', action)]))

    def stop_agent(self):
        self.manager('Quit')
        assert self.agent.wait(10) == 0, 'the agent ended badly'

    def kill_agent(self):
        self.agent.kill()
        self.agent.wait()
        wait_for('the name is free', lambda: not self.has_owner(NAME))

    def has_owner(self, name):
        return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                         'org.freedesktop.DBus', 'NameHasOwner', '(s)', (name,))[0]

    def call_with(self, descriptors, name, path, interface, method, signature=None, values=(),
                  bus=None, timeout=30):
        """With descriptors beside the message: the answer, and those that came with it."""
        parameters = GLib.Variant(signature, values) if signature else None
        passed = Gio.UnixFDList.new_from_array(descriptors)
        try:
            answer, fds = (bus or self.bus).call_with_unix_fd_list_sync(
                name, path, interface, method, parameters, None, Gio.DBusCallFlags.NO_AUTO_START,
                timeout * 1000, passed, None)
        except GLib.Error as error:
            raise BusError(error) from None
        return answer.unpack(), fds.steal_fds() if fds is not None else []

    def call(self, *what, **options):
        return self.call_with([], *what, **options)[0]

    def manager(self, method, signature=None, *values, **options):
        return self.call(NAME, MANAGER, f'{NAME}.Manager', method, signature, values, **options)

    def account(self, path, method, signature=None, *values, **options):
        return self.call(NAME, path, f'{NAME}.Account', method, signature, values, **options)

    def request(self, path, method, signature=None, *values, **options):
        return self.call(NAME, path, f'{NAME}.SignIn', method, signature, values, **options)

    def get(self, path, interface, name):
        return self.call(NAME, path, PROPERTIES, 'Get', '(ss)', (f'{NAME}.{interface}', name))[0]

    def state(self, path):
        return self.get(path, 'Account', 'State')

    def wait_state(self, path, *states, seconds=30):
        return wait_for(f'state {states}, not {self.state(path)}',
                        lambda: self.state(path) in states and self.state(path), seconds)

    def step(self, path):
        return self.get(path, 'SignIn', 'Step')

    def wait_step(self, path, *steps, seconds=30):
        return wait_for(f'step {steps}, not {self.step(path)}',
                        lambda: self.step(path) in steps and self.step(path), seconds)

    def outside(self, path, method, *arguments):
        """The same call from a program that is not one of ours."""
        return subprocess.run(['gdbus', 'call', '--session', '-d', NAME, '-o', path, '-m',
                               f'{NAME}.{method}', *arguments], env=self.env, text=True,
                              capture_output=True)

    def browse(self, url, person):
        return subprocess.run(['/usr/bin/python3', f'{TREE}/tests/idp/browser.py', url, person,
                               f'{person}-pass-1234'], env=self.env, text=True,
                              capture_output=True)

    def look_for_secrets(self):
        self.monitor.terminate()
        self.monitor.wait()
        look_for_secrets('the bus', self.log('dbus-monitor'))
        for name in os.listdir(self.top):
            if name.endswith('.log') and name != 'dbus-monitor.log':
                look_for_secrets(name, self.log(name[:-4]))

    def close(self):
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
                try:
                    child.wait(10)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
        for folder in (self.home, self.top):
            shutil.rmtree(folder, ignore_errors=True)


class Provider:
    """How to add a provider of tests/idp, and sign in there."""

    def __init__(self, issuer, client, name):
        self.values = {'kind': GLib.Variant('s', 'other'), 'issuer': GLib.Variant('s', issuer),
                       'client-id': GLib.Variant('s', client), 'name': GLib.Variant('s', name),
                       'scopes': GLib.Variant('s', 'openid email profile offline_access')}

    def add(self, session):
        checks, _ = session.manager('CheckProvider', '(a{sv})', self.values)
        bad = [check for check in checks if check[1] in ('bad', 'question')]
        assert not bad, bad
        return session.manager('AddProvider', '(a{sv})', self.values)[0]


def add_account(session, provider):
    return session.manager('AddAccount', '(sa{sv})', provider, {})[0]


def sign_in(session, account, person, confirm=True, page=True, state='signed-in'):
    """The whole way, as the window goes it; the last step of the request."""
    request = session.account(account, 'SignIn', '(a{sv})', {})[0]
    session.wait_step(request, 'browser')
    url, _ = session.request(request, 'TakeUrl', '(s)', 'system')
    done = session.browse(url, person)
    assert not page or done.returncode == 0, (done.stdout, done.stderr,
                                  session.get(request, 'SignIn', 'Problem'))
    step = session.wait_step(request, 'confirm', 'other-person', 'done', 'failed')
    if step == 'confirm' and confirm:
        session.request(request, 'Confirm', '(b)', True)
        step = session.wait_step(request, 'done', 'failed')
    if step == 'done':
        session.wait_state(account, *([state] if isinstance(state, str) else state))
    return request, step


def run(modules, only):
    """Every function test_* of the modules, as /agent/MODULE/NAME."""
    failed = count = 0
    for module in modules:
        for name, function in list(vars(module).items()):
            full = f'/agent/{module.__name__.removeprefix("t_")}/{name.removeprefix("test_")}'
            if not name.startswith('test_') or (only and not any(one in full for one in only)):
                continue
            count += 1
            try:
                said = function()
                print(f'ok {count} {full}', flush=True)
                if said:
                    print(f'# {said}', flush=True)
            except Exception:
                failed += 1
                print(f'not ok {count} {full}')
                for line in traceback.format_exc().splitlines():
                    print(f'#   {line}', flush=True)
    print(f'1..{count}')
    return 1 if failed or not count else 0
