# SPDX-License-Identifier: Apache-2.0
"""The installed Flatpak as its person uses it: a real bus, a real provider, real sshd; portals are played
by flatpak_portal.py. The tests are one story, in this order, with one home."""
import contextlib
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [f'{TREE}/tests/app/agent', f'{TREE}/tests/app']
import harness  # noqa: E402
from harness import MANAGER, NAME, add_account, wait_for  # noqa: E402
from t_hook import Terminal  # noqa: E402
import world  # noqa: E402
from gi.repository import GLib  # noqa: E402

ID = 'io.github.daypass.Daypass'
INSTALLED = f'{os.environ["FLATPAK_SYSTEM_DIR"]}/app/{ID}/current/active'
EXPORTS = f'{os.environ["FLATPAK_SYSTEM_DIR"]}/exports/share'
KEYS = '/home/alice/.ssh/daypass/flatpak'
SSH = ['ssh', '-p', world.SSH_PORT, 'web@127.0.0.1', 'echo in as $(id -un)']
NATIVE = '# of the native Daypass\n'
session = None
account = None


def make_session():
    one = harness.Session('/usr', {'FLATPAK_SYSTEM_DIR': os.environ['FLATPAK_SYSTEM_DIR'],
                                   'DISPLAY': ':78', 'GSK_RENDERER': 'cairo'}, '/home/alice')
    one.env.pop('G_DEBUG')
    for path in glob.glob(f'{EXPORTS}/dbus-1/services/*'):
        shutil.copy(path, one.services)
    shutil.copy('/usr/share/dbus-1/services/org.a11y.Bus.service', one.services)
    # as a native Daypass and its person have left it
    os.makedirs('/home/alice/.ssh/daypass', 0o700)
    for name in ('.ssh/config', '.ssh/daypass/config'):
        with open(f'/home/alice/{name}', 'w') as file:
            file.write(NATIVE)
    one.start(['Xvfb', ':78', '-screen', '0', '1000x800x24', '-nolisten', 'tcp'])
    wait_for('the display', lambda: os.path.exists('/tmp/.X11-unix/X78'))
    one.start([f'{TREE}/tests/long/flatpak_portal.py', f'{one.top}/portal.jsonl'])
    wait_for('the portals', lambda: one.has_owner('org.freedesktop.portal.Desktop'))
    # a bus that was started before knows the services that are there now
    one.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig')
    return one


def asked(method):
    """What the portal was asked so far."""
    with open(f'{session.top}/portal.jsonl') as file:
        lines = [json.loads(line) for line in file]
    return [line['values'] for line in lines if line['method'] == method and line['sandboxed']]


def flatpak(*words, **options):
    """flatpak run, its output and its end."""
    options.setdefault('stdin', subprocess.DEVNULL)
    return subprocess.run(['flatpak', 'run', *words], env=session.env, text=True,
                          capture_output=True, timeout=120, **options)


def inside(script):
    return flatpak('--command=sh', ID, '-c', script)


def answer_browser(before):
    """Signs in at the next address that the browser is to be opened with."""
    url = wait_for('the browser', lambda: asked('OpenURI')[before:], 60)[0][1]
    done = session.browse(url, 'alice')
    assert done.returncode == 0, (done.stdout, done.stderr)


def end_sign_in():
    """As if it was two days later."""
    session.manager('Quit')
    wait_for('the agent ends', lambda: not session.has_owner(NAME))
    path = f'/home/alice/.var/app/{ID}/config/daypass/accounts.conf'
    with open(path) as file:
        text = re.sub(r'(?m)^(signed-in-at|token-\w+-at)=(\d+)$',
                      lambda m: f'{m[1]}={int(m[2]) - 48 * 3600}', file.read())
    with open(path, 'w') as file:
        file.write(text)
    start_agent()
    session.wait_state(account, 'ended')


def accounts():
    """The properties of each."""
    objects = session.call(NAME, os.path.dirname(MANAGER), 'org.freedesktop.DBus.ObjectManager',
                           'GetManagedObjects')[0]
    return [object[f'{NAME}.Account'] for object in objects.values() if f'{NAME}.Account' in object]


def start_agent():
    session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                 'StartServiceByName', '(su)', (NAME, 0))


