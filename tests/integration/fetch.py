#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""daypass-fetch as it is started: by cron, by a socket, by hand, and on a kernel that cannot confine
it. The ways out into the world, and the service, are in files of their own."""
import contextlib
import os
import pwd
import socket
import subprocess
import sys
import threading
import time

from fetch_base import (CA, FETCH, GOOD, SOCKET, USER, configure, fetched, journal, once, provider,
                        run, tap)
import authority
import fetch_service
import fetch_world
import kernel
import verifier as v

IDLE_SECONDS = 30


class Activated:
    """What systemd does: makes the socket, and starts the service with it as descriptor 3."""

    def __init__(self, claim=None):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(SOCKET)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(SOCKET)
        os.chown(SOCKET, 0, pwd.getpwnam('opksshuser').pw_gid)
        os.chmod(SOCKET, 0o660)
        self.socket.listen(64)
        os.set_inheritable(self.socket.fileno(), True)
        number = self.socket.fileno()
        shell = (f'export LISTEN_FDS=1 LISTEN_PID={claim or "$$"}; '
                 f'exec {FETCH} --listen 3<&{number} {number}<&-')
        self.process = subprocess.Popen(
            ['/bin/sh', '-c', shell], pass_fds=[number], env={}, stderr=subprocess.PIPE,
            user=USER.pw_uid, group=USER.pw_gid, extra_groups=[pwd.getpwnam('opksshuser').pw_gid])
        self.began = time.monotonic()
        self.ended = None
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self):
        self.process.wait()
        self.ended = time.monotonic()


activated = None


def test_activated():
    global activated  # pylint: disable=global-statement
    configure(provider.issuer)
    v.clear_cache()
    stranger = Activated(claim='1')
    tap.check('activated/a_socket_for_another_is_not_taken',
              v.wait_until(lambda: stranger.ended, 5) and stranger.process.returncode == 1)
    stranger.socket.close()
    activated = Activated()
    result = v.verify('alice', GOOD)
    tap.check('activated/serves_the_socket_it_was_given', result.allowed
              and journal.last().get('DAYPASS_KEYS') == 'fetched', result, journal.last())
    activated.used = time.monotonic()


def test_activated_goes_when_nobody_asks():
    """Runs last: the other tests are the wait."""
    tap.check('activated/stays_while_it_may_be_asked', activated.ended is None
              or activated.ended - activated.used >= IDLE_SECONDS - 1)
    gone = v.wait_until(lambda: activated.ended, IDLE_SECONDS + 15)
    tap.check('activated/goes_when_nobody_asks', gone and activated.process.returncode == 0
              and IDLE_SECONDS - 1 <= gone - activated.used <= IDLE_SECONDS + 12,
              gone and gone - activated.used)
    activated.socket.close()


def cron_line():
    """(user, command, environment) of the file that is installed, as cron(8) reads it."""
    environment = {'SHELL': '/bin/sh'}
    with open('/etc/cron.d/daypass', encoding='ascii') as stream:
        for line in stream.read().splitlines():
            if line.startswith('#') or not line.strip():
                continue
            name, equals, value = line.partition('=')
            if equals and name.isidentifier():
                environment[name] = value
                continue
            words = line.split(None, 6)
            return words[5], words[6], environment
    raise AssertionError('no line')


def cron():
    user, command, environment = cron_line()
    entry = pwd.getpwnam(user)
    return subprocess.run(['/bin/sh', '-c', command], check=False, capture_output=True,
                          env={**environment, 'LOGNAME': user, 'HOME': entry.pw_dir}, cwd='/',
                          user=user, group=entry.pw_gid,
                          extra_groups=os.getgrouplist(user, entry.pw_gid))


def test_cron():
    configure(provider.issuer)
    for name, prepare, mend, good in (
            ('fills_the_cache', lambda: None, lambda: None, True),
            ('leaves_it_to_systemd', lambda: os.makedirs('/run/systemd/system'),
             lambda: os.rmdir('/run/systemd/system'), False),
            ('says_nothing_when_it_is_gone', lambda: os.chmod(FETCH, 0o644),
             lambda: os.chmod(FETCH, 0o755), False)):
        v.clear_cache()
        prepare()
        done = cron()
        mend()
        tap.check(f'cron/{name}', fetched(provider.issuer) == good
                  and done.stdout == done.stderr == b'', done)
    owner = os.stat(FETCH)
    tap.check('cron/user_is_the_fetchers', cron_line()[0] == '_daypass-fetch', owner)


def test_stdout():
    configure(provider.issuer)
    v.clear_cache()
    done = run('--stdout', '1', user='opksshuser', group='opksshuser', extra_groups=[])
    tap.check('stdout/prints_the_keys', done.returncode == 0
              and done.stdout.startswith(f'daypass-keys 1\nissuer {provider.issuer}\n'.encode())
              and done.stdout.endswith(provider.jwks) and not os.listdir(v.CACHE), done)
    for name, line, status in (('a_line_without_row', '7', 1), ('line_0', '0', 2),
                               ('no_number', 'x', 2), ('a_line_below_0', '-1', 2)):
        done = run('--stdout', line)
        tap.check(f'stdout/refuses_{name}', done.returncode == status and done.stdout == b'', done)
    tap.check('stdout/is_the_only_thing_to_do', run('--stdout', '1', '--once').returncode == 2)
    provider.kinds = {'keys': 'no_keys'}
    done = run('--stdout', '1')
    tap.check('stdout/prints_no_bad_keys', done.returncode == 1 and done.stdout == b'', done)
    provider.kinds = {}


def status_of(pid):
    with open(f'/proc/{pid}/status', encoding='ascii') as stream:
        return dict(line.split(':', 1) for line in stream.read().splitlines())


def test_export():
    configure(provider.issuer)
    target = '/opt/export'
    name = os.path.basename(v.cache_name(provider.issuer))
    done = run('--export', target)
    tap.check('export/writes_a_set', done.returncode == 0 and os.listdir(target) == [name]
              and os.stat(f'{target}/{name}').st_mode & 0o777 == 0o644, done)
    with open(f'{target}/{name}', 'rb') as stream:
        kept = stream.read()
    provider.kinds = {'keys': 'wrong_issuer'}
    done = run('--export', target)
    with open(f'{target}/{name}', 'rb') as stream:
        tap.check('export/bad_keys_replace_nothing', done.returncode == 1
                  and stream.read() == kept, done)
    provider.kinds = {'discovery': 'late_3s'}
    process = subprocess.Popen([FETCH, '--export', target], env={}, stderr=subprocess.DEVNULL)
    confined = v.wait_until(lambda: status_of(process.pid)['Seccomp'].strip() == '2')
    tap.check('export/is_confined', confined
              and status_of(process.pid)['NoNewPrivs'].strip() == '1')
    process.kill()
    process.wait()
    provider.kinds = {}
    os.makedirs('/opt/open', exist_ok=True)
    os.chmod('/opt/open', 0o777)
    os.symlink(target, '/opt/link')
    for what, place in (('a_directory_of_everybody', '/opt/open'), ('a_link', '/opt/link'),
                        ('a_file', CA)):
        done = run('--export', place)
        tap.check(f'export/refuses_{what}', done.returncode == 1, done)
    tap.check('export/left_nothing_there', not os.listdir('/opt/open'))


def test_confinement():
    """`confinement` of config.yml, for the fetcher and for the judge."""
    for missing in ('landlock', 'seccomp'):
        for word, good in (('best', True), ('required', False)):
            configure(provider.issuer, config=f'confinement: {word}\n')
            v.clear_cache()
            done = run('--once', preexec_fn=kernel.without(missing))
            said = done.stderr.decode().lower()
            tap.check(f'confinement/fetch_without_{missing}_{word}',
                      (done.returncode == 0) == good == fetched(provider.issuer)
                      and said.count(f'no {missing}') == 1, done)
            v.write_cache(provider.issuer, provider.jwks)
            before = len(journal.decisions())
            entries = len(journal.entries)
            result = v.finish(subprocess.Popen(
                [f'{v.LIBEXEC}/daypass-verify', 'alice', GOOD[1], GOOD[0]], env={},
                user='opksshuser', group='opksshuser', extra_groups=[], stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, preexec_fn=kernel.without(missing)), 0)
            last = journal.decisions()[before:]
            warnings = [entry for entry in journal.entries[entries:]
                        if 'cannot confine' in entry.get('MESSAGE', '')
                        and 'DAYPASS_RESULT' not in entry]
            tap.check(f'confinement/judge_without_{missing}_{word}', len(last) == 1
                      and (result.allowed if good else result.quiet)
                      and last[0].get('DAYPASS_REASON') == ('ok' if good else 'confinement')
                      and len(warnings) == (1 if good else 0)
                      and missing not in last[0].get('DAYPASS_BOX', missing), result, last, warnings)
    configure(provider.issuer, config='confinement: required\n')
    done = once('confinement/fetch_with_all_required', provider.issuer, True)
    tap.check('confinement/which_warns_of_nothing', b'confine' not in done.stderr, done)
    result = v.verify('alice', GOOD)
    tap.check('confinement/judge_with_all_required', result.allowed, result, journal.last())


def main():
    authority.make()
    test_activated()
    for place in (sys.modules[__name__], fetch_world, fetch_service):
        for name, function in list(vars(place).items()):
            if name.startswith('test_') and not name.startswith('test_activated'):
                function()
    test_activated_goes_when_nobody_asks()
    return tap.end()


if __name__ == '__main__':
    with v.borrowed():
        status = main()
    sys.exit(status)
