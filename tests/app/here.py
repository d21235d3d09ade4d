#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""here.py GLEWLWYD: signing in inside the window, with the real agent: a whole day at one provider,
the other to the end; then tests/app/odd_provider.py, whose pages try what the in-app browser must not
let them do. Runs inside tests/app/session; the default browser is tests/app/person-browser."""
import json
import os
import sys
import time

from person import Desk, browser_is, browser_opened, run, wait_for
from story import (an_account_is_signed_out, details_say_what_the_provider_said,
                   hosts_are_reviewed_and_applied, it_ends_and_ssh_is_not_offered_the_key,
                   no_key_is_left, real_ssh_logs_in, the_notifications_button_is_pressed)
import tree

OIDC = 'https://localhost:4443'
ODD = 'https://localhost:4447'
GLEWLWYD = sys.argv[1]


def page_is(here, host, lock):
    """The page in sight is of this host, and has had time to run its scripts."""
    here.wait(lock, seconds=40)
    said = here.wait_text(host, 20)
    time.sleep(1.5)
    return f'{lock} {said}'


def type_into_page(here, *words):
    """Words and keys, as a person types them."""
    here.keys.focus_top()
    for word in words:
        if word in ('Tab', 'shift+Tab', 'Return', 'ctrl+a'):
            here.keys.key(word)
        else:
            here.keys.type(word)


def windows(here):
    return len(tree.windows(here.app))


def in_browser(here):
    return tree.find_button(here.root(), 'Continue in Your Browser') is not None


def again(here, act, taken=lambda: False):
    """Until the page has taken it, and the provider has sent the browser back."""
    for _ in range(10):
        time.sleep(2.5)
        if taken() or not in_browser(here):
            return
        act()


def served(method, prefix):
    """How many such requests the provider has answered."""
    with open('/run/idp/requests-4443.jsonl') as file:
        answered = [json.loads(line) for line in file]
    return sum(it['method'] == method and it['path'].startswith(prefix) for it in answered)


def order(what):
    with open('/run/odd/new', 'w') as file:
        file.write(what)
    os.rename('/run/odd/new', '/run/odd/go')


def asked_for(line):
    with open('/run/odd/requests') as file:
        return sum(line == request.strip() for request in file)


def add(here, issuer, client):
    here.enter_row('Other…')
    here.add_other(issuer, client)


def signs_in_on_the_page(here, *first, who='alice'):
    """At the page of the OpenID provider, to its end."""
    said = page_is(here, 'localhost', 'Encrypted')
    before = served('POST', '/interaction/')
    type_into_page(here, *first, who, 'Tab', 'any', 'Return')
    wait_for('the answer', lambda: served('POST', '/interaction/') == before + 1)
    # agrees
    again(here, lambda: type_into_page(here, 'Return'),
          lambda: served('POST', '/interaction/') == before + 2)
    return said


def signs_in_at_oidc_provider(here):
    here.wait('Google Google', seconds=20)
    add(here, OIDC, 'daypass-test')
    here.press('Sign In Here', 20)
    said = signs_in_on_the_page(here)
    here.wait_text('Are You alice@example.com', 30)
    assert windows(here) == 2, 'the in-app browser is still open'
    here.press('Yes')
    here.wait_text('Until ')
    return said


def the_notifications_button_opens_the_page_here(here):
    browser_is('')
    before = browser_opened()
    said = the_notifications_button_is_pressed(here)
    # the provider was told who is expected, and the page asks for the password only
    signs_in_on_the_page(here, 'shift+Tab', 'ctrl+a')
    here.wait_text('Until ', 30)
    assert browser_opened() == before, 'another browser was opened'
    return said


def ssh_logs_in_again(here):
    return real_ssh_logs_in(here)


def a_round_shows_one_page_after_the_other(here):
    here.keys.focus('Daypass')
    for _ in range(2):  # from the hosts of the account to the list
        here.keys.key('alt+Left')
        time.sleep(0.5)
    here.press('Add Account')
    add(here, OIDC, 'daypass-other')
    signs_in_on_the_page(here, who='bob')
    here.wait_text('Are You bob@example.com', 30)
    here.press('Yes')
    here.wait('bob@example.com', ('list item',))
    here.desk.time_passes(ends_in=-60)
    accounts = ('alice@example.com', 'bob@example.com')
    for account in accounts:
        wait_for('its end', lambda: here.state_of(account).startswith('Ended'))
    before = browser_opened()
    here.keys.focus('Daypass')
    here.keys.key('ctrl+t')
    # the provider was told who is expected
    for account in accounts:
        signs_in_on_the_page(here, 'shift+Tab', 'ctrl+a', who=account.split('@')[0])
        time.sleep(3)  # one page goes, the next one comes
    for account in accounts:
        wait_for('the sign-in', lambda: here.state_of(account).startswith('Until'))
    assert windows(here) == 1 and browser_opened() == before
    here.enter_row('bob@example.com')
    here.menu('Remove Account…')
    here.press('Remove')
    return here.wait('alice@example.com', ('list item',)).get_name()


def the_account_is_removed(here):
    here.menu('Remove Account…')
    here.press('Remove')
    said = here.wait_text('Who do you sign in with?')
    no_key_is_left()
    return said


def signs_in_at_glewlwyd(here):
    add(here, GLEWLWYD, 'daypass')
    said = page_is(here, '127.0.0.1', 'Not encrypted')
    time.sleep(4)  # an application of its own, which has to start
    type_into_page(here, 'alice', 'Tab', 'alice-pass-1234', 'Return')
    again(here, lambda: here.keys.click(188, 507))  # Continue
    here.wait_text('Are You alice@example.test', 30)
    here.press('Yes')
    return said


def the_odd_page_is_in_sight(here):
    here.home()
    here.press('Add Account')
    add(here, ODD, 'odd')
    return page_is(here, 'localhost', 'Encrypted')


def a_download_is_refused(here):
    order('/download')
    said = here.wait_text('Nothing can be downloaded here')
    assert asked_for('4447 /download') == 1
    found = [name for _, _, names in os.walk(os.environ['HOME']) for name in names
             if 'odd' in name]
    assert not found, found
    return said


def a_window_of_a_script_is_refused(here):
    before = windows(here)
    order('open-window')
    time.sleep(1.5)
    assert asked_for('4447 /opened') == 0 and windows(here) == before
    return f'{before} windows'


def a_window_the_person_asked_for_is_the_same_window(here):
    before = windows(here)
    type_into_page(here, 'Return')
    wait_for('the page of the link', lambda: asked_for('4447 /popup'))
    assert windows(here) == before
    return page_is(here, 'localhost', 'Encrypted')


def a_page_that_does_not_come_lends_nobody_its_name(here):
    order('https://127.0.0.1:4449/')
    time.sleep(2)
    texts = here.texts()
    assert 'localhost' in texts and '127.0.0.1' not in texts, texts
    return 'localhost'


def a_certificate_that_is_not_trusted_ends_it(here):
    order('https://localhost:4448/')
    said = here.wait_text('could not prove that it is genuine')
    assert asked_for('4448 /') == 0, 'something was sent'
    ways = [tree.role(n) + ' ' + n.get_name() for n, _ in tree.walk(here.root())
            if tree.role(n) == 'push button' and n.get_name()]
    assert not [way for way in ways if 'nyway' in way or 'Try Again' in way], ways
    return said


def a_page_that_is_down_can_be_tried_again(here):
    order('https://localhost:4446/')
    said = here.wait_text('The page of localhost could not be loaded')
    here.press('Try Again')
    here.wait_text('The page of localhost could not be loaded')
    order('/back')
    wait_for('the next page', lambda: asked_for('4447 /back'))
    page_is(here, 'localhost', 'Encrypted')
    assert said not in here.texts()
    return said


def an_offer_of_passkeys_is_no_reason_to_leave(here):
    order('offer-passkey')
    wait_for('the answer', lambda: asked_for('4447 /offered-false'))
    return page_is(here, 'localhost', 'Encrypted')


def a_passkey_goes_to_the_persons_browser(here):
    browser_is('')
    before, open_windows = browser_opened(), windows(here)
    order('ask-passkey')
    wait_for('the browser', lambda: browser_opened() == before + 1)
    time.sleep(1)  # GTK 4.8 crashes when it is asked about a window that goes away just then
    said = here.wait_text('Passkeys work only in your own browser')
    assert windows(here) == open_windows - 1
    return said


def it_can_be_moved_back_and_forth(here):
    before = browser_opened()
    here.press('Sign In Here')
    page_is(here, 'localhost', 'Encrypted')
    here.press('Continue in Your Browser')
    # the third time in ten minutes was the last
    said = here.wait_text('The browser was opened three times in ten minutes')
    assert browser_opened() == before
    here.press('Copy Link')
    here.wait_text('Link copied')
    here.press('Cancel')
    return said


def google_refuses_embedded_browsers(here):
    here.home()
    here.press('Add Account')
    add(here, ODD, 'odd-2')
    page_is(here, 'localhost', 'Encrypted')
    before = browser_opened()
    order('/google')
    wait_for('the browser', lambda: browser_opened() == before + 1)
    time.sleep(1)
    said = here.wait_text('allows signing in only in your own browser')
    here.press('Cancel')
    return said


def it_moves_to_the_persons_browser_and_ends_there(here):
    browser_is('bob')
    here.home()
    here.press('Add Account')
    add(here, OIDC, 'daypass-third')
    page_is(here, 'localhost', 'Encrypted')
    here.press('Continue in Your Browser')
    said = here.wait_text('Are You bob@example.com', 40)
    here.press('No, Discard')
    return said


def nothing_of_a_session_is_kept(here):
    folder = os.environ['HOME']
    found = [f'{top}/{name}' for top, _, names in os.walk(folder) for name in names
             if 'cookie' in name.lower() or 'webkit' in f'{top}/{name}'.lower()]
    kept = [path for path in found if os.path.getsize(path)
            and b'_session' in open(path, 'rb').read()]
    assert not kept, kept
    return f'{len(found)} files of WebKit, no cookie in them'


STEPS = [signs_in_at_oidc_provider, details_say_what_the_provider_said,
         hosts_are_reviewed_and_applied, real_ssh_logs_in,
         it_ends_and_ssh_is_not_offered_the_key, the_notifications_button_opens_the_page_here,
         ssh_logs_in_again, a_round_shows_one_page_after_the_other, an_account_is_signed_out, the_account_is_removed,
         signs_in_at_glewlwyd, the_odd_page_is_in_sight,
         a_download_is_refused, a_window_of_a_script_is_refused,
         a_window_the_person_asked_for_is_the_same_window,
         a_page_that_does_not_come_lends_nobody_its_name,
         a_certificate_that_is_not_trusted_ends_it, a_page_that_is_down_can_be_tried_again,
         an_offer_of_passkeys_is_no_reason_to_leave, a_passkey_goes_to_the_persons_browser,
         it_can_be_moved_back_and_forth, google_refuses_embedded_browsers,
         it_moves_to_the_persons_browser_and_ends_there, nothing_of_a_session_is_kept]
sys.exit(run('here', STEPS, Desk()))
