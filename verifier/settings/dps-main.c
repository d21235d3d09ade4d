/* SPDX-License-Identifier: Apache-2.0 */
/*
 * daypass-settings: reads config.yml and the plugin files for the gate, which links libc only.
 *
 *   daypass-settings LOGIN [FILE...]
 *
 * fd 3 is config.yml, or /dev/null; fds 4, 5 … are the plugin files that the other arguments name.
 * stdout gets one SETTINGS frame. What comes out here may be executed by the gate, so this is a
 * program of its own, which never sees what a stranger wrote; the judge's settings are its own
 * reading of the same file. It is started only for logins that need it: plugins, chain commands,
 * root's home policy.
 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dp-config.h"
#include "dp-limits.h"
#include "dp-plugin-config.h"
#include "dp-text.h"
#include "dp-words.h"
#include "dpg-channel.h"

/* Returns: (transfer full) (nullable) */
static GBytes *
read_file (int      fd,
           GError **error)
{
  g_autofree guint8 *data = g_malloc (DP_CONFIG_MAX + 1);
  gsize len = 0;
  gssize n = 1;

  while (n > 0 && len <= DP_CONFIG_MAX)
    {
      n = read (fd, data + len, DP_CONFIG_MAX + 1 - len);
      len += n > 0 ? (gsize) n : 0;
    }
  if (n < 0 || len > DP_CONFIG_MAX)
    {
      dp_error_set (error, n < 0 ? DP_ERROR_FILE : DP_ERROR_LIMIT, "%s",
                    n < 0 ? g_strerror (errno) : "larger than 64 KiB");
      return NULL;
    }
  return g_bytes_new (data, len);
}

static void
put_warning (DpgBytes     *out,
             const char   *what,
             const GError *error)
{
  g_autofree char *name = dp_text_display (what, -1);
  g_autofree char *problem = dp_text_display (error->message, -1);
  g_autofree char *text = g_strdup_printf ("%s is not used: %s", name, problem);

  dpg_frame_put_text (out, DPG_FIELD_WARNING, text);
}

static void
put_words (DpgBytes *out,
           char    **words)
{
  for (; *words != NULL; words++)
    dpg_frame_put_text (out, DPG_FIELD_WORD, *words);
}

static void
put_config (DpgBytes       *out,
            const DpConfig *config,
            const char     *login)
{
  g_autoptr (GError) denied = NULL;

  for (char **var = config->env_vars; *var != NULL; var++)
    dpg_frame_put_text (out, DPG_FIELD_VARIABLE, *var);
  dpg_frame_put_u32 (out, DPG_FIELD_HOME_ROOT, config->home_policy_root ? 1 : 0);
  for (char **user = config->deny_users; *user != NULL; user++)
    if (dp_text_equal_ascii_ci (*user, login))
      dpg_frame_put_u32 (out, DPG_FIELD_DENIED, 1);
  for (guint32 i = 0; config->chain[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) words = dp_words_split (config->chain[i], &error);

      if (words == NULL)
        {
          put_warning (out, "a chain command", error);
          continue;
        }
      dpg_frame_put_u32 (out, DPG_FIELD_CHAIN, i);
      put_words (out, words);
    }
}

static void
put_plugin (DpgBytes   *out,
            const char *name,
            guint32     number,
            int         fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = read_file (fd, &error);
  g_autoptr (DpPluginConfig) plugin = NULL;
  gsize len = 0;

  if (text != NULL)
    {
      const guint8 *data = g_bytes_get_data (text, &len);

      plugin = dp_plugin_config_parse (len > 0 ? data : (const guint8 *) "", len, &error);
    }
  if (plugin == NULL)
    {
      put_warning (out, name, error);
      return;
    }
  dpg_frame_put_u32 (out, DPG_FIELD_PLUGIN, number);
  dpg_frame_put_text (out, DPG_FIELD_SETTINGS_TEXT, plugin->settings);
  put_words (out, plugin->words);
}

static DpConfig *
read_config (GError **error)
{
  gsize len = 0;
  const guint8 *data = NULL;
  g_autoptr (GBytes) text = read_file (DPG_FIRST_FILE_FD, error);

  if (text == NULL)
    return NULL;
  data = g_bytes_get_data (text, &len);
  /* GLib has no address for nothing */
  return dp_config_parse (len > 0 ? data : (const guint8 *) "", len, error);
}

int
main (int    argc,
      char **argv)
{
  DpgBytes out = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DpConfig) config = read_config (&error);

  if (argc < 2)
    return EXIT_FAILURE;
  dpg_frame_begin (&out, DPG_FRAME_SETTINGS);
  if (config == NULL)
    {
      g_autofree char *note = dp_text_display (error->message, -1);

      dpg_frame_put_text (&out, DPG_FIELD_NOTE, note);
    }
  else
    {
      put_config (&out, config, argv[1]);
      for (int i = 2; i < argc; i++)
        put_plugin (&out, argv[i], (guint32) (i - 2), DPG_FIRST_FILE_FD + i - 1);
    }
  if (!dpg_frame_end (&out))
    return EXIT_FAILURE;
  return dpg_channel_write (STDOUT_FILENO, out.data, out.len, DPG_NO_DEADLINE) == DPG_CHANNEL_OK
           ? EXIT_SUCCESS
           : EXIT_FAILURE;
}
