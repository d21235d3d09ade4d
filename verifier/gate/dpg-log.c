/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-log.h"

#include "dpg-bytes.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define IDENTIFIER "daypass-verify"
#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define SYSLOG_SOCKET "/dev/log"
#define VALUE_MAX 1024
#define ENTRY_MAX (32 * 1024) /* each of the texts below twice, and numbers */
#define CROWD_MS 100          /* for a journal that has not read what others sent */

/* The optional texts of an entry, in the order in which they are shown. */
static const struct
{
  const char *field;  /* in the journal */
  const char *name;   /* in a line of text */
  size_t      offset;
  bool        ascii;  /* comes as the client sent it: nothing but printable ASCII is shown */
} texts[] = {
  { "DAYPASS_REASON", "reason", offsetof (DpgLogEntry, reason) },
  { "DAYPASS_LOGIN", "login", offsetof (DpgLogEntry, login), true },
  { "DAYPASS_ISSUER", "issuer", offsetof (DpgLogEntry, issuer) },
  { "DAYPASS_SUBJECT", "subject", offsetof (DpgLogEntry, subject) },
  { "DAYPASS_IDENTITY", "identity", offsetof (DpgLogEntry, identity) },
  { "DAYPASS_KEY", "key", offsetof (DpgLogEntry, fingerprint) },
  { "DAYPASS_RULE", "rule", offsetof (DpgLogEntry, rule) },
  { "DAYPASS_KEYS", "keys", offsetof (DpgLogEntry, keys) },
  { "DAYPASS_BOX", "box", offsetof (DpgLogEntry, box) },
  { "DAYPASS_DETAIL", "detail", offsetof (DpgLogEntry, detail) },
};
#define N_TEXTS (sizeof texts / sizeof texts[0])

static const char *
text_of (const DpgLogEntry *entry,
         size_t             i)
{
  return *(const char *const *) ((const char *) entry + texts[i].offset);
}

/* Appends @value, cut after VALUE_MAX bytes of what is shown, so that all texts together stay below
 * ENTRY_MAX whatever the judge says; control characters, what is in @also, and with @ascii all that
 * is not ASCII, as "\xNN". */
static void
append_escaped (DpgBytes   *out,
                const char *value,
                const char *also,
                bool        ascii)
{
  size_t shown = 0;

  for (; *value != '\0' && shown < VALUE_MAX; value++)
    {
      unsigned char byte = (unsigned char) *value;
      char escaped[8];

      if (byte >= ' ' && byte != 0x7f && (byte < 0x80 || !ascii) && strchr (also, byte) == NULL)
        {
          dpg_bytes_append (out, value, 1);
          shown++;
          continue;
        }
      snprintf (escaped, sizeof escaped, "\\x%02x", byte);
      dpg_bytes_append_text (out, escaped);
      shown += strlen (escaped);
    }
}

/* A value that ends with its line. */
static void
append_value (DpgBytes   *out,
              const char *value,
              bool        ascii)
{
  append_escaped (out, value, "", ascii);
}

/* A value between quotes: it cannot end them, so it never looks like another field. */
static void
append_quoted (DpgBytes   *out,
               const char *value,
               bool        ascii)
{
  dpg_bytes_append_text (out, "=\"");
  append_escaped (out, value, "\"", ascii);
  dpg_bytes_append_text (out, "\"");
}

static void
append_number (DpgBytes   *out,
               const char *name,
               int64_t     value,
               const char *after)
{
  char number[96];

  snprintf (number, sizeof number, "%s%lld%s", name, (long long) value, after);
  dpg_bytes_append_text (out, number);
}

static const char *
result_word (const DpgLogEntry *entry)
{
  return entry->eligible ? "eligible" : "refused";
}

/* "refused reason=expired login=alice … id=ab12cd34" */
static void
append_message (DpgBytes          *out,
                const DpgLogEntry *entry)
{
  dpg_bytes_append_text (out, result_word (entry));
  for (size_t i = 0; i < N_TEXTS; i++)
    {
      const char *value = text_of (entry, i);

      if (value == NULL)
        continue;
      dpg_bytes_append_text (out, " ");
      dpg_bytes_append_text (out, texts[i].name);
      append_quoted (out, value, texts[i].ascii);
    }

  append_number (out, " iat=", entry->issued_at, "");
  append_number (out, " now=", entry->now, "");
  append_number (out, " ms=", entry->ms, "");
  append_number (out, " sshd=", entry->sshd, " id=");
  dpg_bytes_append_text (out, entry->id);
  if (entry->repeat)
    dpg_bytes_append_text (out, " repeat=yes");
}

static int
priority_of (const DpgLogEntry *entry)
{
  if (entry->repeat)
    return LOG_DEBUG;

  return entry->eligible ? LOG_INFO : LOG_NOTICE;
}

static void
append_journal_fields (DpgBytes          *out,
                       const DpgLogEntry *entry)
{
  dpg_bytes_append_text (out, "\nDAYPASS_RESULT=");
  dpg_bytes_append_text (out, result_word (entry));
  for (size_t i = 0; i < N_TEXTS; i++)
    {
      const char *value = text_of (entry, i);

      if (value == NULL)
        continue;
      dpg_bytes_append_text (out, "\n");
      dpg_bytes_append_text (out, texts[i].field);
      dpg_bytes_append_text (out, "=");
      append_value (out, value, texts[i].ascii);
    }

  append_number (out, "\nDAYPASS_IAT=", entry->issued_at, "");
  append_number (out, "\nDAYPASS_NOW=", entry->now, "");
  append_number (out, "\nDAYPASS_MS=", entry->ms, "");
  append_number (out, "\nDAYPASS_SSHD=", entry->sshd, "\nDAYPASS_ID=");
  dpg_bytes_append_text (out, entry->id);
  if (entry->repeat)
    dpg_bytes_append_text (out, "\nDAYPASS_REPEAT=yes");
  dpg_bytes_append_text (out, "\n");
}

