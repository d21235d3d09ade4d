/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-words"
#include "config.h"

#include "dpw-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define FAR_AWAY (G_GINT64_CONSTANT (366) * 24 * 60 * 60)

struct _DpwClock
{
  int         fd;
  guint       source;
  GSourceFunc ring;
  gpointer    user_data;
};

static gboolean
rung_cb (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  DpwClock *self = user_data;
  guint64 times;

  /* ECANCELED: the clock was set */
  if (read (fd, &times, sizeof times) < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;
  self->ring (self->user_data);
  return G_SOURCE_CONTINUE;
}

DpwClock *
dpw_clock_new (GSourceFunc ring,
               gpointer    user_data)
{
  DpwClock *self = g_new0 (DpwClock, 1);

  self->ring = ring;
  self->user_data = user_data;
  self->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->fd >= 0)
    self->source = g_unix_fd_add (self->fd, G_IO_IN, rung_cb, self);
  return self;
}

void
dpw_clock_free (DpwClock *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

gint64
dpw_clock_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
dpw_clock_set (DpwClock *self,
               gint64    now,
               gint64    seconds)
{
  struct itimerspec spec = { .it_value.tv_sec = now + (seconds > 0 ? seconds : FAR_AWAY) };

  if (self->fd >= 0)
    timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}
