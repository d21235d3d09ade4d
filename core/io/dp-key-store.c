/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-key-store.h"

#include <string.h>

#include "dp-error.h"
#include "dp-identity-dir-private.h"
#include "dp-sandbox.h"

#define OWN_COMMENT "openpubkey"
#define AUDIENCE_BYTES 20

/* The files that opkssh may use, in its order (section 2.3, number 3). */
static const struct
{
  DpKeyKind   kind;
  const char *name;
} default_names[] = {
  { DP_KEY_P256, "id_ecdsa" },
  { DP_KEY_P256, "id_ecdsa_sk" },
  { DP_KEY_ED25519, "id_ed25519" },
  { DP_KEY_ED25519, "id_ed25519_sk" },
};

void
dp_key_place_free (DpKeyPlace *self)
{
  if (self == NULL)
    return;
  g_free (self->dir);
  g_free (self->name);
  g_free (self->comment);
  g_free (self);
}

char *
dp_key_place_dup_path (const DpKeyPlace *self)
{
  return g_build_filename (self->dir, self->name, NULL);
}

static DpKeyPlace *
place_new (const char *dir,
           const char *name,
           const char *comment,
           gboolean    identity_dir)
{
  DpKeyPlace *self = g_new0 (DpKeyPlace, 1);

  self->dir = g_strdup (dir);
  self->name = g_strdup (name);
  self->comment = g_strdup (comment);
  self->identity_dir = identity_dir;
  return self;
}

DpKeyPlace *
dp_key_place_for_file (const char *file,
                       GError    **error)
{
  g_autofree char *absolute = g_canonicalize_filename (file, NULL);
  g_autofree char *dir = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);

  if (g_str_has_suffix (file, "/") || g_str_equal (name, "/") || strlen (name) > 200)
    {
      dp_error_set (error, DP_ERROR_USAGE, "\"%s\" is not the name of a file", file);
      return NULL;
    }
  return place_new (dir, name, OWN_COMMENT, FALSE);
}

/* Whether a pair may be overwritten: nothing there, or a certificate whose comment says that it is
 * opkssh's. @exact: the whole comment counts, not its beginning (section 2.3, number 3). */
static gboolean
is_free_or_own (const char *dir_path,
                const char *name,
                gboolean    exact)
{
  g_autoptr (DpDir) dir = dp_dir_open (dir_path, DP_DIR_EXISTING, NULL);
  g_autoptr (DpSshCert) cert = NULL;
  g_autofree char *comment = NULL;

  if (dir == NULL || !dp_dir_has (dir, name))
    return TRUE;
  cert = dp_key_pair_load_cert (dir, name, &comment, NULL);
  if (cert == NULL)
    return FALSE;
  return exact ? g_str_equal (comment, OWN_COMMENT) : g_str_has_prefix (comment, OWN_COMMENT);
}

/* Section 2.3, number 2: what is not a plain character becomes one "_" for each run. */
static char *
sanitise (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean in_run = FALSE;

  for (const char *c = text; *c != '\0'; c++)
    {
      gboolean plain = g_ascii_isalnum (*c) || strchr ("_.-", *c) != NULL;

      if (plain)
        g_string_append_c (out, *c);
      else if (!in_run)
        g_string_append_c (out, '_');
      in_run = !plain;
    }
  return g_string_free (out, FALSE);
}

/* ~/.ssh, of which a sandbox sees one folder only: what is written beside that is lost. */
static char *
dup_default_dir (const char *home)
{
  return g_build_filename (home, dp_sandbox_is_inside () ? dp_sandbox_key_folder () : ".ssh", NULL);
}

static DpKeyPlace *
choose_in_identity_dir (const char *home,
                        const char *issuer,
                        const char *audience)
{
  g_autofree char *dir = _dp_identity_dir_path (home);
  g_autofree char *comment = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *name = NULL;
  const char *host;

  if (issuer == NULL || audience == NULL)
    return place_new (dir, "unknown", " " OWN_COMMENT ":", TRUE);
  host = g_str_has_prefix (issuer, "https://") ? issuer + strlen ("https://") : issuer;
  joined = g_strdup_printf ("%s-%.*s", host, AUDIENCE_BYTES, audience);
  name = sanitise (joined);
  comment = g_strdup_printf (" " OWN_COMMENT ": %s %s", issuer, audience);
  return place_new (dir, name, comment, TRUE);
}