def test_is_exported_and_valid():
    for name in ('applications/{}.desktop', 'dbus-1/services/{}.service',
                 'dbus-1/services/{}.Agent.service', 'icons/hicolor/scalable/apps/{}.svg',
                 'icons/hicolor/symbolic/apps/{}-symbolic.svg', 'mime/packages/{}.xml',
                 'gnome-shell/search-providers/{}.search-provider.ini'):
        assert os.path.exists(f'{EXPORTS}/{name.format(ID)}'), name
    commands = (['desktop-file-validate', f'{EXPORTS}/applications/{ID}.desktop'],
                ['appstreamcli', 'validate', '--no-net', f'{EXPORTS}/metainfo/{ID}.appdata.xml'])
    for command in commands:
        done = subprocess.run(command, text=True, capture_output=True)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    with open(f'{EXPORTS}/mime/globs2') as file:
        assert 'application/vnd.daypass.profile:*.daypass' in file.read()


def test_may_do_what_it_needs_and_no_more():
    with open(f'{INSTALLED}/metadata') as file:
        text = file.read()
    context = dict(line.split('=', 1) for line in re.search(r'\[Context\]\n([^[]*)', text)[1].split())
    found = {key: set(filter(None, value.split(';'))) for key, value in context.items()}
    assert found == {'shared': {'network', 'ipc'}, 'devices': {'dri'},
                     'sockets': {'x11', 'wayland', 'fallback-x11', 'ssh-auth'},
                     'filesystems': {'~/.ssh/daypass/flatpak:create',
                                     '/var/lib/daypass/profiles.d:ro'}}, found
    assert 'Bus Policy' not in text, text
    programs = {os.path.basename(path) for path in glob.glob(f'{INSTALLED}/files/**', recursive=True)}
    assert 'daypass-agent' in programs and 'libdaypass-browser.so' in programs
    assert not programs & {'daypass-verify', 'daypass-judge', 'daypass-admin', 'daypass-fetch'}


def test_command_answers():
    done = flatpak(ID, '--help')
    assert done.returncode == 0 and 'login' in done.stdout, done
    done = flatpak(ID, 'no-such-command')
    assert done.returncode == 1 and 'no-such-command' in done.stderr, done


@contextlib.contextmanager
def window():
    """Somebody at the window, through its accessible names."""
    child = session.start(['flatpak', 'run', '--command=daypass-desktop', ID])
    wait_for('its name', lambda: session.has_owner(ID))
    address = session.call('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')[0]
    bus = session.env['DBUS_SESSION_BUS_ADDRESS']
    os.environ.update(AT_SPI_BUS_ADDRESS=address, DBUS_SESSION_BUS_ADDRESS=bus,
                      DISPLAY=session.env['DISPLAY'], XDG_STATE_HOME=session.top)
    from person import Person
    day = Person.__new__(Person)  # whose window is started already
    day.meet()
    yield day
    session.call(ID, '/io/github/daypass/Daypass', 'org.gtk.Actions', 'Activate', '(sava{sv})',
                 ('quit', [], {}))
    child.wait(30)


def test_window_opens():
    with window() as day:
        # the account of the organisation's profile
        return day.wait_text('Org', 30)


def test_signs_in_through_the_portals():
    global account
    start_agent()
    provider = world.provider().add(session)
    account = add_account(session, provider)
    before = len(asked('OpenURI'))
    terminal = Terminal(session, command=['flatpak', 'run', ID, 'account', 'sign-in', 'corp'])
    answer_browser(before)
    tree_of = ('org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')
    request = wait_for('the sign-in', lambda: [
        path for path in session.call(NAME, os.path.dirname(MANAGER), *tree_of)[0]
        if '/signins/' in path])[0]
    if session.wait_step(request, 'confirm', 'done') == 'confirm':
        session.request(request, 'Confirm', '(b)', True)
    session.wait_state(account, 'signed-in')
    return terminal.finish().strip().splitlines()[-1]


def test_profile_of_the_organisation_is_in_effect():
    found = [account['Hosts'] for account in accounts() if account['ManagedBy'] == 'Org Example']
    assert found == [['*.org.example']], found


