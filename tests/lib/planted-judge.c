/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A judge with a hole: a certificate "planted:WHAT" makes it do what an attacker who took it over
 * would do. Everything else, the box before all, is the judge that is installed. Only tests run it.
 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dpg-channel.h"
#include "dpj-case.h"

#define PREFIX "planted:"
#define MARK "/tmp/planted-was-here"

/* Writes past a buffer on the stack, as a parser with a bug would. */
static __attribute__ ((noinline)) void
overflow (const char *text)
{
  char small[8];
  volatile char *at = small;

  for (gsize i = 0; i < 4096 && text != NULL; i++)
    at[i] = 'A';
}

static void
do_open (const char *text)
{
  int fd = open (MARK, O_WRONLY | O_CREAT, 0666);

  if (fd >= 0)
    close (fd);
}

static void
do_read (const char *text)
{
  int fd = open ("/etc/passwd", O_RDONLY);

  if (fd >= 0)
    close (fd);
}

static void
do_connect (const char *text)
{
  const struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (9) };
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  if (connect (fd, (const struct sockaddr *) &address, sizeof address) != 0)
    close (fd);
}

static void
do_exec (const char *text)
{
  char *const argv[] = { (char *) "touch", (char *) MARK, NULL };

  execv ("/usr/bin/touch", argv);
}

static void
do_fork (const char *text)
{
  if (fork () == 0)
    _exit (0);
}

static void
do_write_policy (const char *text)
{
  if (write (DPG_FIRST_FILE_FD, "x", 1) != 1)
    return;
}

static void
do_code (const char *text)
{
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                     -1, 0);

  if (page != MAP_FAILED)
    munmap (page, 4096);
}

static void
do_ptrace (const char *text)
{
  ptrace (PTRACE_ATTACH, getppid (), NULL, NULL);
}

static void
do_kill (const char *text)
{
  kill (getppid (), SIGKILL);
}

static void
do_memory (const char *text)
{
  for (;;)
    memset (g_malloc (1024 * 1024), 1, 1024 * 1024);
}

static void
do_segv (const char *text)
{
  *(volatile int *) 16 = 1;
}

static void
do_hang (const char *text)
{
  for (;;)
    continue;
}

/* The most that a judge can do which was taken over: say yes, in its own words. */
static void
say (const char *line)
{
  DpgBytes out = { 0 };

  dpg_frame_begin (&out, DPG_FRAME_VERDICT);
  dpg_frame_put_u32 (&out, DPG_FIELD_ALLOWED, 1);
  dpg_frame_put_text (&out, DPG_FIELD_REASON, "ok");
  dpg_frame_put_text (&out, DPG_FIELD_LINE, line);
  if (dpg_frame_end (&out))
    dpg_channel_write (STDOUT_FILENO, out.data, out.len, DPG_NO_DEADLINE);
  _exit (0);
}

static void
do_command_option (const char *text)
{
  say ("command=\"/bin/sh\" ssh-ed25519 AAAA");
}

static void
do_two_lines (const char *text)
{
  say ("cert-authority ssh-ed25519 AAAA\ncert-authority ssh-ed25519 BBBB");
}

/* Says no with all the text that a verdict has room for, to be too long for the log. */
static void
do_loud (const char *text)
{
  static const struct
  {
    DpgFieldTag tag;
    gsize       max;
  } rooms[] = {
    { DPG_FIELD_DETAIL, DPG_DISPLAY_MAX }, { DPG_FIELD_ISSUER, 4096 },
    { DPG_FIELD_SUBJECT, 4096 },           { DPG_FIELD_IDENTITY, 4096 },
    { DPG_FIELD_FINGERPRINT, 128 },        { DPG_FIELD_RULE, DPG_DISPLAY_MAX },
    { DPG_FIELD_KEYS_STATE, 32 },          { DPG_FIELD_BOX, 256 },
  };
  DpgBytes out = { 0 };

  dpg_frame_begin (&out, DPG_FRAME_VERDICT);
  dpg_frame_put_u32 (&out, DPG_FIELD_ALLOWED, 0);
  dpg_frame_put_text (&out, DPG_FIELD_REASON, "loud");
  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      g_autofree char *noise = g_strnfill (rooms[i].max - 1, '\001');

      dpg_frame_put_text (&out, rooms[i].tag, noise);
    }
  if (dpg_frame_end (&out))
    dpg_channel_write (STDOUT_FILENO, out.data, out.len, DPG_NO_DEADLINE);
  _exit (0);
}

/* A verdict whose last field is broken: nothing of it counts, not even what is whole. */
static void
do_half (const char *text)
{
  static const guint8 broken[] = { 12, 0, 0, 0, 255, 255, 255, 255 };
  DpgBytes out = { 0 };

  dpg_frame_begin (&out, DPG_FRAME_VERDICT);
  dpg_frame_put_u32 (&out, DPG_FIELD_ALLOWED, 1);
  dpg_frame_put_text (&out, DPG_FIELD_IDENTITY, "somebody else");
  dpg_bytes_append (&out, broken, sizeof broken);
  if (dpg_frame_end (&out))
    dpg_channel_write (STDOUT_FILENO, out.data, out.len, DPG_NO_DEADLINE);
  _exit (0);
}

static void
do_garbage (const char *text)
{
  static const guint8 garbage[] = { 101, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0, 255, 255, 255, 255 };

  dpg_channel_write (STDOUT_FILENO, garbage, sizeof garbage, DPG_NO_DEADLINE);
}

static const struct
{
  const char *name;
  void      (*func) (const char *text);
} acts[] = {
  { "overflow", overflow },      { "open", do_open },
  { "read", do_read },           { "connect", do_connect },
  { "exec", do_exec },           { "fork", do_fork },
  { "write", do_write_policy },  { "code", do_code },
  { "ptrace", do_ptrace },       { "kill", do_kill },
  { "memory", do_memory },       { "segv", do_segv },
  { "hang", do_hang },           { "command", do_command_option },
  { "lines", do_two_lines },     { "garbage", do_garbage },
  { "loud", do_loud },           { "half", do_half },
};

static void
act (const char *blob)
{
  if (blob == NULL || !g_str_has_prefix (blob, PREFIX))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (strcmp (blob + strlen (PREFIX), acts[i].name) == 0)
      acts[i].func (blob);
}

int
main (void)
{
  DpgFrame request = { 0 };
  DpjBox box = { 0 };

  dpj_box_close (&box);
  if (dpg_channel_receive (STDIN_FILENO, &request, DPG_NO_DEADLINE) != DPG_CHANNEL_OK)
    _exit (1);

  act (dpg_frame_text (&request, DPG_FIELD_BLOB));
  /* whoever gets here was not stopped by the box */
  say ("cert-authority ssh-ed25519 AAAA");
  return 0;
}
