/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "dp-key-store.h"
#include "dpt-http.h"
#include "dpt.h"

#define ISSUER "https://accounts.google.com"
#define AUDIENCE "206584157355-7cbe4s640tvm7naoludob4ut1emii7sf.apps.googleusercontent.com"

static char *root;
static DpPrivateKey *key;
static char *line;

static char *
fresh_home (void)
{
  char *path = g_build_filename (root, "XXXXXX", NULL);

  g_assert_nonnull (g_mkdtemp (path));
  return path;
}

static void
put (const char *home,
     const char *name,
     const char *text)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *dir = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
get (const char *home,
     const char *name)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static void
put_cert (const char *home,
          const char *name,
          const char *comment)
{
  g_autofree char *text = g_strdup_printf ("%s %s", line, comment);

  put (home, name, text);
}

/* Which of the default names is taken, by what is there (section 2.3, number 3). */
static const struct
{
  const char *name;
  const char *key;      /* NULL: none; else there is a file id_ecdsa */
  const char *comment;  /* of id_ecdsa-cert.pub; NULL: there is none */
  const char *expected; /* NULL: the second name */
} defaults[] = {
  { "empty", NULL, NULL, "id_ecdsa" },
  { "stale_certificate", NULL, "whatever", "id_ecdsa" },
  { "ordinary_key", "k", NULL, NULL },
  { "own_pair", "k", "openpubkey", "id_ecdsa" },
  { "own_with_more_words", "k", "openpubkey: i a", NULL },
  { "foreign_certificate", "k", "ca", NULL },
};

static void
test_defaults (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) place = NULL;

  if (defaults[row].key != NULL)
    put (home, ".ssh/id_ecdsa", defaults[row].key);
  if (defaults[row].comment != NULL)
    put_cert (home, ".ssh/id_ecdsa-cert.pub", defaults[row].comment);
  place = dp_key_store_choose (home, NULL, DP_KEY_P256, ISSUER, AUDIENCE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (place->name, ==,
                   defaults[row].expected != NULL ? defaults[row].expected : "id_ecdsa_sk");
  g_assert_cmpstr (place->comment, ==, "openpubkey");
}

static void
test_all_taken (void)
{
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) other = NULL;

  put (home, ".ssh/id_ecdsa", "k");
  put (home, ".ssh/id_ecdsa_sk", "k");
  g_assert_null (dp_key_store_choose (home, NULL, DP_KEY_P256, ISSUER, AUDIENCE, &error));
  dpt_assert_code (error, DP_ERROR_FILE_FOREIGN);
  g_clear_error (&error);
  other = dp_key_store_choose (home, NULL, DP_KEY_ED25519, ISSUER, AUDIENCE, &error);
  g_assert_cmpstr (other->name, ==, "id_ed25519");
}

static void
test_named_file (void)
{
  g_autofree char *home = fresh_home ();
  g_autofree char *file = g_build_filename (home, "mine", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) place = dp_key_store_choose (home, file, DP_KEY_P256, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (dp_key_store_write (place, key, line, &error));
  g_clear_pointer (&place, dp_key_place_free);
  place = dp_key_store_choose (home, file, DP_KEY_P256, NULL, NULL, &error); /* ours: again */
  g_assert_no_error (error);
  put (home, "mine-cert.pub", "not a certificate");
  g_assert_null (dp_key_store_choose (home, file, DP_KEY_P256, NULL, NULL, &error));
  dpt_assert_code (error, DP_ERROR_FILE_FOREIGN);
}

static const struct
{
  const char *issuer;
  const char *audience;
  const char *name;
} names[] = {
  { ISSUER, AUDIENCE, "accounts.google.com-206584157355-7cbe4s6" },
  { "https://op.example/a//b?c", "x y", "op.example_a_b_c-x_y" },
  { "http://localhost:4593/api", "daypass", "http_localhost_4593_api-daypass" },
  { "https://../../etc", "passwd", ".._.._etc-passwd" },
  { ISSUER, NULL, "unknown" },
  { NULL, AUDIENCE, "unknown" },
};

static void
test_identity_dir (void)
{
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  gboolean changed;

  put (home, ".ssh/config", "Host x\n");
  g_assert_false (dp_key_store_has_identity_dir (home));
  g_assert_true (dp_key_store_configure (home, &changed, &error));
  g_assert_true (changed);
  g_assert_true (dp_key_store_has_identity_dir (home));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (DpKeyPlace) place = dp_key_store_choose (home, NULL, DP_KEY_P256, names[i].issuer,
                                                          names[i].audience, &error);

      g_assert_no_error (error);
      g_assert_true (place->identity_dir);
      g_assert_cmpstr (place->name, ==, names[i].name);
    }
}

static void
test_identity_file_line (void)
{
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) place = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *expected = NULL;
  gboolean changed;

  g_assert_true (dp_key_store_configure (home, &changed, &error));
  put (home, ".ssh/opkssh/config", "# mine\n");
  place = dp_key_store_choose (home, NULL, DP_KEY_P256, ISSUER, AUDIENCE, &error);
  g_assert_true (dp_key_store_write (place, key, line, &error));
  once = get (home, ".ssh/opkssh/config");
  g_assert_true (dp_key_store_write (place, key, line, &error));
  twice = get (home, ".ssh/opkssh/config");
  expected = g_strdup_printf ("IdentityFile %s/.ssh/opkssh/accounts.google.com-206584157355-"
                              "7cbe4s6\n# mine\n", home);
  g_assert_cmpstr (once, ==, expected);
  g_assert_cmpstr (twice, ==, expected);
  g_assert_cmpstr (place->comment, ==, " openpubkey: " ISSUER " " AUDIENCE);
  g_assert_true (dp_key_store_remove (place, &error));
  g_clear_pointer (&once, g_free);
  once = get (home, ".ssh/opkssh/config");
  g_assert_cmpstr (once, ==, "# mine\n");
}

