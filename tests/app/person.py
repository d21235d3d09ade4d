# SPDX-License-Identifier: Apache-2.0
"""Somebody at the real window, who sees what a screen reader sees and presses keys and buttons; and
the desk: the agent's file, notifications, ssh. For scripts that run inside tests/app/session."""
import os
import re
import signal
import subprocess
import time
import traceback

from gi.repository import Gio, GLib

import tree
from keyboard import Keyboard

NAME = 'Daypass'
PROGRAM = 'io.github.daypass.Daypass'
AGENT = PROGRAM + '.Agent'
STATE = os.environ['XDG_STATE_HOME']
NOTIFICATIONS = 'org.freedesktop.Notifications'


class Person:
    def __init__(self, desk=None):
        self.desk = desk
        self.log = open(f'{STATE}/window.log', 'w+')
        self.window = subprocess.Popen(['daypass-desktop'], stderr=self.log, stdout=self.log)
        self.meet()

    def meet(self):
        """The window that is there now."""
        self.app = tree.application('daypass-desktop')
        self.keys = Keyboard(NAME)

    def quit(self):
        """Leaves, and waits until no window is left on the bus."""
        self.keys.focus(NAME)
        self.keys.key('ctrl+q')
        wait_for('the end', lambda: not self.desk.pid(PROGRAM))

    def root(self):
        """The window on top: dialogs come after the main window."""
        return tree.windows(self.app)[-1]

    def main_window(self):
        return tree.windows(self.app)[0]

    def wait(self, name, roles=None, seconds=15):
        return tree.wait(self.root, name, roles, seconds)

    def press(self, name, seconds=15):
        deadline = time.monotonic() + seconds
        button = None
        while button is None:
            assert time.monotonic() < deadline, f'no button {name}: {self.texts()}'
            time.sleep(0.1)
            button = tree.find_button(self.root(), name)
        while not button.get_state_set().contains(tree.STATE.SENSITIVE):
            assert time.monotonic() < deadline, f'{name} stays insensitive'
            time.sleep(0.1)
        tree.press(button)
        # GTK 4.8 crashes when it is asked about an object that goes away just then
        time.sleep(1.0)

    def enter_row(self, name):
        self.wait(name, ('list item',))
        self.keys.focus_top()
        self.walk_to(name)
        self.keys.key('Return')
        time.sleep(1.0)

    def walk_to(self, name):
        """Tab from list to list, arrows from row to row, as a person would."""
        for _ in range(30):
            self.keys.key('Tab')
            if self.walk_rows(name, 'Down') or self.walk_rows(name, 'Up'):
                return
        raise AssertionError(f'{name} is never reached')

    def walk_rows(self, name, key):
        for _ in range(30):
            before = tree.focused(self.root())
            if before is None or tree.role(before) != 'list item':
                return False
            if before.get_name().endswith(name):
                return True
            self.keys.key(key)
            after = tree.focused(self.root())
            if after is None or after.get_name() == before.get_name():
                return False
        return False

    def type_into(self, name, text):
        """Tab to the one field of the page, type, Return. A row with a field does not say that it
        has the keys (GTK 4.8); everything else does."""
        self.wait(name, ('text',))
        self.keys.focus_top()
        for _ in range(30):
            self.keys.key('Tab')
            if tree.focused(self.root()) is None:
                self.keys.type(text)
                self.keys.key('Return')
                return
        raise AssertionError(f'{name} never has the keys')

    def fill(self, name, text):
        row = self.wait(name, ('list item', 'text'))
        field = next(n for n, _ in tree.walk(row) if n.get_editable_text_iface() is not None)
        field.get_editable_text_iface().set_text_contents(text)

    def texts(self):
        return tree.texts(self.root())

    def wait_text(self, part, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                said = [t for t in self.texts() if part in t]
            except Exception:  # the tree changed while it was read
                said = []
            if said:
                return said[0]
            time.sleep(0.1)
        raise AssertionError(f'nothing says “{part}”: {self.texts()}')

    # Whole pieces of a day

    def add_other(self, issuer, client):
        """The dialog for a provider that Daypass does not know; it is checked while it is open."""
        self.fill('Address (Issuer)', issuer)
        self.fill('Client ID', client)
        said = self.wait_text('It supports everything')
        for _ in range(5):
            question = tree.find(self.root(), 'Yes', ('push button',))
            if question is not None:
                tree.press(question)
                time.sleep(1.5)
        self.press('Add')
        return said

    def menu(self, item, button='More Actions'):
        self.press(button)
        self.press(item)

    def home(self):
        self.keys.focus(NAME)
        for _ in range(3):
            if tree.find(self.root(), 'Add Account') is not None:
                return
            self.keys.key('alt+Left')
            time.sleep(0.5)
        raise AssertionError(f'Home is not reached: {self.texts()}')

    def state_of(self, account):
        """What the row of an account says to a screen reader; '' while the tree changes."""
        try:
            return next(n.get_description() for n, _ in tree.walk(self.root())
                        if tree.role(n) == 'list item' and account in (n.get_name() or ''))
        except Exception:
            return ''


def browser_is(name):
    """Who sits at the default browser; '' for nobody."""
    with open(f'{STATE}/person', 'w') as file:
        file.write(name)


def browser_opened():
    """How often the default browser was opened."""
    try:
        with open(f'{STATE}/opened') as file:
            return len(file.readlines())
    except FileNotFoundError:
        return 0


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f'{what}: not within {seconds} s')


