/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-ssh-config.h"

#include <string.h>

#include "dpa-id.h"
#include "dpa-pattern.h"

#define USUAL_KEYS 5 /* of the default ones: without the oldest */

/* A file of ours, and what a person copies from inside a Flatpak. */
typedef struct
{
  const char *header;
  const char *start;  /* how the person's shell starts sh */
  const char *folder; /* of the keys, below the home directory */
  const char *hook;   /* what asks, before and after the account */
  const char *hook_end;
} Form;

static const Form own_form = {
  "# Written by Daypass and replaced at every change: edit the hosts in Daypass instead.\n"
  "# Each identity is offered only to its own hosts, and only while it is good.\n",
  "sh",
  DP_KEY_FOLDER,
  "daypass-ensure",
  "",
};

static const Form copied_form = {
  "# From Daypass (Flatpak): comes first in ~/.ssh/config, instead of what it gave before.\n"
  "# Each identity is offered only to its own hosts, and only while it is good.\n",
  "exec sh", /* its parent is ssh then, whichever shell that is */
  DP_KEY_FOLDER_SANDBOX,
  "flatpak run --command=daypass-ensure " APPLICATION_ID,
  " </proc/$PPID/cmdline",
};

const char *const dpa_ssh_default_keys[] = { "id_rsa",     "id_ecdsa",      "id_ecdsa_sk",
                                             "id_ed25519", "id_ed25519_sk", "id_xmss",
                                             "id_dsa",     NULL };

static gboolean
has_host (const DpaSshBlock *block)
{
  for (guint i = 0; block->patterns[i] != NULL; i++)
    if (!dpa_pattern_is_exclusion (block->patterns[i]))
      return TRUE;
  return FALSE;
}

static void
append_block (GString           *out,
              const Form        *form,
              const DpaSshBlock *block,
              const char        *hosts)
{
  const char *id = block->account;

  g_assert (dpa_id_is_valid (id));
  for (guint i = 0; block->patterns[i] != NULL; i++)
    g_assert (dpa_pattern_is_valid (block->patterns[i]));
  /* ssh complains about a key that is not there; only its .pub is when the ssh-agent has it.
     /proc/self was made when test started: newer than that means "in the future". The shell's exit
     status hides a crash of the hook, which would otherwise end ssh. */
  g_string_append_printf (out,
                          "\nMatch final host %s exec \"%s -c 'cd ~/%s && "
                          "test -e %s -o -e %s.pub && test %s.until -nt /proc/self -a "
                          "-e %s-cert.pub || %s %s%s || exit 1'\"\n",
                          hosts, form->start, form->folder, id, id, id, id, form->hook, id,
                          form->hook_end);
  /* with CertificateFile ssh asks the ssh-agent to sign with the plain key */
  if (block->held)
    g_string_append_printf (out, "    IdentityFile ~/%s/%s-cert.pub\n", form->folder, id);
  else
    g_string_append_printf (out,
                            "    IdentityFile ~/%s/%s\n"
                            "    CertificateFile ~/%s/%s-cert.pub\n",
                            form->folder, id, form->folder, id);
}

char *
dpa_ssh_config_build (const DpaSshBlock *blocks,
                      gsize              n_blocks,
                      const char *const *default_keys)
{
  GString *out = g_string_new (own_form.header);

  for (gsize i = 0; i < n_blocks; i++)
    if (has_host (&blocks[i]))
      {
        g_autofree char *hosts = g_strjoinv (",", (char **) blocks[i].patterns);

        append_block (out, &own_form, &blocks[i], hosts);
        for (guint j = 0; default_keys[j] != NULL; j++)
          g_string_append_printf (out, "    IdentityFile ~/.ssh/%s\n", default_keys[j]);
        g_string_append (out, "    IdentitiesOnly yes\n");
      }
  return g_string_free (out, FALSE);
}

