/* SPDX-License-Identifier: Apache-2.0 */
/* setup, unsetup: sshd asks Daypass, or does not any more; proven before it is told to reload. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpm-changes.h"
#include "dpm-commands.h"
#include "dpm-pending.h"
#include "dpm-permissions.h"
#include "dpm-place.h"
#include "dpm-run.h"
#include "dpm-sshd.h"

#define VERIFY DP_LIBEXECDIR "/daypass-verify"
#define VERIFIER_USER "opksshuser"
#define FETCH_USER "_daypass-fetch"
#define USERADD "/usr/sbin/useradd"

static gboolean
make_user (const char *name,
           DpmChanges *changes,
           GError    **error)
{
  const char *argv[] = { USERADD, "--system", "--user-group", "--no-create-home", "--home-dir",
                         "/nonexistent", "--shell", "/usr/sbin/nologin", name, NULL };
  g_autofree char *what = g_strdup_printf ("user %s", name);
  gboolean missing = getpwnam (name) == NULL;
  int status = 0;
  g_autofree char *output = NULL;

  if (missing && !dpm_changes_is_check (changes))
    {
      output = dpm_run (argv, NULL, &status, error);
      if (output == NULL)
        return FALSE;
      if (status != 0)
        return dp_error_set (error, DP_ERROR_FILE, "useradd %s ended with %d", name, status);
    }
  dpm_changes_note (changes, what, missing);
  return TRUE;
}

/* Owners, modes, and what is missing below /etc/opk: like `permissions install`. */
static gboolean
make_places (const DpmOptions *options,
             DpmChanges       *changes,
             GError          **error)
{
  guint n = 0;

  if (!dpm_permissions_mend (options, &n, error))
    return FALSE;
  dpm_changes_note (changes, options->config_dir, n > 0);
  return TRUE;
}

static gboolean
test_verifier (DpmChanges  *changes,
               GError     **error)
{
  const char *argv[] = { VERIFY, "--exit-status", "--self-test", NULL };
  int status = -1;
  g_autofree char *output = dpm_run (argv, VERIFIER_USER, &status, error);

  if (output == NULL)
    return FALSE;
  if (status != 0)
    return dp_error_set (error, DP_ERROR_FILE,
                         "the verifier's self-test failed: \"daypass-admin audit\" checks the "
                         "configuration, " VERIFY " --self-test says more");
  if (strstr (output, "warning=providers: ") != NULL)
    dpm_changes_remark (changes, "no provider is in force, so nobody gets in yet: daypass-admin "
                                 "add LOGIN IDENTITY ISSUER");
  return TRUE;
}

/* Says what was found and what to do; somebody else's line is not ours to change. */
static gboolean
check_others (gboolean  *by_hand,
              GError   **error)
{
  g_autofree char *where = NULL;
  DpmSshdAsks asks = dpm_sshd_look (&where);

  *by_hand = asks == DPM_SSHD_BY_HAND;
  if (asks == DPM_SSHD_OPKSSH)
    return dp_error_set (error, DP_ERROR_USAGE,
                         "%s asks opkssh. To change over, write into that line instead: "
                         "AuthorizedKeysCommand " VERIFY " %%u %%k %%t, and reload sshd", where);
  if (asks == DPM_SSHD_OTHER)
    return dp_error_set (error, DP_ERROR_USAGE,
                         "%s asks another program, and sshd can ask only one. To have both, name "
                         "that command under chain: in config.yml, take its lines out of that "
                         "file, "
                         "and run this again", where);
  if (!*by_hand && !dpm_sshd_has_include ())
    return dp_error_set (error, DP_ERROR_USAGE,
                         DPM_SSHD_CONFIG " does not read " DPM_SSHD_DIR ". Put this line at its "
                         "top and run this again: Include " DPM_SSHD_DIR "/*.conf");
  return TRUE;
}

static DpmFile *
lock_dropin (gboolean  check,
             GError  **error)
{
  const DpmFileKind kind = { 0644, 0, 0 };

  return dpm_file_lock (DPM_SSHD_DROPIN, &kind, check, error);
}

/* For whom sshd can be tried: it asks nobody about a login that does not exist or is left out. */
static const char *
probe_login (const char *group,
             GError    **error)
{
  const struct group *entry = group == NULL ? NULL : getgrnam (group);

  if (group == NULL)
    return "root";
  if (entry == NULL || entry->gr_mem[0] == NULL)
    {
      dp_error_set (error, DP_ERROR_USAGE, "there is no group %s, or it has no members", group);
      return NULL;
    }
  return entry->gr_mem[0];
}

static gboolean
prove_and_reload (const DpmOptions *options,
                  GError          **error)
{
  const char *login = probe_login (options->group, error);

  return login != NULL && dpm_sshd_check (error) && dpm_sshd_probe (login, error)
         && dpm_sshd_reload (error);
}

/* Until sshd is told to reload, the file changes nothing: what was there comes back when the proof
 * fails. */
static gboolean
replace_and_prove (const DpmOptions *options,
                   DpmFile          *file,
                   GBytes           *text,
                   GError          **error)
{
  g_autoptr (GBytes) before = g_bytes_ref (dpm_file_get_text (file));

  if (!dpm_file_replace (file, text, error))
    return FALSE;
  if (prove_and_reload (options, error))
    return TRUE;
  g_prefix_error (error, "nothing was changed, because the proof failed: ");
  if (g_bytes_get_size (before) == 0)
    unlink (DPM_SSHD_DROPIN);
  else if (!dpm_file_replace (file, before, NULL))
    g_prefix_error (error, "look at " DPM_SSHD_DROPIN ", which could not be put back as it was: ");
  return FALSE;
}

