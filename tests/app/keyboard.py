# SPDX-License-Identifier: Apache-2.0
"""Real keys, through the X server. There is no window manager: the focus is set by hand."""
import subprocess
import time


class Keyboard:
    def __init__(self, title):
        self.focus(title)

    def run(self, *command):
        return subprocess.run(['xdotool', *command], text=True, capture_output=True).stdout.split()

    def focus(self, title):
        """Gives the newest window of this title the keys."""
        for _ in range(50):
            found = self.run('search', '--onlyvisible', '--name', f'^{title}')
            if found:
                self.run('windowfocus', '--sync', found[-1])
                return
            time.sleep(0.1)
        raise AssertionError(f'no window “{title}”')

    def focus_top(self):
        """Gives the keys to the window that came last."""
        found = self.run('search', '--onlyvisible', '--class', 'daypass')
        self.run('windowfocus', '--sync', max(found, key=int))

    def key(self, *names):
        for name in names:
            self.run('key', '--clearmodifiers', name)
            time.sleep(0.08)

    def click(self, x, y):
        """For a page of a stranger, which may not be ready for keys."""
        self.run('mousemove', str(x), str(y), 'click', '1')

    def type(self, text):
        self.run('type', '--delay', '15', text)
        time.sleep(0.1)
