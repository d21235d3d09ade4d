/* SPDX-License-Identifier: Apache-2.0 */
/* Owners and modes: what is broken, what only opkssh minds, what fix changes. */
#include "config.h"

#include <glib.h>

#include "dpm-permissions.h"

#define GROUP 990

static const struct
{
  const char  *name;
  DpmPlaceType type;
  gboolean     required;
  DpmFacts     facts; /* exists, is_kind, mode, uid, gid, has_capabilities */
  DpmState     state;
  gboolean     fix_mode;
  gboolean     fix_owner;
} cases[] = {
  { "as the installer makes it", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0640, 0, GROUP, FALSE }, DPM_STATE_FINE, FALSE, FALSE },
  { "missing and needed", DPM_PLACE_FILE, TRUE,
    { FALSE, FALSE, 0, 0, 0, FALSE }, DPM_STATE_MISSING, FALSE, FALSE },
  { "missing and not needed", DPM_PLACE_FILE, FALSE,
    { FALSE, FALSE, 0, 0, 0, FALSE }, DPM_STATE_FINE, FALSE, FALSE },
  { "world readable: Daypass takes it", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0644, 0, GROUP, FALSE }, DPM_STATE_OPKSSH, TRUE, FALSE },
  { "world readable, root's group", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0644, 0, 0, FALSE }, DPM_STATE_OPKSSH, TRUE, TRUE },
  { "not readable by the group", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0600, 0, GROUP, FALSE }, DPM_STATE_BROKEN, TRUE, FALSE },
  { "another group without others", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0640, 0, 4, FALSE }, DPM_STATE_BROKEN, FALSE, TRUE },
  { "group writable", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0660, 0, GROUP, FALSE }, DPM_STATE_BROKEN, TRUE, FALSE },
  { "world writable", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0646, 0, GROUP, FALSE }, DPM_STATE_BROKEN, TRUE, FALSE },
  { "owned by the verifier's user", DPM_PLACE_FILE, TRUE,
    { TRUE, TRUE, 0640, 995, GROUP, FALSE }, DPM_STATE_BROKEN, FALSE, TRUE },
  { "a symbolic link", DPM_PLACE_FILE, TRUE,
    { TRUE, FALSE, 0777, 0, GROUP, FALSE }, DPM_STATE_BROKEN, FALSE, FALSE },
  { "directory", DPM_PLACE_DIRECTORY, TRUE,
    { TRUE, TRUE, 0750, 0, GROUP, FALSE }, DPM_STATE_FINE, FALSE, FALSE },
  { "directory that all may read", DPM_PLACE_DIRECTORY, TRUE,
    { TRUE, TRUE, 0755, 0, 0, FALSE }, DPM_STATE_FINE, FALSE, FALSE },
  { "directory with a group that may write", DPM_PLACE_DIRECTORY, TRUE,
    { TRUE, TRUE, 0770, 0, GROUP, FALSE }, DPM_STATE_BROKEN, TRUE, FALSE },
  { "directory for root alone (finding S26)", DPM_PLACE_DIRECTORY, FALSE,
    { TRUE, TRUE, 0750, 0, 0, FALSE }, DPM_STATE_BROKEN, FALSE, TRUE },
  { "plugin", DPM_PLACE_PLUGIN, FALSE,
    { TRUE, TRUE, 0640, 0, GROUP, FALSE }, DPM_STATE_FINE, FALSE, FALSE },
  { "plugin of root's group (finding S26)", DPM_PLACE_PLUGIN, FALSE,
    { TRUE, TRUE, 0640, 0, 0, FALSE }, DPM_STATE_BROKEN, FALSE, TRUE },
  { "helper", DPM_PLACE_HELPER, FALSE,
    { TRUE, TRUE, 0750, 0, GROUP, TRUE }, DPM_STATE_FINE, FALSE, FALSE },
  { "helper for everybody", DPM_PLACE_HELPER, FALSE,
    { TRUE, TRUE, 0755, 0, GROUP, TRUE }, DPM_STATE_BROKEN, TRUE, FALSE },
  { "helper without capabilities", DPM_PLACE_HELPER, FALSE,
    { TRUE, TRUE, 0750, 0, GROUP, FALSE }, DPM_STATE_BROKEN, FALSE, FALSE },
};

static void
test_judge (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DpmWanted wanted = { cases[i].type, cases[i].required, 0, GROUP };
      DpmJudgement judgement;

      g_test_message ("%s", cases[i].name);
      dpm_permissions_judge (&cases[i].facts, &wanted, &judgement);
      g_assert_cmpint (judgement.state, ==, cases[i].state);
      g_assert_cmpint (judgement.problem != NULL, ==, cases[i].state != DPM_STATE_FINE);
      g_assert_cmpint (judgement.fix_mode, ==, cases[i].fix_mode);
      g_assert_cmpint (judgement.fix_owner, ==, cases[i].fix_owner);
      dpm_judgement_clear (&judgement);
    }
}

/* A change of owner takes file capabilities away. */
static void
test_helper_gets_capabilities_back (void)
{
  const DpmWanted wanted = { DPM_PLACE_HELPER, FALSE, 0, GROUP };
  const DpmFacts facts = { TRUE, TRUE, 0750, 0, 0, TRUE };
  DpmJudgement judgement;

  dpm_permissions_judge (&facts, &wanted, &judgement);
  g_assert_true (judgement.fix_owner);
  g_assert_true (judgement.fix_capabilities);
  dpm_judgement_clear (&judgement);
}

static void
test_home (void)
{
  static const struct
  {
    mode_t   mode;
    uid_t    uid;
    DpmState state;
  } homes[] = {
    { 0600, 1000, DPM_STATE_FINE },   { 0640, 1000, DPM_STATE_BROKEN },
    { 0600, 1001, DPM_STATE_BROKEN }, { 0602, 1000, DPM_STATE_BROKEN },
    { 0600, 0, DPM_STATE_BROKEN },
  };
  const DpmWanted wanted = { DPM_PLACE_HOME, FALSE, 1000, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    {
      const DpmFacts facts = { TRUE, TRUE, homes[i].mode, homes[i].uid, 5, FALSE };
      DpmJudgement judgement;

      dpm_permissions_judge (&facts, &wanted, &judgement);
      g_assert_cmpint (judgement.state, ==, homes[i].state);
      dpm_judgement_clear (&judgement);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin/permissions/judges_as_the_table_says", test_judge);
  g_test_add_func ("/admin/permissions/helper_gets_capabilities_back",
                   test_helper_gets_capabilities_back);
  g_test_add_func ("/admin/permissions/home_policy_is_exact", test_home);
  return g_test_run ();
}
