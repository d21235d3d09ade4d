/* SPDX-License-Identifier: Apache-2.0 */
#include "dpg-home.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dpg-home-exit.h"

#define SUDO "/usr/bin/sudo"
#define SUDOERS "/etc/sudoers.d/daypass"
#define ID_MAX 16

typedef struct
{
  char uid[ID_MAX];
  char gid[ID_MAX];
  char home[4096];
} Person;

static bool
look_up (const char *login,
         Person     *out)
{
  const struct passwd *entry = getpwnam (login);

  if (entry == NULL || entry->pw_dir == NULL || entry->pw_dir[0] != '/'
      || strcmp (entry->pw_name, login) != 0)
    return false;
  snprintf (out->uid, sizeof out->uid, "%u", entry->pw_uid);
  snprintf (out->gid, sizeof out->gid, "%u", entry->pw_gid);
  return (size_t) snprintf (out->home, sizeof out->home, "%s", entry->pw_dir) < sizeof out->home;
}

/* The sudoers file is usually not ours to see; only its certain absence rules sudo out. */
static bool
may_use_sudo (void)
{
  return access (SUDO, X_OK) == 0 && (access (SUDOERS, F_OK) == 0 || errno == EACCES);
}

static void
run_helper (const char *helper,
            Person     *person,
            bool        by_sudo,
            int64_t     deadline,
            DpgRun     *run)
{
  char *const env[] = { (char[]) { "PATH=/usr/sbin:/usr/bin:/sbin:/bin" }, NULL };
  bool is_root = strcmp (person->uid, "0") == 0;
  const char *words[9];
  size_t n = 0;

  if (by_sudo)
    words[n++] = SUDO;
  if (by_sudo)
    words[n++] = "-n";
  words[n++] = helper;
  if (is_root)
    words[n++] = "--root";
  words[n++] = person->uid;
  words[n++] = person->gid;
  words[n++] = person->home;
  words[n] = NULL;
  *run = (DpgRun) { .path = words[0],
                    .argv = (char *const *) words,
                    .envp = env,
                    .out_max = DPG_HOME_POLICY_MAX,
                    .err_max = DPG_HOME_DETAIL_MAX };
  dpg_run_all (run, 1, deadline);
}

/* sudo itself ends with 1 when it has no rule for us. */
static bool
is_from_sudo (const DpgRun *run)
{
  return run->code == 1 && run->err.len >= 5 && strncmp (run->err.text, "sudo:", 5) == 0;
}

static DpgHomeEnd
end_of (const DpgRun *run)
{
  if (run->end == DPG_RUN_TIMED_OUT || (run->end == DPG_RUN_SIGNALLED && run->code == SIGALRM))
    return DPG_HOME_TIMED_OUT;
  if (run->end == DPG_RUN_NOT_STARTED)
    return DPG_HOME_UNAVAILABLE;
  if (run->end == DPG_RUN_SIGNALLED || run->out.overflow)
    return DPG_HOME_REFUSED;
  switch (run->code)
    {
    case DPG_HOME_EXIT_OK:
      return DPG_HOME_READ;
    case DPG_HOME_EXIT_ABSENT:
      return DPG_HOME_NONE;
    case DPG_HOME_EXIT_REFUSED:
      return is_from_sudo (run) ? DPG_HOME_UNAVAILABLE : DPG_HOME_REFUSED;
    default:
      return DPG_HOME_UNAVAILABLE;
    }
}

/* The first line, printable ASCII only. */
static void
copy_detail (const DpgText *text,
             char          *out)
{
  size_t n = 0;

  for (size_t i = 0; i < text->len && n < DPG_HOME_DETAIL_MAX && text->text[i] != '\n'; i++)
    if (text->text[i] >= ' ' && text->text[i] <= '~')
      out[n++] = text->text[i];
  out[n] = '\0';
}

void
dpg_home_read (const char *helper,
               const char *login,
               bool        may_be_root,
               int64_t     deadline,
               DpgHome    *out)
{
  Person person;
  DpgRun run;

  *out = (DpgHome) { .end = DPG_HOME_NONE };
  if (!look_up (login, &person) || (strcmp (person.uid, "0") == 0 && !may_be_root))
    return;
  run_helper (helper, &person, false, deadline, &run);
  out->end = end_of (&run);
  if (out->end == DPG_HOME_UNAVAILABLE && may_use_sudo ())
    {
      dpg_run_clear (&run);
      run_helper (helper, &person, true, deadline, &run);
      out->end = end_of (&run);
    }
  copy_detail (&run.err, out->detail);
  if (out->end == DPG_HOME_READ)
    {
      out->policy = run.out;
      run.out = (DpgText) { NULL, 0, 0, false };
    }
  dpg_run_clear (&run);
}

void
dpg_home_clear (DpgHome *home)
{
  DpgRun holder = { .out = home->policy };

  dpg_run_clear (&holder);
  home->policy = holder.out;
}
