/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-frame.h"

#include <string.h>

#define MAX_FIELDS 512

typedef enum { KIND_NONE, KIND_TEXT, KIND_BYTES, KIND_U32, KIND_I64 } FieldKind;

static const struct
{
  FieldKind kind;
  uint32_t  max; /* bytes, a text's NUL included */
} fields[DPG_FIELD_N] = {
  [DPG_FIELD_NOW] = { KIND_I64, 8 },
  [DPG_FIELD_FLAGS] = { KIND_U32, 4 },
  [DPG_FIELD_LOGIN] = { KIND_TEXT, 512 },
  [DPG_FIELD_TYPE] = { KIND_TEXT, 128 },
  [DPG_FIELD_BLOB] = { KIND_TEXT, DPG_BLOB_MAX + 1 },
  [DPG_FIELD_EXTRA] = { KIND_TEXT, 4096 },
  [DPG_FIELD_FILE] = { KIND_U32, 4 },
  [DPG_FIELD_FILE_NAME] = { KIND_TEXT, 512 },
  [DPG_FIELD_KEY_FILE] = { KIND_BYTES, DPG_KEY_FILE_MAX },
  [DPG_FIELD_FAILURE_FILE] = { KIND_BYTES, DPG_FAILURE_FILE_MAX },
  [DPG_FIELD_TEXT] = { KIND_BYTES, 1024 * 1024 },
  [DPG_FIELD_NOTE] = { KIND_TEXT, 256 },
  [DPG_FIELD_ROW] = { KIND_U32, 4 },
  [DPG_FIELD_CACHE_NAME] = { KIND_TEXT, 65 },
  [DPG_FIELD_MODE] = { KIND_U32, 4 },
  [DPG_FIELD_VARIABLE] = { KIND_TEXT, 256 * 1024 },
  [DPG_FIELD_ALLOWED] = { KIND_U32, 4 },
  [DPG_FIELD_LINE] = { KIND_TEXT, DPG_LINE_MAX },
  [DPG_FIELD_REASON] = { KIND_TEXT, 64 },
  [DPG_FIELD_DETAIL] = { KIND_TEXT, DPG_DISPLAY_MAX },
  [DPG_FIELD_ISSUER] = { KIND_TEXT, 4096 },
  [DPG_FIELD_SUBJECT] = { KIND_TEXT, 4096 },
  [DPG_FIELD_IDENTITY] = { KIND_TEXT, 4096 },
  [DPG_FIELD_FINGERPRINT] = { KIND_TEXT, 128 },
  [DPG_FIELD_RULE] = { KIND_TEXT, DPG_DISPLAY_MAX },
  [DPG_FIELD_KEYS_STATE] = { KIND_TEXT, 32 },
  [DPG_FIELD_ISSUED_AT] = { KIND_I64, 8 },
  [DPG_FIELD_BOX] = { KIND_TEXT, 256 },
  [DPG_FIELD_WARNING] = { KIND_TEXT, DPG_DISPLAY_MAX },
  [DPG_FIELD_STEP] = { KIND_TEXT, 2048 },
  [DPG_FIELD_DENIED] = { KIND_U32, 4 },
  [DPG_FIELD_HOME_ROOT] = { KIND_U32, 4 },
  [DPG_FIELD_CHAIN] = { KIND_U32, 4 },
  [DPG_FIELD_PLUGIN] = { KIND_U32, 4 },
  [DPG_FIELD_SETTINGS_TEXT] = { KIND_TEXT, 96 * 1024 },
  [DPG_FIELD_WORD] = { KIND_TEXT, 64 * 1024 },
};

static const struct
{
  uint32_t type;
  uint32_t max;
} frames[] = {
  { DPG_FRAME_REQUEST, DPG_BLOB_MAX + 256 * 1024 },
  { DPG_FRAME_KEYS, DPG_KEY_FILE_MAX + DPG_FAILURE_FILE_MAX + 4096 },
  { DPG_FRAME_HOME, 1024 * 1024 + 4096 },
  { DPG_FRAME_USERINFO, 1024 * 1024 + 4096 },
  { DPG_FRAME_PLUGINS_DONE, 4096 },
  { DPG_FRAME_VERDICT, 128 * 1024 },
  { DPG_FRAME_NEED_KEYS, 1024 },
  { DPG_FRAME_NEED_HOME, 1024 },
  { DPG_FRAME_NEED_USERINFO, 256 * 1024 },
  { DPG_FRAME_PLUGINS, 2 * 1024 * 1024 },
  { DPG_FRAME_SETTINGS, 512 * 1024 },
};

size_t
dpg_frame_max (uint32_t type)
{
  for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
    if (frames[i].type == type)
      return frames[i].max;

  return 0;
}

