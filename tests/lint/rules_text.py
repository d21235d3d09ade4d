# SPDX-License-Identifier: Apache-2.0
"""Text from outside is shown through dp_text_display() only (security requirement 12).

A heuristic: the value of a getter that gives a stranger's text must not be an argument of a function
that prints or formats, unless dp_text_display() stands around it.
"""
import re

PRINTS = re.compile(
    r'(?<![\w.>])(g_print|g_printerr|printf|fprintf|dprintf|snprintf|g_snprintf|g_strdup_printf'
    r'|g_string_(?:append_)?printf|g_set_error|g_prefix_error|g_error_new|dp_error_set|g_message'
    r'|g_warning|g_info|g_debug|g_critical|syslog|dpg_log_\w+|dpf_log|gtk_label_set_(?:text|markup))'
    r'\s*\(')
OUTSIDE = re.compile(
    r'(?:dp_text_display\s*\(\s*)?'
    r'\bdp_(?:claims|identity)_get_(?:email|subject|issuer|nonce)\b'
    r'|(?:dp_text_display\s*\(\s*)?\bdp_jws_get_(?:kid|typ|alg)\b'
    r'|(?:dp_text_display\s*\(\s*)?\bdp_ssh_cert_get_(?:key_id|type|principals)\b'
    r'|(?:dp_text_display\s*\(\s*)?\bdp_metadata_get_(?:issuer|\w+_endpoint|jwks_uri)\b')


def arguments(code, start):
    """The text from the parenthesis at start to the one that closes it."""
    depth = 0
    for at in range(start, len(code)):
        depth += (code[at] == '(') - (code[at] == ')')
        if depth == 0:
            return code[start:at]
    return code[start:]


def outside_text(source, tree):
    if not source.is_c or source.path.startswith('tests/'):
        return
    code = '\n'.join(source.code)
    for call in PRINTS.finditer(code):
        inside = arguments(code, call.end() - 1)
        for shown in OUTSIDE.finditer(inside):
            line = code.count('\n', 0, call.end() - 1 + shown.start()) + 1
            if not shown.group().startswith('dp_text_display') and not source.excused(line):
                yield line, f'{shown.group()}() reaches {call.group(1)}() without dp_text_display()'
