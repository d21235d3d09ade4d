/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-watch.h"

#include <glib-unix.h>

#include "dp-env.h"
#include "dp-ssh-agent.h"
#include "dpa-clock.h"
#include "dpa-ssh-agent.h"

/* An agent that hangs up sooner does so to everybody who waits: it is not watched again. */
#define WATCH_SECONDS 5

static struct
{
  DpSshAgent *ssh_agent;
  guint       source;
  gint64      since; /* steady seconds */
} watch;

static gboolean
hung_up (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  gboolean again = dpa_clock_get_steady () - watch.since >= WATCH_SECONDS;

  watch.source = 0;
  dp_ssh_agent_close (g_steal_pointer (&watch.ssh_agent));
  g_message ("the ssh-agent ended");
  dpa_ssh_agent_look (user_data);
  if (!again)
    dpa_ssh_watch_end ();
  return G_SOURCE_REMOVE;
}

void
dpa_ssh_watch_keep (DpaAgent *agent)
{
  if (watch.source != 0)
    return;
  watch.ssh_agent = dp_ssh_agent_open (dp_env_get ("SSH_AUTH_SOCK"), NULL);
  if (watch.ssh_agent == NULL)
    return;
  watch.since = dpa_clock_get_steady ();
  watch.source = g_unix_fd_add (dp_ssh_agent_get_fd (watch.ssh_agent), G_IO_IN | G_IO_HUP, hung_up,
                                agent);
}

void
dpa_ssh_watch_end (void)
{
  g_clear_handle_id (&watch.source, g_source_remove);
  g_clear_pointer (&watch.ssh_agent, dp_ssh_agent_close);
}
