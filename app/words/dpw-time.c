/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-words"
#include "config.h"

#include "dpw-time.h"

#include <glib/gi18n.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static gboolean twelve_hours;

void
dpw_time_set_twelve_hours (gboolean twelve)
{
  twelve_hours = twelve;
}

static GDateTime *
at (gint64     when,
    GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);

  if (utc == NULL)
    utc = g_date_time_new_from_unix_utc (0);
  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_to_local (utc);
}

static char *
clock_text (GDateTime *moment)
{
  return g_date_time_format (moment, twelve_hours ? "%-l:%M %p" : "%H:%M");
}

/* Calendar days from now to when: -1 yesterday, 1 tomorrow. */
static int
days_between (GDateTime *when,
              GDateTime *now)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_set_dmy (&a,
                  (GDateDay) g_date_time_get_day_of_month (when),
                  (GDateMonth) g_date_time_get_month (when),
                  (GDateYear) g_date_time_get_year (when));
  g_date_clear (&b, 1);
  g_date_set_dmy (&b,
                  (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  return g_date_days_between (&b, &a);
}

/* Which day it is from now (0: today), the time, and the day: "12 November". */
static int
say_moment (gint64     when,
            gint64     now,
            GTimeZone *zone,
            char     **time,
            char     **day)
{
  g_autoptr (GDateTime) moment = at (when, zone);
  g_autoptr (GDateTime) today = at (now, zone);

  *time = clock_text (moment);
  /* Translators: day and month, see strftime: 12 November */
  *day = g_date_time_format (moment, _("%-e %B"));
  return days_between (moment, today);
}

char *
dpw_time_moment (gint64     when,
                 gint64     now,
                 GTimeZone *zone)
{
  g_autofree char *time = NULL;
  g_autofree char *day = NULL;
  int days = say_moment (when, now, zone, &time, &day);

  if (days == 0)
    return g_steal_pointer (&time);
  if (days == -1)
    /* Translators: %s is a time, like 17:05 */
    return g_strdup_printf (_("Yesterday, %s"), time);
  if (days == 1)
    /* Translators: %s is a time, like 17:05 */
    return g_strdup_printf (_("Tomorrow, %s"), time);
  /* Translators: a day, and a time: 12 November, 17:05 */
  return g_strdup_printf (_("%s, %s"), day, time);
}

char *
dpw_time_about (gint64     when,
                gint64     now,
                GTimeZone *zone)
{
  g_autofree char *time = NULL;
  g_autofree char *day = NULL;
  int days = say_moment (when, now, zone, &time, &day);

  if (days == 0)
    /* Translators: %s is a time, like 17:05 */
    return g_strdup_printf (_("About %s"), time);
  if (days == -1)
    /* Translators: %s is a time, like 17:05 */
    return g_strdup_printf (_("Yesterday, about %s"), time);
  if (days == 1)
    /* Translators: %s is a time, like 17:05 */
    return g_strdup_printf (_("Tomorrow, about %s"), time);
  /* Translators: a day, and a time: 12 November, about 17:05 */
  return g_strdup_printf (_("%1$s, about %2$s"), day, time);
}

char *
dpw_time_until (gint64     when,
                gint64     now,
                GTimeZone *zone)
{
  g_autofree char *time = NULL;
  g_autofree char *day = NULL;
  int days = say_moment (when, now, zone, &time, &day);

  if (days == 0)
    /* Translators: %s is a time, like 17:05 */
    return g_strdup_printf (_("Until about %s"), time);
  if (days == 1)
    /* Translators: %s is a time, like 9:10 */
    return g_strdup_printf (_("Until tomorrow, about %s"), time);
  /* Translators: %s is a day, like 12 November */
  return g_strdup_printf (_("Until about %s"), day);
}

/* Minutes as they are said: by one below ten, by five above. */
static int
said_minutes (gint64 seconds)
{
  int minutes = (int) ((seconds + MINUTE - 1) / MINUTE);

  return minutes <= 10 ? MAX (minutes, 1) : (minutes + 2) / 5 * 5;
}

char *
dpw_time_ends_in (gint64 seconds)
{
  int days;

  if (seconds < HOUR - 2 * MINUTE)
    {
      int minutes = said_minutes (seconds);

      return g_strdup_printf (ngettext ("Ends in %d minute", "Ends in %d minutes",
                                        (gulong) minutes),
                              minutes);
    }
  if (seconds < 2 * DAY)
    {
      int hours = (int) ((seconds + HOUR / 2) / HOUR);

      return g_strdup_printf (ngettext ("Ends in %d hour", "Ends in %d hours", (gulong) hours),
                              hours);
    }
  days = (int) MIN (seconds / DAY, G_MAXINT);
  return g_strdup_printf (ngettext ("Ends in %d day", "Ends in %d days", (gulong) days), days);
}

char *
dpw_time_ended_ago (gint64 seconds)
{
  int days;

  if (seconds < MINUTE)
    return g_strdup (_("Ended just now"));
  if (seconds < HOUR - 2 * MINUTE)
    {
      int minutes = said_minutes (seconds - MINUTE + 1);

      return g_strdup_printf (ngettext ("Ended %d minute ago", "Ended %d minutes ago",
                                        (gulong) minutes),
                              minutes);
    }
  if (seconds < DAY)
    {
      int hours = MAX (1, (int) ((seconds + HOUR / 2) / HOUR));

      return g_strdup_printf (ngettext ("Ended %d hour ago", "Ended %d hours ago", (gulong) hours),
                              hours);
    }
  days = (int) MIN (seconds / DAY, G_MAXINT);
  return g_strdup_printf (ngettext ("Ended %d day ago", "Ended %d days ago", (gulong) days), days);
}

gint64
dpw_time_next_change (gint64   seconds,
                      gboolean counts_down)
{
  gint64 step = seconds < 2 * HOUR ? MINUTE : HOUR / 2;
  gint64 into = seconds % step;

  if (counts_down)
    return into == 0 ? 1 : into;
  return step - into;
}

gint64
dpw_time_midnight (gint64     now,
                   GTimeZone *zone)
{
  g_autoptr (GDateTime) moment = at (now, zone);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (moment, 1);
  g_autoptr (GDateTime) midnight = NULL;

  if (tomorrow == NULL)
    return now;
  midnight = g_date_time_new (g_date_time_get_timezone (moment), g_date_time_get_year (tomorrow),
                              g_date_time_get_month (tomorrow),
                              g_date_time_get_day_of_month (tomorrow), 0, 0, 0);
  return midnight != NULL ? g_date_time_to_unix (midnight) : now;
}
