/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "dp-error.h"
#include "dp-limits.h"

typedef struct
{
  int   fd;
  guint source;
} DpaClockPrivate;

enum
{
  ALARM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (DpaClock, dpa_clock, G_TYPE_OBJECT)

static gint64
real_get_now (DpaClock *self)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
real_set_alarm (DpaClock *self,
                gint64    at)
{
  DpaClockPrivate *priv = dpa_clock_get_instance_private (self);
  /* armed even without an alarm: a timer that is not armed does not tell of a step */
  struct itimerspec when = { .it_value.tv_sec = (time_t) (at != 0 ? at : DP_TIME_MAX) };

  if (priv->fd >= 0
      && timerfd_settime (priv->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) < 0)
    g_warning ("the timer cannot be set: %s", g_strerror (errno));
}

static gboolean
timer_ready (gint         fd,
             GIOCondition condition,
             gpointer     user_data)
{
  guint64 times;

  if (read (fd, &times, sizeof times) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  dpa_clock_ring (user_data);
  return G_SOURCE_CONTINUE;
}

static void
dpa_clock_finalize (GObject *object)
{
  DpaClockPrivate *priv = dpa_clock_get_instance_private (DPA_CLOCK (object));

  if (priv->source != 0)
    g_source_remove (priv->source);
  if (priv->fd >= 0)
    close (priv->fd);
  G_OBJECT_CLASS (dpa_clock_parent_class)->finalize (object);
}

static void
dpa_clock_class_init (DpaClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dpa_clock_finalize;
  klass->get_now = real_get_now;
  klass->set_alarm = real_set_alarm;
  signals[ALARM] = g_signal_new ("alarm", DPA_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
dpa_clock_init (DpaClock *self)
{
  DpaClockPrivate *priv = dpa_clock_get_instance_private (self);

  priv->fd = -1;
}

DpaClock *
dpa_clock_new (GError **error)
{
  g_autoptr (DpaClock) self = g_object_new (DPA_TYPE_CLOCK, NULL);
  DpaClockPrivate *priv = dpa_clock_get_instance_private (self);

  priv->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (priv->fd < 0)
    {
      dp_error_set (error, DP_ERROR_FILE, "timerfd: %s", g_strerror (errno));
      return NULL;
    }
  priv->source = g_unix_fd_add (priv->fd, G_IO_IN, timer_ready, self);
  return g_steal_pointer (&self);
}

gint64
dpa_clock_get_now (DpaClock *self)
{
  return DPA_CLOCK_GET_CLASS (self)->get_now (self);
}

void
dpa_clock_set_alarm (DpaClock *self,
                     gint64    at)
{
  DPA_CLOCK_GET_CLASS (self)->set_alarm (self, at);
}

gint64
dpa_clock_get_steady (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

typedef struct
{
  int         fd;
  GSourceFunc func;
  gpointer    user_data;
} Limit;

static void
limit_free (gpointer data)
{
  Limit *limit = data;

  close (limit->fd);
  g_free (limit);
}

static gboolean
limit_reached (gint         fd,
               GIOCondition condition,
               gpointer     user_data)
{
  Limit *limit = user_data;

  limit->func (limit->user_data);
  return G_SOURCE_REMOVE;
}

guint
dpa_clock_add_limit (guint       seconds,
                     GSourceFunc func,
                     gpointer    user_data)
{
  struct itimerspec when = { .it_value.tv_sec = (time_t) seconds };
  int fd = timerfd_create (CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  Limit *limit;

  if (fd < 0 || timerfd_settime (fd, 0, &when, NULL) < 0)
    {
      if (fd >= 0)
        close (fd);
      return g_timeout_add_seconds (seconds, func, user_data);
    }
  limit = g_new0 (Limit, 1);
  limit->fd = fd;
  limit->func = func;
  limit->user_data = user_data;
  return g_unix_fd_add_full (G_PRIORITY_DEFAULT, fd, G_IO_IN, limit_reached, limit, limit_free);
}

void
dpa_clock_ring (DpaClock *self)
{
  g_signal_emit (self, signals[ALARM], 0);
}
