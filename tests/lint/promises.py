#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""That what the command line promises has its tests: promises.py TOP

PARITY: each feature of opkssh's client has a test with its number in the name (fNNN_). SECURITY: each
part of the requirements against attackers on the desktop that the client keeps has the test that
attacks it. SERVER: the same for those that the verifier keeps, POLICY: for those about policy and what runs
beside the verifier. REFUSED: each class of hostile input has its test. ERRORS: each error that a person can meet
has a test that reads the sentence. WINDOW: each state and error that the window shows has a test that
reads it there and presses what helps.
"""
import pathlib
import re
import sys

from refused_classes import REFUSED

PARITY = {
    1: 'daypass alone prints help', 2: '--help everywhere', 3: '--version', 4: 'errors',
    10: 'login with the default configuration', 11: 'login ALIAS', 12: '--provider',
    13: 'Google without a secret', 14: '--auto-refresh', 15: '--config-path',
    16: '--create-config', 17: '--configure', 18: '--log-dir', 19: '--disable-browser-open',
    20: '--print-id-token', 21: '--send-access-token', 22: '--print-key', 23: '--inspect-cert',
    24: '--verbose', 25: '--private-key-file', 26: '--key-type', 27: '--remote-redirect-uri',
    28: '--principals', 29: 'default principals', 30: 'default key files',
    31: 'identity directory', 32: 'comments', 33: 'identity summary', 34: 'signals',
    35: 'error at the callback', 36: 'verified before it is written', 40: 'exact issuer',
    41: 'request parameters', 42: 'ports in order', 43: 'loopback redirects only',
    44: 'client authentication', 45: 'ID token validation', 46: 'proxy variables',
    47: 'browser start', 50: 'OPKSSH_DEFAULT', 51: 'OPKSSH_PROVIDERS', 60: 'default_provider',
    61: 'alias', 62: 'issuer', 63: 'client_id', 64: 'client_secret', 65: 'scopes',
    66: 'access_type', 67: 'prompt', 68: 'redirect_uris', 69: 'remote_redirect_uri',
    70: 'send_access_token', 71: 'built-in configuration', 80: 'Google', 81: 'Microsoft',
    82: 'GitLab.com', 83: 'Hello', 84: 'generic providers', 85: 'Cognito', 90: 'web chooser',
    91: 'CI providers hidden in the chooser', 92: 'two of one name in the chooser',
    110: 'logout', 111: 'logout -i', 112: 'logout -v', 200: 'inspect a certificate',
    201: 'inspect a key', 202: 'inspect a file or text', 210: 'provider list',
}

# opkssh's server, by the numbers of the list of features; integration/parity has most, as "f NNN name"
SERVER_PARITY = (*range(120, 129), *range(130, 138), *range(140, 156), 160, 161, *range(170, 175),
                 *range(180, 186), *range(190, 194), *range(200, 203))

SECURITY = {
    '13 iss in the callback, when it is there': 's13_mix_up',
    '13 iss in the callback, when it was promised': 's13_no_iss_although_promised',
    '13 the answer of one provider at another': 's13_two_providers_mixed_up',
    '13 every endpoint https': 's13_http_token_endpoint',
    '13 hosts that are not the issuer\'s are shown': 's13_provider_add_shows_other_hosts',
    '13 only http(s) reaches a browser': 's13_file_authorization_endpoint',
    '13 error_uri is never opened': 's13_error_uri_is_never_opened',
    '13 no redirect of the token endpoint': 's13_token_endpoint_redirects',
    '13 no redirect of discovery elsewhere': 's13_discovery_redirects_away',
    '13 no redirect with a code': 's13_does_not_follow_with_a_code',
    '14 both loopback addresses': 's14_binds_both_loopback_addresses',
    '14 one taken, next port': 'f042_takes_the_next_port',
    '14 Host exactly': 's14_host_with_more',
    '14 Host of a rebound name': 's14_rebound_host',
    '14 no Host': 's14_no_host',
    '14 GET only': 's14_post',
    '14 exact paths': 's14_exact_paths',
    '14 a head of 16 KiB': 's14_ends_an_endless_head',
    '14 eight connections': 's14_serves_eight_at_once',
    '14 five seconds': 's14_ends_a_slow_head',
    '14 a single-use address': 's14_link_is_good_once',
    '14 the cookie is needed': 's14_stolen_link_without_cookie_is_no_use',
    '14 a wrong state changes nothing': 's14_wrong_state_changes_nothing',
    '14 a second tab': 's14_second_tab_is_too_late',
    '14 303 to /done, and the headers': 's14_sends_strict_headers_always',
    '14 closes after the right callback': 's14_closes_after_the_right_callback',
    '17 no access token by default': 's17_no_access_token_by_default',
    '17 and a warning when there is one': 's17_access_token_warns',
    '19 modes': 'f012_f029_f030_f032_default_files',
    '19 whole files': 'killed_at_every_system_call_of_an_exchange',
    '19 links are not followed': 's19_does_not_follow_a_planted_link',
    '19 ~/.ssh may be a link': 's19_linked_ssh_directory',
    '19 not in a place that others can write': 'error_shared_directory',
    '19 umask': 's19_umask_of_the_person_does_not_matter',
    '19 not traceable, no core file': 's19_not_dumpable_while_it_waits',
    '19 no secret in arguments or environment': 's19_no_secret_in_arguments_or_output',
    '20 a rotated token is stored before use': 's20_stores_a_rotated_token_before_anything_else',
    '20 reuse ends it': 's20_reuse',
    '20 never on disk': 's20_no_refresh_token_on_disk',
}

# Names as they stand in the tests, where a table makes several of one: {name} and the like.
SERVER = {
    '1 argv is copied and zeroed': 'argv_is_zeroed',
    '1 whatever the arguments are': 'takes_what_makes_sense_and_zeroes_all',
    '1 no token in argv of plugins': 'plugins/no_token_in_the_arguments',
    '1 no token in argv of the home policy': 'home-policy/too_few_arguments_are_refused',
    '1 a chain gets no certificate': 'chain/a_certificate_that_is_good_is_ours_alone',
    '2 a refusal exits 0 with empty output': 'refuses_{name}',
    '2 also without arguments': 'survives_without_any_argument',
    '2 the gate does not die by a signal': 'gate_gets_SIG{name}',
    '2 nor by a reader that is gone': 'survives_a_reader_that_went_away',
    '2 a deadline': 'planted_{name}_dies_in_the_box',
    '2 crashes happen in the judge': 'judge_dies_by_{number.name}',
    '2 one write': 'a_line_comes_with_one_write',
    '2 a write that fails is a refusal': 'full_stdout_is_logged',
    '3 no child has descriptors of sshd': 'the_judge_has_nothing_of_sshd',
    '3 a session of its own': 'the_judge_has_a_session_of_its_own',
    '3 killed by group': '/gate/run/kills_what_a_child_leaves',
    '3 at the deadline': 'the_hanging_{name}_is_gone',
    '3 left behind when it cannot be killed': 'home-policy/${how}_hang_is_refused_in_time',
    '3 end-of-file within 50 ms': 'end_of_file_within_50_ms_of_the_decision',
    '3 also when a helper hangs': 'end_of_file_within_50_ms_although_the_{name}_hangs',
    '4 an overflow dies in the box': 'planted_{name}_dies_in_the_box',
    '4 nothing else happens': 'planted_left_nothing',
    '4 a judge that was taken over cannot say more': 'planted_{name}_does_not_go_out',
    '4 nor silence the log': 'planted_loud_is_logged_in_full',
    '4 nor write into it': 'planted_half_a_verdict_is_none',
    '4 a kernel that cannot box the judge': 'confinement/judge_without_{missing}_{word}',
    '5 the verifier cannot write the cache': 'verifier_cannot_{name}',
    '5 nor can a plugin': 'plugins/one_that_attacks_the_cache_still_answers',
    '5 issuers of the providers file only': 'a_line_without_row',
    '5 endpoints https': 'tls/jwks_uri_without_tls',
    '5 loopback without TLS stays there': 'proxy/loopback_without_tls_never_leaves_the_machine',
    '5 no user in addresses': 'oidc/url/takes_https_and_loopback',
    '5 at most three redirects': 'redirects/{count}_of_{what}_are_',
    '5 on the same host': 'redirect_to_another_host',
    '5 none for userinfo': 'a_redirect_of_userinfo_is_not_followed',
    '5 a limit in time': 'one_byte_a_second',
    '5 a limit in bytes, unpacked': 'gzip_bomb',
    '5 bad keys replace nothing': 'keys/{kind}/replaces_nothing',
    '5 another issuer inside replaces nothing': 'discovery/wrong_issuer/replaces_nothing',
    '5 the lock is nobody else\'s': 'open_the_lock',
    '5 no lock holds up the fetcher for ever': 'nor_the_fetcher',
    '5 verification needs no lock': 'nor_does_the_fetchers_own',
    '5 a provider that hangs is not everybody\'s':
        'service/a_hanging_userinfo_leaves_workers_for_keys',
    '5 a kernel that cannot confine the fetcher': 'confinement/fetch_without_{missing}_{word}',
    '7 two principals only': '/policy/policy/prints_one_safe_principal',
    '7 whatever the judge says': '/gate/line/lets_out_one_shape_only',
    '7 no text but the key, encoded again': 'prints_nothing_of_the_certificate_but_its_key',
    '11 entries of another user are not believed': 'explain/look_alikes_are_not_believed',
    '11 nor of another program': 'explain/look_alikes_of_another_program_are_not_believed',
    '11 eligible, never logged in': 'logs_eligible',
    '12 one function shows text': '/base/text/shows_nothing_hidden',
    '12 at most 256 characters': '/base/text/cuts_what_is_long',
    '12 escaped for HTML': '/net/pages/escapes_what_others_say',
    '12 escaped for the journal': 'a_{name}_cannot_look_like_a_field',
    '12 escaped for the terminal': 'a_{name}_cannot_move_the_cursor',
}

# What the administrator's guide must name: requirement 1.
GUIDE = {'1 what sees argv when a program starts': r'auditd.*EDR.*DEBUG3'}

POLICY = {
    '5 an issuer that is not listed is not asked': 's5_unlisted_issuer_is_never_asked',
    '5 nor one whose row does not count': 's5_row_{name}_is_never_asked',
    '6 uid': 'all_uids_are_the_persons', '6 gid': 'all_gids_are_the_persons',
    '6 groups': 'no_groups', '6 capabilities': '${set}_is_empty',
    '6 no_new_privs': 'no_new_privileges', '6 not dumpable': 's6_not_dumpable',
    '6 becoming root fails before the home': 's6_it_tries_to_become_root_before_it_touches_the_home',
    '6 owner of the home': 'home_of_another_person_is_refused',
    '6 mode of the home': 'home_that_all_may_write_is_refused',
    '6 mode of the directory': 'directory_that_the_group_may_write_is_refused',
    '6 a link to the directory': 'symbolic_link_to_the_directory_is_refused',
    '6 owner of the file': 'file_of_another_person_is_refused',
    '6 a FIFO': 'fifo_is_refused_at_once', '6 a hard link': 'second_hard_link_is_refused',
    '6 root': 'root_is_refused', '6 root by the configuration': 'roots_home_is_off',
    '6 two seconds': 'ends_by_itself_within_2_s', '6 a home that hangs': 'one_that_hangs_is_left_behind',
    '6 system rows first': 'system_rows_do_not_wait_for_a_home_that_hangs',
    '6 not started when one allows': 'helper_is_not_started_then',
    '6 without capabilities': 'the_log_says_unavailable',
    '6 system policy still applies': 'system_rows_still_count',
    '6 only the verifier may start it': 'a_stranger_may_not_run_it',
    '6 short': 's6_under_300_lines',
    '8 ASCII folding only': 'email-kelvin', '8 non-ASCII never matches': 'email-non-ascii-same',
    '8 nor invisible characters': 'email-zero-width',
    '8 deny lists compare the same form': '/policy/config/denies_users_and_addresses',
    '8 and the userinfo address': 'a_denied_address_in_it_is_denied',
    '8 an address that is not verified': 'email-unverified', '8 of which nothing is said': 'email-unstated',
    '9 another type': 'deny-users-text', '9 a key twice': 'duplicate-key', '9 an alias': 'alias',
    '9 an anchor': 'anchor', '9 a tag': 'tag', '9 a second document': 'second-document',
    '9 64 KiB': 'config_too_big', '9 denies': 'configuration_{name}_denies',
    '9 entries are text': '/policy/config/names_stay_text',
    '9 unknown keys are logged': 's9_unknown_key_is_logged',
    '9 audit finds what resembles one': '/policy/config/finds_misspelt_keys',
    '9 not to the judge': 's9_env_vars_do_not_reach_the_judge', '9 to plugins': 'env_vars_are_set',
    '9 to the chain': 'the_environment_is_clean', '9 LD_*': 'env-ld-preload',
    '9 GIO_*': 'env-gio-modules', '9 OPENSSL_*': 'env-openssl-conf', '9 G_*': 'env-g-debug',
    '9 SSLKEYLOGFILE': 'env-sslkeylogfile',
    '10 plain keys only': 'never_for_another_certificate',
    '10 never for a denied user': 'never_for_a_denied_login',
    '10 never after a refusal': 'never_for_a_certificate_that_is_refused',
    '10 tokens are expanded by us': 'tokens_are_expanded_by_us', '10 no shell': 'there_is_no_shell',
    '10 three seconds, together': 'two_that_hang_take_3_s_together',
}

ERRORS = {
    'provider unreachable': 'error_provider_unreachable', 'TLS problem': 'error_tls',
    'not a provider': 'error_not_a_provider', 'issuer mismatch': 'error_issuer_mismatch',
    'all ports taken': 'f042_error_all_ports_taken', 'consent refused': 'f035_error_consent_refused',
    'wrong redirect registered': 'error_redirect_not_registered',
    'no ID token': 'error_no_id_token', 'clock wrong': 'error_clock_wrong',
    'clock wrong, says by how much': 'clock_behind_says_by_how_much',
    'key files that are not ours': 'error_key_files_of_others',
    '~/.ssh read-only': 'error_read_only_directory', 'full disk': 'full_disk_leaves_the_old_pair',
    'configuration, with its place': 'f060_error_configuration',
}

# what the window says, and the test that reads it there and presses the button that helps
WINDOW = {
    'signed out': ('each_state_has_its_button', '"Not signed in", "Sign In"'),
    'signing in': ('waiting_can_be_cancelled', 'Waiting for your browser…'),
    'signing in for ssh': ('waiting_can_be_cancelled', 'ssh web1 is waiting'),
    'renewing': ('each_state_has_its_button', '"Renewing…", NULL'),
    'signed in': ('each_state_has_its_button', '"Until ", NULL'),
    'ending soon': ('each_state_has_its_button', '"Ends in 25 minutes", "Renew"'),
    'ended': ('each_state_has_its_button', '"Ended 2 hours ago", "Sign In"'),
    'offline': ('each_state_has_its_button', '"No network", "Sign In"'),
    'other person signed in': ('another_person_is_a_question', '"Keep alice", "(\'keep\',)"'),
    'keyring locked': ('each_state_has_its_button', 'stay signed in", "Unlock"'),
    'not in the agent any more': ('each_state_has_its_button', 'lost this key", "Load Again"'),
    'problem': ('each_state_has_its_button', '7 minutes slow", "Diagnose"'),
    'a server refused': ('each_state_has_its_button', 'refused this sign-in", "Explain…"'),
    'managed by the organisation': ('banners_and_fixed_settings', 'Managed by Corp: some settings'),
    'background refused': ('banners_and_fixed_settings', 'Reminders are off: Daypass may not run'),
    'agent not running': ('bus_goes_away', 'Daypass Is Not Running'),
    'agent of another version': ('another_version_is_restarted', 'Another Version Is Running'),
    'agent, details copied': ('another_version_is_restarted', '"Copy Details"'),
    'provider unreachable': ('a_failed_sign_in_has_its_button', '{ "unreachable", "diagnose"'),
    'tls problem': ('a_failed_sign_in_has_its_button', '{ "tls", "diagnose"'),
    'tls problem in the in-app browser': ('a_certificate_that_is_not_trusted_ends_it',
                                          'could not prove that it is genuine'),
    'not a provider': ('a_wrong_address_is_explained', 'not an OpenID provider'),
    'not a provider any more': ('a_failed_sign_in_has_its_button', '{ "not-a-provider", ""'),
    'issuer mismatch': ('a_provider_that_cannot_work_is_explained', '"issuer-mismatch", "use-issuer'),
    'a slash at the end': ('a_provider_that_cannot_work_is_explained', '"issuer-slash", "use-issuer'),
    'other hosts are asked about': ('a_provider_that_cannot_work_is_explained', '"confirm-host'),
    'all ports taken': ('a_failed_sign_in_has_its_button', '{ "ports-taken", "use-free-port"'),
    'consent refused': ('a_failed_sign_in_has_its_button', '{ "access-denied", ""'),
    'wrong redirect registered': ('a_failed_sign_in_has_its_button', '{ "redirect-uri", ""'),
    'no id token': ('a_failed_sign_in_has_its_button', '{ "no-id-token", ""'),
    'clock wrong': ('a_failed_sign_in_has_its_button', '{ "clock", "diagnose"'),
    'clock wrong, says by how much': ('a_problem_in_diagnostics_has_its_button',
                                      '{ "clock-slow", "set-time"'),
    'key files that are not ours': ('a_failed_sign_in_has_its_button', '{ "file-foreign", ""'),
    '~/.ssh read-only': ('a_failed_sign_in_has_its_button', '{ "file-read-only", ""'),
    '~/.ssh open to others': ('a_problem_in_diagnostics_has_its_button', '"ssh-open", "ssh-modes"'),
    'include not effective': ('a_problem_in_diagnostics_has_its_button',
                              '"include-missing", "hosts"'),
    'patterns of two accounts': ('two_accounts_cannot_have_the_same_host', 'Leave It to alice'),
    'opened three times': ('it_can_be_moved_back_and_forth', 'opened three times in ten minutes'),
    'what the agent refuses': ('each_refusal_is_a_sentence', 'The keyring is still locked'),
}


def read_tests(tests):
    return '\n'.join(path.read_text(errors='replace') for kind in ('*.c', '*.py', '*.sh')
                     for path in tests.rglob(kind) if tests / 'lint' not in path.parents)


def name_of(what):
    return re.sub('[^a-z0-9]+', '_', what.lower()).strip('_')


def results(tests, code, guide):
    """(name of the promise, what is missing or None)"""
    for number, what in PARITY.items():
        found = re.search(rf'(?<![a-z0-9])f{number:03}_', code)
        yield f'parity/f{number:03}', None if found else f'no test f{number:03}_…: {what}'
    for number in SERVER_PARITY:
        found = re.search(rf'^f {number} [a-z]|(?<![a-z0-9])f{number}_', code, re.MULTILINE)
        yield f'parity/server_f{number}', None if found else f'no test f {number} …'
    for what, words in GUIDE.items():
        yield (f'guide/{name_of(what)}',
               None if re.search(words, guide, re.DOTALL) else f'not in the guide: {what}')
    for kind, table in (('security', SECURITY), ('server', SERVER), ('policy', POLICY),
                        ('errors', ERRORS)):
        for what, test in table.items():
            name = name_of(what)
            found = re.search(rf'[/"\'\s]{re.escape(test)}["\'\s({{,\])]', code)
            yield f'{kind}/{name}', None if found else f'no test {test}: {what}'
    for path, classes in REFUSED.items():
        text = (tests / path).read_text()
        for what, test in classes.items():
            found = re.search(rf'(?<![a-z0-9-]){re.escape(test)}(?![a-z0-9-])', text)
            yield f'refused/{name_of(what)}', None if found else f'no {test} in {path}: {what}'
    for what, (test, sentence) in WINDOW.items():
        name = name_of(what)
        found = re.search(rf'\b{test}\b', code) and sentence in code
        yield f'window/{name}', None if found else f'no test {test} reads “{sentence}”: {what}'


def main():
    top = pathlib.Path(sys.argv[1])
    found = list(results(top / 'tests', read_tests(top / 'tests'), (top / 'docs/admin.md').read_text()))
    print(f'1..{len(found)}')
    for number, (name, missing) in enumerate(found, 1):
        if missing:
            print(f'# {missing}')
        print(f'{"not ok" if missing else "ok"} {number} /lint/promises/{name}')
    return 1 if any(missing for _, missing in found) else 0


if __name__ == '__main__':
    sys.exit(main())
