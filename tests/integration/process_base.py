# SPDX-License-Identifier: Apache-2.0
"""What the tests of the gate and the judge share."""
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verifier as v  # noqa: E402
from provider import Provider  # noqa: E402

tap = v.Tap('verifier/process')
journal = v.Journal()
provider = Provider(8001, v.keys())
ISSUER = provider.issuer
GOOD = v.mint(issuer=ISSUER)
PLANTED = '/usr/libexec/daypass-planted'
# dpg-session.h, dpg-plugins.h
DEADLINE_MS, KEYS_WAIT_MS, PLUGIN_MS = 5000, 2800, 3000


def setup():
    for path in ('/run/daypass/seen',):
        with open(path, 'wb'):
            pass
        shutil.chown(path, 'root', 'opksshuser')
        os.chmod(path, 0o660)
    v.policy([f'{ISSUER} {v.CLIENT} 24h'], [f'alice alice@example.com {ISSUER}'])
    v.write_cache(ISSUER, provider.jwks)
    os.makedirs(PLANTED, exist_ok=True)
    shutil.copy(f'{v.LIBEXEC}/daypass-verify', f'{PLANTED}/daypass-verify')
    shutil.copy(f'{v.BUILD}/tests/lib/dpt-planted-judge', f'{PLANTED}/daypass-judge')


def refused(name, result, reason=None, limit=None):
    entry = journal.last()
    tap.check(name, result.quiet and (reason is None or entry.get('DAYPASS_REASON') == reason)
              and (limit is None or result.ms < limit), result, entry)


def slow(**options):
    """A gate that waits for a provider which does not answer."""
    v.clear_cache()
    provider.kinds = {'discovery': 'late_60s'}
    process = v.start('alice', GOOD[1], GOOD[0], **options)
    v.wait_until(lambda: len(v.children(process.pid)) >= 1)
    time.sleep(0.1)
    return process


def find_judge(pid):
    for child in v.children(pid):
        try:
            if os.readlink(f'/proc/{child}/exe').endswith('daypass-judge'):
                return child
        except OSError:
            continue
    return None


def good_provider():
    provider.kinds = {}
    v.write_cache(ISSUER, provider.jwks)


def is_alive(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii') as stream:
            return stream.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False
