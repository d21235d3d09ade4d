# SPDX-License-Identifier: Apache-2.0
"""The violations that the self-test plants, and their innocent twins: one row each.

(rule, name, path, text, whether it is a violation)
"""
C = '/* SPDX-License-Identifier: Apache-2.0 */\n'
SH = '#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n'


def function(body, params='void'):
    return f'{C}static gboolean\nf ({params})\n{{\n{body}}}\n'


def nested(depth):
    opening = ''.join(f'{"  " * i}if (x)\n{"  " * i}{{\n' for i in range(1, depth + 1))
    return function(opening + '      y ();\n' + '  }\n' * depth)


def with_error(body):
    return function(body, 'int x, GError **error')


def included(what):
    return f'{C}#include {what}\n'


SHAPE = (
    ('c/file_length', '401_lines', 'core/base/a.c', C + 'int a;\n' * 400, True),
    ('c/file_length', '400_lines', 'core/base/a.c', C + 'int a;\n' * 399, False),
    ('c/file_length', '401_lines_of_shell', 'tools/a', SH + ':\n' * 399, True),
    ('c/file_length', 'long_data', 'tests/vectors/a.json', '1\n' * 500, False),
    ('c/function_length', '61_lines', 'core/base/a.c', function('  x ();\n' * 58), True),
    ('c/function_length', '60_lines', 'core/base/a.c', function('  x ();\n' * 57), False),
    ('c/parameters', 'eight', 'core/base/a.c', function('', ', '.join(['int a'] * 8)), True),
    ('c/parameters', 'seven', 'core/base/a.c', function('', ', '.join(['int a'] * 7)), False),
    ('c/parameters', 'commas_of_a_callback', 'core/base/a.c',
     function('', 'int a, int (*b) (int, int, int, int, int, int, int)'), False),
    ('c/nesting', 'five_deep', 'core/base/a.c', nested(5), True),
    ('c/nesting', 'four_deep', 'core/base/a.c', nested(4), False),
    ('c/nesting', 'a_table_in_a_function', 'core/base/a.c',
     function('  static const T t[] = { { { { { { 1 } } } } } };\n'), False),
    ('c/layout', 'a_long_line', 'core/base/a.c', f'{C}/* {"x" * 100} */\n', True),
    ('c/layout', 'a_tab', 'core/base/a.c', f'{C}int\ta;\n', True),
    ('c/layout', 'white_space_at_the_end', 'core/base/a.c', f'{C}int a; \n', True),
    ('c/layout', 'a_brace_behind_a_function', 'core/base/a.c', f'{C}int f (void) {{\n}}\n', True),
    ('c/layout', 'a_header_without_once', 'core/base/a.h', C, True),
    ('c/layout', 'a_tidy_header', 'core/base/a.h', f'{C}#pragma once\n', False),
)

CALLS = (
    ('c/banned_calls', 'strcpy', 'core/base/a.c', function('  strcpy (a, b);\n'), True),
    ('c/banned_calls', 'time', 'core/base/a.c', function('  now = time (NULL);\n'), True),
    ('c/banned_calls', 'a_family', 'app/cli/a.c', function('  g_spawn_sync ();\n'), True),
    ('c/banned_calls', 'goto', 'core/base/a.c', function('  goto out;\n'), True),
    ('c/banned_calls', 'memcpy_in_the_gate', 'verifier/gate/a.c',
     function('  memcpy (a, b, 3);\n'), True),
    ('c/banned_calls', 'strcpy_in_a_test', 'tests/unit/a.c', function('  strcpy (a, b);\n'), True),
    ('c/banned_calls', 'memcpy_in_a_test', 'tests/unit/a.c', function('  memcpy (a, b, 3);\n'),
     False),
    ('c/banned_calls', 'an_exception_with_a_reason', 'verifier/gate/a.c',
     function('  memcpy (a, b, 3); /* nocheck: lengths compared above */\n'), False),
    ('c/banned_calls', 'an_exception_without_a_reason', 'verifier/gate/a.c',
     function('  memcpy (a, b, 3); /* nocheck: */\n'), True),
    ('c/banned_calls', 'words_in_comments_and_strings', 'core/base/a.c',
     function('  /* strcpy (a) */ x ("strcpy (a)");\n'), False),
    ('c/banned_calls', 'longer_names', 'core/base/a.c',
     function('  dp_time (a); self->time (a); runtime (b); json_object_get (o, "x");\n'), False),
    ('c/must_use', 'a_parser_whose_result_may_be_lost', 'core/base/a.h',
     f'{C}#pragma once\ngboolean dp_a_parse (int a,\n  GError **error);\n', True),
    ('c/must_use', 'a_parser_that_must_be_used', 'core/base/a.h',
     f'{C}#pragma once\ngboolean dp_a_parse (int a,\n  GError **error) '
     'G_GNUC_WARN_UNUSED_RESULT;\n', False),
    ('c/unfinished', 'a_promise', 'core/base/a.c', f'{C}/* TO' 'DO: more */\n', True),
    ('c/unfinished', 'a_word_that_holds_it', 'core/base/a.c', f'{C}/* mastodons */\n', False),
    ('c/test_names', 'two_parts', 'tests/unit/a.c',
     function('  g_test_add_func ("/base/reader", f);\n'), True),
    ('c/test_names', 'three_parts', 'tests/unit/a.c',
     function('  g_test_add_func ("/base/reader/refuses_a_short_string", f);\n'), False),
)

