/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-settings.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dpg-paths.h"
#include "dpg-spawn.h"

#define CONFIG_MAX (64 * 1024)

DpgSafeResult
dpg_settings_open_config (const DpgArgs *args,
                          int           *out)
{
  const char *path = args->config_file;
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  char *parent = slash != NULL ? strndup (path, (size_t) (slash - path) + 1) : NULL;
  const char *name = slash != NULL ? slash + 1 : DPG_CONFIG_FILE;
  DpgSafeStamp stamp;
  DpgSafeResult result = DPG_SAFE_UNSAFE;
  int dir = -1;

  if (path == NULL)
    parent = strdup (args->config_dir);
  if (parent != NULL)
    result = dpg_safe_open_dir (parent, &dir, NULL);
  free (parent);
  if (result != DPG_SAFE_OK)
    return result;
  result = dpg_safe_open_at (dir, name, 0, CONFIG_MAX, out, &stamp);
  close (dir);
  return result;
}

/* The words that follow in the frame, as they come, end where something else begins. */
static bool
add_word (DpgSettings    *self,
          const DpgField *field)
{
  if (self->n_words >= DPG_SETTINGS_WORDS_MAX)
    return false;
  self->words[self->n_words++] = (char *) field->data;
  return true;
}

/* Room for the NULL in front of a new command. */
static char *const *
begin_words (DpgSettings *self)
{
  if (self->n_words > 0 && self->n_words < DPG_SETTINGS_WORDS_MAX)
    self->words[self->n_words++] = NULL;
  return &self->words[self->n_words];
}

static bool
begin_plugin (DpgSettings *self,
              uint32_t     number)
{
  DpgPlugin *plugin = &self->plugins[self->n_plugins];

  if (self->n_plugins >= DPG_PLUGINS_MAX || number >= self->files.n)
    return false;
  *plugin = (DpgPlugin) { self->files.files[number].name, begin_words (self), "" };
  self->n_plugins++;
  return true;
}

static uint32_t
number_of (const DpgField *field)
{
  uint32_t value = 0;

  dpg_copy (&value, sizeof value, field->data, field->len);
  return value;
}

static bool
take_field (DpgSettings    *self,
            const DpgField *field,
            DpgReport      *report)
{
  switch ((int) field->tag)
    {
    case DPG_FIELD_WARNING:
      report->func ((const char *) field->data, report->data);
      return true;
    case DPG_FIELD_DENIED:
      self->denied = number_of (field) != 0;
      return true;
    case DPG_FIELD_HOME_ROOT:
      self->home_root = number_of (field) != 0;
      return true;
    case DPG_FIELD_VARIABLE:
      if (self->n_env_vars >= DPG_ENVIRONMENT_MAX)
        return false;
      self->env_vars[self->n_env_vars++] = (const char *) field->data;
      return true;
    case DPG_FIELD_CHAIN:
      if (self->n_chain >= DPG_CHAIN_MAX)
        return false;
      self->chain[self->n_chain++] = begin_words (self);
      return true;
    case DPG_FIELD_PLUGIN:
      return begin_plugin (self, number_of (field));
    case DPG_FIELD_SETTINGS_TEXT:
      if (self->n_plugins == 0)
        return false;
      self->plugins[self->n_plugins - 1].config = (const char *) field->data;
      return true;
    case DPG_FIELD_WORD:
      return add_word (self, field);
    default:
      return false;
    }
}

static bool
take_frame (DpgSettings *self,
            DpgReport   *report)
{
  const char *note = dpg_frame_text (&self->frame, DPG_FIELD_NOTE);
  size_t position = 0;
  DpgField field;

  if (note != NULL)
    {
      report->func (note, report->data);
      return false;
    }
  while (dpg_frame_next (&self->frame, &position, &field))
    if (!take_field (self, &field, report))
      {
        report->func ("the settings hold more than the gate takes", report->data);
        return false;
      }
  return true;
}

/* Out of the way of the numbers that they get in the child: see dpg_spawn(). */
static bool
move_up (int *fds,
         int  n)
{
  bool good = true;

  for (int i = 0; i < n; i++)
    {
      fds[i] = fcntl (fds[i], F_DUPFD_CLOEXEC, DPG_FIRST_FILE_FD + DPG_MAX_FILES);
      good = good && fds[i] >= 0;
    }
  return good;
}

static void
close_all (const int *fds,
           int        n)
{
  for (int i = 0; i < n; i++)
    if (fds[i] >= 0)
      close (fds[i]);
}

static bool
ask (const DpgArgs *args,
     int            config,
     int64_t        deadline,
     DpgSettings   *self)
{
  char path[PATH_MAX];
  int fds[DPG_PLUGINS_MAX + 1] = { config };
  int n_fds = (int) self->files.n + 1;
  char *argv[DPG_PLUGINS_MAX + 3] = { path, args->login };
  char *const env[] = { NULL };
  DpgChild child = DPG_CHILD_INIT;
  bool good;

  for (size_t i = 0; i < self->files.n; i++)
    {
      argv[i + 2] = self->files.files[i].name;
      fds[i + 1] = self->files.files[i].fd;
    }
  good = move_up (fds, n_fds) && dpg_spawn_sibling ("daypass-settings", path, sizeof path)
         && dpg_spawn (path, argv, env, fds, n_fds, &child)
         && dpg_channel_receive (child.from, &self->frame, deadline) == DPG_CHANNEL_OK
         && self->frame.type == DPG_FRAME_SETTINGS;
  close_all (fds, n_fds);
  dpg_child_end (&child);
  return good;
}

static bool
plugin_directory (const DpgArgs *args,
                  char           out[PATH_MAX])
{
  return (size_t) snprintf (out, PATH_MAX, "%s/policy.d", args->config_dir) < PATH_MAX;
}

bool
dpg_settings_may_have_plugins (const DpgArgs *args)
{
  char directory[PATH_MAX];

  return !plugin_directory (args, directory) || dpg_plugins_may_exist (directory);
}

bool
dpg_settings_read (const DpgArgs *args,
                   bool           with_plugins,
                   int64_t        deadline,
                   DpgReport     *report,
                   DpgSettings   *out)
{
  char directory[PATH_MAX];
  int config = -1;
  DpgSafeResult result = dpg_settings_open_config (args, &config);
  bool good = true;

  *out = (DpgSettings) { 0 };
  if (result == DPG_SAFE_ABSENT)
    config = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  if ((result != DPG_SAFE_OK && result != DPG_SAFE_ABSENT) || config < 0)
    {
      report->func ("config.yml cannot be used: owner, mode or kind of file", report->data);
      return false;
    }
  if (with_plugins)
    {
      good = plugin_directory (args, directory);
      if (good)
        dpg_plugins_open (directory, report, &out->files);
    }
  if (with_plugins && out->files.n == 0)
    {
      close (config);
      return good;
    }
  if (good && !ask (args, config, deadline, out))
    {
      report->func ("daypass-settings did not answer", report->data);
      good = false;
    }
  close (config);
  return good && take_frame (out, report);
}

void
dpg_settings_clear (DpgSettings *settings)
{
  dpg_plugins_close (&settings->files);
  dpg_frame_clear (&settings->frame);
}
