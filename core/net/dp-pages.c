/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-pages.h"

#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-text.h"

#define N_COLOURS 6

static const char style[] =
  ":root{color-scheme:light dark;--bg:#fafafa;--card:#fff;--fg:#2e3436;--dim:#5e5c64;"
  "--line:#d5d3cf;--accent:#1c71d8;--good:#1b8553;--bad:#c01c28}\n"
  "@media(prefers-color-scheme:dark){:root{--bg:#242424;--card:#303030;--fg:#fff;--dim:#c0bfbc;"
  "--line:#4d4d4d;--accent:#78aeed;--good:#8ff0a4;--bad:#ff7b63}}\n"
  "@media(prefers-contrast:more){:root{--dim:var(--fg);--line:var(--fg)}}\n"
  "*{box-sizing:border-box}\n"
  "body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;"
  "padding:24px 12px;background:var(--bg);color:var(--fg);"
  "font:1rem/1.5 Cantarell,system-ui,sans-serif}\n"
  "main{width:100%;max-width:25rem;text-align:center}\n"
  "svg{width:4rem;height:4rem}\n"
  "h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .75rem}\n"
  "p{margin:.75rem 0;overflow-wrap:anywhere;text-wrap:balance}\n"
  ".dim{color:var(--dim);font-size:.875rem}\n"
  ".said{text-align:start;background:var(--card);border:1px solid var(--line);"
  "border-radius:12px;padding:12px 18px}\n"
  ".said strong{display:block;font-size:.875rem;color:var(--dim);font-weight:normal}\n"
  "ul{list-style:none;padding:0;margin:1.5rem 0;background:var(--card);"
  "border:1px solid var(--line);border-radius:12px;overflow:hidden;text-align:start}\n"
  "li+li{border-top:1px solid var(--line)}\n"
  "li a{display:flex;align-items:center;gap:12px;min-height:3.5rem;padding:8px 18px 8px 12px;"
  "color:inherit;text-decoration:none}\n"
  "li a::after{content:\"\";flex:none;width:.5rem;height:.5rem;margin-inline-start:auto;"
  "border:solid var(--dim);border-width:2px 2px 0 0;transform:rotate(45deg)}\n"
  "[dir=rtl] li a::after{transform:rotate(-135deg)}\n"
  "li a:hover{background:color-mix(in srgb,var(--accent) 12%,transparent)}\n"
  "a:focus-visible{outline:3px solid var(--accent);outline-offset:-3px}\n"
  "li i{flex:none;display:grid;place-items:center;width:2.25rem;height:2.25rem;border-radius:50%;"
  "color:#fff;font:bold 1rem/1 Cantarell,system-ui,sans-serif}\n"
  ".c0{background:#1c71d8}.c1{background:#1b8553}.c2{background:#813d9c}.c3{background:#b5440b}"
  ".c4{background:#a51d2d}.c5{background:#77563c}\n"
  "li b{min-width:0;font-weight:normal;overflow-wrap:anywhere;line-height:1.3}\n"
  "li small{display:block;color:var(--dim);font-size:.8125rem}\n"
  "footer{display:flex;align-items:center;justify-content:center;gap:.5rem;margin-top:2.5rem;"
  "color:var(--dim);font-size:.875rem}\n"
  "footer svg{width:1.5rem;height:1.5rem}\n";

static const char good_icon[] =
  "<svg viewBox=\"0 0 64 64\" aria-hidden=\"true\"><circle cx=\"32\" cy=\"32\" r=\"30\" "
  "fill=\"none\" stroke=\"var(--good)\" stroke-width=\"4\"/><path d=\"M19 33l9 9 18-19\" "
  "fill=\"none\" stroke=\"var(--good)\" stroke-width=\"5\" stroke-linecap=\"round\" "
  "stroke-linejoin=\"round\"/></svg>\n";

