# SPDX-License-Identifier: Apache-2.0
"""What the tests find around them: the identity providers of tests/idp, and the agent."""
import contextlib
import json
import os

from harness import Provider, Session

OIDC = os.environ.get('DAYPASS_TEST_OIDC', 'https://localhost:4443')
SHORT = 'https://localhost:4446'  # ID tokens of 75 seconds
GLEWLWYD = os.environ.get('DAYPASS_TEST_GLEWLWYD', 'http://127.0.0.1:4593/api/oidc')
SSH_PORT = os.environ.get('DAYPASS_TEST_SSH_PORT', '2222')
STATE = os.environ.get('DAYPASS_TEST_IDP_STATE', '/run/idp')
PLACE = None  # of the programs


def provider():
    return Provider(OIDC, 'daypass-test', 'Corp')


@contextlib.contextmanager
def session(environment=None, agent=True, home=None):
    one = Session(PLACE, environment, home)
    try:
        if agent:
            one.start_agent()
        yield one
        if one.agent is not None and one.agent.poll() is None:
            one.stop_agent()
        one.look_for_secrets()
    except BaseException:
        log = f'{one.top}/daypass-agent.log'
        if os.path.exists(log):
            print('\n'.join('#   agent: ' + line for line in one.log().splitlines()[-20:]))
        raise
    finally:
        one.close()


def requests(path):
    """How often the provider was asked for this."""
    port = OIDC.rpartition(':')[2]
    with open(f'{STATE}/requests-{port}.jsonl') as file:
        return sum(json.loads(line)['path'] == path for line in file)
