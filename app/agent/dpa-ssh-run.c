/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-run.h"

#include "dp-env.h"

typedef struct
{
  GSubprocess *ssh;
  guint        limit;
} Running;

void
dpa_ssh_output_free (DpaSshOutput *self)
{
  if (self == NULL)
    return;
  g_free (self->printed);
  g_free (self->said);
  g_free (self);
}

static void
running_free (gpointer data)
{
  Running *self = data;

  if (self->limit != 0)
    g_source_remove (self->limit);
  g_clear_object (&self->ssh);
  g_free (self);
}

static gboolean
too_long (gpointer user_data)
{
  Running *self = user_data;

  self->limit = 0;
  g_subprocess_force_exit (self->ssh);
  return G_SOURCE_REMOVE;
}

/* Bytes that are none have no data either. */
static char *
dup_text (GBytes *bytes)
{
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);

  return data != NULL ? g_strndup (data, len) : g_strdup ("");
}

static void
ended (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GSubprocess *ssh = G_SUBPROCESS (source);
  g_autoptr (GBytes) printed = NULL;
  g_autoptr (GBytes) said = NULL;
  GError *error = NULL;
  DpaSshOutput *output;

  /* a banner need not be UTF-8 */
  if (!g_subprocess_communicate_finish (ssh, result, &printed, &said, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  output = g_new0 (DpaSshOutput, 1);
  output->printed = dup_text (printed);
  output->said = dup_text (said);
  output->succeeded = g_subprocess_get_successful (ssh);
  g_task_return_pointer (task, output, (GDestroyNotify) dpa_ssh_output_free);
}

static GSubprocess *
start (const char *const *arguments,
       const char        *folder,
       GError           **error)
{
  g_autoptr (GSubprocessLauncher) launcher
    = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const char *places = dp_env_get ("PATH");
  g_autofree char *path = g_strdup_printf ("%s:%s", folder,
                                           places != NULL ? places : "/usr/bin:/bin");

  g_subprocess_launcher_setenv (launcher, "DAYPASS_NO_ENSURE", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  if (folder != NULL)
    g_subprocess_launcher_setenv (launcher, "PATH", path, TRUE);
  g_ptr_array_add (words, (gpointer) "ssh");
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) arguments[i]);
  g_ptr_array_add (words, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, error);
}

void
dpa_ssh_run_async (const char *const  *arguments,
                   const char         *folder,
                   guint               seconds,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Running *self = g_new0 (Running, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, dpa_ssh_run_async);
  g_task_set_task_data (task, self, running_free);
  self->ssh = start (arguments, folder, &error);
  if (self->ssh == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->limit = g_timeout_add_seconds (seconds, too_long, self);
  g_subprocess_communicate_async (self->ssh, NULL, NULL, ended, g_steal_pointer (&task));
}

DpaSshOutput *
dpa_ssh_run_finish (GAsyncResult *result,
                    GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
