/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Times as people say them: coarse above an hour, in steps of five minutes above ten, then by the
 * minute. All times are seconds since 1970, @now is passed in, days are those of @zone (%NULL:
 * local).
 */

/* "17:05", or "5:05 PM" when the desktop asks for twelve hours. */
void  dpw_time_set_twelve_hours (gboolean twelve);

/* "17:05", "Yesterday, 17:05", "Tomorrow, 9:10", "12 November, 17:05" */
char *dpw_time_moment (gint64     when,
                       gint64     now,
                       GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
/* "About 17:05", "Tomorrow, about 9:10": of what only servers know */
char *dpw_time_about (gint64     when,
                      gint64     now,
                      GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
/* "Until about 17:05", "Until tomorrow, about 9:10" */
char *dpw_time_until (gint64     when,
                      gint64     now,
                      GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
/* "Ends in 25 minutes" */
char *dpw_time_ends_in (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
/* "Ended 2 hours ago" */
char *dpw_time_ended_ago (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
/* The next midnight after @now. */
gint64 dpw_time_midnight (gint64     now,
                          GTimeZone *zone);
/* Seconds until one of the above says something else for this distance; at least 1. */
gint64 dpw_time_next_change (gint64 seconds,
                             gboolean counts_down);

G_END_DECLS
