/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-markup.h"

#include "dpw-state.h"

#define SHORT_WORD 12  /* fits on every line */
#define SHORT_PIECE 14 /* longer ones must stay breakable, or they would not fit on a phone */

static void
append_piece (GString    *markup,
              const char *piece,
              const char *end)
{
  g_autofree char *escaped = g_markup_escape_text (piece, end - piece);
  glong length = g_utf8_strlen (piece, end - piece);

  if (length > 1 && length <= SHORT_PIECE)
    g_string_append_printf (markup, "<span allow_breaks=\"false\">%s</span>", escaped);
  else
    g_string_append (markup, escaped);
}

static void
append_word (GString    *markup,
             const char *word,
             const char *end)
{
  const char *piece = word;

  if (g_utf8_strlen (word, end - word) <= SHORT_WORD)
    {
      g_autofree char *escaped = g_markup_escape_text (word, end - word);

      g_string_append (markup, escaped);
      return;
    }
  for (const char *p = word; p < end; p++)
    if (p + 1 == end || strchr ("@./:-_", *p) != NULL)
      {
        append_piece (markup, piece, p + 1);
        piece = p + 1;
      }
}

char *
dpd_sentence_markup (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *markup = g_string_new ("<span insert_hyphens=\"false\">");
  const char *word = valid;

  for (const char *p = valid;; p++)
    if (*p == '\0' || g_ascii_isspace (*p))
      {
        append_word (markup, word, p);
        if (*p == '\0')
          break;
        g_string_append_c (markup, *p);
        word = p + 1;
      }
  g_string_append (markup, "</span>");
  return g_string_free (markup, FALSE);
}

char *
dpd_plain_markup (const char *text)
{
  g_autofree char *visible = dpw_visible (text != NULL ? text : "");

  return dpd_sentence_markup (visible);
}

char *
dpd_ltr_markup (const char *text)
{
  g_autofree char *markup = dpd_plain_markup (text);

  return g_strconcat ("\342\201\246", markup, "\342\201\251", NULL);
}

void
dpd_label_set_sentence (GtkLabel   *label,
                        const char *text)
{
  g_autofree char *markup = dpd_sentence_markup (text);

  gtk_label_set_markup (label, markup);
}
