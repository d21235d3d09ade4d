# SPDX-License-Identifier: Apache-2.0
"""Who may include what: section 3 of ARCHITECTURE.md, as a table."""
import re

RING1 = ('core/base', 'core/json', 'core/jose', 'core/ssh', 'core/pkt', 'core/oidc', 'core/policy')
RING3 = RING1 + ('core/io', 'core/net', 'core/login')

# what a folder of ring 1 may take from libc: nothing that reads the world
PURE_LIBC = {'errno.h', 'inttypes.h', 'limits.h', 'math.h', 'stdarg.h', 'stddef.h', 'stdint.h',
             'stdlib.h', 'string.h'}

LIBRARIES = (
    ('glib', r'glib(-object|-unix)?\.h$|glib/|gmodule\.h$'),
    ('gio', r'gio/|gio-unix'),
    ('nettle', r'nettle/|gmp\.h$'),
    ('jansson', r'jansson\.h$'),
    ('json-glib', r'json-glib/'),
    ('libsoup', r'libsoup/'),
    ('curl', r'curl/'),
    ('yaml', r'yaml\.h$'),
    ('gtk', r'gtk/|gdk/|adwaita\.h$|gsk/'),
    ('webkit', r'webkit/'),
    ('libsecret', r'libsecret/'),
    ('libnotify', r'libnotify/'),
    ('ncurses', r'n?curses|term\.h$|panel\.h$'),
)

# folder -> (our folders, libraries). Its own folder, config.h and libc are always allowed,
# but in ring 1, where libc is PURE_LIBC.
SHARED = 'verifier/shared'
DBUS = 'app/dbus'
WORDS = 'app/words'
TABLE = {
    'core/base': ((), ('glib', 'nettle')),
    'core/json': (RING1[:1], ('glib', 'jansson')),
    'core/jose': (RING1[:2], ('glib', 'nettle')),
    'core/ssh': (RING1[:1], ('glib',)),
    'core/pkt': (RING1[:4], ('glib',)),
    'core/oidc': (RING1[:5], ('glib',)),
    'core/policy': (RING1[:6], ('glib', 'yaml')),
    'core/io': (RING1, ('glib', 'gio')),
    'core/net': (RING1 + ('core/io',), ('glib', 'gio', 'libsoup')),
    'core/login': (RING1 + ('core/io', 'core/net'), ('glib', 'gio', 'libsoup')),
    WORDS: ((), ('glib',)),
    'app/desktop': (('core/base', DBUS, WORDS, 'app/browser'), ('glib', 'gio', 'gtk')),
    'app/browser': (('core/base', DBUS), ('glib', 'gio', 'gtk', 'webkit')),
    'app/tui': (('core/base', 'core/io', DBUS, WORDS), ('glib', 'gio', 'ncurses')),
    'app/agent': (RING3 + (DBUS, WORDS), ('glib', 'gio', 'json-glib', 'libsoup', 'libsecret',
                                    'libnotify')),
    'app/cli': (RING3 + (DBUS, WORDS, 'app/ensure'), ('glib', 'gio', 'json-glib', 'libsoup')),
    'app/ensure': ((SHARED,), ()),
    'verifier/shared': ((), ()),
    'verifier/gate': ((SHARED,), ()),
    'verifier/home-policy': ((SHARED,), ()),
    'verifier/judge': (RING1 + (SHARED,), ('glib',)),
    'verifier/settings': (RING1 + (SHARED,), ('glib',)),
    'verifier/admin': (RING1 + (SHARED,), ('glib',)),
    'verifier/fetch': (RING1 + (SHARED,), ('glib', 'curl')),
}

# calls that would make ring 1 read the world
WORLD = re.compile(r'(?<![\w.>])(g_get_(?:real_time|monotonic_time|home_dir|user_\w+|tmp_dir|environ)'
                   r'|g_date_time_new_now\w*|g_file_\w+|g_fopen|g_open|g_random_\w+|g_setenv|getenv'
                   r'|secure_getenv|setenv|fopen|open|openat|read|write|socket|connect|clock_gettime'
                   r'|gettimeofday|localtime\w*|printf|g_print|g_printerr)\s*\(')


def _library(header):
    for name, pattern in LIBRARIES:
        if re.match(pattern, header):
            return name
    return None


def _layer(folder):
    """The folder of the table that holds this one: folders below it belong to it."""
    while folder and folder not in TABLE:
        folder = folder.rpartition('/')[0]
    return folder


def _check_own(layer, header, tree):
    folders = {_layer(folder) for folder in tree.headers.get(header, [])}
    allowed = set(TABLE[layer][0]) | {layer}
    if folders and not folders & allowed:
        return f'{layer} may not include {header} of {"/".join(sorted(folders))}'
    return None


def _check_system(layer, header):
    library = _library(header)
    if library is not None:
        if library not in TABLE[layer][1]:
            return f'{layer} may not use {library} ({header})'
    elif layer in RING1 and header not in PURE_LIBC:
        return f'{layer} is pure: it may not include <{header}>'
    return None


def includes(source, tree):
    layer = _layer(source.folder)
    if not source.is_c:
        return
    if not layer:
        if source.path.startswith(('core/', 'app/', 'verifier/')):
            yield 1, f'{source.folder} is not in the table of what may include what'
        return
    pattern = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
    for number, line in enumerate(source.lines, 1):
        match = pattern.match(line)
        if not match or source.excused(number):
            continue
        kind, header = match.groups()
        own = header.rpartition('/')[2]
        problem = _check_own(layer, own, tree) if kind == '"' else _check_system(layer, header)
        if problem:
            yield number, problem


def pure(source, tree):
    """Ring 1 never reads files, clock, environment or network."""
    if _layer(source.folder) not in RING1:
        return
    for number, line in enumerate(source.code, 1):
        match = WORLD.search(line)
        if match and not source.excused(number):
            yield number, f'ring 1 is pure: {match.group(1)} reads or writes the world'


def english(source, tree):
    """Only app/ speaks the person's language."""
    if not source.path.startswith(('core/', 'verifier/')):
        return
    for number, line in enumerate(source.code, 1):
        if re.search(r'(?<![\w.>])(N?C?_|n?gettext|dgettext|dngettext)\s*\(\s*"', line):
            yield number, 'core and verifier speak English only: translate in app/'