def test_key_is_where_the_host_sees_it():
    modes = {name: os.stat(f'{KEYS}/{name}').st_mode & 0o777
             for name in ('', 'corp', 'corp-cert.pub', 'corp.until')}
    # a certificate is public, and the folder is not
    assert modes == {'': 0o700, 'corp': 0o600, 'corp-cert.pub': 0o644, 'corp.until': 0o600}, modes
    assert os.stat(KEYS).st_uid == os.getuid()


def test_copy_in_the_window_remembers_the_hosts():
    with window() as day:
        day.enter_row('alice@example.com')
        day.enter_row('Hosts')
        day.type_into('Add host or pattern, like *.corp.example', '127.0.0.1')
        day.press('Review Change…')
        day.wait_text('Add these lines yourself')
        day.press('Copy')
        wait_for('the list', lambda: session.get(account, 'Account', 'Hosts') == ['127.0.0.1'])
    with open('/home/alice/.ssh/config') as file:
        assert file.read() == NATIVE, 'the sandbox changed it'


def test_login_alone_leaves_a_key():
    before = len(asked('OpenURI'))
    command = subprocess.Popen(['flatpak', 'run', ID, 'login', '--provider',
                                f'{world.OIDC},daypass-test'], env=session.env,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    answer_browser(before)
    said = command.communicate(timeout=60)[0]
    assert command.returncode == 0 and f'{KEYS}/id_ecdsa' in said, said
    assert os.stat(f'{KEYS}/id_ecdsa').st_mode & 0o777 == 0o600
    done = subprocess.run(SSH[:1] + ['-F', 'none', '-i', f'{KEYS}/id_ecdsa'] + SSH[1:], env=session.env,
                          text=True, capture_output=True, stdin=subprocess.DEVNULL)
    assert done.stdout == 'in as web\n', done


def test_ssh_with_the_copied_block_logs_in():
    done = flatpak(ID, 'hosts', 'corp', '127.0.0.1')
    assert done.returncode == 0 and '~/.ssh/config' in done.stderr, done
    with open('/home/alice/.ssh/config') as file:
        mine = file.read()
    assert mine == NATIVE, 'the sandbox changed it'
    with open('/home/alice/.ssh/config', 'w') as file:
        file.write(done.stdout + mine)
    done = subprocess.run(SSH, env=session.env, text=True, capture_output=True,
                          stdin=subprocess.DEVNULL)
    assert done.stdout == 'in as web\n', done
    # the key is good: no Flatpak was started
    env = dict(session.env, PATH='/nowhere:/bin')
    trace = subprocess.run(['strace', '-f', '-e', 'trace=execve', *SSH], env=env, text=True,
                           capture_output=True, stdin=subprocess.DEVNULL)
    assert trace.stdout == 'in as web\n' and 'flatpak", "run' not in trace.stderr, trace.stderr


def test_ended_key_makes_the_hook_ask():
    end_sign_in()
    before = len(asked('OpenURI'))
    terminal = Terminal(session, command=SSH)
    terminal.expect('ssh web@127.0.0.1 needs you to sign in', 60)
    answer_browser(before)
    text = terminal.finish()
    assert 'in as web' in text, text
    assert session.state(account) == 'signed-in'


def test_nobody_is_asked_without_a_connection():
    end_sign_in()
    before = len(asked('OpenURI'))
    for command, more in ((SSH[:1] + ['-G'] + SSH[1:], {}), (SSH, {'DAYPASS_NO_ENSURE': '1'}),
                          (SSH[:1] + ['-o', 'BatchMode=yes'] + SSH[1:], {})):
        old = dict(session.env)
        session.env.update(more)
        try:
            text = Terminal(session, command=command).finish()
        finally:
            session.env.clear()
            session.env.update(old)
        assert 'needs you' not in text, (command, more, text)
    time.sleep(0.3)
    assert len(asked('OpenURI')) == before


def test_sandbox_reaches_nothing_else():
    for path in ('~/.ssh/config', '~/.ssh/daypass/config', '~/.ssh/authorized_keys', '~/.bashrc'):
        done = inside(f'test ! -e {path} && echo "ProxyCommand evil" >{path}; cat {path}')
        assert NATIVE.strip() not in done.stdout, (path, done)
    with open('/home/alice/.ssh/daypass/config') as file:
        assert file.read() == NATIVE
    with open('/home/alice/.ssh/config') as file:
        assert 'evil' not in file.read()
    assert not os.path.exists('/home/alice/.ssh/authorized_keys')
    for path in ('/etc/opk', '/etc/daypass', '/var/cache/daypass', '/usr/libexec/daypass'):
        done = inside(f'test ! -e {path}')
        assert done.returncode == 0, (path, done)
    done = inside('ls /var/lib/daypass/profiles.d; touch /var/lib/daypass/profiles.d/x')
    assert 'org.daypass' in done.stdout and 'Read-only' in done.stderr, done
    done = inside(f'touch {KEYS}/mine && rm {KEYS}/mine')
    assert done.returncode == 0, done
    # names that are on this bus: only those of Daypass and of portals are seen inside
    bus = ('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus')
    for name, seen in (('org.freedesktop.secrets', 'false'), ('org.freedesktop.Flatpak', 'false'),
                       (NAME, 'true'), ('org.freedesktop.portal.Desktop', 'true')):
        if seen == 'false':
            session.call(*bus, 'RequestName', '(su)', (name, 0))
        assert session.has_owner(name), name
        done = inside(f'gdbus call --session -d {bus[0]} -o {bus[1]} -m {bus[2]}.NameHasOwner {name}')
        assert done.stdout.strip() == f'({seen},)', (name, done)


def test_refresh_token_is_in_the_file_of_the_secret_portal():
    assert asked('RetrieveSecret'), 'nobody asked for the secret'
    files = wait_for('the file', lambda: glob.glob(
        f'/home/alice/.var/app/{ID}/data/keyrings/*.keyring'))
    assert len(files) == 1 and os.stat(files[0]).st_mode & 0o077 == 0, files
    with open(f'/home/alice/.var/app/{ID}/config/daypass/accounts.conf') as file:
        assert 'refresh-token=true' in file.read()
    return f'{os.path.getsize(files[0])} bytes'


def test_background_portal_is_asked():
    session.manager('SetPreferences', '(a{sv})', {'start-at-login': GLib.Variant('b', True)})
    options = wait_for('the request', lambda: asked('RequestBackground'))[-1][1]
    assert options['autostart'] is True, options
    assert options['commandline'] == ['/app/libexec/daypass/daypass-agent'], options
    time.sleep(0.2)
    assert session.get(MANAGER, 'Manager', 'BackgroundRefused') is False
    assert not os.path.exists('/home/alice/.config/autostart')


def test_notifications_go_through_the_portal():
    session.call(NAME, MANAGER, f'{NAME}.Manager', 'Ensure', '(sa{sv})',
                 ('corp', {'who': GLib.Variant('s', 'ssh web1')}))
    titles = wait_for('a notification', lambda: [
        what['title'] for _, what in asked('AddNotification') if 'ssh web1' in what['title']])
    assert titles == ['ssh web1 needs you to sign in'], titles


def bench(rounds):
    """From the start of the hook with an ended key to its first line on the terminal; milliseconds."""
    start_agent()
    test_signs_in_through_the_portals()
    times = []
    for _ in range(rounds):
        end_sign_in()  # and the agent forgets that it was told to leave the person alone
        start = time.monotonic()
        terminal = Terminal(session, command=['flatpak', 'run', '--command=daypass-ensure', ID, 'corp'])
        terminal.expect('\n')
        times.append(1000 * (time.monotonic() - start))
        terminal.expect('go on without')
        terminal.type('q')
        terminal.finish()
    times.sort()
    print('Flatpak: stale hook to the first line on the terminal (target 300 ms)')
    print(f'median {times[rounds // 2]:.0f} ms, fastest {times[0]:.0f} ms, '
          f'slowest {times[-1]:.0f} ms of {rounds}')
    return 0


if __name__ == '__main__':
    os.chdir('/tmp')
    session = make_session()
    sys.modules['t_flatpak'] = sys.modules['__main__']
    sys.modules['__main__'].__name__ = 't_flatpak'
    if sys.argv[1:2] == ['bench']:
        status = bench(int(sys.argv[2]))
    else:
        status = harness.run([sys.modules['t_flatpak']], sys.argv[1:])
    for child in reversed(session.children):
        child.terminate()
    sys.exit(status)
