#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Plays the person at the browser: browser.py URL USER PASSWORD

Opens URL (the one that `daypass login` prints), follows it to the identity provider, signs in
there, agrees, and follows the redirect back. Knows the sign-in pages of npm oidc-provider (plain
forms) and of Glewlwyd (the JSON interface that its page uses). Prints the address where it
ended, without its query; ends with 1 when that page is an error.

--stop-at PREFIX prints the first address that begins so, with its query, instead of opening it.
"""
import argparse
import html
import re
import sys
import urllib.parse

from web import Browser, Stopped

MAX_PAGES = 10


def glewlwyd_page(browser, page, user, password):
    """Signs in and agrees as login.html does, then goes on to where the page would send us."""
    asked = page.query
    back = asked['callback_url']
    api = urllib.parse.urljoin(page.url, '/api')
    browser.json(f'{api}/auth', {'username': user, 'password': password})
    browser.json(f'{api}/auth/grant/{asked["client_id"]}', {'scope': asked['scope']}, 'PUT')
    separator = '&' if urllib.parse.urlsplit(back).query else '?'
    return browser.open(f'{back}{separator}g_continue')


def form_page(browser, page, user, password):
    """Fills in one form of npm oidc-provider's interaction pages; None when there is none."""
    action = re.search(r'<form[^>]+action="([^"]+)"', page.text)
    prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
    if not action or not prompt:
        return None
    fields = {'prompt': prompt.group(1)}
    if prompt.group(1) == 'login':
        fields.update(login=user, password=password)
    return browser.open(urllib.parse.urljoin(page.url, html.unescape(action.group(1))), fields)


def sign_in(browser, url, user, password):
    page = browser.open(url)
    for _ in range(MAX_PAGES):
        if '/login.html' in page.url and 'callback_url' in page.query:
            page = glewlwyd_page(browser, page, user, password)
            continue
        following = form_page(browser, page, user, password)
        if following is None:
            return page
        page = following
    raise SystemExit('browser: the sign-in does not end')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--stop-at')
    parser.add_argument('url')
    parser.add_argument('user')
    parser.add_argument('password')
    arguments = parser.parse_args()
    try:
        page = sign_in(Browser(arguments.stop_at), arguments.url, arguments.user,
                       arguments.password)
    except Stopped as stopped:
        print(stopped)
        return 0
    print(f'browser: HTTP {page.status} at {page.url.partition("?")[0]}')
    return 0 if page.status < 400 else 1


if __name__ == '__main__':
    sys.exit(main())
