/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "dp-error.h"
#include "dpg-fetch-wire.h"
#include "dpg-paths.h"

#define FIRST_PASSED_FD 3
#define BACKLOG 512

/* sd_listen_fds(3), without the library: one socket, passed to this very process. */
static gboolean
is_activated (void)
{
  const char *pid = getenv ("LISTEN_PID");
  const char *fds = getenv ("LISTEN_FDS");
  guint64 number;

  return pid != NULL && fds != NULL
         && g_ascii_string_to_unsigned (pid, 10, 1, G_MAXINT, &number, NULL)
         && (pid_t) number == getpid ()
         && g_ascii_string_to_unsigned (fds, 10, 1, 1, &number, NULL);
}

static gboolean
bind_socket (int          fd,
             const char  *cache_dir,
             GError     **error)
{
  const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = DPG_FETCH_SOCKET };
  struct stat st;

  if (stat (cache_dir, &st) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", cache_dir, g_strerror (errno));

  if (mkdir (DPG_RUN_DIR, 0755) != 0 && errno != EEXIST)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", DPG_RUN_DIR, g_strerror (errno));

  unlink (DPG_FETCH_SOCKET);
  umask (0777);
  if (bind (fd, (const struct sockaddr *) &address, sizeof address) != 0
      || chown (DPG_FETCH_SOCKET, 0, st.st_gid) != 0 || chmod (DPG_FETCH_SOCKET, 0660) != 0
      || listen (fd, BACKLOG) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", DPG_FETCH_SOCKET, g_strerror (errno));

  umask (027);
  return TRUE;
}

int
dpf_listen_open (gboolean    *activated,
                 const char  *cache_dir,
                 GError     **error)
{
  int fd;

  *activated = is_activated ();
  if (*activated)
    {
      if (fcntl (FIRST_PASSED_FD, F_SETFD, FD_CLOEXEC) == 0
          && fcntl (FIRST_PASSED_FD, F_SETFL, O_NONBLOCK) == 0)
        return FIRST_PASSED_FD;

      dp_error_set (error, DP_ERROR_FILE, "the passed socket: %s", g_strerror (errno));
      return -1;
    }

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "no socket: %s", g_strerror (errno));
      return -1;
    }

  if (bind_socket (fd, cache_dir, error))
    return fd;

  close (fd);
  return -1;
}
