/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-verify, the gate: sshd's AuthorizedKeysCommand. It parses nothing that a stranger wrote.
 * ARCHITECTURE.md, section 1, says what it does and why; the order of main() is that text's.
 */
#include "config.h"

#include "dpg-args.h"
#include "dpg-channel.h"
#include "dpg-helpers.h"
#include "dpg-line.h"
#include "dpg-log.h"
#include "dpg-process.h"
#include "dpg-seen.h"
#include "dpg-session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define ID_LEN 8

/* Eight letters to find a refusal by; easy to read out, no i l o u. */
static void
make_id (char out[ID_LEN + 1])
{
  static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
  uint8_t random[ID_LEN] = { 0 };

  if (getrandom (random, sizeof random, GRND_NONBLOCK) != (ssize_t) sizeof random)
    explicit_bzero (random, sizeof random);
  for (size_t i = 0; i < ID_LEN; i++)
    out[i] = letters[random[i] % (sizeof letters - 1)];
  out[ID_LEN] = '\0';
}

/* Whether this connection's sshd, which began at @start, has been told the same before. */
static bool
is_repeat (const DpgLogEntry  *entry,
           unsigned long long  start,
           const char         *blob)
{
  const DpgSeenPart parts[] = {
    { &entry->sshd, sizeof entry->sshd },
    { &start, sizeof start },
    { entry->login, strlen (entry->login) },
    { entry->reason, strlen (entry->reason) },
    { blob, strlen (blob) },
  };

  return start != 0 && dpg_seen (parts, sizeof parts / sizeof parts[0]);
}

static void
fill_from_verdict (DpgLogEntry    *entry,
                   const DpgFrame *verdict)
{
  entry->reason = dpg_frame_text (verdict, DPG_FIELD_REASON);
  entry->detail = dpg_frame_text (verdict, DPG_FIELD_DETAIL);
  entry->issuer = dpg_frame_text (verdict, DPG_FIELD_ISSUER);
  entry->subject = dpg_frame_text (verdict, DPG_FIELD_SUBJECT);
  entry->identity = dpg_frame_text (verdict, DPG_FIELD_IDENTITY);
  entry->fingerprint = dpg_frame_text (verdict, DPG_FIELD_FINGERPRINT);
  entry->rule = dpg_frame_text (verdict, DPG_FIELD_RULE);
  entry->keys = dpg_frame_text (verdict, DPG_FIELD_KEYS_STATE);
  entry->box = dpg_frame_text (verdict, DPG_FIELD_BOX);
  entry->issued_at = dpg_frame_i64 (verdict, DPG_FIELD_ISSUED_AT, 0);
  if (entry->reason == NULL)
    entry->reason = "judge-malformed";
}

/* The line for sshd, if the verdict is one that lets somebody in. */
static const char *
allowed_line (const DpgSession *session,
              DpgRefusal       *refusal)
{
  const char *line = dpg_frame_text (&session->frame, DPG_FIELD_LINE);

  if (dpg_frame_u32 (&session->frame, DPG_FIELD_ALLOWED, 0) != 1)
    return NULL;

  if (line != NULL && dpg_line_is_sane (line, session->args->login))
    return line;

  dpg_refusal_set (refusal, "judge-malformed", "the judge made a line that must not go out");
  return NULL;
}

/* A self-test lets nobody in: there is no line, but it may have gone well. */
static const char *
self_test_line (const DpgSession *session)
{
  return dpg_frame_u32 (&session->frame, DPG_FIELD_ALLOWED, 0) == 1 ? "" : NULL;
}

static void
warn_of_verdict (const DpgFrame *verdict)
{
  size_t position = 0;
  DpgField field;

  while (dpg_frame_next (verdict, &position, &field))
    if (field.tag == DPG_FIELD_WARNING)
      dpg_log_warning ("judge", (const char *) field.data);
}

