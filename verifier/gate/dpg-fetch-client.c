/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-fetch-client.h"

#include "dpg-channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const char *
dpg_asked_word (DpgAsked asked)
{
  static const char *const words[] = { "done", "failed", "resting", "late", "no-service" };

  return words[asked];
}

/* Connects to a listener that is root's (socket activation) or the fetcher's own. @busy: whether
 * there is one, with no room for more that wait. */
static int
connect_to (const char *path,
            uid_t       owner,
            bool       *busy)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct ucred peer;
  socklen_t len = sizeof peer;
  int fd;

  *busy = false;
  if (!dpg_copy (address.sun_path, sizeof address.sun_path - 1, path, strlen (path)))
    return -1;

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -1;

  if (connect (fd, (const struct sockaddr *) &address, sizeof address) != 0)
    *busy = errno == EAGAIN;
  else if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0
      && (peer.uid == 0 || peer.uid == owner))
    return fd;

  close (fd);
  return -1;
}

static DpgAsked
asked_of_status (uint32_t status)
{
  switch (status)
    {
    case DPG_FETCH_DONE:
      return DPG_ASKED_DONE;
    case DPG_FETCH_RESTING:
      return DPG_ASKED_RESTING;
    default:
      return DPG_ASKED_FAILED;
    }
}

static DpgAsked
asked_of_result (DpgChannelResult result)
{
  return result == DPG_CHANNEL_LATE ? DPG_ASKED_LATE : DPG_ASKED_FAILED;
}

static DpgAsked
await_answer (int       fd,
              DpgBytes *body,
              int64_t   deadline)
{
  DpgFetchAnswer answer;
  DpgChannelResult result = dpg_channel_read (fd, &answer, sizeof answer, deadline);
  void *room;

  if (result != DPG_CHANNEL_OK)
    return asked_of_result (result);
  if (answer.length == 0 || body == NULL)
    return asked_of_status (answer.status);
  if (answer.length > DPG_FETCH_BODY_MAX)
    return DPG_ASKED_FAILED;

  room = dpg_bytes_reserve (body, answer.length);
  if (room == NULL)
    return DPG_ASKED_FAILED;

  result = dpg_channel_read (fd, room, answer.length, deadline);
  if (result != DPG_CHANNEL_OK)
    return asked_of_result (result);

  body->len += answer.length;
  return asked_of_status (answer.status);
}

DpgAsked
dpg_fetch_ask (const char        *socket_path,
               uid_t              owner,
               DpgFetchOperation  operation,
               uint32_t           row,
               const char        *token,
               DpgBytes          *body,
               int64_t            deadline)
{
  DpgFetchRequest request = {
    .magic = DPG_FETCH_MAGIC,
    .operation = (uint32_t) operation,
    .row = row,
    .length = token != NULL ? (uint32_t) strlen (token) : 0,
  };
  DpgChannelResult result;
  DpgAsked asked = DPG_ASKED_DONE;
  bool busy;
  int fd = connect_to (socket_path, owner, &busy);

  if (fd < 0)
    return busy ? DPG_ASKED_RESTING : DPG_ASKED_NO_SERVICE;

  result = dpg_channel_write (fd, &request, sizeof request, deadline);
  if (result == DPG_CHANNEL_OK && token != NULL)
    result = dpg_channel_write (fd, token, request.length, deadline);

  if (result != DPG_CHANNEL_OK)
    asked = asked_of_result (result);
  else if (operation != DPG_FETCH_KEYS_NO_WAIT)
    asked = await_answer (fd, body, deadline);

  close (fd);
  return asked;
}
