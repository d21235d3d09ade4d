/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-sandbox.h"
#include "dp-ssh-key.h"

#define COMMENT "openpubkey"

struct _DpaKeys
{
  DpDir *dir;
};

/* A Flatpak's folder is made outside, with the mode of an ordinary one. */
static gboolean
close_to_others (DpDir   *dir,
                 GError **error)
{
  if (dp_sandbox_is_inside () && fchmod (dp_dir_get_fd (dir), 0700) != 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", dp_dir_get_path (dir),
                         g_strerror (errno));
  return TRUE;
}

DpaKeys *
dpa_keys_open (const char *home,
               GError    **error)
{
  g_auto (GStrv) names = g_strsplit (dp_sandbox_key_folder (), "/", -1);
  g_autofree char *path = g_strdup (home);
  g_autoptr (DpDir) dir = NULL;
  DpaKeys *self;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *above = g_steal_pointer (&path);

      path = g_build_filename (above, names[i], NULL);
      g_clear_pointer (&dir, dp_dir_free);
      dir = dp_dir_open (path, i == 0 ? DP_DIR_CREATE : DP_DIR_CREATE | DP_DIR_PRIVATE, error);
      if (dir == NULL)
        return NULL;
    }
  if (!close_to_others (dir, error))
    return NULL;
  self = g_new0 (DpaKeys, 1);
  self->dir = g_steal_pointer (&dir);
  return self;
}

void
dpa_keys_free (DpaKeys *self)
{
  if (self == NULL)
    return;
  dp_dir_free (self->dir);
  g_free (self);
}

DpDir *
dpa_keys_get_dir (DpaKeys *self)
{
  return self->dir;
}

static char *
public_name (const char *id)
{
  return g_strconcat (id, ".pub", NULL);
}

static gboolean
remove_file (DpDir      *dir,
             const char *name,
             GError    **error)
{
  return !dp_dir_has (dir, name) || dp_dir_remove (dir, name, error);
}

/* Only the ssh-agent gets the private key: ssh finds it there by the .pub file. */
static gboolean
install_public (DpaKeys            *self,
                const char         *id,
                const DpPrivateKey *key,
                const char         *cert_line,
                GError            **error)
{
  g_autofree char *name = public_name (id);
  g_autofree char *line = NULL;
  g_autoptr (GBytes) content = NULL;
  char *text;

  line = dp_ssh_key_dup_line (dp_private_key_get_public (key), error);
  if (line == NULL)
    return FALSE;
  text = g_strconcat (line, " " COMMENT "\n", NULL);
  content = g_bytes_new_take (text, strlen (text));
  return remove_file (self->dir, id, error) && dp_dir_write (self->dir, name, content, 0644, error)
         && dp_key_pair_write_cert (self->dir, id, cert_line, COMMENT, error);
}

static gboolean
install_pair (DpaKeys            *self,
              const char         *id,
              const DpPrivateKey *key,
              const char         *cert_line,
              GError            **error)
{
  g_autofree char *name = public_name (id);

  return dp_key_pair_write (self->dir, id, key, cert_line, COMMENT, error)
         && remove_file (self->dir, name, error);
}

gboolean
dpa_keys_install (DpaKeys            *self,
                  const char         *id,
                  const DpPrivateKey *key,
                  gboolean            on_disk,
                  const char         *cert_line,
                  gint64              until,
                  GError            **error)
{
  if (!dpa_keys_set_until (self, id, 0, error))
    return FALSE;
  if (on_disk ? !install_pair (self, id, key, cert_line, error)
              : !install_public (self, id, key, cert_line, error))
    return FALSE;
  return dpa_keys_set_until (self, id, until, error);
}

gboolean
dpa_keys_replace_cert (DpaKeys    *self,
                       const char *id,
                       const char *cert_line,
                       GError    **error)
{
  return dp_key_pair_write_cert (self->dir, id, cert_line, COMMENT, error);
}