ERRORS = (
    ('errors/set_on_every_failure', 'a_bare_failure', 'core/base/a.c',
     with_error('  if (x > 1)\n    return FALSE;\n  return f (x, error);\n'), True),
    ('errors/set_on_every_failure', 'a_failure_after_a_loop', 'core/base/a.c',
     with_error('  for (;;)\n    {\n      if (!g (x, error))\n        break;\n    }\n'
                '  return FALSE;\n'), True),
    ('errors/set_on_every_failure', 'a_null', 'core/base/a.c',
     with_error('  a ();\n  b ();\n  c ();\n  return NULL;\n'), True),
    ('errors/set_on_every_failure', 'a_callee_that_set_it', 'core/base/a.c',
     with_error('  if (!g (x, error))\n    return FALSE;\n'), False),
    ('errors/set_on_every_failure', 'setting_it_in_the_block', 'core/base/a.c',
     with_error('  if (x)\n    {\n      g_set_error (error, D, C, "no");\n      free (x);\n'
                '      return FALSE;\n    }\n'), False),
    ('errors/set_on_every_failure', 'a_condition_and_a_clean_up', 'core/base/a.c',
     with_error('  if (!g (x, error))\n    {\n      free (x);\n      return FALSE;\n    }\n'),
     False),
    ('errors/set_on_every_failure', 'a_loop_in_the_condition', 'core/base/a.c',
     with_error('  for (int i = 0; i < x; i++)\n    if (!g (i, error))\n      return FALSE;\n'),
     False),
    ('errors/set_on_every_failure', 'another_meaning_with_a_reason', 'core/base/a.c',
     with_error('  if (x)\n    return FALSE; /* nocheck: not there, which is fine */\n'), False),
    ('errors/set_on_every_failure', 'a_function_without_error', 'core/base/a.c',
     function('  return FALSE;\n'), False),
)

FILES = (
    ('files/spdx', 'a_c_file_without', 'core/base/a.c', 'int a;\n', True),
    ('files/spdx', 'it_on_the_second_line', 'core/base/a.c', f'\n{C}', True),
    ('files/spdx', 'a_script_without', 'tools/a', '#!/bin/sh\n:\n', True),
    ('files/spdx', 'a_build_file_without', 'core/meson.build', 'x = 1\n', True),
    ('files/spdx', 'a_c_file_with', 'core/base/a.c', C, False),
    ('files/spdx', 'a_script_with', 'tools/a', SH, False),
    ('files/spdx', 'data', 'data/a.svg', '<svg/>\n', False),
    ('files/potfiles', 'text_without_a_list', 'app/cli/a.c', function('  x (_("Hello"));\n'), True),
    ('files/potfiles', 'a_list_in_disorder', 'po/POTFILES',
     'core/io/dp-clock.h\napp/desktop/dpd-window.h\n', True),
    ('files/potfiles', 'a_file_that_is_gone', 'po/POTFILES', 'app/desktop/gone.c\n', True),
    ('files/potfiles', 'a_sorted_list', 'po/POTFILES', 'app/desktop/dpd-window.h\n', False),
    ('files/places', 'a_machine_path', 'docs/a.md', 'see /wo' 'rk/main\n', True),
    ('files/places', 'a_registry', 'tests/a.json', 'https://registry.' 'npmjs.org/x\n', True),
    ('files/places', 'a_lock_file_that_names_places', 'tests/idp/package-lock.json',
     ' "resolved": "x",\n', True),
    ('files/places', 'other_paths', 'docs/a.md', 'below /etc/opk, or in ../network/x\n', False),
)