/* "day" is the beginning of "daypass", and both need a line. */
static void
test_longer_name (void)
{
  static const char *const clients[] = { "daypass", "day" };
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  g_autofree char *config = NULL;
  g_autofree char *expected = NULL;
  gboolean changed;

  g_assert_true (dp_key_store_configure (home, &changed, &error));
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr (DpKeyPlace) place = dp_key_store_choose (home, NULL, DP_KEY_P256, ISSUER,
                                                          clients[i], &error);

      g_assert_true (dp_key_store_write (place, key, line, &error));
      g_assert_no_error (error);
    }
  config = get (home, ".ssh/opkssh/config");
  expected = g_strdup_printf ("IdentityFile %s/.ssh/opkssh/accounts.google.com-day\n"
                              "IdentityFile %s/.ssh/opkssh/accounts.google.com-daypass\n",
                              home, home);
  g_assert_cmpstr (config, ==, expected);
}

static void
test_configure (void)
{
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gboolean changed;

  put (home, ".ssh/config", "Host x\n  User y\n");
  g_assert_true (dp_key_store_configure (home, &changed, &error));
  first = get (home, ".ssh/config");
  g_assert_cmpstr (first, ==, "Include ~/.ssh/opkssh/config\n\nHost x\n  User y\n");
  g_assert_true (dp_key_store_configure (home, &changed, &error));
  g_assert_false (changed);
  second = get (home, ".ssh/config");
  g_assert_cmpstr (second, ==, first);
}

/* People keep ~/.ssh/config among their dot files: the link stays. */
static void
test_configure_linked (void)
{
  g_autofree char *home = fresh_home ();
  g_autofree char *ssh = g_build_filename (home, ".ssh", NULL);
  g_autofree char *link = g_build_filename (ssh, "config", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean changed;

  put (home, "dotfiles/sshconfig", "Host x\n");
  g_assert_cmpint (g_mkdir (ssh, 0700), ==, 0);
  g_assert_cmpint (symlink ("../dotfiles/sshconfig", link), ==, 0);
  g_assert_true (dp_key_store_configure (home, &changed, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  text = get (home, "dotfiles/sshconfig");
  g_assert_cmpstr (text, ==, "Include ~/.ssh/opkssh/config\n\nHost x\n");
}

static void
test_lists (void)
{
  g_autofree char *home = fresh_home ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) own = dp_key_store_choose (home, NULL, DP_KEY_P256, NULL, NULL, &error);
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (GPtrArray) foreign = NULL;

  g_assert_true (dp_key_store_write (own, key, line, &error));
  put (home, ".ssh/id_ed25519", "somebody's");
  put (home, ".ssh/id_rsa", "not looked at");
  ours = dp_key_store_list (home);
  foreign = dp_key_store_list_foreign (home);
  g_assert_cmpuint (ours->len, ==, 1);
  g_assert_cmpuint (foreign->len, ==, 1);
  g_assert_true (g_str_has_suffix (g_ptr_array_index (foreign, 0), "/.ssh/id_ed25519"));
}

static void
test_removes_only_own (void)
{
  g_autofree char *home = fresh_home ();
  g_autofree char *file = g_build_filename (home, "k", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DpKeyPlace) place = dp_key_place_for_file (file, &error);
  g_autofree char *left = NULL;

  g_assert_true (dp_key_store_write (place, key, line, &error));
  put_cert (home, "k-cert.pub", "somebody else's");
  g_assert_false (dp_key_store_remove (place, &error));
  dpt_assert_code (error, DP_ERROR_FILE_FOREIGN);
  g_clear_error (&error);
  put_cert (home, "k-cert.pub", "openpubkey and more");
  put (home, "k", "not a key");
  g_assert_false (dp_key_store_remove (place, &error));
  g_assert_nonnull (error);
  left = get (home, "k");
  g_assert_cmpstr (left, ==, "not a key");
}

int
main (int   argc,
      char *argv[])
{
  static const char *const principals[] = { "opkssh-wildcard", NULL };
  static const guint8 nonce[32];
  const DpSshCertFields fields = { .key_id = "", .principals = principals, .pkt = "x",
                                   .nonce = nonce };
  int code;

  dpt_init (&argc, &argv);
  root = g_dir_make_tmp ("daypass-store-XXXXXX", NULL);
  key = dp_private_key_generate (DP_KEY_P256, NULL);
  line = dp_ssh_cert_build (key, &fields, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      g_autofree char *path = g_strconcat ("/io/key-store/f030_", defaults[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_defaults);
    }
  g_test_add_func ("/io/key-store/f030_leaves_foreign_keys", test_all_taken);
  g_test_add_func ("/io/key-store/f025_named_file", test_named_file);
  g_test_add_func ("/io/key-store/f031_names_in_the_identity_directory", test_identity_dir);
  g_test_add_func ("/io/key-store/f031_f032_identity_file_once", test_identity_file_line);
  g_test_add_func ("/io/key-store/f031_a_longer_name_is_another", test_longer_name);
  g_test_add_func ("/io/key-store/f017_configures_once", test_configure);
  g_test_add_func ("/io/key-store/f017_keeps_a_linked_config", test_configure_linked);
  g_test_add_func ("/io/key-store/f110_lists_own_and_foreign", test_lists);
  g_test_add_func ("/io/key-store/f111_removes_only_own", test_removes_only_own);
  code = g_test_run ();
  dpt_remove_tree (root);
  g_free (root);
  g_free (line);
  dp_private_key_free (key);
  return code;
}