/* Who takes the entries; found once, by dpg_log_open(). */
typedef enum
{
  SINK_UNKNOWN,
  SINK_JOURNAL,
  SINK_SYSLOG,
  SINK_STDERR,
} Sink;

static Sink sink;
static int sink_fd = -1;

static bool
connect_to (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  if (!dpg_copy (address.sun_path, sizeof address.sun_path - 1, path, strlen (path)))
    return false;

  sink_fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (sink_fd < 0)
    return false;
  if (connect (sink_fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return true;

  close (sink_fd);
  sink_fd = -1;
  return false;
}

void
dpg_log_open (void)
{
  if (sink != SINK_UNKNOWN)
    return;

  sink = connect_to (JOURNAL_SOCKET)  ? SINK_JOURNAL
         : connect_to (SYSLOG_SOCKET) ? SINK_SYSLOG
                                      : SINK_STDERR;
}

static void
begin_journal (DpgBytes *out,
               int       priority)
{
  append_number (out, "PRIORITY=", priority, "\nSYSLOG_FACILITY=4\nSYSLOG_IDENTIFIER=");
  dpg_bytes_append_text (out, IDENTIFIER "\nMESSAGE=");
}

/* Local syslog sockets take "<priority>Mmm dd hh:mm:ss tag[pid]: text" (RFC 3164 section 4.1). */
static void
begin_syslog (DpgBytes *out,
              int       priority)
{
  char stamp[32] = "";
  char head[96];
  struct timespec now;
  struct tm tm;

  if (clock_gettime (CLOCK_REALTIME, &now) == 0 && gmtime_r (&now.tv_sec, &tm) != NULL)
    strftime (stamp, sizeof stamp, "%b %e %H:%M:%S", &tm);

  snprintf (head, sizeof head, "<%d>%s %s[%d]: ", LOG_AUTHPRIV | priority, stamp, IDENTIFIER,
            (int) getpid ());
  dpg_bytes_append_text (out, head);
}

static bool
send_entry (const DpgBytes *out)
{
  struct pollfd room = { .fd = sink_fd, .events = POLLOUT };

  if (sink == SINK_STDERR || out->failed)
    return false;
  if (send (sink_fd, out->data, out->len, MSG_NOSIGNAL) >= 0)
    return true;

  return errno == EAGAIN && poll (&room, 1, CROWD_MS) == 1
         && send (sink_fd, out->data, out->len, MSG_NOSIGNAL) >= 0;
}

static void
write_stderr (DpgBytes *text)
{
  dpg_bytes_append_text (text, "\n");
  if (!text->failed && write (STDERR_FILENO, text->data, text->len) < 0)
    return; /* there is nobody left to tell */
}

/* Puts the text of an entry, and with @fields what belongs to it in the journal. */
typedef void (*PutFunc) (DpgBytes   *out,
                         bool        fields,
                         const void *data);

/* Whoever listened may be gone, or too busy: then it goes to stderr, as text. */
static void
deliver (int         priority,
         PutFunc     put,
         const void *data)
{
  DpgBytes out = DPG_BYTES_INIT (ENTRY_MAX);

  dpg_log_open ();
  if (sink == SINK_JOURNAL)
    begin_journal (&out, priority);
  else
    begin_syslog (&out, priority);
  put (&out, sink == SINK_JOURNAL, data);
  if (!send_entry (&out))
    {
      dpg_bytes_clear (&out);
      out = (DpgBytes) DPG_BYTES_INIT (ENTRY_MAX);
      begin_syslog (&out, priority);
      put (&out, false, data);
      write_stderr (&out);
    }
  dpg_bytes_clear (&out);
}

static void
put_decision (DpgBytes   *out,
              bool        fields,
              const void *data)
{
  append_message (out, data);
  if (fields)
    append_journal_fields (out, data);
}

void
dpg_log_decision (const DpgLogEntry *entry)
{
  deliver (priority_of (entry), put_decision, entry);
}

typedef struct
{
  const char *reason;
  const char *text;
} Warning;

static void
put_warning (DpgBytes   *out,
             bool        fields,
             const void *data)
{
  const Warning *warning = data;

  append_value (out, warning->text, false);
  if (!fields)
    return;
  dpg_bytes_append_text (out, "\nDAYPASS_REASON=");
  dpg_bytes_append_text (out, warning->reason);
  dpg_bytes_append_text (out, "\n");
}

void
dpg_log_warning (const char *reason,
                 const char *text)
{
  deliver (LOG_WARNING, put_warning, &(Warning) { reason, text });
}

void
dpg_log_explain (const DpgLogEntry *entry,
                 int                fd)
{
  DpgBytes out = DPG_BYTES_INIT (ENTRY_MAX);

  dpg_bytes_append_text (&out, "result=");
  dpg_bytes_append_text (&out, result_word (entry));
  for (size_t i = 0; i < N_TEXTS; i++)
    {
      const char *value = text_of (entry, i);

      if (value == NULL)
        continue;
      dpg_bytes_append_text (&out, "\n");
      dpg_bytes_append_text (&out, texts[i].name);
      dpg_bytes_append_text (&out, "=");
      append_value (&out, value, texts[i].ascii);
    }

  append_number (&out, "\niat=", entry->issued_at, "");
  append_number (&out, "\nnow=", entry->now, "");
  append_number (&out, "\nms=", entry->ms, "\n");
  if (!out.failed && write (fd, out.data, out.len) < 0)
    write_stderr (&out);
  dpg_bytes_clear (&out);
}
