/* SPDX-License-Identifier: Apache-2.0 */
/* What gate and judge say to each other, and what the gate lets out. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "dpg-args.h"
#include "dpg-channel.h"
#include "dpg-line.h"

static void
set_frame (DpgFrame     *frame,
           DpgFrameType  type,
           const void   *data,
           gsize         len)
{
  dpg_frame_clear (frame);
  frame->type = type;
  frame->bytes.max = len + 1;
  dpg_bytes_append (&frame->bytes, data, len);
}

static void
test_round_trip (void)
{
  DpgBytes out = { 0 };
  DpgFrame frame = { 0 };
  gsize position = 0;
  guint fields = 0;
  DpgField field;

  dpg_frame_begin (&out, DPG_FRAME_VERDICT);
  dpg_frame_put_u32 (&out, DPG_FIELD_ALLOWED, 1);
  dpg_frame_put_text (&out, DPG_FIELD_REASON, "ok");
  dpg_frame_put_text (&out, DPG_FIELD_DETAIL, NULL);
  dpg_frame_put_i64 (&out, DPG_FIELD_ISSUED_AT, -5);
  g_assert_true (dpg_frame_end (&out));
  set_frame (&frame, DPG_FRAME_VERDICT, out.data + sizeof (DpgFrameHeader),
             out.len - sizeof (DpgFrameHeader));
  g_assert_true (dpg_frame_check (&frame));
  g_assert_cmpuint (dpg_frame_u32 (&frame, DPG_FIELD_ALLOWED, 0), ==, 1);
  g_assert_cmpint (dpg_frame_i64 (&frame, DPG_FIELD_ISSUED_AT, 0), ==, -5);
  g_assert_cmpstr (dpg_frame_text (&frame, DPG_FIELD_REASON), ==, "ok");
  g_assert_null (dpg_frame_text (&frame, DPG_FIELD_DETAIL));
  g_assert_cmpuint (dpg_frame_u32 (&frame, DPG_FIELD_ROW, 7), ==, 7);
  while (dpg_frame_next (&frame, &position, &field))
    fields++;
  g_assert_cmpuint (fields, ==, 3);
  dpg_frame_clear (&frame);
  dpg_bytes_clear (&out);
}

#define U32(n) (n) & 0xff, ((n) >> 8) & 0xff, ((n) >> 16) & 0xff, ((n) >> 24) & 0xff
#define HEAD(tag, len) U32 (tag), U32 (len)

/* The machine's byte order is the wire's: these rows are little-endian. */
static const struct
{
  const char *name;
  guint8 data[40];
  gsize len;
} hostile[] = {
  { "a cut head", { HEAD (DPG_FIELD_ALLOWED, 4) }, 7 },
  { "a length beyond the end", { HEAD (DPG_FIELD_ALLOWED, 5), 1, 0, 0, 0 }, 12 },
  { "a length that wraps", { HEAD (DPG_FIELD_REASON, 0xfffffff8u), 0 }, 9 },
  { "a number of three bytes", { HEAD (DPG_FIELD_ALLOWED, 3), 1, 0, 0 }, 11 },
  { "a number of five bytes", { HEAD (DPG_FIELD_ALLOWED, 5), 1, 0, 0, 0, 0 }, 13 },
  { "a long number of four", { HEAD (DPG_FIELD_ISSUED_AT, 4), 1, 0, 0, 0 }, 12 },
  { "an empty text", { HEAD (DPG_FIELD_REASON, 0) }, 8 },
  { "a text without its NUL", { HEAD (DPG_FIELD_REASON, 2), 'o', 'k' }, 10 },
  { "a text with another NUL", { HEAD (DPG_FIELD_REASON, 4), 'o', 0, 'k', 0 }, 12 },
  { "tag 0", { HEAD (0, 1), 0 }, 9 },
  { "a tag that does not exist", { HEAD (DPG_FIELD_N, 1), 0 }, 9 },
  { "a huge tag", { HEAD (0xffffffffu, 1), 0 }, 9 },
  { "a byte left over", { HEAD (DPG_FIELD_ALLOWED, 4), 1, 0, 0, 0, 0 }, 13 },
};

static void
test_hostile_frames (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      DpgFrame frame = { 0 };

      g_test_message ("%s", hostile[i].name);
      set_frame (&frame, DPG_FRAME_VERDICT, hostile[i].data, hostile[i].len);
      g_assert_false (dpg_frame_check (&frame));
      dpg_frame_clear (&frame);
    }
}

