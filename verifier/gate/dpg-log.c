/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-log.h"

#include "dpg-bytes.h"

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
#define ENTRY_MAX (16 * 1024)
#define VALUE_MAX 1024

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

/* Appends at most VALUE_MAX bytes of @value; control characters, what is in @also, and with @ascii
 * all that is not ASCII, as "\xNN". */
static void
append_escaped (DpgBytes   *out,
                const char *value,
                const char *also,
                bool        ascii)
{
  size_t len = strnlen (value, VALUE_MAX);

  for (size_t i = 0; i < len; i++)
    {
      unsigned char byte = (unsigned char) value[i];
      char escaped[8];

      if (byte >= ' ' && byte != 0x7f && (byte < 0x80 || !ascii) && strchr (also, byte) == NULL)
        {
          dpg_bytes_append (out, &value[i], 1);
          continue;
        }
      snprintf (escaped, sizeof escaped, "\\x%02x", byte);
      dpg_bytes_append_text (out, escaped);
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

static bool
send_to (const char     *path,
         const DpgBytes *message)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  ssize_t sent;
  int fd;

  if (message->failed
      || !dpg_copy (address.sun_path, sizeof address.sun_path - 1, path, strlen (path)))
    return false;

  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return false;

  sent = sendto (fd, message->data, message->len, MSG_NOSIGNAL | MSG_DONTWAIT,
                 (const struct sockaddr *) &address, sizeof address);
  close (fd);
  return sent >= 0;
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

static void
write_stderr (const DpgBytes *text)
{
  if (!text->failed && write (STDERR_FILENO, text->data, text->len) < 0)
    return; /* there is nobody left to tell */
}

void
dpg_log_decision (const DpgLogEntry *entry)
{
  DpgBytes out = DPG_BYTES_INIT (ENTRY_MAX);

  begin_journal (&out, priority_of (entry));
  append_message (&out, entry);
  append_journal_fields (&out, entry);
  if (send_to (JOURNAL_SOCKET, &out))
    {
      dpg_bytes_clear (&out);
      return;
    }

  dpg_bytes_clear (&out);
  begin_syslog (&out, priority_of (entry));
  append_message (&out, entry);
  if (!send_to (SYSLOG_SOCKET, &out))
    {
      dpg_bytes_append_text (&out, "\n");
      write_stderr (&out);
    }
  dpg_bytes_clear (&out);
}

void
dpg_log_warning (const char *reason,
                 const char *text)
{
  DpgBytes out = DPG_BYTES_INIT (ENTRY_MAX);

  begin_journal (&out, LOG_WARNING);
  append_value (&out, text, false);
  dpg_bytes_append_text (&out, "\nDAYPASS_REASON=");
  dpg_bytes_append_text (&out, reason);
  dpg_bytes_append_text (&out, "\n");
  if (send_to (JOURNAL_SOCKET, &out))
    {
      dpg_bytes_clear (&out);
      return;
    }

  dpg_bytes_clear (&out);
  begin_syslog (&out, LOG_WARNING);
  append_value (&out, text, false);
  if (!send_to (SYSLOG_SOCKET, &out))
    {
      dpg_bytes_append_text (&out, "\n");
      write_stderr (&out);
    }
  dpg_bytes_clear (&out);
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
