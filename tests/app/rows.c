/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "rows.h"

void
dpt_assert_fits (DpuPage *page)
{
  for (int i = 0; i < dpu_page_height (page); i++)
    {
      g_autofree char *row = dpu_page_dup_row (page, i);

      g_assert_cmpint (dpu_text_width (row), <=, page->size.columns);
      g_assert_true (g_utf8_validate (row, -1, NULL));
    }
}

void
dpt_assert_rows (DpuPage           *page,
                 const char *const *expected)
{
  dpt_assert_fits (page);
  for (int i = 0; expected[i] != NULL; i++)
    {
      g_autofree char *row = NULL;

      g_assert_cmpint (i, <, dpu_page_height (page));
      row = dpu_page_dup_row (page, i);
      g_assert_cmpstr (row, ==, expected[i]);
    }
}