static void
test_ceilings (void)
{
  g_autofree char *long_reason = g_strnfill (64, 'x');
  g_autofree guint8 *many = g_malloc0 (12 * 600);
  DpgFrame frame = { 0 };
  DpgBytes out = { 0 };

  dpg_frame_begin (&out, DPG_FRAME_VERDICT);
  dpg_frame_put_text (&out, DPG_FIELD_REASON, long_reason);
  g_assert_false (dpg_frame_end (&out));

  /* more fields than anybody needs */
  for (guint i = 0; i < 600; i++)
    {
      const guint8 field[12] = { HEAD (DPG_FIELD_ALLOWED, 4) };

      memcpy (many + 12 * i, field, sizeof field);
    }
  set_frame (&frame, DPG_FRAME_VERDICT, many, 12 * 600);
  g_assert_false (dpg_frame_check (&frame));
  g_assert_cmpuint (dpg_frame_max (0), ==, 0);
  g_assert_cmpuint (dpg_frame_max (100), ==, 0);
  g_assert_cmpuint (dpg_frame_max (0xffffffffu), ==, 0);
  dpg_frame_clear (&frame);
  dpg_bytes_clear (&out);
}

/* Writes @data into a pipe and receives a frame from it. */
static DpgChannelResult
receive (const void *data,
         gsize       len,
         gboolean    leave_open)
{
  DpgFrame frame = { 0 };
  DpgChannelResult result;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], data, len), ==, len);
  if (!leave_open)
    close (ends[1]);
  result = dpg_channel_receive (ends[0], &frame, dpg_now_ms () + 50);
  close (ends[0]);
  if (leave_open)
    close (ends[1]);
  dpg_frame_clear (&frame);
  return result;
}

static void
test_channel (void)
{
  static const guint8 good[] = { HEAD (DPG_FRAME_VERDICT, 12), HEAD (DPG_FIELD_ALLOWED, 4), 1, 0, 0,
                                 0 };
  static const guint8 big[] = { HEAD (DPG_FRAME_VERDICT, 0x7fffffff) };
  static const guint8 unknown[] = { HEAD (77, 1), 0 };

  g_assert_cmpint (receive (good, sizeof good, FALSE), ==, DPG_CHANNEL_OK);
  g_assert_cmpint (receive (good, sizeof good - 1, FALSE), ==, DPG_CHANNEL_CLOSED);
  g_assert_cmpint (receive (good, sizeof good - 1, TRUE), ==, DPG_CHANNEL_LATE);
  g_assert_cmpint (receive (good, 0, TRUE), ==, DPG_CHANNEL_LATE);
  g_assert_cmpint (receive (good, 0, FALSE), ==, DPG_CHANNEL_CLOSED);
  g_assert_cmpint (receive (big, sizeof big, TRUE), ==, DPG_CHANNEL_MALFORMED);
  g_assert_cmpint (receive (unknown, sizeof unknown, FALSE), ==, DPG_CHANNEL_MALFORMED);
}

static void
test_full_pipe (void)
{
  g_autofree guint8 *data = g_malloc0 (1024 * 1024);
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (fcntl (ends[1], F_SETFL, O_NONBLOCK), ==, 0);
  g_assert_cmpint (dpg_channel_write (ends[1], data, 1024 * 1024, dpg_now_ms () + 50), ==,
                   DPG_CHANNEL_LATE);
  close (ends[0]);
  close (ends[1]);
}

