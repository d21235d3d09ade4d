# SPDX-License-Identifier: Apache-2.0
"""What the tests of daypass-fetch share: a provider, its person, and one run of the timer."""
import os
import pwd
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import authority  # noqa: E402
import verifier as v  # noqa: E402
from provider import Provider  # noqa: E402

tap = v.Tap('verifier/fetch')
journal = v.Journal()
fetcher = v.Fetcher()
FETCH = f'{v.LIBEXEC}/daypass-fetch'
SOCKET = '/run/daypass/fetch.sock'
CA = f'{authority.PLACE}/ca.crt'
USER = pwd.getpwnam('_daypass-fetch')
provider = Provider(8030, v.keys())
GOOD = v.mint(issuer=provider.issuer)


def configure(issuer, *variables, config=''):
    text = config + ('env_vars:\n' if variables else '') + ''.join(
        f'  {name}: "{value}"\n' for name, value in variables)
    v.policy([f'{issuer} {v.CLIENT} 24h'], [f'alice alice@example.com {issuer}'], text or None)


def run(*arguments, **options):
    return subprocess.run([FETCH, *arguments], check=False, capture_output=True, env={}, **options)


def fetched(issuer):
    return os.path.exists(v.cache_name(issuer))


def once(name, issuer, good, word=b''):
    """One run of the timer with an empty cache."""
    v.clear_cache()
    done = run('--once')
    tap.check(name, (done.returncode == 0) == good and fetched(issuer) == good
              and word in done.stderr, done)
    return done
