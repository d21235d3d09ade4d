/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dp-env.h"
#include "dp-session-bus.h"
#include "dpa-agent.h"

typedef struct
{
  GMainLoop *loop;
  DpaAgent  *agent;
  gboolean   lost_name;
} Running;

static gboolean
asked_to_end (gpointer user_data)
{
  Running *running = user_data;

  dpa_agent_quit (running->agent);
  return G_SOURCE_CONTINUE;
}

static void
quit (DpaAgent *agent,
      Running  *running)
{
  g_main_loop_quit (running->loop);
}

static void
connection_closed (GDBusConnection *connection,
                   gboolean         vanished,
                   GError          *error,
                   Running         *running)
{
  dpa_agent_quit (running->agent);
}

/* Another agent has the name: it does the work. */
static void
name_lost (GDBusConnection *connection,
           const char      *name,
           gpointer         user_data)
{
  Running *running = user_data;

  /* also called when the bus goes away, which connection_closed() is told of */
  if (connection == NULL || g_dbus_connection_is_closed (connection))
    return;
  running->lost_name = TRUE;
  g_main_loop_quit (running->loop);
}

static DpaAgent *
make_agent (GDBusConnection *connection,
            gboolean         is_private,
            GError         **error)
{
  g_autoptr (DpaClock) clock = NULL;
  g_autofree char *config_dir = g_build_filename (g_get_user_config_dir (), "daypass", NULL);
  g_autofree char *runtime_dir = g_build_filename (g_get_user_runtime_dir (), "daypass", NULL);
  DpaAgentOptions options = {
    .connection = connection,
    .is_private = is_private,
    .home = dp_env_home (),
    .config_dir = config_dir,
  };

  clock = dpa_clock_new (error);
  if (clock == NULL)
    return NULL;
  options.clock = clock;
  if (g_mkdir_with_parents (runtime_dir, 0700) == 0)
    options.runtime_dir = runtime_dir;
  return dpa_agent_new (&options, error);
}

static int
run (GDBusConnection *connection,
     gboolean         is_private)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpaAgent) agent = make_agent (connection, is_private, &error);
  Running running = { .loop = loop, .agent = agent };
  guint name = 0;

  if (agent == NULL)
    {
      g_printerr ("daypass-agent: %s\n", error->message);
      return EXIT_FAILURE;
    }
  g_signal_connect (agent, "quit", G_CALLBACK (quit), &running);
  g_signal_connect (connection, "closed", G_CALLBACK (connection_closed), &running);
  g_unix_signal_add (SIGTERM, asked_to_end, &running);
  g_unix_signal_add (SIGINT, asked_to_end, &running);
  g_unix_signal_add (SIGHUP, asked_to_end, &running);
  dpa_agent_start (agent);
  if (is_private)
    g_dbus_connection_start_message_processing (connection);
  else
    name = g_bus_own_name_on_connection (connection, DPA_BUS_NAME,
                                         G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL, name_lost,
                                         &running, NULL);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (connection, &running);
  if (name != 0)
    g_bus_unown_name (name);
  if (!g_dbus_connection_is_closed (connection))
    g_dbus_connection_flush_sync (connection, NULL, NULL);
  return running.lost_name ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *peer = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "peer", 0, 0, G_OPTION_ARG_STRING, &peer,
      N_("Serve the program at the other end of this descriptor, not a bus"), N_("FD") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  dp_process_protect ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, DP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("daypass-agent: %s\n", error->message);
      return 2;
    }
  if (version)
    {
      g_print ("daypass-agent %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }
  connection = peer != NULL ? dp_session_bus_serve (peer, &error) : dp_session_bus_open (&error);
  if (connection == NULL)
    {
      g_printerr ("daypass-agent: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return run (connection, peer != NULL);
}
