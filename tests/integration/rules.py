#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The administrator's files: unsafe ones, ones that change while they are read, and huge ones."""
import glob
import os
import pwd
import shutil
import statistics
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verifier as v  # noqa: E402

tap = v.Tap('verifier/rules')
journal = v.Journal()
ISSUER = 'https://op.example'
GOOD = v.mint(issuer=ISSUER)
LINES = 1000000
ROW = f'alice alice@example.com {ISSUER}'
AUTH_ID = '/etc/opk/auth_id'
MEMORY_KIB = 12 * 1024


def good():
    shutil.rmtree('/etc/opk')
    os.mkdir('/etc/opk')
    os.chown('/etc/opk', 0, pwd.getpwnam('opksshuser').pw_gid)
    os.chmod('/etc/opk', 0o750)
    v.policy([f'{ISSUER} {v.CLIENT} 24h'], [ROW])
    v.write_cache(ISSUER, v.keys())


def mangle(path, how):
    with open(path, 'rb') as stream:
        text = stream.read()
    owner = os.stat(path)
    if how in ('symlink', 'fifo', 'directory', 'missing', 'device'):
        os.unlink(path)
    if how == 'symlink':
        with open('/etc/opk/real', 'wb') as stream:
            stream.write(text)
        os.chmod('/etc/opk/real', 0o644)
        os.symlink('real', path)
    elif how == 'fifo':
        os.mkfifo(path, 0o644)
    elif how == 'directory':
        os.mkdir(path)
    elif how == 'device':
        os.mknod(path, 0o20644, os.makedev(1, 5))
    elif how == 'hard_link':
        os.link(path, '/etc/opk/second')
    elif how == 'foreign_owner':
        os.chown(path, 65534, owner.st_gid)
    elif how == 'group_writable':
        os.chmod(path, 0o660)
    elif how == 'world_writable':
        os.chmod(path, 0o646)
    elif how == 'unreadable':
        os.chmod(path, 0o600)


def test_unsafe_files():
    hows = ('symlink', 'fifo', 'directory', 'device', 'hard_link', 'foreign_owner',
            'group_writable', 'world_writable', 'unreadable')
    for name in ('providers', 'auth_id', 'config.yml'):
        for how in hows:
            good()
            v.write_as_root('/etc/opk/config.yml', 'deny_users: []\n')
            mangle(f'/etc/opk/{name}', how)
            result = v.verify('alice', GOOD)
            tap.check(f'{name}_{how}_denies', result.quiet and result.ms < 2000
                      and journal.last().get('DAYPASS_REASON') == 'policy-unsafe',
                      result, journal.last())
    for name, allowed in (('providers', False), ('auth_id', False), ('config.yml', True)):
        good()
        v.write_as_root('/etc/opk/config.yml', 'deny_users: []\n')
        os.unlink(f'/etc/opk/{name}')
        result = v.verify('alice', GOOD)
        tap.check(f'{name}_missing_{"is_fine" if allowed else "denies"}',
                  result.allowed if allowed else result.quiet, result, journal.last())


def test_unsafe_directories():
    for how, mode, owner in (('group_writable', 0o770, 0), ('world_writable', 0o757, 0),
                             ('foreign_owner', 0o755, 65534)):
        good()
        os.chmod('/etc/opk', mode)
        os.chown('/etc/opk', owner, pwd.getpwnam('opksshuser').pw_gid)
        result = v.verify('alice', GOOD)
        tap.check(f'directory_{how}_denies', result.quiet
                  and journal.last().get('DAYPASS_REASON') == 'policy-unsafe', journal.last())
    good()
    os.symlink('/etc/opk', '/etc/opk-link')
    for path in ('/etc/opk-link', '/etc/../etc/opk', 'etc/opk', ''):
        process = v.start('--config-dir', path, 'alice', GOOD[1], GOOD[0])
        result = v.finish(process, time.monotonic())
        tap.check(f'directory_by_{path.replace("/", "_") or "nothing"}_denies', result.quiet,
                  result, journal.last())


def test_configuration():
    for name, text, reason in (
            ('deny_users', 'deny_users: [Alice]\n', 'denied-user'),
            ('deny_emails', 'deny_emails: [ALICE@example.com]\n', 'denied-email'),
            ('wrong_type', 'deny_users: 5\n', 'config'),
            ('no_yaml', '{{{\n', 'config'),
            ('alias', 'a: &x []\ndeny_users: *x\n', 'config'),
            ('64_kib', '#' * 70000, 'policy-unsafe')):
        good()
        v.write_as_root('/etc/opk/config.yml', text)
        result = v.verify('alice', GOOD)
        tap.check(f'configuration_{name}_denies', result.quiet
                  and journal.last().get('DAYPASS_REASON') == reason, result, journal.last())
    good()
    v.write_as_root('/etc/opk/config.yml', 'confinement: required\n')
    tap.check('configuration_confinement_required_is_met', v.verify('alice', GOOD).allowed,
              journal.last())


