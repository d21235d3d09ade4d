/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A cursor over bytes that somebody else wrote: the only place in ring 1 that walks raw bytes.
 * Integers are big-endian (RFC 4251 section 5). Each read checks the length against what is left
 * before anything moves; a failed read leaves the cursor where it was. The bytes are borrowed and
 * must outlive the reader and every pointer it gives.
 */
typedef struct
{
  const guint8 *data; /* next byte */
  gsize         left;
} DpReader;

/* Starts at the first of @len bytes; @data may be NULL when there are none. */
void     dp_reader_init         (DpReader      *self,
                                 const guint8  *data,
                                 gsize          len);
/* One number, or @len bytes as they are: DP_ERROR_TRUNCATED when fewer are left. */
gboolean dp_reader_read_u8      (DpReader      *self,
                                 guint8        *out,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dp_reader_read_u32     (DpReader      *self,
                                 guint32       *out,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dp_reader_read_u64     (DpReader      *self,
                                 guint64       *out,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean dp_reader_read_bytes   (DpReader      *self,
                                 gsize          len,
                                 const guint8 **out,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dp_reader_read_string:
 * @max: the longest string that makes sense here
 * @out: (out) (transfer none): the bytes, not NUL terminated
 *
 * Reads an SSH string: a 32 bit length and that many bytes (RFC 4251 section 5).
 */
gboolean dp_reader_read_string  (DpReader      *self,
                                 gsize          max,
                                 const guint8 **out,
                                 gsize         *out_len,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, as a reader over the string's inside. */
gboolean dp_reader_read_nested  (DpReader      *self,
                                 gsize          max,
                                 DpReader      *out,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fails with DP_ERROR_TRAILING when bytes are left. */
gboolean dp_reader_expect_end   (const DpReader *self,
                                 GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
