/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A growing buffer with a ceiling from its birth. A write past the ceiling marks the writer as
 * failed and drops the bytes; dp_writer_finish() then reports DP_ERROR_LIMIT, so that a sequence of
 * writes needs one check. The memory is wiped when it grows and when it is freed: private keys are
 * written with it. Integers are big-endian.
 */
typedef struct _DpWriter DpWriter;

/* At most @max bytes in all; (transfer full). */
DpWriter *dp_writer_new          (gsize          max);
void      dp_writer_free         (DpWriter      *self);
/* Numbers, and bytes as they are. */
void      dp_writer_put_u8       (DpWriter      *self,
                                  guint8         value);
void      dp_writer_put_u32      (DpWriter      *self,
                                  guint32        value);
void      dp_writer_put_u64      (DpWriter      *self,
                                  guint64        value);
void      dp_writer_put_bytes    (DpWriter      *self,
                                  const guint8  *data,
                                  gsize          len);
/* An SSH string (RFC 4251 section 5): a 32 bit length, then the bytes; @text without its NUL. */
void      dp_writer_put_string   (DpWriter      *self,
                                  const guint8  *data,
                                  gsize          len);
void      dp_writer_put_cstring  (DpWriter      *self,
                                  const char    *text);
/* An unsigned number as an SSH mpint (RFC 4251 section 5): no leading zeros but the sign's. */
void      dp_writer_put_mpint    (DpWriter      *self,
                                  const guint8  *data,
                                  gsize          len);
/* Bytes written so far. */
gsize     dp_writer_get_length   (const DpWriter *self);

/**
 * dp_writer_finish:
 *
 * Returns: (transfer full) (nullable): what was written; the writer is empty afterwards.
 * The bytes are not wiped when freed: use dp_writer_finish_secret() for private keys.
 */
GBytes   *dp_writer_finish       (DpWriter      *self,
                                  GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same as bytes that are wiped when the last reference goes. */
GBytes   *dp_writer_finish_secret (DpWriter     *self,
                                   GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpWriter, dp_writer_free)

G_END_DECLS
