/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-words"
#include "config.h"

#include "dpw-errors.h"
#include "dpw-sentences.h"

#include <glib/gi18n.h>

/* The agent's errors in words; %1 is its detail. "Failed" carries the id of a check instead. */
char *
dpw_error_sentence (const char *name,
                    const char *message)
{
  static const struct
  {
    const char *name;
    const char *words;
  } table[] = {
    { "NotFound", N_("There is no such thing: %1") },
    { "Invalid", N_("This cannot work: %1") },
    { "NotConfirmed", N_("Confirm it in the Daypass window") },
    { "NotAllowed", N_("That is not allowed: %1") },
    { "TooOften", N_("The browser was opened three times in ten minutes") },
    { "Gone", N_("It has ended in the meantime") },
    { "Busy", N_("It is in use: %1") },
    { "Changed", N_("This file changed in the meantime: %1") },
    { "Locked", N_("The keyring is locked") },
  };
  g_auto (GStrv) parts = g_strsplit (message, ": ", 2);
  const char *detail[] = { parts[0] != NULL && parts[1] != NULL ? parts[1] : message, NULL };
  const char *whole[] = { message, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (name, table[i].name))
      return dpw_fill (_(table[i].words), whole);
  return parts[0] != NULL && dpw_sentence_known (parts[0])
             ? dpw_sentence_title (parts[0], detail) : g_strdup (message);
}
