/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpc-words.h"

#include <glib/gi18n.h>

const DpPageWords *
dpc_words_pages (void)
{
  static DpPageWords words;

  /* Translators: the language code of the translation, "de" */
  words.lang = _("en");
  /* Translators: "rtl" for languages that are written from right to left, else "ltr" */
  words.dir = _("ltr");
  words.done_title = _("You are signed in");
  /* Translators: %s is an e-mail address */
  words.done_as = _("Signed in as %s. You can close this tab.");
  words.done_hint = _("Daypass and ssh already know.");
  words.failed_title = _("You are not signed in");
  /* Translators: %s is the name of a provider, "Google" */
  words.failed_said = _("What %s said");
  words.failed_hint = _("Your old key has not changed. Close this tab and try again from Daypass.");
  words.used_title = _("This address was used before");
  words.used_text = _("A login address opens once. Ask Daypass for a new one.");
  words.choose_title = _("Who do you sign in with?");
  words.choose_text = _("You started this from a terminal on this computer.");
  words.choose_hint = _("Not you? Close this tab. Nothing happens.");
  return &words;
}
