/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every ceiling on input, in one place. A parser that meets a larger value fails with
 * DP_ERROR_LIMIT; nothing is cut silently. Sizes are bytes unless the name says otherwise.
 */
#pragma once

/* JSON and JOSE */
#define DP_JSON_MAX (1024 * 1024)      /* one document, decompressed */
#define DP_JSON_MAX_DEPTH 16           /* nested arrays and objects */
#define DP_JSON_MAX_MEMBERS 4096       /* members of one object, elements of one array */
#define DP_JWS_SEGMENT_MAX (64 * 1024) /* one base64url segment of a token */
#define DP_JWS_HEADER_MAX (8 * 1024)   /* protected header, decoded */
#define DP_KID_MAX 1024
#define DP_JWKS_MAX_KEYS 128
#define DP_RSA_MIN_BITS 2048
#define DP_RSA_MAX_BITS 8192
#define DP_RSA_MAX_EXPONENT_BYTES 8

/* PK token */
#define DP_PKT_MAX (128 * 1024)        /* compact form */
#define DP_PKT_MAX_SIGNATURES 3
#define DP_CLAIM_STRING_MAX 4096
#define DP_CLAIM_LIST_MAX 2048         /* groups, aud */

/* SSH */
#define DP_SSH_BLOB_MAX (256 * 1024)   /* certificate or key blob, decoded */
#define DP_SSH_STRING_MAX DP_SSH_BLOB_MAX
#define DP_SSH_NONCE_MAX 64
#define DP_SSH_KEY_ID_MAX 1024
#define DP_SSH_MAX_PRINCIPALS 256
#define DP_SSH_MAX_EXTENSIONS 32
#define DP_SSH_PRIVATE_MAX (16 * 1024) /* an openssh-key-v1 file of ours */

/* Policy files */
#define DP_TABLE_LINE_MAX 4096
#define DP_PROVIDERS_MAX_ROWS 256
#define DP_PROVIDERS_MAX (256 * 1024)
#define DP_LOGIN_NAME_MAX 128
#define DP_URL_MAX 2048
#define DP_PASTED_MAX (16 * 1024) /* an address carried from computer to computer by hand */
#define DP_CONFIG_MAX (64 * 1024)

/* Text shown to people: see dp-text.h */
#define DP_DISPLAY_MAX 256             /* characters */
#define DP_DISPLAY_MAX_BYTES (4 * DP_DISPLAY_MAX + 4)

/* Time, seconds */
#define DP_TIME_MAX G_GINT64_CONSTANT (253402300799) /* 9999-12-31T23:59:59Z */
