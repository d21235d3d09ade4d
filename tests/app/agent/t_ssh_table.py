# SPDX-License-Identifier: Apache-2.0
"""What product section 3 says, for everything that runs ssh: one row each. With a good key each logs
in with it and says nothing; with an ended one somebody is asked, told, or left alone, and ssh goes on
with the ordinary key."""
import contextlib
import os
import subprocess
import time

from harness import add_account, sign_in, wait_for
from ssh_world import Log, end_sign_in, fingerprint, person
from t_hook import Terminal, notified, opened
from t_hosts import apply, write

WEB1, WEB2 = 'web1.corp.example', 'web2.corp.example'
OPENER = '#!/bin/sh\necho opened >>"$HOME/opened"\n'
CRON = '/run/cron'
ASKS, TELLS, SILENT = 'asks', 'tells', 'silent'

# name, where, what, logins (0: none is made), with an ended key
ROWS = (
    ('ssh', 'terminal', f'ssh {WEB1} true', 1, ASKS),
    ('an_alias', 'terminal', 'ssh w true', 1, ASKS),
    ('canonical_name', 'terminal', 'ssh -o CanonicalizeHostname=yes -o '
     'CanonicalDomains=corp.example -p 2322 web@web1 true', 1, ASKS),
    ('another_user', 'terminal', f'ssh -l web {WEB1} true', 1, ASKS),
    ('scp', 'terminal', f'scp -q {WEB1}:file got', 1, ASKS),
    ('old_scp', 'terminal', f'scp -O -q {WEB1}:file got', 1, ASKS),
    ('sftp', 'terminal', f'sftp -q {WEB1}:file got', 1, ASKS),
    ('sftp_batch', 'terminal', f'sftp -q -b /dev/null {WEB1}', 1, TELLS),
    ('rsync', 'terminal', f'rsync -q {WEB1}:file got', 1, ASKS),
    ('git', 'terminal', f'git ls-remote {WEB1}:x.git', 1, ASKS),
    ('jump', 'terminal', f'ssh -J bastion.corp.example {WEB1} true', 2, ASKS),
    ('control_master', 'terminal', f'ssh -M -S sock -o ControlPersist=1 {WEB1} true', 1, ASKS),
    ('control_command', 'terminal', f'ssh -S nowhere -O check {WEB1}', 0, SILENT),
    ('no_command', 'terminal', f'ssh -N -o ExitOnForwardFailure=yes '
     f'-L 127.0.0.1:2322:localhost:1 {WEB1}', 1, ASKS),
    ('script_at_a_terminal', 'terminal', './script', 1, ASKS),
    ('job_in_the_background', 'terminal', f"bash -mc 'ssh -n {WEB1} true & wait'", 1, TELLS),
    ('query', 'terminal', f'ssh -G {WEB1}', 0, SILENT),
    ('batch_mode', 'terminal', f'ssh -o BatchMode=yes {WEB1} true', 1, TELLS),
    ('batch_mode_in_two_words', 'terminal', f'ssh -o "BatchMode yes" {WEB1} true', 1, TELLS),
    ('errors_go_elsewhere', 'terminal', f'ssh {WEB1} true 2>log', 1, TELLS),
    ('switched_off', 'terminal', f'DAYPASS_NO_ENSURE=1 ssh {WEB1} true', 1, SILENT),
    ('completion', 'terminal', f'COMP_LINE="scp {WEB1}:" COMP_POINT=9 '
     f'ssh -o BatchMode=yes {WEB1} compgen -f', 1, SILENT),
    ('tmux', 'tmux', f'ssh {WEB1} true', 1, ASKS),
    ('script', 'nothing', './script', 1, TELLS),
    ('editor', 'nothing', f'ssh -T -D 2399 {WEB1} true', 1, TELLS),
    ('git_of_an_editor', 'nothing', f'git ls-remote {WEB1}:x.git', 1, TELLS),
    ('cron', 'cron', f'ssh {WEB1} true', 1, SILENT),
    ('host_between_two_accounts', 'terminal', f'ssh {WEB2} true', 1, ASKS),
    ('host_of_nobody', 'terminal', 'ssh web1.lab.example true', -1, SILENT),
)


@contextlib.contextmanager
def at_home(state):
    with person(hosts=('*.corp.example', f'!{WEB2}')) as (session, account):
        session.start_notifications()
        # both lists reach this host: the first leaves it to the second
        session.first = account
        session.second = add_account(session, session.get(account, 'Account', 'Provider'))
        apply(session, session.second, WEB2)
        sign_in(session, session.second, 'alice')
        write(f'{session.top}/bin/xdg-open', OPENER, 0o755)
        session.env['PATH'] = f'{session.top}/bin:{session.place}/hook:/usr/bin:/bin'
        session.env['TERM'] = 'dumb'
        write(f'{session.home}/script', f'#!/bin/sh\nssh {WEB1} true\n', 0o755)
        if state == 'ended':
            end_sign_in(session, account)
        yield session, account


