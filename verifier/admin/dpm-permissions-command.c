/* SPDX-License-Identifier: Apache-2.0 */
/* permissions check, fix, install. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-text.h"
#include "dpm-commands.h"
#include "dpm-json.h"
#include "dpm-places.h"

static void
print_check_json (GPtrArray *places)
{
  g_autoptr (DpmJson) json = dpm_json_new ();

  dpm_json_begin_array (json, NULL);
  for (guint i = 0; i < places->len; i++)
    {
      const DpmPlace *place = places->pdata[i];

      dpm_json_begin_object (json, NULL);
      dpm_json_add_string (json, "path", place->path);
      dpm_json_add_bool (json, "exists", place->facts.exists);
      if (place->judgement.problem != NULL)
        {
          dpm_json_add_string (json, "permsErr", place->judgement.problem);
          dpm_json_add_bool (json, "onlyOpkssh", place->judgement.state == DPM_STATE_OPKSSH);
        }
      dpm_json_end (json);
    }
  dpm_json_print (json);
}

static void
print_check_text (GPtrArray *places)
{
  guint problems = 0;

  for (guint i = 0; i < places->len; i++)
    {
      const DpmPlace *place = places->pdata[i];
      g_autofree char *path = dp_text_display (place->path, -1);

      g_autofree char *owner = dpm_place_dup_owner (place->facts.uid, place->facts.gid);

      if (place->facts.exists)
        printf ("%s: owner=%s mode=%04o\n", path, owner, place->facts.mode);
      if (place->judgement.problem != NULL)
        printf ("Problem: %s: %s\n", path, place->judgement.problem);
      problems += place->judgement.problem != NULL ? 1 : 0;
    }
  if (problems == 0)
    puts ("No problems.");
  else
    printf ("%u problem%s; to mend: daypass-admin permissions fix\n", problems,
            problems == 1 ? "" : "s");
}

int
dpm_permissions_check (const DpmOptions *options,
                       char            **args)
{
  g_autoptr (GPtrArray) places = dpm_places_look (options);
  gboolean problems = FALSE;

  for (guint i = 0; i < places->len; i++)
    problems = problems || ((DpmPlace *) places->pdata[i])->judgement.problem != NULL;
  if (options->json)
    print_check_json (places);
  else
    print_check_text (places);
  return problems ? DPM_EXIT_PROBLEMS : DPM_EXIT_OK;
}

/* One step of a plan. */
typedef struct
{
  enum { STEP_MKDIR, STEP_CREATE, STEP_CHOWN, STEP_CHMOD, STEP_CAPABILITIES } kind;
  const DpmPlace *place;
  gboolean        failed;
} Step;

static void
plan_step (GArray         *plan,
           int             kind,
           const DpmPlace *place)
{
  Step step = { kind, place, FALSE };

  g_array_append_val (plan, step);
}

/* chown before chmod and capabilities: it clears both. */
static GArray *
make_plan (GPtrArray *places)
{
  GArray *plan = g_array_new (FALSE, FALSE, sizeof (Step));

  for (guint i = 0; i < places->len; i++)
    {
      const DpmPlace *place = places->pdata[i];
      gboolean is_directory = place->wanted.type == DPM_PLACE_DIRECTORY;
      gboolean is_made = !place->facts.exists && (is_directory || place->wanted.required);

      if (is_made)
        plan_step (plan, is_directory ? STEP_MKDIR : STEP_CREATE, place);
      if (place->judgement.fix_owner || is_made)
        plan_step (plan, STEP_CHOWN, place);
      if (place->judgement.fix_mode || is_made)
        plan_step (plan, STEP_CHMOD, place);
      if (place->judgement.fix_capabilities)
        plan_step (plan, STEP_CAPABILITIES, place);
    }
  return plan;
}

static char *
describe (const Step *step)
{
  mode_t mode = dpm_permissions_mode (step->place->wanted.type);
  g_autofree char *path = dp_text_display (step->place->path, -1);
  g_autofree char *owner = dpm_place_dup_owner (step->place->wanted.uid, step->place->wanted.gid);

  switch (step->kind)
    {
    case STEP_MKDIR:
      return g_strdup_printf ("mkdir %s", path);
    case STEP_CREATE:
      return g_strdup_printf ("create %s", path);
    case STEP_CHOWN:
      return g_strdup_printf ("chown %s %s", owner, path);
    case STEP_CHMOD:
      return g_strdup_printf ("chmod %04o %s", mode, path);
    case STEP_CAPABILITIES:
      return g_strdup_printf ("setcap cap_setuid,cap_setgid=ep %s", path);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
create (const char *path)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  return fd >= 0 && close (fd) == 0;
}

/* By descriptor, so that what is changed is what was looked at, not what a link points to. */
static gboolean
change (const Step *step)
{
  const DpmPlace *place = step->place;
  int fd = open (place->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  gboolean done = FALSE;
  int saved;

  if (fd < 0)
    return FALSE;
  if (step->kind == STEP_CHOWN)
    done = fchown (fd, place->wanted.uid, place->wanted.gid) == 0;
  else
    done = fchmod (fd, dpm_permissions_mode (place->wanted.type)) == 0;
  saved = errno;
  close (fd);
  errno = saved;
  return done;
}

static gboolean
do_step (const Step *step)
{
  switch (step->kind)
    {
    case STEP_MKDIR:
      return mkdir (step->place->path, 0700) == 0;
    case STEP_CREATE:
      return create (step->place->path);
    case STEP_CAPABILITIES:
      return dpm_place_set_capabilities (step->place->path);
    case STEP_CHOWN:
    case STEP_CHMOD:
    default:
      return change (step);
    }
}

/* Returns: what failed; (transfer full) of char * */
static GPtrArray *
carry_out (GArray   *plan,
           gboolean  verbose)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < plan->len; i++)
    {
      Step *step = &g_array_index (plan, Step, i);
      g_autofree char *text = describe (step);

      step->failed = !do_step (step);
      if (step->failed)
        g_ptr_array_add (errors, g_strdup_printf ("%s: %s", text, g_strerror (errno)));
      else if (verbose)
        fprintf (stderr, "done: %s\n", text);
    }
  return errors;
}

