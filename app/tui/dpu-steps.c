/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-screen"
#include "config.h"

#include "dpu-steps.h"

#include <glib/gi18n.h>

enum { STEP_CONTACT, STEP_BROWSER, STEP_PROOF, STEP_KEY, N_STEPS };

static const char *const step_words[N_STEPS] = { "contact", "browser", "proof", "key" };

static gboolean
is_step (const DpuStepsView *view,
         const char         *step)
{
  return g_strcmp0 (view->step, step) == 0;
}

gboolean
dpu_steps_has_ended (const char *step)
{
  static const char *const ends[] = { "done", "failed", "cancelled", NULL };

  return step == NULL || g_strv_contains (ends, step);
}

static char *
dup_title (const DpuStepsView *view,
           int                 step)
{
  if (step == STEP_CONTACT)
    /* Translators: %s is the name of a provider */
    return g_strdup_printf (_("Contact %s"), view->provider);
  return g_strdup (step == STEP_BROWSER ? _("Sign in with your browser")
                   : step == STEP_PROOF ? _("Check the answer")
                                        : _("Save the key"));
}

static void
add_steps (DpuPage            *page,
           const DpuStepsView *view)
{
  int now = N_STEPS;

  for (int i = 0; i < N_STEPS; i++)
    if (is_step (view, step_words[i]))
      now = i;
  for (int i = 0; i < N_STEPS; i++)
    {
      g_autofree char *title = dup_title (view, i);
      const char *mark = i > now ? "." : i == now ? "*" : page->size.utf8 ? "✓" : "+";
      g_autofree char *text = g_strdup_printf ("%s %s", mark, title);

      dpu_page_say (page, text, i == now ? DPU_STYLE_BOLD
                                : i < now ? DPU_STYLE_GOOD : DPU_STYLE_PLAIN);
    }
}

/* Whole rows from the first column on, so that a terminal gives it back in one piece. */
static void
add_link (DpuPage    *page,
          const char *link)
{
  gsize columns = (gsize) page->size.columns;

  page->link_row = dpu_page_height (page);
  for (gsize i = 0, n = strlen (link); i < n; i += columns)
    {
      g_autofree char *row = g_strndup (link + i, columns);

      dpu_page_add (page, 0, row, DPU_STYLE_PLAIN);
    }
  page->link_end = dpu_page_height (page) - 1;
  page->focus = page->link_row;
  page->focus_end = page->link_end;
}

/* The end of what was typed: the rest of an address says nothing to anybody. */
static void
add_paste_line (DpuPage    *page,
                const char *pasted)
{
  int margin = dpu_page_margin (page->size);
  gsize room = (gsize) MAX (page->size.columns - 2 * margin - 4, 1);
  gsize n = strlen (pasted);
  const char *shown = n > room ? pasted + (n - room) : pasted;
  g_autofree char *text = g_strdup_printf ("> %s", shown);

  dpu_page_add (page, margin, text, DPU_STYLE_PLAIN);
  page->cursor_row = page->focus_end = dpu_page_height (page) - 1;
  page->cursor_column = margin + (int) strlen (text);
  if (*pasted != '\0') /* on a screen of few rows, before the link */
    page->focus = page->cursor_row;
}

static void
add_browser_step (DpuPage            *page,
                  const DpuStepsView *view)
{
  gboolean roomy = dpu_page_margin (page->size) > 0;

  dpu_page_add (page, 0, "", DPU_STYLE_PLAIN);
  if (view->theirs)
    dpu_page_say (page, _("A sign-in is under way elsewhere. Waiting for it…"), DPU_STYLE_PLAIN);
  if (view->theirs || view->link == NULL)
    return;
  dpu_page_say (page, view->elsewhere ? _("Open this link on your own computer to sign in:")
                      : view->opened
                          ? _("A page has opened in your browser. If it has not, copy this link:")
                          : _("Open this link to sign in:"), DPU_STYLE_PLAIN);
  if (roomy)
    dpu_page_add (page, 0, "", DPU_STYLE_PLAIN);
  add_link (page, view->link);
  dpu_page_add (page, 0, "", DPU_STYLE_PLAIN);
  dpu_page_say (page, view->elsewhere
                          ? _("Then paste the address of the page that could not be shown:")
                          : _("No browser here? Press e for a link that works on another "
                              "computer."), DPU_STYLE_PLAIN);
  if (view->elsewhere)
    add_paste_line (page, view->pasted);
}

char *
dpu_steps_question (const DpuStepsView *view)
{
  if (is_step (view, "confirm"))
    /* Translators: %s is an e-mail address */
    return g_strdup_printf (_("Are you %s?"), view->identity);
  if (is_step (view, "other-person"))
    return g_strdup_printf (_("%1$s signed in instead of %2$s. Nothing has changed for %3$s."),
                            view->identity, view->expected, view->expected);
  return NULL;
}

DpuPage *
dpu_steps_body (DpuSize             size,
                const DpuStepsView *view)
{
  DpuPage *page = dpu_page_new (size);
  g_autofree char *question = dpu_steps_question (view);

  if (dpu_page_margin (size) > 0)
    dpu_page_add (page, 0, "", DPU_STYLE_PLAIN);
  if (view->problem != NULL)
    {
      g_autofree char *text = g_strdup_printf ("x %s", view->problem);

      dpu_page_say (page, text, DPU_STYLE_BAD);
      if (view->advice != NULL)
        dpu_page_say (page, view->advice, DPU_STYLE_PLAIN);
      return page;
    }
  add_steps (page, view);
  if (is_step (view, "browser"))
    add_browser_step (page, view);
  if (question == NULL)
    return page;
  dpu_page_add (page, 0, "", DPU_STYLE_PLAIN);
  dpu_page_say (page, question, DPU_STYLE_BOLD);
  if (is_step (view, "confirm"))
    dpu_page_say (page, _("Hosts on your list will see this address and your groups."),
                  DPU_STYLE_PLAIN);
  page->focus = page->focus_end = dpu_page_height (page) - 1;
  return page;
}

char *
dpu_steps_sentence (const DpuStepsView *view)
{
  if (is_step (view, "contact"))
    /* Translators: %s is the name of a provider */
    return g_strdup_printf (_("Contacting %s."), view->provider);
  if (is_step (view, "browser") && view->theirs)
    return g_strdup (_("A sign-in is under way elsewhere. Waiting for it…"));
  if (is_step (view, "browser") && view->elsewhere)
    return g_strdup (_("Open the link on your own computer and paste the address of the page that "
                       "could not be shown. Type c to copy the link, q to stop."));
  if (is_step (view, "browser") && view->link != NULL)
    return g_strdup (_("Sign in with your browser. Type c to copy the link, e for a link that "
                       "works on another computer, q to stop."));
  if (is_step (view, "confirm") || is_step (view, "other-person"))
    return dpu_steps_question (view);
  return g_strdup (view->problem);
}
