/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-terminal.h"

#include <curses.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "dp-env.h"

#undef columns /* a word of term.h */

#define ESCAPE_WAIT_MS 50

/* There is one terminal; a signal handler has to find it. */
static struct termios before;
static volatile sig_atomic_t held;
static char leave_text[256]; /* what puts the screen back, ready to be written */
static SCREEN *screen;
static int wake[2] = { -1, -1 };
static guint sources[2];
static GSourceFunc resized_func;
static gpointer resized_data;

static const int crashes[] = { SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGQUIT };

/* Only what may be done in a signal handler. */
static void
crashed (int number)
{
  if (held && write (STDOUT_FILENO, leave_text, strlen (leave_text)) >= 0)
    tcsetattr (STDIN_FILENO, TCSANOW, &before);
  signal (number, SIG_DFL);
  raise (number);
}

static void
continued (int number)
{
  ssize_t n = write (wake[1], "", 1);

  (void) n;
}

static gboolean
size_changed_cb (gpointer user_data)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
    resizeterm (size.ws_row, size.ws_col);
  resized_func (resized_data);
  return G_SOURCE_CONTINUE;
}

/* Whoever had the terminal meanwhile may have changed everything about it. */
static gboolean
continued_cb (int          fd,
              GIOCondition condition,
              gpointer     user_data)
{
  char byte;
  ssize_t n = read (fd, &byte, 1);

  (void) n;
  reset_prog_mode ();
  clearok (curscr, TRUE);
  return size_changed_cb (NULL);
}

static void
remember_leave_text (void)
{
  static const char *const names[] = { "rmkx", "sgr0", "cnorm", "rmcup" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text = tigetstr ((char *) names[i]);

      if (text != NULL && text != (char *) -1)
        g_strlcat (leave_text, text, sizeof leave_text);
    }
}

/* Ctrl-C is a key here. Ctrl-Z stays what it is. */
static void
take_modes (void)
{
  struct termios modes;

  cbreak ();
  noecho ();
  nonl ();
  if (tcgetattr (STDIN_FILENO, &modes) == 0)
    {
      modes.c_cc[VINTR] = modes.c_cc[VQUIT] = _POSIX_VDISABLE;
      tcsetattr (STDIN_FILENO, TCSADRAIN, &modes);
    }
  def_prog_mode ();
  nodelay (stdscr, TRUE);
  keypad (stdscr, TRUE);
  set_escdelay (ESCAPE_WAIT_MS);
}

static void
take_colours (void)
{
  if (dp_env_get ("NO_COLOR") != NULL || !has_colors ())
    return;
  start_color ();
  use_default_colors ();
  init_pair (DPU_STYLE_GOOD, COLOR_GREEN, -1);
  init_pair (DPU_STYLE_WARNING, COLOR_YELLOW, -1);
  init_pair (DPU_STYLE_BAD, COLOR_RED, -1);
}

gboolean
dpu_terminal_open (GSourceFunc resized,
                   gpointer    user_data)
{
  struct sigaction crash = { .sa_handler = crashed, .sa_flags = (int) SA_RESETHAND };
  struct sigaction goes_on = { .sa_handler = continued, .sa_flags = SA_RESTART };

  if (tcgetattr (STDIN_FILENO, &before) < 0 || pipe2 (wake, O_CLOEXEC | O_NONBLOCK) < 0)
    return FALSE;
  screen = newterm (NULL, stdout, stdin);
  if (screen == NULL)
    return FALSE;
  if (tigetstr ((char *) "cup") == NULL)
    {
      endwin ();
      return FALSE;
    }
  resized_func = resized;
  resized_data = user_data;
  remember_leave_text ();
  held = 1;
  atexit (dpu_terminal_close);
  take_modes ();
  take_colours ();
  for (guint i = 0; i < G_N_ELEMENTS (crashes); i++)
    sigaction (crashes[i], &crash, NULL);
  sigaction (SIGCONT, &goes_on, NULL);
  sources[0] = g_unix_fd_add (wake[0], G_IO_IN, continued_cb, NULL);
  sources[1] = g_unix_signal_add (SIGWINCH, size_changed_cb, NULL);
  return TRUE;
}

