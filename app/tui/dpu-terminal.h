/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpu-page.h"

G_BEGIN_DECLS

/*
 * The terminal while a screen is on it: ncurses, and the signals that concern it. It is as it was
 * after dpu_terminal_close(), exit(), a signal that ends the process, also a crash, and while the
 * process is stopped.
 */
typedef enum
{
  DPU_KEY_NONE = -1,
  DPU_KEY_ENTER = '\n',
  DPU_KEY_CTRL_C = 3,
  DPU_KEY_REDRAW = 12,
  DPU_KEY_ESCAPE = 27,
  DPU_KEY_BACKSPACE = '\b',
  DPU_KEY_UP = 0x100,
  DPU_KEY_DOWN,
  DPU_KEY_PAGE_UP,
  DPU_KEY_PAGE_DOWN,
  DPU_KEY_HOME,
  DPU_KEY_END,
} DpuKey;

/* @resized: also after the process was stopped and goes on. %FALSE where the terminal cannot do
 * it. */
gboolean dpu_terminal_open   (GSourceFunc    resized,
                              gpointer       user_data);
void     dpu_terminal_close  (void);
DpuSize  dpu_terminal_size   (void);
/* Whether the person's characters are UTF-8; also without a screen. */
gboolean dpu_terminal_is_utf8 (void);
/* Shows exactly @page. @link: what begins in its link_row, written in one piece. */
void     dpu_terminal_draw   (DpuPage       *page,
                              const char    *link);
void     dpu_terminal_redraw (void);
/* The next key that waits. Another character is itself. */
int      dpu_terminal_read   (void);
/* Hands @text to the clipboard of the terminal (OSC 52); not every terminal takes it. */
void     dpu_terminal_copy   (const char    *text);

G_END_DECLS