class Desk:
    """The session bus: a service for notifications, and the agent as a process."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.notifier = subprocess.Popen(
            ['/usr/bin/python3', '-m', 'dbusmock', '--session', '--template',
             'notification_daemon', '-p', '{"capabilities": "body actions"}'],
            stdout=subprocess.DEVNULL)
        wait_for('notifications', lambda: self.pid(NOTIFICATIONS))

    def call(self, name, path, interface, method, types='()', *values):
        return self.bus.call_sync(name, path, interface, method, GLib.Variant(types, values), None,
                                  Gio.DBusCallFlags.NONE, 10000, None).unpack()

    def pid(self, name):
        try:
            return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                             'org.freedesktop.DBus', 'GetConnectionUnixProcessID', '(s)', name)[0]
        except GLib.Error:
            return 0

    def notified(self):
        """(title, actions, number) of every notification: numbers begin with 1, and one that
        replaces another has its number."""
        calls = self.call(NOTIFICATIONS, '/org/freedesktop/Notifications',
                          'org.freedesktop.DBus.Mock', 'GetMethodCalls', '(s)', 'Notify')[0]
        notes = []
        for _, values in calls:
            new = sum(note[3] for note in notes) + 1
            notes.append((values[3], values[5], values[1] or new, not values[1]))
        return [note[:3] for note in notes]

    def press_notification(self, number, action):
        self.call(NOTIFICATIONS, '/org/freedesktop/Notifications', 'org.freedesktop.DBus.Mock',
                  'EmitSignal', '(sssav)', NOTIFICATIONS, 'ActionInvoked', 'us',
                  [GLib.Variant('u', number), GLib.Variant('s', action)])

    def time_passes(self, ends_in):
        """The agent leaves, and comes back when its sign-ins end in so many seconds."""
        pid = self.pid(AGENT)
        os.kill(pid, signal.SIGTERM)
        wait_for('the agent leaves', lambda: not self.pid(AGENT))
        path = os.environ['XDG_CONFIG_HOME'] + '/daypass/accounts.conf'
        with open(path) as file:
            text = file.read()
        signed_in = int(time.time()) + ends_in - 24 * 3600
        text = re.sub(r'(?m)^signed-in-at=.*$', f'signed-in-at={signed_in}', text)
        text = re.sub(r'(?m)^told-.*\n', '', text)
        with open(path, 'w') as file:
            file.write(text)
        self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                  'StartServiceByName', '(su)', AGENT, 0)

    def close(self):
        self.notifier.terminate()
        self.notifier.wait()


def ssh(*options, host='web@127.0.0.1'):
    """What a person types; only the test's port and host key are said here."""
    return subprocess.run(['ssh', '-p', '2222', '-o', 'BatchMode=yes',
                           '-o', 'HostKeyAlias=[127.0.0.1]:2222', *options, host, 'id', '-un'],
                          text=True, capture_output=True, timeout=60)


def run(prefix, steps, desk=None):
    """Each step in turn; then the window must have complained of nothing."""
    person = Person(desk)
    failed = 0
    for number, function in enumerate(steps, 1):
        name = f'/app/{prefix}/{function.__name__}'
        try:
            print(f'ok {number} {name} # {function(person)}', flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} {name}')
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()))
            if failed > 2:
                break
    person.window.terminate()
    person.window.wait()
    if desk is not None:
        desk.close()
    person.log.seek(0)
    complaints = person.log.read().strip()
    if complaints:
        print('\n'.join('# ' + line for line in complaints.splitlines()))
    print(f'{"not ok" if complaints else "ok"} {len(steps) + 1} /app/{prefix}/says_nothing_on_stderr')
    print(f'1..{len(steps) + 1}')
    return 1 if failed or complaints else 0