void
dpu_terminal_close (void)
{
  if (!held)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_handle_id (&sources[i], g_source_remove);
  erase ();
  refresh ();
  endwin ();
  tcsetattr (STDIN_FILENO, TCSADRAIN, &before);
  held = 0;
}

gboolean
dpu_terminal_is_utf8 (void)
{
  return g_get_charset (NULL);
}

DpuSize
dpu_terminal_size (void)
{
  return (DpuSize) { .columns = COLS, .rows = LINES, .utf8 = dpu_terminal_is_utf8 () };
}

static attr_t
attributes_of (DpuStyle style)
{
  static const attr_t plain[] = {
    [DPU_STYLE_PLAIN] = A_NORMAL, [DPU_STYLE_BOLD] = A_BOLD,  [DPU_STYLE_DIM] = A_DIM,
    [DPU_STYLE_GOOD] = A_NORMAL,  [DPU_STYLE_WARNING] = A_BOLD, [DPU_STYLE_BAD] = A_BOLD,
  };

  if (style < DPU_STYLE_GOOD || dp_env_get ("NO_COLOR") != NULL || !has_colors ())
    return plain[style];
  return (attr_t) COLOR_PAIR (style);
}

/* ncurses goes from row to row by moving the cursor, and a terminal takes that for the end of a
 * line. An address that is to be copied in one piece is written in one piece. */
static void
write_link (DpuPage    *page,
            const char *link)
{
  int y, x;

  getyx (stdscr, y, x);
  mvcur (-1, -1, page->link_row, 0);
  fflush (stdout);
  fputs (link, stdout);
  fflush (stdout);
  mvcur (-1, -1, y, x);
  fflush (stdout);
}

void
dpu_terminal_draw (DpuPage    *page,
                   const char *link)
{
  erase ();
  for (int i = 0; i < dpu_page_height (page); i++)
    {
      GPtrArray *spans = g_ptr_array_index (page->rows, i);

      for (guint k = 0; k < spans->len; k++)
        {
          DpuSpan *span = g_ptr_array_index (spans, k);

          attrset ((int) attributes_of (span->style));
          mvaddstr (i, span->column, span->text);
        }
    }
  attrset (A_NORMAL);
  curs_set (page->cursor_row >= 0);
  if (page->cursor_row >= 0)
    move (page->cursor_row, page->cursor_column);
  else
    move (LINES - 1, 0);
  refresh ();
  if (page->link_row >= 0 && link != NULL)
    write_link (page, link);
}

void
dpu_terminal_redraw (void)
{
  clearok (curscr, TRUE);
}

int
dpu_terminal_read (void)
{
  static const struct
  {
    int from, to;
  } keys[] = {
    { '\r', DPU_KEY_ENTER },         { KEY_ENTER, DPU_KEY_ENTER },
    { KEY_UP, DPU_KEY_UP },          { KEY_DOWN, DPU_KEY_DOWN },
    { KEY_PPAGE, DPU_KEY_PAGE_UP },  { KEY_NPAGE, DPU_KEY_PAGE_DOWN },
    { KEY_HOME, DPU_KEY_HOME },      { KEY_END, DPU_KEY_END },
    { KEY_BACKSPACE, DPU_KEY_BACKSPACE }, { 0x7F, DPU_KEY_BACKSPACE },
  };
  int key = getch ();

  if (key == ERR)
    return DPU_KEY_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (key == keys[i].from)
      return keys[i].to;
  return key < 0x100 ? key : 0;
}

void
dpu_terminal_copy (const char *text)
{
  g_autofree char *coded = g_base64_encode ((const guchar *) text, strlen (text));

  fprintf (stdout, "\033]52;c;%s\a", coded);
  fflush (stdout);
}