static const struct
{
  const char *line;
  const char *login;
  gboolean sane;
} lines[] = {
  { "cert-authority ssh-ed25519 AAAA", "alice", TRUE },
  { "cert-authority ecdsa-sha2-nistp256 AAAA+/==", "alice", TRUE },
  { "cert-authority ssh-rsa AAAA", "alice", TRUE },
  { "cert-authority,principals=\"opkssh-wildcard\" ssh-ed25519 AAAA", "alice", TRUE },
  { "cert-authority,principals=\"alice\" ssh-ed25519 AAAA", "alice", TRUE },
  { "cert-authority,principals=\"alice\" ssh-ed25519 AAAA", "bob", FALSE },
  { "cert-authority,principals=\"root\" ssh-ed25519 AAAA", "alice", FALSE },
  { "cert-authority,principals=\"alice,root\" ssh-ed25519 AAAA", "alice", FALSE },
  { "cert-authority,principals=\"a\",no-pty,x=\"b\" ssh-ed25519 AAAA", "a\",no-pty,x=\"b", FALSE },
  { "cert-authority,principals=\"\" ssh-ed25519 AAAA", "", FALSE },
  { "cert-authority,command=\"/bin/sh\" ssh-ed25519 AAAA", "alice", FALSE },
  { "command=\"/bin/sh\",cert-authority ssh-ed25519 AAAA", "alice", FALSE },
  { "ssh-ed25519 AAAA", "alice", FALSE },
  { "cert-authority ssh-ed25519 AAAA\nssh-ed25519 BBBB", "alice", FALSE },
  { "cert-authority ssh-ed25519 AAAA comment", "alice", FALSE },
  { "cert-authority ssh-ed25519 ", "alice", FALSE },
  { "cert-authority ssh-ed25519", "alice", FALSE },
  { "cert-authority  ssh-ed25519 AAAA", "alice", FALSE },
  { "cert-authority ssh-dss AAAA", "alice", FALSE },
  { "cert-authority ssh-ed25519-cert-v01@openssh.com AAAA", "alice", FALSE },
  { "cert-authority ssh-ed25519 AA==AA", "alice", FALSE },
  { "CERT-AUTHORITY ssh-ed25519 AAAA", "alice", FALSE },
  { "", "alice", FALSE },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("%s for %s", lines[i].line, lines[i].login);
      g_assert_cmpint (dpg_line_is_sane (lines[i].line, lines[i].login), ==, lines[i].sane);
    }
}

static const struct
{
  const char *words; /* by spaces */
  gboolean good;
} commands[] = {
  { "u k t", TRUE },
  { "u k t extra more", TRUE },
  { "--config-dir /x u k t", TRUE },
  { "--config /x/y --cache-dir /z --exit-status u k t", TRUE },
  { "--explain u k t", TRUE },
  { "--self-test", TRUE },
  { "--version", TRUE },
  { "u k", FALSE },
  { "u", FALSE },
  { "", FALSE },
  { "--config-dir", FALSE },
  { "--config-dir k t", FALSE },
  { "--unknown u k t", FALSE },
  { "-x u k t", FALSE },
  { "-- u k t", FALSE },
  { "--self-test u k t", FALSE },
  { "u k t 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", FALSE },
};

/* The gate keeps them until it ends. */
static void
free_arguments (DpgArgs *args)
{
  char *owned[] = { args->login, args->blob, args->type, args->config_dir, args->config_file,
                    args->cache_dir };

  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    free (owned[i]); /* nocheck: malloc of libc */
  for (int i = 0; i < args->n_extra; i++)
    free (args->extra[i]); /* nocheck: malloc of libc */
}

static void
test_arguments (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *text = g_strconcat ("gate ", commands[i].words, NULL);
      g_auto (GStrv) argv = g_strsplit (g_strchomp (text), " ", -1);
      DpgArgs args = { 0 };

      g_test_message ("%s", commands[i].words);
      g_assert_cmpint (dpg_args_take ((int) g_strv_length (argv), argv, &args), ==,
                       commands[i].good);
      g_assert_cmpstr (argv[0], ==, "gate");
      for (guint j = 1; argv[j] != NULL; j++)
        g_assert_cmpstr (argv[j], ==, ""); /* zeroed, good or not */
      free_arguments (&args);
    }
}

static void
test_types (void)
{
  g_assert_true (dpg_args_is_certificate ("ssh-ed25519-cert-v01@openssh.com"));
  g_assert_false (dpg_args_is_certificate ("ssh-ed25519"));
  g_assert_false (dpg_args_is_certificate ("-cert-v01@openssh.com"));
  g_assert_false (dpg_args_is_certificate (""));
  g_assert_true (dpg_args_is_key_type ("sk-ssh-ed25519@openssh.com"));
  g_assert_false (dpg_args_is_key_type ("/home/alice"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/frame/writes_what_it_reads", test_round_trip);
  g_test_add_func ("/gate/frame/refuses_hostile_ones", test_hostile_frames);
  g_test_add_func ("/gate/frame/keeps_its_ceilings", test_ceilings);
  g_test_add_func ("/gate/channel/tells_closed_late_and_malformed_apart", test_channel);
  g_test_add_func ("/gate/channel/does_not_wait_for_a_full_pipe", test_full_pipe);
  g_test_add_func ("/gate/line/lets_out_one_shape_only", test_lines);
  g_test_add_func ("/gate/args/takes_what_makes_sense_and_zeroes_all", test_arguments);
  g_test_add_func ("/gate/args/tells_types_apart", test_types);
  return g_test_run ();
}