def big_policy(lines):
    rows = (f'user{i} user{i}@example.com {ISSUER}\n' for i in range(lines - 1))
    with open(AUTH_ID + '.new', 'w', encoding='ascii') as stream:
        stream.writelines(rows)
        stream.write(ROW + '\n')
    os.chown(AUTH_ID + '.new', 0, pwd.getpwnam('opksshuser').pw_gid)
    os.chmod(AUTH_ID + '.new', 0o640)
    os.rename(AUTH_ID + '.new', AUTH_ID)


def pss(pid):
    """KiB of @pid and its children, each page counted in parts."""
    total = 0
    for process in [pid, *v.children(pid)]:
        try:
            with open(f'/proc/{process}/smaps_rollup', encoding='ascii') as stream:
                total += sum(int(line.split()[1]) for line in stream if line.startswith('Pss:'))
        except OSError:
            continue
    return total


def peak_memory():
    process = v.start('alice', GOOD[1], GOOD[0])
    peak = 0
    while process.poll() is None:
        peak = max(peak, pss(process.pid))
    process.stdout.close()
    return peak


def test_huge_policy():
    good()
    v.verify('alice', GOOD)
    few = statistics.median(v.verify('alice', GOOD).ms for _ in range(9))
    big_policy(LINES)
    result = v.verify('alice', GOOD)
    tap.check('a_million_lines_match_on_the_last', result.allowed
              and journal.last().get('DAYPASS_RULE') == f'auth_id:{LINES}', result, journal.last())
    many = statistics.median(v.verify('alice', GOOD).ms for _ in range(9))
    tap.note(f'one line {few:.0f} ms, a million lines {many:.0f} ms')
    memory = peak_memory()
    tap.note(f'gate and judge over a million lines: {memory} KiB PSS at the peak')
    tap.check('memory_does_not_grow_with_it', 0 < memory <= MEMORY_KIB, memory)


def test_policy_of_4_gib():
    """Nothing in it: read to its end, or until the time is up, and never kept."""
    good()
    v.verify('alice', GOOD)
    with open(AUTH_ID, 'wb') as stream:
        stream.truncate(4 << 30)
    result = v.verify('alice', GOOD)
    tap.check('a_policy_of_4_gib_denies_in_time', result.quiet
              and result.ms < 5000 + v.slack(GOOD), result, journal.last())
    memory = peak_memory()
    tap.check('and_takes_no_memory', 0 < memory <= MEMORY_KIB, memory)


def test_changes_while_read():
    """A writer that never stops, as an editor that writes in place would for a moment."""
    big_policy(LINES)
    stop = threading.Event()

    def write():
        with open(AUTH_ID, 'r+b') as stream:
            while not stop.is_set():
                stream.seek(0)
                stream.write(b'#')
                stream.flush()
                time.sleep(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.05)
    result = v.verify('alice', GOOD)
    stop.set()
    writer.join()
    tap.check('a_policy_that_changes_while_it_is_read_denies', result.quiet
              and journal.last().get('DAYPASS_REASON') == 'policy-changed', result, journal.last())
    time.sleep(0.05)
    process = v.start('alice', GOOD[1], GOOD[0])
    v.wait_until(lambda: v.children(process.pid))
    time.sleep(0.03)
    v.policy([f'{ISSUER} {v.CLIENT} 24h'], [ROW])
    result = v.finish(process, time.monotonic())
    tap.check('a_policy_that_is_replaced_whole_does_not', result.allowed, result, journal.last())


def test_clock():
    """What a server decides whose clock is wrong, for a token of this very moment."""
    good()
    files = ['/etc/opk/providers', AUTH_ID]
    real = int(time.time())
    fresh = v.mint(issuer=ISSUER)
    for name, now, key_file, reason in (
            ('right', 0, v.cache_text(ISSUER, v.keys()), b'ok'),
            ('slow_by_50_s', -50, v.cache_text(ISSUER, v.keys()), b'ok'),
            ('slow_by_90_s', -90, v.cache_text(ISSUER, v.keys()), b'clock-behind'),
            ('fast_by_90_s', 90, v.cache_text(ISSUER, v.keys()), b'ok'),
            ('fast_by_a_day', 86500, v.cache_text(ISSUER, v.keys(), fetched=86000), b'expired'),
            # it stepped back after the keys were fetched: they are stale, not lost
            ('stepped_back_an_hour', 0, v.cache_text(ISSUER, v.keys(), fetched=3600), b'ok'),
            # it stepped ahead: the keys are a day old, the token too
            ('stepped_ahead', 0, v.cache_text(ISSUER, v.keys(), fetched=-86500), b'unreachable'),
            ('before_the_build', 1000000000 - real, v.cache_text(ISSUER, v.keys()), b'clock'),
            ('at_the_epoch', -real, v.cache_text(ISSUER, v.keys()), b'clock'),
            ('negative', -real - 5, v.cache_text(ISSUER, v.keys()), b'clock')):
        verdict = v.ask_judge(real + now, 'alice', fresh, files, key_file)
        found = verdict and verdict.get(19, b'').rstrip(b'\0')
        tap.check(f'clock_{name}_is_{reason.decode()}', found == reason, verdict)


def main():
    good()
    for name, function in list(globals().items()):
        if name.startswith('test_'):
            function()
    for path in glob.glob('/etc/opk-link'):
        os.unlink(path)
    return tap.end()


if __name__ == '__main__':
    with v.borrowed():
        status = main()
    sys.exit(status)