TEXT = (
    ('text/outside_text', 'a_claim_in_a_message', 'core/pkt/a.c',
     function('  dp_error_set (error, E,\n    "%s", dp_claims_get_email (c));\n'), True),
    ('text/outside_text', 'a_key_id_on_the_terminal', 'app/cli/a.c',
     function('  g_print ("%s", dp_jws_get_kid (j));\n'), True),
    ('text/outside_text', 'a_claim_made_printable', 'app/cli/a.c',
     function('  g_print ("%s", dp_text_display (dp_claims_get_email (c), -1));\n'), False),
    ('text/outside_text', 'a_claim_that_is_compared', 'app/cli/a.c',
     function('  if (g_str_equal (dp_claims_get_email (c), x))\n    g_print ("yes");\n'), False),
)

LAYERS = (
    ('layers/includes', 'gio_in_ring_1', 'core/pkt/a.c', included('<gio/gio.h>'), True),
    ('layers/includes', 'a_file_header_in_ring_1', 'core/pkt/a.c', included('<fcntl.h>'), True),
    ('layers/includes', 'an_upper_ring', 'core/pkt/a.c', included('"dp-clock.h"'), True),
    ('layers/includes', 'jansson_outside_json', 'core/jose/a.c', included('<jansson.h>'), True),
    ('layers/includes', 'glib_in_the_gate', 'verifier/gate/a.c', included('<glib.h>'), True),
    ('layers/includes', 'core_in_the_gate', 'verifier/gate/a.c', included('"dp-error.h"'), True),
    ('layers/includes', 'io_in_the_judge', 'verifier/judge/a.c', included('"dp-clock.h"'), True),
    ('layers/includes', 'libsoup_in_the_window', 'app/desktop/a.c',
     included('<libsoup/soup.h>'), True),
    ('layers/includes', 'gtk_in_the_agent', 'app/agent/a.c', included('<gtk/gtk.h>'), True),
    ('layers/includes', 'gtk_below_a_folder_of_the_agent', 'app/agent/more/a.c',
     included('<gtk/gtk.h>'), True),
    ('layers/includes', 'a_folder_without_a_row', 'app/new/a.c', C, True),
    ('layers/includes', 'glib_in_ring_1', 'core/pkt/a.c', included('<glib.h>'), False),
    ('layers/includes', 'a_lower_ring', 'core/login/a.c', included('"dp-clock.h"'), False),
    ('layers/includes', 'libc_in_the_gate', 'verifier/gate/a.c', included('<fcntl.h>'), False),
    ('layers/includes', 'anything_in_a_test', 'tests/unit/a.c', included('<gtk/gtk.h>'), False),
    ('layers/pure', 'the_clock', 'core/pkt/a.c', function('  g_get_real_time ();\n'), True),
    ('layers/pure', 'the_environment', 'core/oidc/a.c', function('  getenv ("A");\n'), True),
    ('layers/pure', 'a_file', 'core/policy/a.c', function('  g_file_get_contents ();\n'), True),
    ('layers/pure', 'ring_2', 'core/io/a.c', function('  g_get_real_time ();\n'), False),
    ('layers/pure', 'our_own_reader', 'core/ssh/a.c', function('  dp_reader_read (r);\n'), False),
    ('layers/english', 'translated_core', 'core/ssh/a.c', function('  x (_("No"));\n'), True),
    ('layers/english', 'translated_app', 'app/cli/a.c', function('  x (_("No"));\n'), False),
)

HEADERS = (
    ('headers/documented', 'no_words', 'core/base/a.h', f'{C}\nint dp_a (int a);\n', True),
    ('headers/documented', 'words_about_another_function', 'core/base/a.h',
     f'{C}\n/* A. */\nint dp_a (int a);\n\nint dp_b (int b);\n', True),
    ('headers/documented', 'a_failure_without_a_code', 'core/base/a.h',
     f'{C}\n/* RFC 1 section 1. */\nint dp_a (int a,\n  GError **error);\n', True),
    ('headers/documented', 'a_failure_without_a_document', 'core/base/a.h',
     f'{C}\n/* DP_ERROR_LIMIT. */\nint dp_a (int a,\n  GError **error);\n', True),
    ('headers/documented', 'words_code_and_document', 'core/base/a.h',
     f'{C}\n/* RFC 1 section 1: DP_ERROR_LIMIT. */\nint dp_a (int a,\n  GError **error);\n'
     'int dp_b (int b);\nvoid dp_a_free (int a);\n', False),
    ('headers/documented', 'words_on_the_line', 'core/base/a.h',
     f'{C}\nint dp_a (int a); /* A. */\n', False),
    ('headers/documented', 'another_ring', 'core/io/a.h', f'{C}\nint dp_a (int a);\n', False),
)


def cases():
    return SHAPE + CALLS + ERRORS + FILES + HEADERS + TEXT + LAYERS
