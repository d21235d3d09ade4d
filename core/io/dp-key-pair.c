/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-key-pair.h"

#include <string.h>

#include "dp-dir-private.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-ssh-private-key.h"

#define KEY_COMMENT "openpubkey cert"
#define CERT_LINE_MAX (2 * DP_SSH_BLOB_MAX)
#define LOCK_SECONDS 5

typedef struct
{
  char *key;
  char *cert;
  char *key_aside;
  char *cert_aside;
  char *cert_old; /* while this is there, an exchange is under way: it is the journal */
} Names;

static void
names_clear (Names *names)
{
  g_free (names->key);
  g_free (names->cert);
  g_free (names->key_aside);
  g_free (names->cert_aside);
  g_free (names->cert_old);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static void
names_init (Names      *names,
            const char *name)
{
  names->key = g_strdup (name);
  names->cert = g_strdup_printf ("%s-cert.pub", name);
  names->key_aside = g_strdup_printf (".%s.daypass-new", name);
  names->cert_aside = g_strdup_printf (".%s-cert.pub.daypass-new", name);
  names->cert_old = g_strdup_printf (".%s-cert.pub.daypass-old", name);
}

static GBytes *
build_cert_file (const char *cert_line,
                 const char *comment)
{
  char *text;

  if (comment[0] == '\0')
    text = g_strdup (cert_line);
  else
    text = g_strdup_printf ("%s %s", cert_line, comment);
  return g_bytes_new_take (text, strlen (text));
}

static DpSshCert *
load_cert (DpDir      *dir,
           const char *file,
           char      **comment,
           GError    **error)
{
  g_autoptr (GBytes) content = dp_dir_read (dir, file, CERT_LINE_MAX, error);
  g_autofree char *words = NULL;
  g_autoptr (DpSshCert) cert = NULL;
  const char *text;
  gsize len;

  if (content == NULL)
    return NULL; /* nocheck: set by the read */
  text = g_bytes_get_data (content, &len);
  while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
    len--;
  cert = dp_ssh_cert_parse_line (text, len, &words, error);
  if (cert == NULL)
    {
      g_prefix_error (error, "%s/%s: ", dp_dir_get_path (dir), file);
      return NULL;
    }
  if (comment != NULL)
    *comment = g_strstrip (words != NULL ? g_steal_pointer (&words) : g_strdup (""));
  return g_steal_pointer (&cert);
}

static DpPrivateKey *
load_key (DpDir      *dir,
          const char *file,
          GError    **error)
{
  g_autoptr (GBytes) content = dp_dir_read (dir, file, DP_SSH_PRIVATE_MAX, error);
  DpPrivateKey *key;

  if (content == NULL)
    return NULL;
  key = dp_ssh_private_key_read (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                                 NULL, error);
  if (key == NULL)
    g_prefix_error (error, "%s/%s: ", dp_dir_get_path (dir), file);
  return key;
}

static gboolean
belong_together (DpDir      *dir,
                 const char *key_file,
                 const char *cert_file)
{
  g_autoptr (DpPrivateKey) key = load_key (dir, key_file, NULL);
  g_autoptr (DpSshCert) cert = load_cert (dir, cert_file, NULL, NULL);

  return key != NULL && cert != NULL
         && dp_public_key_equal (dp_private_key_get_public (key), dp_ssh_cert_get_key (cert));
}

static gboolean
remove_if_there (DpDir      *dir,
                 const char *name,
                 GError    **error)
{
  return !dp_dir_has (dir, name) || dp_dir_remove (dir, name, error);
}

static gboolean
rename_if_there (DpDir      *dir,
                 const char *from,
                 const char *to,
                 GError    **error)
{
  return !dp_dir_has (dir, from) || _dp_dir_rename (dir, from, to, error);
}

/* What is still to be done once the old certificate is out of the way. */
static gboolean
finish_exchange (DpDir       *dir,
                 const Names *names,
                 GError     **error)
{
  return rename_if_there (dir, names->key_aside, names->key, error)
         && rename_if_there (dir, names->cert_aside, names->cert, error)
         && remove_if_there (dir, names->cert_old, error);
}

/* Whether the exchange that a crash stopped can still be finished: the new pair is whole, and
 * nobody has put another key in the place of the old one since. */
static gboolean
may_finish (DpDir       *dir,
            const Names *names)
{
  if (!dp_dir_has (dir, names->key_aside))
    return belong_together (dir, names->key, names->cert_aside);
  return !dp_dir_has (dir, names->cert)
         && belong_together (dir, names->key_aside, names->cert_aside)
         && (!dp_dir_has (dir, names->key)
             || belong_together (dir, names->key, names->cert_old));
}

/* With the lock held. The old certificate aside means that the new pair was whole and its exchange
 * had begun; without one (there was none) it begins with the key's rename. */
static gboolean
recover_locked (DpDir       *dir,
                const Names *names,
                GError     **error)
{
  gboolean begun = dp_dir_has (dir, names->cert_old)
                   || (dp_dir_has (dir, names->cert_aside)
                       && !dp_dir_has (dir, names->key_aside));

  if (begun && may_finish (dir, names))
    return finish_exchange (dir, names, error);
  if (!dp_dir_has (dir, names->cert)
      && !rename_if_there (dir, names->cert_old, names->cert, error))
    return FALSE; /* nocheck: set by the rename */
  return remove_if_there (dir, names->key_aside, error)
         && remove_if_there (dir, names->cert_aside, error)
         && remove_if_there (dir, names->cert_old, error);
}

gboolean
dp_key_pair_recover (DpDir      *dir,
                     const char *name,
                     GError    **error)
{
  g_auto (Names) names = { NULL };
  gboolean ok;

  names_init (&names, name);
  if (!dp_dir_has (dir, names.key_aside) && !dp_dir_has (dir, names.cert_aside)
      && !dp_dir_has (dir, names.cert_old))
    return TRUE;
  if (!dp_dir_lock (dir, LOCK_SECONDS, error))
    return FALSE;
  ok = recover_locked (dir, &names, error);
  _dp_dir_unlock (dir);
  return ok;
}

static gboolean
write_both_aside (DpDir              *dir,
                  const Names        *names,
                  const DpPrivateKey *key,
                  GBytes             *cert,
                  GError            **error)
{
  g_autoptr (GBytes) text = NULL;
  guint32 check;

  if (!dp_secret_fill_random (&check, sizeof check, error))
    return FALSE;
  text = dp_ssh_private_key_write (key, KEY_COMMENT, check, error);
  return text != NULL && _dp_dir_write_aside (dir, names->key_aside, text, 0600, error)
         && _dp_dir_write_aside (dir, names->cert_aside, cert, 0644, error);
}

static gboolean
write_locked (DpDir              *dir,
              const Names        *names,
              const DpPrivateKey *key,
              GBytes             *cert,
              GError            **error)
{
  if (!recover_locked (dir, names, error))
    return FALSE;
  if (!write_both_aside (dir, names, key, cert, error))
    {
      (void) remove_if_there (dir, names->key_aside, NULL);
      (void) remove_if_there (dir, names->cert_aside, NULL);
      return FALSE; /* nocheck: set by the write */
    }
  if (!rename_if_there (dir, names->cert, names->cert_old, error)
      || !finish_exchange (dir, names, error))
    {
      (void) recover_locked (dir, names, NULL);
      return FALSE; /* nocheck: set by the rename */
    }
  _dp_dir_sync (dir);
  return TRUE;
}

gboolean
dp_key_pair_write (DpDir              *dir,
                   const char         *name,
                   const DpPrivateKey *key,
                   const char         *cert_line,
                   const char         *comment,
                   GError            **error)
{
  g_auto (Names) names = { NULL };
  g_autoptr (GBytes) cert = build_cert_file (cert_line, comment);
  gboolean ok;

  names_init (&names, name);
  if (!dp_dir_lock (dir, LOCK_SECONDS, error))
    return FALSE;
  ok = write_locked (dir, &names, key, cert, error);
  _dp_dir_unlock (dir);
  return ok;
}

gboolean
dp_key_pair_write_cert (DpDir      *dir,
                        const char *name,
                        const char *cert_line,
                        const char *comment,
                        GError    **error)
{
  g_auto (Names) names = { NULL };
  g_autoptr (GBytes) cert = build_cert_file (cert_line, comment);
  gboolean ok;

  names_init (&names, name);
  if (!dp_dir_lock (dir, LOCK_SECONDS, error))
    return FALSE;
  ok = recover_locked (dir, &names, error)
       && dp_dir_write (dir, names.cert, cert, 0644, error);
  _dp_dir_unlock (dir);
  return ok;
}

DpSshCert *
dp_key_pair_load_cert (DpDir      *dir,
                       const char *name,
                       char      **comment,
                       GError    **error)
{
  g_autofree char *file = g_strdup_printf ("%s-cert.pub", name);

  if (!dp_key_pair_recover (dir, name, error))
    return NULL;
  return load_cert (dir, file, comment, error);
}

DpPrivateKey *
dp_key_pair_load (DpDir      *dir,
                  const char *name,
                  DpSshCert **cert,
                  char      **comment,
                  GError    **error)
{
  g_autofree char *words = NULL;
  g_autoptr (DpSshCert) loaded = dp_key_pair_load_cert (dir, name, &words, error);
  g_autoptr (DpPrivateKey) key = loaded != NULL ? load_key (dir, name, error) : NULL;

  if (key == NULL)
    return NULL; /* nocheck: set by the load that failed */
  if (!dp_public_key_equal (dp_private_key_get_public (key), dp_ssh_cert_get_key (loaded)))
    {
      dp_error_set (error, DP_ERROR_UPK_MISMATCH, "%s/%s does not belong to its certificate",
                    dp_dir_get_path (dir), name);
      return NULL;
    }
  if (cert != NULL)
    *cert = g_steal_pointer (&loaded);
  if (comment != NULL)
    *comment = g_steal_pointer (&words);
  return g_steal_pointer (&key);
}

gboolean
dp_key_pair_remove (DpDir      *dir,
                    const char *name,
                    GError    **error)
{
  g_auto (Names) names = { NULL };

  names_init (&names, name);
  return dp_key_pair_recover (dir, name, error) && remove_if_there (dir, names.key, error)
         && remove_if_there (dir, names.cert, error);
}
