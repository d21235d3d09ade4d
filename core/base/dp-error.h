/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One error domain for the whole core, one code for each thing a caller can act on.
 *
 * Each code has a *reason word* ("key-unknown"), stable, for logs and --json, and one English
 * sentence; both come from the one table in dp-error.c. The GError's message holds the detail.
 * Section 3 of docs/protocol.md says which check of a token gives which. Messages never hold a
 * token, code, key or state.
 */
#define DP_ERROR (dp_error_quark ())
GQuark dp_error_quark (void);

typedef enum
{
  /* bytes */
  DP_ERROR_LIMIT,          /* larger than a ceiling of dp-limits.h */
  DP_ERROR_TRUNCATED,      /* ended too early */
  DP_ERROR_TRAILING,       /* something left over */
  DP_ERROR_BASE64,         /* not canonical base64/base64url */
  DP_ERROR_UTF8,
  DP_ERROR_CRYPTO,         /* no random numbers, or arithmetic that cannot be done */
  /* JSON */
  DP_ERROR_JSON_SYNTAX,    /* includes duplicate names */
  DP_ERROR_JSON_TYPE,
  DP_ERROR_JSON_MISSING,
  /* keys and signatures */
  DP_ERROR_KEY_MALFORMED,
  DP_ERROR_KEY_WEAK,
  DP_ERROR_KEY_TYPE,       /* kind of key not supported, or not fit for the algorithm */
  DP_ERROR_KEY_PRIVATE,    /* private parts where a public key belongs */
  DP_ERROR_KEY_USE,        /* use, key_ops or alg of the JWK forbid it */
  DP_ERROR_KEY_UNKNOWN,    /* no key of the issuer with this id */
  DP_ERROR_ALGORITHM,      /* alg not in our table */
  DP_ERROR_JWS_MALFORMED,
  DP_ERROR_JWS_HEADER,     /* crit, b64, embedded keys */
  DP_ERROR_SIGNATURE,      /* the provider's signature does not hold */
  /* PK token */
  DP_ERROR_PKT_MALFORMED,
  DP_ERROR_PKT_ROLES,      /* not exactly one OP and one CIC signature, at most one COS */
  DP_ERROR_PKT_TYPE,       /* a typ that has no role, or a key-bound token */
  DP_ERROR_CIC_MALFORMED,
  DP_ERROR_CIC_SIGNATURE,
  DP_ERROR_COMMITMENT,
  DP_ERROR_GQ_REQUIRED,
  DP_ERROR_GQ_PROOF,
  DP_ERROR_UPK_MISMATCH,   /* token key is not the certificate's key */
  DP_ERROR_ISSUER_UNKNOWN,
  DP_ERROR_ISSUER_MISMATCH,
  DP_ERROR_AUDIENCE,
  DP_ERROR_SUBJECT,        /* sub missing, or of another person */
  DP_ERROR_NONCE,
  DP_ERROR_CLAIM,          /* another claim has a value that is not allowed */
  DP_ERROR_EXPIRED,
  DP_ERROR_CLOCK_BEHIND,   /* token from the future: this clock is slow, or the issuer's fast */
  DP_ERROR_CLOCK,          /* this clock is before the build date */
  DP_ERROR_CLOCK_WRONG,    /* this clock is far from the provider's: the message says how far */
  DP_ERROR_REFRESHED,      /* refreshed token does not belong to the original */
  /* SSH */
  DP_ERROR_SSH_MALFORMED,
  DP_ERROR_SSH_TYPE,       /* not a key or certificate type that we take */
  DP_ERROR_CERT_SIGNATURE,
  DP_ERROR_CERT_SIGNER,    /* signed by another key than its own */
  DP_ERROR_CERT_KIND,      /* a host certificate */
  DP_ERROR_CERT_VALIDITY,
  DP_ERROR_CERT_OPTION,    /* critical option, or options unordered or twice */
  DP_ERROR_CERT_NO_TOKEN,
  DP_ERROR_PRINCIPAL,      /* the certificate does not name this login */
  DP_ERROR_LOGIN_NAME,     /* %u is not a name we handle */
  /* policy */
  DP_ERROR_TABLE_ROW,      /* a row that does not parse */
  DP_ERROR_POLICY_UNSAFE,  /* owner, mode or kind of file */
  DP_ERROR_POLICY_CHANGED, /* changed while it was read */
  DP_ERROR_POLICY_EXPIRY,  /* unknown expiration word */
  DP_ERROR_CONFIG,
  DP_ERROR_DENIED_USER,
  DP_ERROR_DENIED_EMAIL,
  DP_ERROR_EMAIL_UNVERIFIED,
  DP_ERROR_NOT_LISTED,     /* no row allows this identity */
  DP_ERROR_CONFINEMENT,    /* the kernel cannot confine the verifier as demanded */
  /* sign-in */
  DP_ERROR_UNREACHABLE,
  DP_ERROR_TLS,
  DP_ERROR_HTTP,           /* an answer, but not a good one */
  DP_ERROR_NOT_A_PROVIDER,
  DP_ERROR_PROVIDER,       /* the provider answered with an OAuth error */
  DP_ERROR_GRANT,          /* code or refresh token used before, revoked or unknown */
  DP_ERROR_ACCESS_DENIED,  /* the person, or the provider, said no */
  DP_ERROR_REDIRECT_URI,   /* not registered, or not loopback */
  DP_ERROR_PORTS_TAKEN,
  DP_ERROR_STATE,          /* callback of another sign-in */
  DP_ERROR_NO_ID_TOKEN,
  DP_ERROR_NO_ACCESS_TOKEN,
  DP_ERROR_NO_REFRESH_TOKEN,
  DP_ERROR_TIMED_OUT,
  DP_ERROR_CANCELLED,
  DP_ERROR_URL,            /* not an address we may use */
  DP_ERROR_USAGE,          /* settings or arguments that cannot work */
  /* files of the person */
  DP_ERROR_FILE,
  DP_ERROR_FILE_FOREIGN,   /* exists and is not ours */
  DP_ERROR_FILE_READ_ONLY,
  DP_ERROR_N
} DpError;

/**
 * dp_error_word:
 *
 * Returns: (transfer none): the stable reason word of @code, "unknown" when out of range.
 */
const char *dp_error_word (DpError code);

/**
 * dp_error_sentence:
 *
 * Returns: (transfer none): what happened, in one English sentence, for logs and the command line.
 */
const char *dp_error_sentence (DpError code);

/**
 * dp_error_code:
 * @error: an error of any domain
 *
 * Returns: its #DpError code, or %DP_ERROR_N when it is of another domain.
 */
DpError dp_error_code (const GError *error);

/**
 * dp_error_reason:
 *
 * Returns: (transfer none): the reason word of @error; "internal" for another domain.
 */
const char *dp_error_reason (const GError *error);

/**
 * dp_error_set:
 * @error: return location
 * @code: what happened
 * @format: detail, never with a secret
 *
 * Sets @error and returns %FALSE, so that a failure is one statement.
 */
gboolean dp_error_set (GError    **error,
                       DpError     code,
                       const char *format,
                       ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