def shell(session, what):
    return ['sh', '-c', f'cd "$HOME" && {what}']


def in_terminal(session, what, asked):
    terminal = Terminal(session, command=shell(session, what))
    if asked:
        terminal.expect('go on without')
        terminal.type('q')
    return terminal.finish()


def in_tmux(session, what, asked):
    tmux = ['tmux', '-f', '/dev/null', '-S', f'{session.top}/tmux']

    def screen():
        return subprocess.run([*tmux, 'capture-pane', '-p', '-J'], env=session.env, text=True,
                              capture_output=True).stdout
    subprocess.run([*tmux, 'new-session', '-d', '-x', '200', '-y', '40',
                    f'{what}; echo "ended with $?"; sleep 60'], env=session.env, check=True,
                   cwd=session.home)
    try:
        if asked:
            wait_for('the question', lambda: 'go on without' in screen())
            subprocess.run([*tmux, 'send-keys', 'q'], env=session.env, check=True)
        return wait_for('the end', lambda: 'ended with' in screen() and screen())
    finally:
        subprocess.run([*tmux, 'kill-server'], env=session.env, check=True)


def without_terminal(session, what, env):
    done = subprocess.run(shell(session, what), env=env, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, start_new_session=True)
    return done.stdout + done.stderr


def in_cron(session, what):
    """A crontab of the person's, and the daemon, which root starts and ends (ssh.sh)."""
    out = f'{session.home}/cron.out'
    write('/home/alice/crontab', f'@reboot cd && sh -c "{what}" >{out} 2>&1; echo "ended $PPID" >>{out}\n')
    with open(CRON, 'w') as file:
        file.write('start\n')
    text = wait_for('the job', lambda: os.path.exists(out) and 'ended ' in open(out).read()
                    and open(out).read(), 30)
    with open(CRON, 'w') as file:
        file.write('stop\n')
    os.unlink(out)
    return text.rpartition('ended ')[0]


def run(session, where, what, asked):
    if where == 'terminal':
        return in_terminal(session, what, asked)
    if where == 'tmux':
        return in_tmux(session, what, asked)
    if where == 'cron':
        return in_cron(session, what)
    return without_terminal(session, what, session.env)


def told(session):
    return [call[3] for call in notified(session) if call[3].startswith('ssh ')]


def forget_told(session):
    session.call('org.freedesktop.Notifications', '/org/freedesktop/Notifications',
                 'org.freedesktop.DBus.Mock', 'ClearCalls')


def check_said(text):
    for word in ('Daypass', 'daypass', 'warning', 'Warning', 'no such identity', 'Bad '):
        assert word not in text, f'{word} in: {text}'


def check_identity(session, log, what, state):
    """Of two accounts the server sees the one whose host it is, and none that has ended."""
    first, second = (fingerprint(session, path) for path in (session.first, session.second))
    ours = set(log.offered()) & {first, second}
    assert ours == ({second if WEB2 in what else first} if state == 'good' else set()), (what, ours)


def check_row(session, row, state):
    name, where, what, logins, ended = row
    asked = state == 'ended' and ended == ASKS
    log = Log()
    before = opened(session)
    text = run(session, where, what, asked)
    kind = 'ECDSA-CERT' if state == 'good' and logins > 0 else 'ED25519'
    wait_for(f'the logins of {name}: {text}', lambda: len(log.accepted()) >= abs(logins), 15)
    assert log.accepted() == [kind] * abs(logins), (name, log.accepted(), text)
    assert opened(session) - before == int(asked), f'{name}: browsers'
    assert bool(told(session)) == (state == 'ended' and ended == TELLS), (name, told(session))
    if logins > 0:
        check_identity(session, log, what, state)
    if not asked:
        assert 'sign in' not in text, (name, text)
        if '-G' not in what:
            check_said(text)
    return told(session)


def check(state):
    with at_home(state) as (session, account):
        for row in ROWS:
            started = time.monotonic()
            check_row(session, row, state)
            print(f'# {state}: {row[0]} {row[4] if state == "ended" else "logs in"}, '
                  f'{time.monotonic() - started:.1f} s', flush=True)
            forget_told(session)
            if state == 'ended':
                # a new agent has forgotten the ten minutes of peace after each "q"
                session.stop_agent()
                session.start_agent()
        assert session.state(account) == ('signed-in' if state == 'good' else 'ended')
        return f'{len(ROWS)} rows'


def test_with_a_good_key():
    return check('good')


def test_with_an_ended_key():
    return check('ended')