void
dpg_frame_begin (DpgBytes     *bytes,
                 DpgFrameType  type)
{
  DpgFrameHeader header = { .type = (uint32_t) type };

  bytes->len = 0;
  bytes->failed = false;
  bytes->max = dpg_frame_max (header.type) + sizeof header;
  dpg_bytes_append (bytes, &header, sizeof header);
}

void
dpg_frame_put (DpgBytes    *bytes,
               DpgFieldTag  tag,
               const void  *data,
               size_t       len)
{
  uint32_t head[2] = { (uint32_t) tag, (uint32_t) len };

  if (tag <= 0 || tag >= DPG_FIELD_N || len > fields[tag].max)
    {
      bytes->failed = true;
      return;
    }

  dpg_bytes_append (bytes, head, sizeof head);
  dpg_bytes_append (bytes, data, len);
}

void
dpg_frame_put_text (DpgBytes    *bytes,
                    DpgFieldTag  tag,
                    const char  *text)
{
  if (text != NULL)
    dpg_frame_put (bytes, tag, text, strlen (text) + 1);
}

void
dpg_frame_put_u32 (DpgBytes    *bytes,
                   DpgFieldTag  tag,
                   uint32_t     value)
{
  dpg_frame_put (bytes, tag, &value, sizeof value);
}

void
dpg_frame_put_i64 (DpgBytes    *bytes,
                   DpgFieldTag  tag,
                   int64_t      value)
{
  dpg_frame_put (bytes, tag, &value, sizeof value);
}

bool
dpg_frame_end (DpgBytes *bytes)
{
  DpgFrameHeader header;

  if (bytes->failed || bytes->len < sizeof header)
    return false;

  if (!dpg_copy (&header, sizeof header, bytes->data, sizeof header))
    return false;

  header.length = (uint32_t) (bytes->len - sizeof header);
  return dpg_copy (bytes->data, bytes->len, &header, sizeof header);
}

/* Reads one field without trusting anything. */
static bool
read_field (const DpgFrame *frame,
            size_t         *position,
            DpgField       *out)
{
  uint32_t head[2];
  size_t left = frame->bytes.len - *position;

  if (left < sizeof head
      || !dpg_copy (head, sizeof head, frame->bytes.data + *position, sizeof head))
    return false;

  left -= sizeof head;
  if (head[0] == 0 || head[0] >= DPG_FIELD_N || head[1] > left)
    return false;

  out->tag = (DpgFieldTag) head[0];
  out->data = frame->bytes.data + *position + sizeof head;
  out->len = head[1];
  *position += sizeof head + out->len;
  return true;
}

static bool
field_is_good (const DpgField *field)
{
  if (field->len > fields[field->tag].max)
    return false;

  switch (fields[field->tag].kind)
    {
    case KIND_BYTES:
      return true;
    case KIND_TEXT:
      return field->len > 0
             && memchr (field->data, '\0', field->len) == field->data + field->len - 1;
    case KIND_U32:
      return field->len == sizeof (uint32_t);
    case KIND_I64:
      return field->len == sizeof (int64_t);
    case KIND_NONE:
    default:
      return false;
    }
}

bool
dpg_frame_check (const DpgFrame *frame)
{
  size_t position = 0;
  DpgField field;

  if (frame->bytes.len > dpg_frame_max ((uint32_t) frame->type))
    return false;

  for (unsigned n = 0; position < frame->bytes.len; n++)
    if (n >= MAX_FIELDS || !read_field (frame, &position, &field) || !field_is_good (&field))
      return false;

  return true;
}

bool
dpg_frame_next (const DpgFrame *frame,
                size_t         *position,
                DpgField       *out)
{
  return *position < frame->bytes.len && read_field (frame, position, out);
}

bool
dpg_frame_find (const DpgFrame *frame,
                DpgFieldTag     tag,
                DpgField       *out)
{
  size_t position = 0;

  while (dpg_frame_next (frame, &position, out))
    if (out->tag == tag)
      return true;

  return false;
}

const char *
dpg_frame_text (const DpgFrame *frame,
                DpgFieldTag     tag)
{
  DpgField field;

  return dpg_frame_find (frame, tag, &field) ? (const char *) field.data : NULL;
}

uint32_t
dpg_frame_u32 (const DpgFrame *frame,
               DpgFieldTag     tag,
               uint32_t        fallback)
{
  DpgField field;
  uint32_t value;

  if (!dpg_frame_find (frame, tag, &field)
      || !dpg_copy (&value, sizeof value, field.data, field.len))
    return fallback;

  return value;
}

int64_t
dpg_frame_i64 (const DpgFrame *frame,
               DpgFieldTag     tag,
               int64_t         fallback)
{
  DpgField field;
  int64_t value;

  if (!dpg_frame_find (frame, tag, &field)
      || !dpg_copy (&value, sizeof value, field.data, field.len))
    return fallback;

  return value;
}

void
dpg_frame_clear (DpgFrame *frame)
{
  dpg_bytes_clear (&frame->bytes);
}
