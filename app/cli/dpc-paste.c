/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-paste.h"

#include <glib-unix.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "dp-secret.h"

/* A terminal gives at most 4095 bytes of a line in its usual mode; addresses with long codes are
 * longer, so lines are read without that mode while we wait. */
#define LINE_MAX_BYTES (32 * 1024)

struct _DpcPaste
{
  DpcPasteFunc   func;
  gpointer       user_data;
  guint          source;
  struct termios saved;
  char           line[LINE_MAX_BYTES + 1];
  gsize          len;
};

gboolean
dpc_paste_is_possible (void)
{
  return isatty (STDIN_FILENO) && tcgetpgrp (STDIN_FILENO) == getpgrp ();
}

static gboolean
take_line (DpcPaste *self)
{
  gboolean more = TRUE;

  self->line[self->len] = '\0';
  g_strstrip (self->line);
  if (self->line[0] != '\0')
    more = self->func (self->line, self->user_data);
  dp_secret_wipe (self->line, sizeof self->line);
  self->len = 0;
  return more;
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  DpcPaste *self = user_data;
  char chunk[512];
  ssize_t n = read (fd, chunk, sizeof chunk);
  gboolean more = n > 0;

  for (ssize_t i = 0; more && i < n; i++)
    if (chunk[i] == '\n' || chunk[i] == '\r')
      more = take_line (self);
    else if (self->len < LINE_MAX_BYTES)
      self->line[self->len++] = chunk[i];
  dp_secret_wipe (chunk, sizeof chunk);
  if (!more)
    self->source = 0;
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

DpcPaste *
dpc_paste_new (DpcPasteFunc func,
               gpointer     user_data)
{
  DpcPaste *self;
  struct termios raw;

  if (!dpc_paste_is_possible ())
    return NULL;
  self = g_new0 (DpcPaste, 1);
  self->func = func;
  self->user_data = user_data;
  if (tcgetattr (STDIN_FILENO, &self->saved) != 0)
    {
      g_free (self);
      return NULL;
    }
  raw = self->saved;
  raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO); /* Ctrl-C keeps working; the code is not shown */
  (void) tcsetattr (STDIN_FILENO, TCSANOW, &raw);
  self->source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, readable_cb, self);
  return self;
}

void
dpc_paste_free (DpcPaste *self)
{
  if (self == NULL)
    return;
  if (self->source != 0)
    g_source_remove (self->source);
  (void) tcsetattr (STDIN_FILENO, TCSANOW, &self->saved);
  dp_secret_wipe (self->line, sizeof self->line);
  g_free (self);
}
