# SPDX-License-Identifier: Apache-2.0
"""Programs inside a sandbox as Flatpak makes it: bubblewrap, and /.flatpak-info."""
PLACES = ('--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib',
          '--symlink', 'usr/lib64', '/lib64', '--ro-bind', '/etc', '/etc', '--dev', '/dev', '--proc',
          '/proc')


def flatpak(session, application, *command):
    """@command as Flatpak would run it for @application, with the session's bus and home."""
    info = f'{session.top}/flatpak-info.{application}'
    with open(info, 'w') as file:
        file.write(f'[Application]\nname={application}\n')
    return ['bwrap', '--die-with-parent', *PLACES, '--bind', '/home', '/home', '--bind', '/tmp',
            '/tmp', '--bind', session.top, session.top, '--bind', '/run', '/run', '--ro-bind', info,
            '/.flatpak-info', *command]


def container(place, *command):
    """@command as in a minimal container: no /run, no bus, no network, a home of its own."""
    return ['bwrap', '--die-with-parent', '--unshare-all', *PLACES, '--tmpfs', '/home', '--dir',
            '/home/me', '--ro-bind', place, place, '--clearenv', '--setenv', 'HOME', '/home/me',
            '--setenv', 'PATH', f'{place}/hook:/usr/bin:/bin', *command]