gboolean
dpa_keys_set_until (DpaKeys    *self,
                    const char *id,
                    gint64      until,
                    GError    **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autofree char *name = g_strconcat (id, ".until", NULL);
  struct timespec times[2] = { { .tv_sec = (time_t) until }, { .tv_sec = (time_t) until } };
  int fd = dp_dir_get_fd (self->dir);
  struct stat info;

  if (until == 0)
    return remove_file (self->dir, name, error);
  if (fstatat (fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode)
      && info.st_mtim.tv_sec == (time_t) until)
    return TRUE;
  /* made and dated in two steps: for that moment it says "until now", which offers nothing */
  if (!dp_dir_write (self->dir, name, nothing, 0600, error))
    return FALSE;
  if (utimensat (fd, name, times, AT_SYMLINK_NOFOLLOW) < 0)
    return dp_error_set (error, DP_ERROR_FILE, "%s: %s", name, g_strerror (errno));
  return TRUE;
}

gboolean
dpa_keys_remove (DpaKeys    *self,
                 const char *id,
                 GError    **error)
{
  g_autofree char *pub = public_name (id);
  g_autofree char *cert = g_strconcat (id, "-cert.pub", NULL);

  return dpa_keys_set_until (self, id, 0, error) && remove_file (self->dir, id, error)
         && remove_file (self->dir, cert, error) && remove_file (self->dir, pub, error);
}

static gboolean
public_file_is_of (DpaKeys           *self,
                   const char        *id,
                   const DpPublicKey *key)
{
  g_autofree char *name = public_name (id);
  g_autofree char *line = dp_ssh_key_dup_line (key, NULL);
  g_autoptr (GBytes) content = NULL;
  gsize len;
  const char *text;

  if (line == NULL || !dp_dir_has (self->dir, name))
    return FALSE;
  content = dp_dir_read (self->dir, name, DP_SSH_BLOB_MAX, NULL);
  if (content == NULL)
    return FALSE;
  text = g_bytes_get_data (content, &len);
  return len > strlen (line) && strncmp (text, line, strlen (line)) == 0;
}

DpaKeyInfo *
dpa_keys_inspect (DpaKeys    *self,
                  const char *id)
{
  DpaKeyInfo *info = g_new0 (DpaKeyInfo, 1);
  g_autoptr (GError) error = NULL;
  const DpPublicKey *key;

  if (!dp_key_pair_recover (self->dir, id, &error))
    g_warning ("the key of %s: %s", id, error->message);
  info->has_private = dp_dir_has (self->dir, id);
  info->cert = dp_key_pair_load_cert (self->dir, id, NULL, NULL);
  if (info->cert == NULL)
    return info;
  key = dp_ssh_cert_get_key (info->cert);
  info->fingerprint = dp_ssh_key_fingerprint (key, NULL);
  info->type = g_strdup (dp_public_key_get_kind (key) == DP_KEY_ED25519 ? "ed25519" : "ecdsa");
  if (info->has_private)
    {
      g_autoptr (DpPrivateKey) pair = dp_key_pair_load (self->dir, id, NULL, NULL, NULL);

      info->is_whole = pair != NULL;
    }
  else
    info->is_whole = public_file_is_of (self, id, key);
  return info;
}

void
dpa_key_info_free (DpaKeyInfo *info)
{
  if (info == NULL)
    return;
  g_clear_pointer (&info->cert, dp_ssh_cert_free);
  g_free (info->type);
  g_free (info->fingerprint);
  g_free (info);
}

DpPrivateKey *
dpa_keys_load (DpaKeys    *self,
               const char *id,
               GError    **error)
{
  return dp_key_pair_load (self->dir, id, NULL, NULL, error);
}

char *
dpa_keys_dup_cert_line (DpaKeys    *self,
                        const char *id,
                        GError    **error)
{
  g_autofree char *name = g_strconcat (id, "-cert.pub", NULL);
  g_autoptr (GBytes) content = NULL;
  g_auto (GStrv) words = NULL;

  content = dp_dir_read (self->dir, name, DP_SSH_BLOB_MAX, error);
  if (content == NULL)
    return NULL;
  words = g_strsplit (g_bytes_get_data (content, NULL), " ", 3);
  if (g_strv_length (words) < 2)
    {
      dp_error_set (error, DP_ERROR_SSH_MALFORMED, "%s", name);
      return NULL;
    }
  return g_strdup_printf ("%s %s", words[0], g_strchomp (words[1]));
}
