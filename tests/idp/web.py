# SPDX-License-Identifier: Apache-2.0
"""A browser without a window: redirects, cookies, forms and JSON, with python's library alone.

Cookies are kept by host name and not by port, as browsers do. python's own cookie jar is not
used: it refuses the empty Domain attribute that Glewlwyd sends.
"""
import json
import urllib.error
import urllib.parse
import urllib.request

MAX_REDIRECTS = 40
AGENT = 'Mozilla/5.0 (X11; Linux x86_64) daypass-test-browser'
DOCUMENT = {'Accept': 'text/html', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document'}
SCRIPT = {'Accept': 'application/json', 'Content-Type': 'application/json',
          'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty'}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Stopped(Exception):
    """Reached the address at which the browser was told to stop."""


class Page:
    def __init__(self, url, answer):
        self.url = url
        self.status = answer.status
        self.text = answer.read().decode('utf-8', 'replace')
        self.location = answer.headers.get('Location')

    @property
    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query))


class Browser:
    def __init__(self, stop_at=None):
        self.stop_at = stop_at
        self.cookies = {}
        # never through a proxy: all that this talks to is on this machine
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))

    def _keep_cookies(self, host, answer):
        jar = self.cookies.setdefault(host, {})
        for line in answer.headers.get_all('Set-Cookie') or []:
            name, _, value = line.partition(';')[0].strip().partition('=')
            jar[name] = value

    def request(self, url, data=None, headers=None, method=None):
        if self.stop_at and url.startswith(self.stop_at):
            raise Stopped(url)
        host = urllib.parse.urlsplit(url).hostname
        cookies = '; '.join(f'{name}={value}' for name, value in self.cookies.get(host, {}).items()
                            if value)
        request = urllib.request.Request(url, data=data, method=method, headers={
            'User-Agent': AGENT, 'Cookie': cookies, 'Sec-Fetch-Site': 'same-origin',
            **(headers or DOCUMENT)})
        try:
            answer = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self._keep_cookies(host, answer)
            return Page(url, answer)

    def open(self, url, fields=None):
        """Opens a page as a person does, redirects included; with fields it sends a form."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        page = self.request(url, data)
        for _ in range(MAX_REDIRECTS):
            if not (300 <= page.status < 400 and page.location):
                return page
            page = self.request(urllib.parse.urljoin(page.url, page.location))
        raise SystemExit('too many redirects')

    def json(self, url, body=None, method=None):
        """Calls an interface as a script of a page does; its answer, or the end of the program."""
        data = None if body is None else json.dumps(body).encode()
        page = self.request(url, data, SCRIPT, method)
        if page.status >= 300:
            raise SystemExit(f'HTTP {page.status} at {url.partition("?")[0]}')
        return json.loads(page.text) if page.text else None