/* What cannot undo itself must not stay. */
static gboolean
begin_pending (const DpmOptions *options,
               GError          **error)
{
  g_autoptr (GError) local = NULL;
  gboolean changed = FALSE;

  if (dpm_pending_begin (options->confirm, error))
    return TRUE;
  if (dpm_setup_undo (FALSE, &changed, &local))
    g_prefix_error (error, "nothing was changed, because it could not be undone by itself: ");
  else
    g_prefix_error (error, "setup is in force and cannot undo itself; \"daypass-admin unsetup\" "
                           "takes it back: ");
  return FALSE;
}

static gboolean
make_dropin (const DpmOptions *options,
             DpmChanges       *changes,
             GError          **error)
{
  g_autofree char *text = dpm_sshd_dup_dropin (options->group);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (DpmFile) file = NULL;
  gboolean changed;

  if (!dpm_sshd_is_ours () && access (DPM_SSHD_DROPIN, F_OK) == 0)
    return dp_error_set (error, DP_ERROR_FILE_FOREIGN,
                         "%s is there and was not made by setup: look what it is for, and move "
                         "it away", DPM_SSHD_DROPIN);
  file = lock_dropin (options->check, error);
  if (file == NULL)
    return FALSE;
  changed = !g_bytes_equal (bytes, dpm_file_get_text (file));
  if (changed && !options->check && !replace_and_prove (options, file, bytes, error))
    return FALSE;
  if (changed && !options->check && options->confirm != NULL)
    {
      /* the undoing takes the lock itself */
      g_clear_pointer (&file, dpm_file_free);
      if (!begin_pending (options, error))
        return FALSE;
    }
  dpm_changes_note (changes, DPM_SSHD_DROPIN, changed);
  if (changed && options->confirm != NULL && !options->check)
    dpm_changes_remark (changes, "undone in %s unless \"daypass-admin setup confirm\" is run from "
                                 "a new login", options->confirm);
  return TRUE;
}

static gboolean
set_up (const DpmOptions *options,
        DpmChanges       *changes,
        GError          **error)
{
  gboolean by_hand = FALSE;

  if (geteuid () != 0)
    return dp_error_set (error, DP_ERROR_FILE_READ_ONLY, "sshd's configuration cannot be changed");
  if (options->confirm != NULL && !dpm_pending_check (options->confirm, error))
    return FALSE;
  if (!check_others (&by_hand, error) || !make_user (VERIFIER_USER, changes, error)
      || !make_user (FETCH_USER, changes, error) || !make_places (options, changes, error)
      || (!options->check && !test_verifier (changes, error)))
    return FALSE;
  if (!by_hand)
    return make_dropin (options, changes, error);
  dpm_changes_remark (changes,
                      "sshd asks Daypass already, by a line that was written by hand and is left "
                      "alone");
  return TRUE;
}

int
dpm_setup (const DpmOptions *options,
           char            **args)
{
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autoptr (GError) error = NULL;

  if (set_up (options, changes, &error))
    return dpm_changes_finish (changes);
  return dpm_give_up ("setup", error);
}

int
dpm_setup_confirm (const DpmOptions *options,
                   char            **args)
{
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autoptr (GError) error = NULL;

  if (!dpm_pending_confirm (options->check, &error))
    return dpm_give_up ("setup confirm", error);
  dpm_changes_note (changes, "confirmed", TRUE);
  return dpm_changes_finish (changes);
}

gboolean
dpm_setup_undo (gboolean  check,
                gboolean *changed,
                GError  **error)
{
  g_autoptr (DpmFile) file = NULL;

  *changed = dpm_sshd_is_ours ();
  if (!*changed || check)
    return TRUE;
  file = lock_dropin (FALSE, error);
  if (file == NULL)
    return FALSE;
  if (unlink (DPM_SSHD_DROPIN) != 0)
    return dp_error_set (error, DP_ERROR_FILE_READ_ONLY, "cannot remove %s", DPM_SSHD_DROPIN);
  if (dpm_sshd_check (error) && dpm_sshd_reload (error))
    return TRUE;
  g_prefix_error (error, DPM_SSHD_DROPIN " is gone, but sshd was not told; reload it: ");
  return FALSE;
}

int
dpm_unsetup (const DpmOptions *options,
             char            **args)
{
  g_autoptr (DpmChanges) changes = dpm_changes_new (options);
  g_autoptr (GError) error = NULL;
  g_autofree char *where = NULL;
  gboolean changed = FALSE;

  if (!dpm_setup_undo (options->check, &changed, &error))
    return dpm_give_up ("unsetup", error);
  dpm_changes_note (changes, DPM_SSHD_DROPIN, changed);
  if (dpm_sshd_look (&where) == DPM_SSHD_BY_HAND)
    dpm_changes_remark (changes,
                        "%s still names Daypass and was not made by setup: take it away by hand",
                        where);
  dpm_changes_remark (changes, "users, %s and the key cache stay; purging the package removes them",
                      options->config_dir);
  return dpm_changes_finish (changes);
}
