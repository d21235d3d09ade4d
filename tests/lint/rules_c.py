# SPDX-License-Identifier: Apache-2.0
"""Size and shape of C code, and the calls that are not used."""
import re

FILE_LINES = 400
FUNCTION_LINES = 60
NESTING = 4
PARAMETERS = 7
COLUMNS = 100

# name (or prefix, with *) -> what to use instead
BANNED = {
    'strcpy': 'DpWriter or g_strlcpy',
    'strcat': 'DpWriter or GString',
    'sprintf': 'g_strdup_printf or g_snprintf',
    'vsprintf': 'g_strdup_vprintf',
    'sscanf': 'dp-text or g_ascii_string_to_unsigned',
    'atoi': 'g_ascii_string_to_signed',
    'strtol': 'g_ascii_string_to_signed',
    'strtoul': 'g_ascii_string_to_unsigned',
    'gets': 'anything',
    'system': 'an argument vector, no shell',
    'popen': 'an argument vector, no shell',
    'memcpy': 'DpWriter, DpReader or a struct assignment',
    'memcmp': 'dp_secret_equal or g_bytes_equal',
    'g_spawn_*': 'the one place that starts programs',
    'g_getenv': 'the one place that reads the environment',
    'g_error': 'a GError',
    'json_object_get_*': 'the typed getters of core/json',
    'time': 'a time that the caller passes in',
    'goto': 'g_autoptr, or a helper function',
}
# tests start programs, prepare environments and build hostile bytes
ALLOWED_IN_TESTS = {'memcpy', 'memcmp', 'g_spawn_*', 'g_getenv'}


def file_length(source, tree):
    if (source.is_c or source.is_script) and source.line_count > FILE_LINES:
        yield source.line_count, f'{source.line_count} lines, at most {FILE_LINES}'


def function_length(source, tree):
    for function in source.functions:
        if function.lines > FUNCTION_LINES and not source.excused(function.start):
            yield function.start, (f'{function.name} has {function.lines} lines, '
                                   f'at most {FUNCTION_LINES}')


def parameters(source, tree):
    for function in source.functions:
        if function.parameters > PARAMETERS and not source.excused(function.start):
            yield function.start, (f'{function.name} has {function.parameters} parameters, '
                                   f'at most {PARAMETERS}')


def _is_block(before, line_before):
    """Whether a brace after this text opens a block of statements, not data or a type."""
    before = before.rstrip()
    if before.endswith(')'):
        return line_before.strip() == ''  # else a compound literal: (Type) { … }
    return before.endswith((';', '}', '{', ':')) or re.search(r'\b(else|do)$', before) is not None


def nesting(source, tree):
    for function in source.functions:
        body = function.body
        stack = []
        for match in re.finditer(r'[{}]', body):
            if match.group() == '}':
                if stack:
                    stack.pop()
                continue
            at = match.start()
            line_before = body[body.rfind('\n', 0, at) + 1:at]
            in_data = bool(stack) and not stack[-1]
            stack.append(not in_data and (not stack or _is_block(body[:at], line_before)))
            line = function.body_start + body.count('\n', 0, at)
            if sum(stack) - 1 > NESTING and stack[-1] and not source.excused(line):
                yield line, f'{function.name}: blocks nested deeper than {NESTING}'
                break


def _pattern(name):
    pattern = re.escape(name).replace(r'\*', r'\w+')
    return rf'\b{pattern}\b' if name == 'goto' else rf'(?<![\w.>]){pattern}\s*\('


BANNED_PATTERNS = {name: re.compile(_pattern(name)) for name in BANNED}
ANY_BANNED = re.compile('|'.join(_pattern(name) for name in BANNED))


def banned_calls(source, tree):
    in_tests = source.path.startswith('tests/')
    for number, line in enumerate(source.code, 1):
        if not ANY_BANNED.search(line) or source.excused(number):
            continue
        for name, instead in BANNED.items():
            if not (in_tests and name in ALLOWED_IN_TESTS) and BANNED_PATTERNS[name].search(line):
                yield number, f'{name} is not used here; instead: {instead}'


def layout(source, tree):
    if not source.is_c:
        return
    for number, line in enumerate(source.lines, 1):
        if len(line) > COLUMNS and not source.excused(number):
            yield number, f'{len(line)} columns, at most {COLUMNS}'
        if '\t' in line:
            yield number, 'a tab'
        if line != line.rstrip():
            yield number, 'white space at the end'
    for number, line in enumerate(source.code, 1):
        if re.match(r'[A-Za-z_].*\)\s*\{$', line):
            yield number, 'the brace of a function stands on a line of its own'
    if source.extension == '.h' and '#pragma once' not in source.lines:
        yield 1, 'a header says #pragma once'


def must_use(source, tree):
    """What parses or verifies cannot be ignored."""
    if source.extension != '.h' or source.path.startswith('tests/'):
        return
    code = '\n'.join(source.code)
    for match in re.finditer(r'\b(\w+_(?:parse|verify|check|decode)(?:_\w+)?)\s*\(([^;{]*)', code):
        if 'GError' in match.group(2) and 'G_GNUC_WARN_UNUSED_RESULT' not in match.group(2):
            line = code.count('\n', 0, match.start()) + 1
            if not source.excused(line):
                yield line, f'{match.group(1)} lacks G_GNUC_WARN_UNUSED_RESULT'


def unfinished(source, tree):
    words = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX)\b')
    if source.is_c or source.is_script:
        for number, line in enumerate(source.lines, 1):
            if words.search(line):
                yield number, 'a note about unfinished work: finish it, or file an issue'


def test_names(source, tree):
    names = re.compile(r'g_test_add(?:_data)?_func\w*\s*\(\s*"([^"%]*)"', re.S)
    for match in names.finditer(source.text if source.is_c else ''):
        if not re.match(r'/[a-z0-9-]+(/[a-z0-9_.-]+){2,}$', match.group(1)):
            yield (source.text.count('\n', 0, match.start()) + 1,
                   f'test "{match.group(1)}" is not named /ring/module/what_happens')