char *
dpa_ssh_config_build_copied (const DpaSshBlock *blocks,
                             gsize              n_blocks)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < n_blocks; i++)
    if (has_host (&blocks[i]))
      {
        g_autofree char *hosts = g_strjoinv (",", (char **) blocks[i].patterns);

        append_block (out, &copied_form, &blocks[i], hosts);
        g_string_append (out, "    IdentitiesOnly yes\n");
        for (guint j = 0; j < USUAL_KEYS; j++)
          g_string_append_printf (out,
                                  "Match final host %s exec \"test -e ~/.ssh/%s\"\n"
                                  "    IdentityFile ~/.ssh/%s\n",
                                  hosts, dpa_ssh_default_keys[j], dpa_ssh_default_keys[j]);
      }
  if (out->len > 0)
    {
      g_string_prepend (out, copied_form.header);
      /* what the person has below is for every host again */
      g_string_append (out, "\nMatch all\n");
    }
  return g_string_free (out, FALSE);
}

gboolean
dpa_ssh_config_has_include (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      g_autoptr (GString) words = NULL;

      if (*line == '\0' || *line == '#')
        continue;
      words = g_string_new (line);
      g_string_replace (words, "\"", "", 0);
      g_string_replace (words, "\t", " ", 0);
      g_string_replace (words, "=", " ", 0);
      while (g_string_replace (words, "  ", " ", 0) > 0)
        continue;
      return g_ascii_strncasecmp (words->str, "include ", 8) == 0
             && g_str_equal (words->str + 8, DPA_SSH_INCLUDE + 8);
    }
  return FALSE;
}

char *
dpa_ssh_config_add_include (const char *text)
{
  return g_strconcat (DPA_SSH_INCLUDE "\n", *text != '\0' ? "\n" : "", text, NULL);
}

/* Lines without the empty one that a final newline leaves. */
static char **
split_lines (const char *text)
{
  char **lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  if (n > 0 && lines[n - 1][0] == '\0')
    g_clear_pointer (&lines[n - 1], g_free);
  return lines;
}

static void
add_line (GPtrArray  *out,
          char        mark,
          const char *line)
{
  g_ptr_array_add (out, g_strdup_printf ("%c%s", mark, line));
}

/*
 * The longest common subsequence of what lies between the equal beginning and the equal end. Files
 * here are small; larger middles are shown as removed and added.
 */
#define DIFF_CELLS_MAX (4 * 1000 * 1000)

static void
diff_middle (GPtrArray *out,
             char     **a,
             gsize      n,
             char     **b,
             gsize      m)
{
  g_autofree guint32 *best = NULL;
  gsize i = 0, j = 0, width = m + 1;

  if (n != 0 && m != 0 && (n + 1) <= DIFF_CELLS_MAX / width)
    {
      best = g_new0 (guint32, (n + 1) * width);
      for (gsize x = n; x-- > 0;)
        for (gsize y = m; y-- > 0;)
          best[x * width + y] = g_str_equal (a[x], b[y])
                                    ? best[(x + 1) * width + y + 1] + 1
                                    : MAX (best[(x + 1) * width + y], best[x * width + y + 1]);
    }
  while (best != NULL && i < n && j < m)
    if (g_str_equal (a[i], b[j]))
      {
        add_line (out, ' ', a[i++]);
        j++;
      }
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1])
      add_line (out, '-', a[i++]);
    else
      add_line (out, '+', b[j++]);
  while (i < n)
    add_line (out, '-', a[i++]);
  while (j < m)
    add_line (out, '+', b[j++]);
}

char **
dpa_ssh_config_diff (const char *before,
                     const char *after)
{
  g_auto (GStrv) a = split_lines (before);
  g_auto (GStrv) b = split_lines (after);
  gsize n = g_strv_length (a), m = g_strv_length (b), start = 0, end = 0;
  GPtrArray *out = g_ptr_array_new ();

  while (start < n && start < m && g_str_equal (a[start], b[start]))
    add_line (out, ' ', a[start++]);
  while (end < n - start && end < m - start && g_str_equal (a[n - 1 - end], b[m - 1 - end]))
    end++;
  diff_middle (out, a + start, n - start - end, b + start, m - start - end);
  for (gsize i = n - end; i < n; i++)
    add_line (out, ' ', a[i]);
  g_ptr_array_add (out, NULL);
  return (char **) g_ptr_array_free (out, FALSE);
}
