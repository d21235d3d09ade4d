/* SPDX-License-Identifier: Apache-2.0 */
/* audit keys: every plain key that still logs in, which is what Daypass is there to end. */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "dp-base64.h"
#include "dp-digest.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-text.h"
#include "dpm-commands.h"
#include "dpm-file.h"
#include "dpm-json.h"
#include "dpm-sshd.h"

#define FINGERPRINT_CHARS 43

/* What sshd reads when nothing else is configured (sshd_config(5), AuthorizedKeysFile). */
#define USUAL_FILES ".ssh/authorized_keys .ssh/authorized_keys2"

static gboolean
is_key_type (const char *word)
{
  static const char *const prefixes[] = { "ssh-rsa", "ssh-ed25519", "ssh-dss", "ecdsa-sha2-",
                                          "sk-ssh-", "sk-ecdsa-" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (word, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* "SHA256:…" of any type of key; (transfer full) (nullable): not base64, so no key */
static char *
fingerprint_of (const char *base64)
{
  g_autoptr (GBytes) blob = dp_base64_decode (base64, strlen (base64), DP_SSH_BLOB_MAX, NULL);
  guint8 digest[DP_DIGEST_LEN];
  g_autofree char *text = NULL;

  if (blob == NULL)
    return NULL;
  dp_digest_sha256 (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), digest);
  text = dp_base64_encode (digest, sizeof digest);
  text[FINGERPRINT_CHARS] = '\0';
  return g_strconcat ("SHA256:", text, NULL);
}

/* The first word that names a key type; before it may stand options, with spaces in quotes. */
static const char *
find_type (const char *line)
{
  gboolean quoted = FALSE;
  gboolean at_word = TRUE;

  for (const char *p = line; *p != '\0'; p++)
    {
      if (at_word && !quoted && is_key_type (p))
        return p;
      quoted = *p == '"' && (p == line || p[-1] != '\\') ? !quoted : quoted;
      at_word = *p == ' ' || *p == '\t';
    }
  return NULL;
}

typedef struct
{
  DpmJson    *json; /* (nullable) */
  const char *user;
  const char *path;
  guint       found;
  guint       hidden; /* files that could not be read */
} Search;

static void
show (Search     *search,
      guint       line,
      const char *options,
      char      **words)
{
  g_autofree char *fingerprint = fingerprint_of (words[1]);
  const char *comment = words[2] == NULL ? "" : words[2];

  if (fingerprint == NULL)
    return;
  search->found++;
  if (search->json == NULL)
    {
      g_autofree char *user = dp_text_display (search->user, -1);
      g_autofree char *path = dp_text_display (search->path, -1);
      g_autofree char *type = dp_text_display (words[0], -1);
      g_autofree char *shown = dp_text_display (comment, -1);

      printf ("%s %s %s %s:%u %s%s\n", user, type, fingerprint, path, line, shown,
              *options == '\0' ? "" : " (with options)");
      return;
    }
  dpm_json_begin_object (search->json, NULL);
  dpm_json_add_string (search->json, "user", search->user);
  dpm_json_add_string (search->json, "type", words[0]);
  dpm_json_add_string (search->json, "fingerprint", fingerprint);
  dpm_json_add_string (search->json, "comment", comment);
  dpm_json_add_string (search->json, "options", options);
  dpm_json_add_string (search->json, "file", search->path);
  dpm_json_add_int (search->json, "line", line);
  dpm_json_end (search->json);
}

static void
search_line (Search     *search,
             const char *line,
             guint       number)
{
  const char *start = line + strspn (line, " \t");
  const char *type = *start == '#' ? NULL : find_type (start);
  g_autofree char *options = NULL;
  g_auto (GStrv) words = NULL;

  if (type == NULL)
    return;
  options = g_strchomp (g_strndup (start, (gsize) (type - start)));
  words = g_strsplit_set (type, " \t\r", 3);
  if (g_strv_length (words) >= 2)
    show (search, number, options, words);
}

static void
search_file (Search *search)
{
  gboolean absent = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = dpm_file_read (search->path, &absent, &error);
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;

  if (text == NULL && !absent && error->code != DP_ERROR_FILE)
    {
      dpm_complain ("audit keys", error);
      search->hidden++;
    }
  if (text == NULL)
    return;
  copy = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  lines = g_strsplit (copy, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    search_line (search, lines[i], i + 1);
}

/* A word of AuthorizedKeysFile for @entry; (transfer full) (nullable): none */
static char *
expand (const char          *word,
        const struct passwd *entry)
{
  g_autoptr (GString) path = g_string_new (word);

  if (strcmp (word, "none") == 0 || *word == '\0')
    return NULL;
  g_string_replace (path, "%h", entry->pw_dir, 0);
  g_string_replace (path, "%u", entry->pw_name, 0);
  g_string_replace (path, "%%", "%", 0);
  return g_path_is_absolute (path->str) ? g_strdup (path->str)
                                        : g_build_filename (entry->pw_dir, path->str, NULL);
}

int
dpm_audit_keys (const DpmOptions *options,
                char            **args)
{
  g_autoptr (DpmJson) json = options->json ? dpm_json_new () : NULL;
  Search search = { json, NULL, NULL, 0, 0 };
  g_autofree char *configured = dpm_sshd_dup_setting ("authorizedkeysfile");
  g_auto (GStrv) files = g_strsplit (configured == NULL ? USUAL_FILES : configured, " ", -1);
  const struct passwd *entry;

  if (json != NULL)
    dpm_json_begin_array (json, NULL);
  for (setpwent (); (entry = getpwent ()) != NULL;)
    for (guint i = 0; files[i] != NULL; i++)
      {
        g_autofree char *path = expand (files[i], entry);

        search.user = entry->pw_name;
        search.path = path;
        if (path != NULL)
          search_file (&search);
      }
  endpwent ();
  if (search.hidden > 0)
    return DPM_EXIT_FAILED;
  if (json != NULL)
    dpm_json_print (json);
  else
    printf ("%u plain key%s can log in\n", search.found, search.found == 1 ? "" : "s");
  return search.found > 0 ? DPM_EXIT_PROBLEMS : DPM_EXIT_OK;
}
