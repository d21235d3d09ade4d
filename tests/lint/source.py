# SPDX-License-Identifier: Apache-2.0
"""One file of the tree, as the lint rules see it.

A rule is a function (source, tree) -> iterable of (line number, sentence). C files come with
comments, strings and preprocessor lines blanked out (same length, same line breaks), so that a
rule can use plain regular expressions, and with their functions already found.
"""
import os
import re

NOCHECK = re.compile(r'/\* nocheck: \S[^*]*\*/')
# one comment, string or character constant
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.M)
HEADER = re.compile(r'(?P<name>\b[A-Za-z_]\w*)\s*\((?P<params>.*)\)\s*$', re.S)


def _blank(match):
    """Replaces a match by as much white space; strings keep their quotes."""
    text = match.group(0)
    if text[0] in '"\'' and len(text) >= 2:
        return text[0] + ' ' * (len(text) - 2) + text[0]
    return re.sub(r'[^\n]', ' ', text)


class Function:
    """A function definition: GNU style, its braces in column 0."""

    def __init__(self, source, name, params, start, body_start, end):
        self.source = source
        self.name = name
        self.params = params
        self.start = start            # line of the name
        self.body_start = body_start  # line of the opening brace
        self.end = end                # line of the closing brace

    @property
    def lines(self):
        return self.end - self.start + 1

    @property
    def body(self):
        return '\n'.join(self.source.code[self.body_start - 1:self.end])

    @property
    def parameters(self):
        text = self.params.strip()
        if text in ('', 'void'):
            return 0
        depth = count = 0
        for char in text:
            depth += (char in '([') - (char in ')]')
            count += char == ',' and depth == 0
        return count + 1

    @property
    def takes_error(self):
        return re.search(r'GError\s*\*\s*\*\s*error\b', self.params) is not None


class Source:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.folder = os.path.dirname(path)
        self.name = os.path.basename(path)
        self.extension = os.path.splitext(path)[1]
        self.lines = text.split('\n')
        self.is_c = self.extension in ('.c', '.h')
        self.code = []
        self.functions = []
        if self.is_c:
            without_noise = NOISE.sub(_blank, text)
            self.code = DIRECTIVE.sub(_blank, without_noise).split('\n')
            self.functions = list(self._find_functions())

    @property
    def is_script(self):
        return self.extension in ('.py', '.sh', '.mjs') or self.text.startswith('#!')

    @property
    def line_count(self):
        return len(self.lines) - (self.lines[-1] == '')

    def excused(self, line):
        """Whether the line carries a nocheck comment with a reason."""
        return 0 < line <= len(self.lines) and NOCHECK.search(self.lines[line - 1]) is not None

    def _find_functions(self):
        start = 1
        opened = None
        for number, line in enumerate(self.code, 1):
            if opened is None and line.rstrip() == '{':
                opened = number
            elif line.startswith('}'):
                if opened is not None:
                    yield from self._function(start, opened, number)
                opened = None
                start = number + 1
            elif opened is None and line.rstrip().endswith(';'):
                start = number + 1

    def _function(self, start, opened, end):
        header = '\n'.join(self.code[start - 1:opened - 1])
        match = HEADER.search(header)
        # the last outermost parenthesis belongs to the parameters: skip macros before it
        while match and _unbalanced(match.group('params')):
            match = HEADER.search(header, match.start('params'))
        if match:
            line = start + header.count('\n', 0, match.start('name'))
            yield Function(self, match.group('name'), match.group('params'), line, opened, end)


def _unbalanced(text):
    depth = 0
    for char in text:
        depth += (char == '(') - (char == ')')
        if depth < 0:
            return True
    return depth != 0


class Tree:
    """All files of the project: {path: Source}."""

    SKIP = {'.git', 'build', '__pycache__', 'node_modules'}

    def __init__(self, sources):
        self.sources = sources
        self.headers = {}
        for source in sources.values():
            if source.extension == '.h':
                self.headers.setdefault(source.name, []).append(source.folder)

    @classmethod
    def load(cls, root):
        sources = {}
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(f for f in folders
                                if f not in cls.SKIP and not f.startswith('build-'))
            for name in sorted(files):
                path = os.path.join(folder, name)
                if name == '.git' or os.path.islink(path) or not os.path.isfile(path):
                    continue
                with open(path, 'rb') as stream:
                    data = stream.read()
                try:
                    text = data.decode('utf-8')
                except UnicodeDecodeError:
                    continue
                relative = os.path.relpath(path, root)
                sources[relative] = Source(relative, text)
        return cls(sources)