/* One write: sshd gets all of the line or nothing that it could take for one. */
static bool
print_line (const char *line)
{
  const struct iovec parts[] = {
    { (void *) line, strlen (line) },
    { (void *) "\n", 1 },
  };
  ssize_t len = (ssize_t) strlen (line) + 1;

  return writev (STDOUT_FILENO, parts, 2) == len;
}

static void
explain (const DpgSession  *session,
         const DpgLogEntry *entry)
{
  size_t position = 0;
  DpgField field;

  while (dpg_frame_next (&session->frame, &position, &field))
    if (field.tag == DPG_FIELD_STEP || field.tag == DPG_FIELD_WARNING)
      {
        const char *head = field.tag == DPG_FIELD_STEP ? "step=" : "warning=";
        const struct iovec parts[] = {
          { (void *) head, strlen (head) },
          { (void *) field.data, field.len - 1 },
          { (void *) "\n", 1 },
        };

        if (writev (STDOUT_FILENO, parts, 3) < 0)
          return;
      }

  dpg_log_explain (entry, STDOUT_FILENO);
}

/* Asks the judge and tells sshd, then the log. Returns: whether the login may go on. */
static bool
decide (DpgSession *session)
{
  const DpgArgs *args = session->args;
  DpgRefusal refusal = { 0 };
  DpgLogEntry entry = { .login = args->login != NULL ? args->login : "", .now = session->now };
  unsigned long long sshd_start;
  const char *line = NULL;
  bool started = dpg_session_start (session, &refusal);

  dpg_log_open ();
  make_id (entry.id);
  entry.sshd = getppid ();
  sshd_start = dpg_seen_start (entry.sshd);
  if (started && dpg_session_run (session, &refusal))
    line = args->self_test ? self_test_line (session) : allowed_line (session, &refusal);

  if (line != NULL && !args->explain && !args->self_test && !print_line (line))
    {
      dpg_refusal_set (&refusal, "output", "sshd did not take the answer");
      line = NULL;
    }

  if (session->frame.type == DPG_FRAME_VERDICT)
    fill_from_verdict (&entry, &session->frame);
  if (refusal.reason != NULL)
    {
      entry.reason = refusal.reason;
      entry.detail = refusal.detail;
    }

  entry.eligible = line != NULL;
  entry.ms = dpg_now_ms () - session->started;
  if (args->explain || args->self_test)
    {
      explain (session, &entry);
      return entry.eligible;
    }

  entry.repeat = is_repeat (&entry, sshd_start, args->blob);
  if (!entry.repeat && session->frame.type == DPG_FRAME_VERDICT)
    warn_of_verdict (&session->frame);
  dpg_log_decision (&entry);
  return entry.eligible;
}

static bool
run (const DpgArgs *args)
{
  DpgSession session = {
    .args = args,
    .started = dpg_now_ms (),
    .judge = DPG_CHILD_INIT,
  };
  struct timespec now;
  bool allowed;

  if (clock_gettime (CLOCK_REALTIME, &now) != 0)
    return false;

  session.now = now.tv_sec;
  session.deadline = session.started + DPG_DEADLINE_MS;
  allowed = decide (&session);
  dpg_session_end (&session);
  return allowed;
}

int
main (int    argc,
      char **argv)
{
  static DpgArgs args;
  bool good = dpg_args_take (argc, argv, &args);
  bool allowed;

  dpg_process_tidy ();
  if (good && args.version)
    _exit (print_line ("daypass-verify " PACKAGE_VERSION) ? 0 : 1);

  /* sshd would log the command line for another status: only a person at a terminal gets one. */
  if (!good || (!args.self_test && !dpg_args_is_key_type (args.type)))
    _exit (isatty (STDERR_FILENO) ? 2 : 0);

  dpg_process_hold_signals ();
  if (!args.self_test && !dpg_args_is_certificate (args.type))
    {
      allowed = dpg_helpers_run_chain (&args);
      _exit (args.exit_status && !allowed ? 1 : 0);
    }

  allowed = run (&args);
  _exit (args.exit_status && !allowed ? 1 : 0);
}