static void
print_fix_json (const GArray    *plan,
                const GPtrArray *errors,
                gboolean         dry_run)
{
  g_autoptr (DpmJson) json = dpm_json_new ();

  dpm_json_begin_object (json, NULL);
  dpm_json_begin_array (json, "planned");
  for (guint i = 0; i < plan->len; i++)
    {
      g_autofree char *line = describe (&g_array_index (plan, Step, i));

      dpm_json_add_string (json, NULL, line);
    }
  dpm_json_end (json);
  if (errors != NULL && errors->len > 0)
    {
      dpm_json_begin_array (json, "errors");
      for (guint i = 0; i < errors->len; i++)
        dpm_json_add_string (json, NULL, errors->pdata[i]);
      dpm_json_end (json);
    }
  dpm_json_add_bool (json, "dryRun", dry_run);
  dpm_json_add_string (json, "result",
                       plan->len == 0 ? "ok" : dry_run ? "would change" : "changed");
  dpm_json_print (json);
}

static void
print_fix_text (const GArray    *plan,
                const GPtrArray *errors,
                gboolean         dry_run)
{
  for (guint i = 0; i < plan->len; i++)
    {
      const Step *step = &g_array_index (plan, Step, i);
      g_autofree char *line = describe (step);

      if (!step->failed)
        printf ("%s %s\n", dry_run ? "would change" : "changed", line);
    }
  if (plan->len == 0)
    puts ("ok");
  for (guint i = 0; errors != NULL && i < errors->len; i++)
    dpm_complain (errors->pdata[i], NULL);
}

static gboolean
ask (const GArray *plan)
{
  char answer[16] = "";

  for (guint i = 0; i < plan->len; i++)
    {
      g_autofree char *line = describe (&g_array_index (plan, Step, i));

      fprintf (stderr, "  %s\n", line);
    }
  fprintf (stderr, "Make %s? [y/N] ", plan->len == 1 ? "this change" : "these changes");
  if (fgets (answer, sizeof answer, stdin) != NULL
      && (g_ascii_strcasecmp (g_strstrip (answer), "y") == 0
          || g_ascii_strcasecmp (answer, "yes") == 0))
    return TRUE;
  fputs ("\nNothing was changed.\n", stderr);
  return FALSE;
}

static int
fix (const DpmOptions *options,
     gboolean          yes)
{
  g_autoptr (GPtrArray) places = dpm_places_look (options);
  g_autoptr (GArray) plan = make_plan (places);
  g_autoptr (GPtrArray) errors = NULL;
  gboolean failed;

  if (!options->check && plan->len > 0)
    {
      if (geteuid () != 0)
        {
          dpm_complain ("permissions fix: run this as root", NULL);
          return DPM_EXIT_FAILED;
        }
      if (!yes && !ask (plan))
        return DPM_EXIT_PROBLEMS;
      errors = carry_out (plan, options->verbose);
    }
  failed = errors != NULL && errors->len > 0;
  if (options->json)
    print_fix_json (plan, errors, options->check);
  else
    print_fix_text (plan, errors, options->check);
  if (failed)
    return DPM_EXIT_FAILED;
  return options->check && plan->len > 0 ? DPM_EXIT_PROBLEMS : DPM_EXIT_OK;
}

gboolean
dpm_permissions_mend (const DpmOptions *options,
                      guint            *n,
                      GError          **error)
{
  g_autoptr (GPtrArray) places = dpm_places_look (options);
  g_autoptr (GArray) plan = make_plan (places);
  g_autoptr (GPtrArray) errors = options->check ? NULL : carry_out (plan, options->verbose);

  *n = plan->len;
  if (errors == NULL || errors->len == 0)
    return TRUE;
  return dp_error_set (error, DP_ERROR_FILE, "%s", (const char *) errors->pdata[0]);
}

int
dpm_permissions_fix (const DpmOptions *options,
                     char            **args)
{
  return fix (options, options->yes);
}

int
dpm_permissions_install (const DpmOptions *options,
                         char            **args)
{
  return fix (options, TRUE);
}
