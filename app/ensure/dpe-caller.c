/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpe-caller.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ssh, the person's shell, sh: with a wrapper or two between them */
#define PARENTS_MAX 8
#define STAT_MAX 1024
#define ID_MAX 32

/* ssh(1): the options that take a value */
#define WITH_VALUE "BbcDEeFIiJLlmOoPpQRSWw"

/* The content of a small file of /proc; -1 when there is none. */
static ssize_t
read_proc (long        pid,
           const char *name,
           char       *buffer,
           size_t      size)
{
  char path[64];
  ssize_t len;
  int fd;

  snprintf (path, sizeof path, "/proc/%ld/%s", pid, name);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -1;
  len = read (fd, buffer, size);
  close (fd);
  return len;
}

/* A number in decimal, 0 when there is none. */
static long
read_number (const char *text)
{
  long value = 0;

  for (; *text >= '0' && *text <= '9' && value < LONG_MAX / 10 - 1; text++)
    value = value * 10 + (*text - '0');
  return value;
}

/* The parent of a process, and whether its name is "ssh"; 0 when it is gone. */
static long
look_at (long  pid,
         bool *is_ssh)
{
  char stat[STAT_MAX];
  ssize_t len = read_proc (pid, "stat", stat, sizeof stat - 1);
  const char *name, *end;

  if (len <= 0)
    return 0;
  stat[len] = '\0';
  name = strchr (stat, '(');
  end = strrchr (stat, ')'); /* a name may hold one itself */
  if (name == NULL || end == NULL || end < name)
    return 0;
  *is_ssh = end - name == 4 && strncmp (name, "(ssh", 4) == 0;
  /* ") S 123 …" */
  return strlen (end) > 4 ? read_number (end + 4) : 0;
}

/* The value of -o: "BatchMode=yes", "BatchMode yes". */
static void
take_setting (DpeCaller  *caller,
              const char *value)
{
  static const char name[] = "batchmode";
  size_t len = sizeof name - 1;

  if (strncasecmp (value, name, len) != 0)
    return;
  value += len;
  while (*value == ' ' || *value == '\t' || *value == '=' || *value == '"')
    value++;
  if (strncasecmp (value, "yes", 3) == 0 || strncasecmp (value, "true", 4) == 0)
    caller->batch = true;
}

static void
take_host (DpeCaller  *caller,
           const char *word)
{
  size_t n = 0;

  for (const char *p = word; *p != '\0' && n + 1 < sizeof caller->host; p++)
    if (isascii ((unsigned char) *p) && isgraph ((unsigned char) *p))
      caller->host[n++] = *p;
  caller->host[n] = '\0';
}

/*
 * The letters of one word, "-vAp22": what the last one takes is the rest of the word, or the next
 * word, which is returned then.
 */
static const char *
take_letters (DpeCaller  *caller,
              const char *word,
              const char *next)
{
  for (const char *p = word; *p != '\0'; p++)
    {
      const char *value = p[1] != '\0' ? p + 1 : next;

      if (*p == 'G' || *p == 'O' || *p == 'Q')
        caller->query = true;
      if (strchr (WITH_VALUE, *p) == NULL)
        continue;
      if (*p == 'o' && value != NULL)
        take_setting (caller, value);
      return p[1] != '\0' ? NULL : next;
    }
  return NULL;
}

void
dpe_caller_parse (DpeCaller  *caller,
                  const char *command,
                  size_t      len)
{
  const char *end = command + len;
  const char *word = command;
  bool options = true;

  if (len == 0 || end[-1] != '\0')
    return;
  for (word += strlen (word) + 1; word < end; word += strlen (word) + 1)
    {
      const char *next = word + strlen (word) + 1;
      const char *used;

      if (options && strcmp (word, "--") == 0)
        options = false;
      else if (options && word[0] == '-' && word[1] != '\0')
        {
          used = take_letters (caller, word + 1, next < end ? next : NULL);
          if (used != NULL)
            word = used;
        }
      else if (caller->host[0] == '\0')
        take_host (caller, word);
      else
        break; /* the rest is the remote command */
    }
}

static bool
is_sandboxed (void)
{
  return access (DP_SANDBOX_MARK, F_OK) == 0;
}

/* Of @len bytes of a command line: a longer one is cut in the middle of a word, which is then not
   looked at. */
static void
take_command (DpeCaller  *caller,
              const char *command,
              ssize_t     len)
{
  caller->found = true;
  while (len > 0 && command[len - 1] != '\0')
    len--;
  if (len > 0)
    dpe_caller_parse (caller, command, (size_t) len);
}

void
dpe_caller_read (DpeCaller *caller,
                 int        fd)
{
  char command[DPE_COMMAND_MAX];
  ssize_t len = pread (fd, command, sizeof command, 0);
  const char *name;

  if (len <= 0 || memchr (command, '\0', (size_t) len) == NULL)
    return;
  name = strrchr (command, '/');
  if (strcmp (name != NULL ? name + 1 : command, "ssh") == 0)
    take_command (caller, command, len);
}

void
dpe_caller_find (DpeCaller *caller)
{
  char command[DPE_COMMAND_MAX];
  long pid = getppid ();

  *caller = (DpeCaller) { 0 };
  if (is_sandboxed ())
    {
      dpe_caller_read (caller, STDIN_FILENO);
      return;
    }
  for (int i = 0; i < PARENTS_MAX && pid > 1; i++)
    {
      bool is_ssh = false;
      long parent = look_at (pid, &is_ssh);

      if (is_ssh)
        {
          take_command (caller, command, read_proc (pid, "cmdline", command, sizeof command));
          return;
        }
      pid = parent;
    }
}

bool
dpe_is_completing (void)
{
  static const char *const names[] = { "COMP_LINE", "COMP_POINT", "COMP_TYPE", "_ARGCOMPLETE" };

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (getenv (names[i]) != NULL)
      return true;
  return false;
}

bool
dpe_is_account_id (const char *id)
{
  size_t len = strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return len > 0 && len <= ID_MAX && id[len] == '\0' && id[0] != '-';
}

/* The shell that asks before us finds "~" by HOME, and so does the agent. */
const char *
dpe_home (void)
{
  const char *home = getenv ("HOME");
  const struct passwd *entry;

  if (home != NULL && home[0] == '/')
    return home;
  entry = getpwuid (getuid ());
  return entry != NULL ? entry->pw_dir : NULL;
}

const char *
dpe_key_folder (void)
{
  return is_sandboxed () ? DP_KEY_FOLDER_SANDBOX : DP_KEY_FOLDER;
}

bool
dpe_is_good (const char *id)
{
  static const char *const names[] = { "", ".pub", "-cert.pub", ".until" };
  const char *home = dpe_home ();
  const char *folder = dpe_key_folder ();
  struct stat info[4];
  bool there[4];
  struct timespec now;

  for (size_t i = 0; i < 4; i++)
    {
      char path[PATH_MAX];
      int len = home != NULL
                    ? snprintf (path, sizeof path, "%s/%s/%s%s", home, folder, id, names[i]) : -1;

      there[i] = len >= 0 && (size_t) len < sizeof path && stat (path, &info[i]) == 0;
    }
  clock_gettime (CLOCK_REALTIME, &now);
  /* only the .pub is there when the ssh-agent has the key */
  return (there[0] || there[1]) && there[2] && there[3] && info[3].st_mtim.tv_sec > now.tv_sec;
}