static const char bad_icon[] =
  "<svg viewBox=\"0 0 64 64\" aria-hidden=\"true\"><circle cx=\"32\" cy=\"32\" r=\"30\" "
  "fill=\"none\" stroke=\"var(--bad)\" stroke-width=\"4\"/><path d=\"M32 17v20\" "
  "stroke=\"var(--bad)\" stroke-width=\"5\" stroke-linecap=\"round\"/><circle cx=\"32\" "
  "cy=\"46\" r=\"3.5\" fill=\"var(--bad)\"/></svg>\n";

static const char own_icon[] =
  "<svg viewBox=\"0 0 128 128\" aria-hidden=\"true\"><rect x=\"20\" y=\"16\" width=\"88\" "
  "height=\"104\" rx=\"14\" fill=\"#15427d\"/><rect x=\"20\" y=\"8\" width=\"88\" "
  "height=\"108\" rx=\"14\" fill=\"#1c71d8\"/><path d=\"M34 8h60a14 14 0 0 1 14 14v48H20V22a14 "
  "14 0 0 1 14-14z\" fill=\"#ff9b3d\"/><rect x=\"50\" y=\"15\" width=\"28\" height=\"7\" "
  "rx=\"3.5\" fill=\"#9c3a00\"/><path fill-rule=\"evenodd\" fill=\"#fff\" d=\"M57 78.6A26 26 0 1 "
  "1 71 78.6V87h13v8H71v4h9v8H57zM64 44a10 10 0 1 0 0 20a10 10 0 1 0 0-20z\"/></svg>\n";

static const DpPageWords english = {
  .lang = "en",
  .dir = "ltr",
  .done_title = "You are signed in",
  .done_as = "Signed in as %s. You can close this tab.",
  .done_hint = "Daypass and ssh already know.",
  .failed_title = "You are not signed in",
  .failed_said = "What %s said",
  .failed_hint = "Your old key has not changed. Close this tab and try again from Daypass.",
  .used_title = "This address was used before",
  .used_text = "A login address opens once. Ask Daypass for a new one.",
  .choose_title = "Who do you sign in with?",
  .choose_text = "You started this from a terminal on this computer.",
  .choose_hint = "Not you? Close this tab. Nothing happens.",
};

const DpPageWords *
dp_pages_default_words (void)
{
  return &english;
}