DpKeyPlace *
dp_key_store_choose (const char *home,
                     const char *file,
                     DpKeyKind   kind,
                     const char *issuer,
                     const char *audience,
                     GError    **error)
{
  g_autofree char *ssh = dup_default_dir (home);
  g_autoptr (DpKeyPlace) place = NULL;

  if (file != NULL)
    {
      place = dp_key_place_for_file (file, error);
      if (place == NULL)
        return NULL;
      if (is_free_or_own (place->dir, place->name, FALSE))
        return g_steal_pointer (&place);
      dp_error_set (error, DP_ERROR_FILE_FOREIGN, "%s/%s exists and is not a key that Daypass or "
                    "opkssh made", place->dir, place->name);
      return NULL;
    }
  if (dp_key_store_has_identity_dir (home))
    return choose_in_identity_dir (home, issuer, audience);
  for (guint i = 0; i < G_N_ELEMENTS (default_names); i++)
    if (default_names[i].kind == kind && is_free_or_own (ssh, default_names[i].name, TRUE))
      return place_new (ssh, default_names[i].name, OWN_COMMENT, FALSE);
  dp_error_set (error, DP_ERROR_FILE_FOREIGN, "the default key files in %s are all used by other "
                "keys", ssh);
  return NULL;
}

gboolean
dp_key_store_write (const DpKeyPlace   *place,
                    const DpPrivateKey *key,
                    const char         *cert_line,
                    GError            **error)
{
  g_autofree char *base = g_path_get_basename (place->dir);
  gboolean ours = place->identity_dir || g_str_equal (base, ".ssh");
  DpDirFlags flags = ours ? DP_DIR_CREATE | DP_DIR_PRIVATE : DP_DIR_EXISTING;
  g_autoptr (DpDir) dir = dp_dir_open (place->dir, flags, error);

  return dir != NULL
         && dp_key_pair_write (dir, place->name, key, cert_line, place->comment, error)
         && (!place->identity_dir || _dp_identity_dir_add (dir, place->name, error));
}

gboolean
dp_key_store_write_cert (const DpKeyPlace *place,
                         const char       *cert_line,
                         GError          **error)
{
  g_autoptr (DpDir) dir = dp_dir_open (place->dir, DP_DIR_EXISTING, error);

  return dir != NULL
         && dp_key_pair_write_cert (dir, place->name, cert_line, place->comment, error);
}

/* Own places, or the paths of foreign keys. */
typedef struct
{
  gboolean   foreign;
  GPtrArray *out;
} Listing;

static void
list_one (Listing    *listing,
          DpDir      *dir,
          const char *name,
          gboolean    identity_dir)
{
  g_autofree char *comment = NULL;
  g_autoptr (DpSshCert) cert = NULL;
  gboolean own;

  if (name[0] == '.' || g_str_equal (name, "config") || g_str_has_suffix (name, "-cert.pub")
      || !dp_dir_has (dir, name))
    return;
  cert = dp_key_pair_load_cert (dir, name, &comment, NULL);
  own = cert != NULL && g_str_has_prefix (comment, OWN_COMMENT);
  if (own && !listing->foreign)
    g_ptr_array_add (listing->out, place_new (dp_dir_get_path (dir), name, comment, identity_dir));
  if (!own && listing->foreign)
    g_ptr_array_add (listing->out, g_build_filename (dp_dir_get_path (dir), name, NULL));
}

static void
list_all (Listing    *listing,
          const char *home)
{
  g_autofree char *ssh_path = dup_default_dir (home);
  g_autofree char *path = _dp_identity_dir_path (home);
  g_autoptr (DpDir) ssh = dp_dir_open (ssh_path, DP_DIR_EXISTING, NULL);
  g_autoptr (DpDir) dir = dp_dir_open (path, DP_DIR_EXISTING, NULL);
  g_auto (GStrv) names = dir != NULL ? dp_dir_list (dir, NULL) : NULL;

  for (guint i = 0; ssh != NULL && i < G_N_ELEMENTS (default_names); i++)
    list_one (listing, ssh, default_names[i].name, FALSE);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    list_one (listing, dir, names[i], TRUE);
}

GPtrArray *
dp_key_store_list (const char *home)
{
  Listing listing = { .foreign = FALSE };

  listing.out = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_key_place_free);
  list_all (&listing, home);
  return listing.out;
}

GPtrArray *
dp_key_store_list_foreign (const char *home)
{
  Listing listing = { .foreign = TRUE };

  listing.out = g_ptr_array_new_with_free_func (g_free);
  list_all (&listing, home);
  return listing.out;
}

gboolean
dp_key_store_remove (const DpKeyPlace *place,
                     GError          **error)
{
  g_autoptr (DpDir) dir = dp_dir_open (place->dir, DP_DIR_EXISTING, error);
  g_autoptr (DpPrivateKey) key = NULL;
  g_autofree char *comment = NULL;

  if (dir == NULL)
    return FALSE; /* nocheck: set by the open */
  key = dp_key_pair_load (dir, place->name, NULL, &comment, error);
  if (key == NULL)
    return FALSE;
  if (!g_str_has_prefix (comment, OWN_COMMENT))
    return dp_error_set (error, DP_ERROR_FILE_FOREIGN, "%s/%s is not a key that Daypass or opkssh "
                         "made", place->dir, place->name);
  return dp_key_pair_remove (dir, place->name, error)
         && (!place->identity_dir || _dp_identity_dir_remove (dir, place->name, error));
}
