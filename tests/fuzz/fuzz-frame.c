/* SPDX-License-Identifier: Apache-2.0 */
/* A frame from a judge that was taken over: whatever it says, a checked frame has whole fields. */
#include "fuzz.h"

#include <string.h>

#include "dpg-frame.h"
#include "dpg-line.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  DpgFrame frame = { .type = DPG_FRAME_VERDICT, .bytes = { .max = size + 1 } };
  const char *line;
  size_t position = 0;
  size_t total = 0;
  DpgField field;

  dpg_bytes_append (&frame.bytes, data, size);
  if (dpg_frame_check (&frame))
    {
      while (dpg_frame_next (&frame, &position, &field))
        total += 2 * sizeof (uint32_t) + field.len;
      g_assert_cmpuint (total, ==, size);
      line = dpg_frame_text (&frame, DPG_FIELD_LINE);
      if (line != NULL && dpg_line_is_sane (line, "alice"))
        g_assert_null (strpbrk (line, "\n\r\t'\\"));
      dpg_frame_u32 (&frame, DPG_FIELD_ALLOWED, 0);
      dpg_frame_i64 (&frame, DPG_FIELD_ISSUED_AT, 0);
    }

  dpg_frame_clear (&frame);
  return 0;
}