static void
append_escaped (GString    *out,
                const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

/* Text of a stranger: printable, and apart from the sentence around it in its direction, too. */
static void
append_foreign (GString    *out,
                const char *text)
{
  g_autofree char *shown = dp_text_display (text, -1);

  g_string_append (out, "<bdi>");
  append_escaped (out, shown);
  g_string_append (out, "</bdi>");
}

/* @sentence may have one "%s", where @foreign goes. */
static void
append_sentence (GString    *out,
                 const char *sentence,
                 const char *foreign)
{
  const char *hole = strstr (sentence, "%s");
  g_autofree char *before = NULL;

  if (hole == NULL)
    {
      append_escaped (out, sentence);
      return;
    }
  before = g_strndup (sentence, (gsize) (hole - sentence));
  append_escaped (out, before);
  append_foreign (out, foreign);
  append_escaped (out, hole + 2);
}

static void
append_element (GString    *out,
                const char *element,
                const char *class,
                const char *sentence,
                const char *foreign)
{
  if (sentence[0] == '\0')
    return;
  g_string_append_printf (out, class[0] != '\0' ? "<%s class=\"%s\">" : "<%s>", element, class);
  append_sentence (out, sentence, foreign);
  g_string_append_printf (out, "</%s>\n", element);
}

static GString *
begin (const DpPageWords *words,
       const char        *title,
       const char        *icon)
{
  GString *out = g_string_new ("<!DOCTYPE html>\n");

  g_string_append_printf (out, "<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                          words->lang, words->dir);
  g_string_append (out, "<meta name=\"viewport\" content=\"width=device-width, "
                        "initial-scale=1\">\n<title>");
  append_escaped (out, title);
  g_string_append (out, " – Daypass</title>\n<style>");
  g_string_append (out, style);
  g_string_append (out, "</style>\n</head>\n<body>\n<main>\n");
  g_string_append (out, icon);
  append_element (out, "h1", "", title, "");
  return out;
}

/* @is_signed: with the program's name, where its icon is not on top already */
static GBytes *
end (GString *out,
     gboolean is_signed)
{
  if (is_signed)
    g_string_append_printf (out, "<footer>%sDaypass</footer>\n", own_icon);
  g_string_append (out, "</main>\n</body>\n</html>\n");
  return g_string_free_to_bytes (out);
}

GBytes *
dp_pages_done (const DpPageWords *words,
               const char        *who)
{
  GString *out = begin (words, words->done_title, good_icon);

  append_element (out, "p", "", words->done_as, who);
  append_element (out, "p", "dim", words->done_hint, "");
  return end (out, TRUE);
}

GBytes *
dp_pages_failed (const DpPageWords *words,
                 const char        *sentence,
                 const char        *provider,
                 const char        *said)
{
  GString *out = begin (words, words->failed_title, bad_icon);

  g_string_append (out, "<p>");
  append_escaped (out, sentence);
  g_string_append (out, "</p>\n");
  if (said != NULL && said[0] != '\0')
    {
      g_string_append (out, "<p class=\"said\">");
      append_element (out, "strong", "", words->failed_said, provider);
      append_foreign (out, said);
      g_string_append (out, "</p>\n");
    }
  append_element (out, "p", "dim", words->failed_hint, "");
  return end (out, TRUE);
}

GBytes *
dp_pages_used (const DpPageWords *words)
{
  GString *out = begin (words, words->used_title, bad_icon);

  append_element (out, "p", "", words->used_text, "");
  return end (out, TRUE);
}

/* A row as in the window: the coloured initial, the name, its host below. */
static void
append_choice (GString            *out,
               const DpPageChoice *choice,
               guint               number)
{
  g_autofree char *name = dp_text_display (choice->name, -1);
  g_autofree char *upper = g_utf8_strup (name, -1);
  g_autofree char *initial = g_utf8_substring (upper, 0, MIN (1, g_utf8_strlen (upper, -1)));

  g_string_append (out, "<li><a href=\"");
  append_escaped (out, choice->href);
  g_string_append_printf (out, "\"><i class=\"c%u\" aria-hidden=\"true\">", number % N_COLOURS);
  append_escaped (out, initial);
  g_string_append (out, "</i><b>");
  append_foreign (out, choice->name);
  if (!g_str_equal (choice->name, choice->host))
    {
      g_string_append (out, "<small>");
      append_foreign (out, choice->host);
      g_string_append (out, "</small>");
    }
  g_string_append (out, "</b></a></li>\n");
}

GBytes *
dp_pages_choose (const DpPageWords  *words,
                 const DpPageChoice *choices,
                 guint               n_choices)
{
  GString *out = begin (words, words->choose_title, own_icon);

  append_element (out, "p", "", words->choose_text, "");
  g_string_append (out, "<ul>\n");
  for (guint i = 0; i < n_choices; i++)
    append_choice (out, &choices[i], i);
  g_string_append (out, "</ul>\n");
  append_element (out, "p", "dim", words->choose_hint, "");
  return end (out, FALSE);
}

static char *
build_policy (void)
{
  guint8 digest[DP_DIGEST_LEN];
  g_autofree char *hash = NULL;

  dp_digest_sha256 ((const guint8 *) style, strlen (style), digest);
  hash = dp_base64_encode (digest, sizeof digest);
  return g_strdup_printf ("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
                          "form-action 'none'; frame-ancestors 'none'", hash);
}

const char *
dp_pages_get_policy (void)
{
  static char *policy;

  if (g_once_init_enter (&policy))
    g_once_init_leave (&policy, build_policy ());
  return policy;
}
