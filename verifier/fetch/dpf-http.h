/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dp-error.h"

G_BEGIN_DECLS

/*
 * One GET to a provider, with a ceiling on everything: bytes after decompression, bytes of headers,
 * redirects, seconds. https with the system's certificates, or plain http to a loopback host
 * (decision D8). Trust: the answer is the server's word; who it is, TLS has shown.
 */
typedef struct
{
  const char  *url;
  const char  *etag;      /* (nullable): ask for something newer */
  const char  *bearer;    /* (nullable): access token */
  gboolean     redirects; /* at most 3, on the same host */
  gint64       deadline;  /* of g_get_monotonic_time() */
} DpfHttpRequest;

typedef struct
{
  gboolean not_modified;
  GBytes  *body;          /* NULL when not modified */
  char    *etag;          /* (nullable), fit to be kept */
  gint64   lifetime;      /* seconds the answer may be kept */
} DpfHttpAnswer;

/* @ca_file, @ca_dir: (nullable): instead of the system's file, and directory, of certificates */
void     dpf_http_init         (const char           *ca_file,
                                const char           *ca_dir);

/**
 * dpf_http_get:
 * @retry_after: (out): seconds that the server asked for, 0 if it did not
 *
 * Fails with DP_ERROR_UNREACHABLE, DP_ERROR_TLS, DP_ERROR_HTTP, DP_ERROR_TIMED_OUT, DP_ERROR_LIMIT
 * or DP_ERROR_URL.
 */
gboolean dpf_http_get          (const DpfHttpRequest *request,
                                DpfHttpAnswer        *out,
                                gint64               *retry_after,
                                GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void     dpf_http_answer_clear (DpfHttpAnswer        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DpfHttpAnswer, dpf_http_answer_clear)

G_END_DECLS
