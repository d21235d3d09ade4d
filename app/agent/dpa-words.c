/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-words.h"

#include <glib/gi18n.h>

const DpPageWords *
dpa_words_get_pages (void)
{
  static DpPageWords words;

  if (words.lang != NULL)
    return &words;
  words = *dp_pages_default_words ();
  words.done_title = _("You are signed in");
  /* Translators: %s is an e-mail address */
  words.done_as = _("Signed in as %s. You can close this tab.");
  words.done_hint = _("Daypass and ssh already know.");
  words.failed_title = _("You are not signed in");
  /* Translators: %s is the name of a provider; its own words follow */
  words.failed_said = _("What %s said");
  words.failed_hint
    = _("Your old key has not changed. Close this tab and try again from Daypass.");
  words.used_title = _("This address was used before");
  words.used_text = _("A login address opens once. Ask Daypass for a new one.");
  /* Translators: the code of your language as in HTML's lang attribute, for example "de" */
  words.lang = _("en");
  /* Translators: "rtl" where the language is written from right to left, else "ltr" */
  words.dir = _("ltr");
  return &words;
}
