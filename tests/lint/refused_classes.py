# SPDX-License-Identifier: Apache-2.0
"""Classes of hostile input that the project promises to refuse, and the test that tries each: for a
file of tests/, the names in it. promises.py looks for them."""

REFUSED = {
    'refused/refused-jws.c': {
        'alg none': 'alg_none', 'alg HS256': 'alg_hs256', 'alg RS384': 'alg_rs384',
        'kid of 10 kB': 'kid_10k', 'kid not a string': 'kid_number', 'crit': 'crit',
        'b64': 'b64_false', 'embedded jwk': 'jwk', 'embedded x5c': 'x5c', 'jku': 'jku',
        'overlong base64url': 'header_padded', 'truncated base64url': 'header_length',
        'trailing bits': 'payload_bits', 'CR inside': 'payload_cr', 'LF inside': 'header_newline',
    },
    'refused/refused-signature.c': {
        'algorithm confusion': 'public_key_as_hmac_secret',
        'signature shorter than the modulus': 'short', 'and longer': 'long', 'ECDSA as DER': 'der',
        'r 0': 'r_zero', 's 0': 's_zero', 'r at least n': 'r_order', 's at least n': 's_order',
        'Ed25519 S not canonical': 's_plus_order',
    },
    'refused/refused-jwk.c': {
        'oct': 'oct', 'd': 'private_rsa', 'key_ops without verify': 'key_ops_sign',
        'RSA below 2048': 'rsa_1024', 'RSA above 8192': 'rsa_8200', 'e 1': 'rsa_e_1',
        'e even': 'rsa_e_even', 'point off the curve': 'ec_off_curve',
        'point at infinity': 'ec_infinity', 'another curve': 'ec_p384',
        'small-order key': 'okp_small_order',
    },
    'refused/refused-json.c': {
        'duplicate members': 'duplicate', 'case-varied members': 'other_case',
        'u0000': 'nul_escape', 'comments': 'comment_c', 'two documents': 'two_documents',
        'depth': 'depth_17', 'bad UTF-8': 'bad_utf8', 'lone surrogates': 'lone_high_surrogate',
        'huge time': 'huge', 'time below all': 'below', 'fractional time': 'fraction',
        'time with an exponent': 'exponent',
    },
    'refused/refused-token.c': {
        'JWK alg unlike token alg': 'alg-of-another-key', 'key of another issuer': 'key-of-another',
        'wrong kid': 'kid-unknown', 'no kid with two keys': 'kid-missing',
        'nonce of another key': 'nonce-of-another', 'upk unlike certificate key': 'cert-of-another',
        'swapped payloads': 'swapped-segments', 'two OP signatures': 'two-op',
        'missing CIC': 'missing-cic', 'more than 3 signatures': 'four-signatures',
        'a second dot': 'second-dot', 'wrong azp': 'azp-of-another',
        'access token as ID token': 'access-token', 'crit of a token': 'crit',
    },
    'unit/test-pkt.c': {'COS of 1 MiB': '/pkt/pkt/refuses_what_is_too_large'},
    'refused/refused-token-age.c': {
        'future iat': 'iat-future', 'negative iat': 'iat-negative',
        'forged refreshed token': 'refreshed-forged', 'older refreshed token': 'refreshed-older',
        'refreshed token of another subject': 'refreshed-other-subject',
    },
    'refused/refused-gq.c': {'GQ S 0': 'response_zero', 'GQ S at least n': 'response_modulus'},
    'vectors/test-gq.c': {'old GQ form': '/vectors/gq/old_form_of_opkssh'},
    'refused/refused-ssh.c': {
        'trailing bytes': 'tail', 'unordered options': 'critical_unordered',
        'duplicate options': 'extensions_twice', 'unknown critical option': 'critical_unknown',
        'host certificate': 'host', 'not valid yet': 'not_yet', 'not valid any more': 'no_more',
        'signed by another key': 'other_signer', 'signed by a certificate': 'signer_is_certificate',
        'sk types': 'sk_ed25519', 'SHA-1 signature': 'signature_sha1', 'P-384': 'p384',
        'P-521': 'p521', 'inner and outer type': 'outer_other', 'nonce of 0': 'nonce_empty',
        'nonce of 10 kB': 'nonce_10k', 'key id with ESC': 'keyid_escape',
        'key id with newline': 'keyid_newline', 'key id with NUL': 'keyid_nul',
        'white space in base64': 'newline_inside',
    },
    'refused/refused-policy.c': {
        'login -x': 'option', 'login ../a': 'path', 'login with a space': 'space',
        'login of a domain': 'domain', 'empty login': 'empty', 'long login': 'long',
        'principal that injects options': 'comma', 'empty identity column': 'empty-identity',
        'last field of a claim': 'oidc-last-field', '* as principal': 'principal-star',
        'exponential glob': 'glob-exponential', 'zero-width e-mail': 'email-zero-width',
        'homoglyph e-mail': 'email-cyrillic', 'Unicode case folding': 'email-kelvin',
    },
    'unit/server/test-gate-frames.c': {'a line with options': '/gate/line/lets_out_one_shape_only'},
    'unit/test-table.c': {
        'NUL in a policy': '/policy/table/a_nul_spoils_its_line_only',
        'CRLF, BOM': '/policy/table/reads_the_grammar_in_pieces_of_any_size',
        'line of 1 MB': '/policy/table/a_long_line_is_refused_a_long_comment_is_not',
    },
    'integration/rules.py': {
        'group-writable policy': 'group_writable', 'world-writable policy': 'world_writable',
        'hard link': 'hard_link', 'symlink': 'symlink', 'FIFO': 'fifo',
        'unsafe directory': 'directory_{how}_denies',
        'changed while read': 'a_policy_that_changes_while_it_is_read_denies',
        '4 GiB': 'a_policy_of_4_gib_denies_in_time',
    },
    'integration/home-policy.sh': {
        'symlinked home policy': 'symbolic_link_to_the_directory_is_refused',
    },
    'refused/refused-config.c': {
        'wrong YAML type': 'deny-users-text', 'duplicate key': 'duplicate-key', 'anchor': 'anchor',
        'alias': 'alias', 'tag': 'tag', 'second document': 'second-document',
        'boolean-looking names': 'home-policy-yes', 'LD_*': 'env-ld-preload',
        'GIO_*': 'env-gio-modules', 'OPENSSL_*': 'env-openssl-conf',
        'SSLKEYLOGFILE': 'env-sslkeylogfile', 'G_*': 'env-g-debug',
    },
    'integration/cache.py': {
        'cache: symlink': 'symlink', 'cache: FIFO': 'fifo', 'cache: foreign owner': 'owner_nobody',
        'cache: other issuer': 'other_issuer', 'cache: future date': 'future',
        'cache: truncated': 'truncated', 'cache: zero keys': 'zero_keys',
    },
    'lib/provider.py': {
        'gzip bomb': 'gzip_bomb', 'one byte a second': 'one_byte_a_second', 'endless headers': 'endless_headers',
        'redirect to http': 'redirect_to_http', 'redirect to another host': 'redirect_to_another_host',
        'wrong content type': 'web_page', 'duplicate jwks_uri': 'jwks_uri_twice',
        '1,000 keys': 'a_thousand_keys', '100 MB': 'huge',
    },
    'integration/process.py': {
        'argc 0': 'survives_without_any_argument', 'descriptors closed': 'all_closed',
        'stdout full': 'full_stdout_is_logged', 'RLIMIT_NPROC': 'no_processes',
        'RLIMIT_AS': 'RLIMIT_AS',
    },
    'integration/process_judge.py': {'judge killed': 'judge_dies_by_{number.name}'},
}
