/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* A year: the timer must be armed for the kernel to say that the clock was set. */
#define FAR_AWAY (366 * 24 * 60 * 60)

struct _DpdClock
{
  GObject parent_instance;
  int     fd;
  guint   source;
};

G_DEFINE_FINAL_TYPE (DpdClock, dpd_clock, G_TYPE_OBJECT)

enum { RING, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
rung_cb (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  DpdClock *self = user_data;
  guint64 times;

  /* ECANCELED: the clock was set. Either way it has to be set anew. */
  if (read (fd, &times, sizeof times) < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;
  g_signal_emit (self, signals[RING], 0);
  return G_SOURCE_CONTINUE;
}

static void
dpd_clock_finalize (GObject *object)
{
  DpdClock *self = DPD_CLOCK (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (dpd_clock_parent_class)->finalize (object);
}

static void
dpd_clock_class_init (DpdClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dpd_clock_finalize;
  signals[RING] = g_signal_new ("ring", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
dpd_clock_init (DpdClock *self)
{
  self->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->fd >= 0)
    self->source = g_unix_fd_add (self->fd, G_IO_IN, rung_cb, self);
}

DpdClock *
dpd_clock_new (void)
{
  return g_object_new (DPD_TYPE_CLOCK, NULL);
}

gint64
dpd_clock_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
dpd_clock_set (DpdClock *self,
               gint64    when)
{
  struct itimerspec spec = { 0 };

  g_return_if_fail (DPD_IS_CLOCK (self));
  spec.it_value.tv_sec = when > 0 ? when : dpd_clock_now () + FAR_AWAY;
  if (self->fd >= 0)
    timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}
