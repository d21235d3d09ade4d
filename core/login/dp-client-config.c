/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-client-config.h"

#include <gio/gio.h>
#include <string.h>

#include "dp-env.h"
#include "dp-error.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-yaml.h"

#define MAX_PROVIDERS 256

struct _DpClientConfig
{
  char      *default_provider;
  GPtrArray *providers;
  GPtrArray *unknown; /* NULL terminated when complete */
};

/* opkssh's own text, so that both programs give the same file. */
static const char default_text[] =
  "---\n"
  "default_provider: webchooser\n"
  "\n"
  "providers:\n"
  "  - alias: google\n"
  "    issuer: https://accounts.google.com\n"
  "    client_id: 206584157355-7cbe4s640tvm7naoludob4ut1emii7sf.apps.googleusercontent.com\n"
  "    client_secret: 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\n"
  "    scopes: openid email profile\n"
  "    access_type: offline\n"
  "    prompt: consent\n"
  "    redirect_uris:\n"
  "      - http://localhost:3000/login-callback\n"
  "      - http://localhost:10001/login-callback\n"
  "      - http://localhost:11110/login-callback\n"
  "\n"
  "  - alias: azure microsoft\n"
  "    issuer: https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0\n"
  "    client_id: 096ce0a3-5e72-4da8-9c86-12924b294a01\n"
  "    scopes: openid profile email offline_access\n"
  "    access_type: offline\n"
  "    prompt: consent\n"
  "    redirect_uris:\n"
  "      - http://localhost:3000/login-callback\n"
  "      - http://localhost:10001/login-callback\n"
  "      - http://localhost:11110/login-callback\n"
  "\n"
  "  - alias: gitlab\n"
  "    issuer: https://gitlab.com\n"
  "    client_id: 8d8b7024572c7fd501f64374dec6bba37096783dfcd792b3988104be08cb6923\n"
  "    scopes: openid email\n"
  "    access_type: offline\n"
  "    prompt: consent\n"
  "    redirect_uris:\n"
  "      - http://localhost:3000/login-callback\n"
  "      - http://localhost:10001/login-callback\n"
  "      - http://localhost:11110/login-callback\n"
  "\n"
  "  - alias: hello\n"
  "    issuer: https://issuer.hello.coop\n"
  "    client_id: app_xejobTKEsDNSRd5vofKB2iay_2rN\n"
  "    scopes: openid email\n"
  "    access_type: offline\n"
  "    prompt: consent\n"
  "    redirect_uris:\n"
  "      - http://localhost:3000/login-callback\n"
  "      - http://localhost:10001/login-callback\n"
  "      - http://localhost:11110/login-callback\n";

typedef enum
{
  MEMBER_TEXT,
  MEMBER_LIST,
  MEMBER_BOOL,
} MemberKind;

/* The schema of one provider: the key, its type, and where it goes. */
static const struct
{
  const char *key;
  MemberKind  kind;
  gsize       offset;
} members[] = {
  { "alias", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, aliases) },
  { "issuer", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, issuer) },
  { "client_id", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, client_id) },
  { "client_secret", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, client_secret) },
  { "scopes", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, scopes) },
  { "access_type", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, access_type) },
  { "prompt", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, prompt) },
  { "redirect_uris", MEMBER_LIST, G_STRUCT_OFFSET (DpProviderSpec, redirect_uris) },
  { "remote_redirect_uri", MEMBER_TEXT, G_STRUCT_OFFSET (DpProviderSpec, remote_redirect_uri) },
  { "send_access_token", MEMBER_BOOL, G_STRUCT_OFFSET (DpProviderSpec, send_access_token) },
};

static gboolean
read_list (const DpYamlNode *node,
           const char     ***out,
           GError          **error)
{
  g_autofree const char **list = NULL;

  if (node->kind != DP_YAML_LIST)
    return dp_yaml_node_fail (node, error, "expected a list");
  list = g_new0 (const char *, node->nodes->len + 1);
  for (guint i = 0; i < node->nodes->len; i++)
    {
      const DpYamlNode *element = g_ptr_array_index (node->nodes, i);

      if (element->kind != DP_YAML_SCALAR)
        return dp_yaml_node_fail (element, error, "expected an address");
      list[i] = element->text;
    }
  *out = g_steal_pointer (&list);
  return TRUE;
}

static gboolean
read_bool (const DpYamlNode *node,
           gboolean         *out,
           GError          **error)
{
  if (node->kind != DP_YAML_SCALAR || !node->plain
      || (!g_str_equal (node->text, "true") && !g_str_equal (node->text, "false")))
    return dp_yaml_node_fail (node, error, "expected true or false");
  *out = g_str_equal (node->text, "true");
  return TRUE;
}

static gboolean
read_member (DpProviderSpec   *spec,
             guint             member,
             const DpYamlNode *node,
             GError          **error)
{
  gpointer where = G_STRUCT_MEMBER_P (spec, members[member].offset);

  if (dp_yaml_node_is_empty (node) && members[member].kind != MEMBER_TEXT)
    return TRUE;
  if (members[member].kind == MEMBER_LIST)
    return read_list (node, where, error);
  if (members[member].kind == MEMBER_BOOL)
    return read_bool (node, where, error);
  if (node->kind != DP_YAML_SCALAR)
    return dp_yaml_node_fail (node, error, "expected text");
  *(const char **) where = node->text;
  return TRUE;
}

static gboolean
find_member (const char *key,
             guint      *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (key, members[i].key))
      {
        *member = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_provider (DpClientConfig   *self,
               const DpYamlNode *node,
               GError          **error)
{
  DpProviderSpec spec = { NULL };
  g_autoptr (DpProvider) provider = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean ok = TRUE;
  guint member;

  if (node->kind != DP_YAML_MAP)
    return dp_yaml_node_fail (node, error, "expected a provider");
  for (guint i = 0; ok && i < node->keys->len; i++)
    if (find_member (g_ptr_array_index (node->keys, i), &member))
      ok = read_member (&spec, member, g_ptr_array_index (node->nodes, i), error);
    else
      g_ptr_array_add (self->unknown, g_strdup (g_ptr_array_index (node->keys, i)));
  if (ok)
    provider = dp_provider_new (&spec, &problem);
  g_free ((gpointer) spec.redirect_uris);
  if (!ok)
    return FALSE; /* nocheck: set by the member */
  if (provider == NULL)
    return dp_yaml_node_fail (node, error, problem->message);
  g_ptr_array_add (self->providers, g_steal_pointer (&provider));
  return TRUE;
}

static gboolean
read_providers (DpClientConfig   *self,
                const DpYamlNode *node,
                GError          **error)
{
  if (dp_yaml_node_is_empty (node))
    return TRUE;
  if (node->kind != DP_YAML_LIST)
    return dp_yaml_node_fail (node, error, "expected a list of providers");
  if (node->nodes->len > MAX_PROVIDERS)
    return dp_yaml_node_fail (node, error, "more than 256 providers");
  for (guint i = 0; i < node->nodes->len; i++)
    if (!read_provider (self, g_ptr_array_index (node->nodes, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_top (DpClientConfig   *self,
          const DpYamlNode *top,
          GError          **error)
{
  if (top->kind != DP_YAML_MAP)
    return dp_yaml_node_fail (top, error, "expected default_provider and providers");
  for (guint i = 0; i < top->keys->len; i++)
    {
      const char *key = g_ptr_array_index (top->keys, i);
      const DpYamlNode *node = g_ptr_array_index (top->nodes, i);

      if (g_str_equal (key, "default_provider") && node->kind != DP_YAML_SCALAR)
        return dp_yaml_node_fail (node, error, "expected an alias");
      if (g_str_equal (key, "default_provider"))
        self->default_provider = g_strdup (node->text);
      else if (!g_str_equal (key, "providers"))
        g_ptr_array_add (self->unknown, g_strdup (key));
      else if (!read_providers (self, node, error))
        return FALSE;
    }
  return TRUE;
}

DpClientConfig *
dp_client_config_parse (const guint8 *data,
                        gsize         len,
                        GError      **error)
{
  g_autoptr (DpClientConfig) self = g_new0 (DpClientConfig, 1);
  g_autoptr (DpYamlNode) top = NULL;

  self->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) dp_provider_unref);
  self->unknown = g_ptr_array_new_with_free_func (g_free);
  if (!dp_yaml_parse (data, len, &top, error))
    return NULL;
  if (top != NULL && !read_top (self, top, error))
    return NULL;
  g_ptr_array_add (self->unknown, NULL);
  return g_steal_pointer (&self);
}

DpClientConfig *
dp_client_config_new_default (void)
{
  DpClientConfig *self = dp_client_config_parse ((const guint8 *) default_text,
                                                 strlen (default_text), NULL);

  g_assert (self != NULL);
  return self;
}

void
dp_client_config_free (DpClientConfig *self)
{
  if (self == NULL)
    return;
  g_free (self->default_provider);
  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

const char *
dp_client_config_default_text (void)
{
  return default_text;
}

const char *
dp_client_config_get_default (const DpClientConfig *self)
{
  return self->default_provider != NULL ? self->default_provider : "";
}

GPtrArray *
dp_client_config_get_providers (const DpClientConfig *self)
{
  return self->providers;
}

const char *const *
dp_client_config_get_unknown (const DpClientConfig *self)
{
  return (const char *const *) self->unknown->pdata;
}

char *
dp_client_config_dup_path (const char *home)
{
  return g_build_filename (home, ".opk", "config.yml", NULL);
}

/* One byte more than may be, so that the parser sees that it is too much. A pipe will do. */
static GBytes *
read_file (const char *path,
           GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  guint8 *data;
  gsize len;

  if (stream == NULL)
    return NULL; /* nocheck: set by the file */
  data = g_malloc0 (DP_CONFIG_MAX + 2);
  if (g_input_stream_read_all (G_INPUT_STREAM (stream), data, DP_CONFIG_MAX + 1, &len, NULL, error))
    return dp_secret_new_take (data, len); /* there may be a client's secret in it */
  dp_secret_wipe (data, DP_CONFIG_MAX + 1);
  g_free (data);
  return NULL; /* nocheck: set by the stream */
}

DpClientConfig *
dp_client_config_load (const char *path,
                       gboolean   *missing,
                       GError    **error)
{
  g_autofree char *file = path != NULL ? g_strdup (path)
                                       : dp_client_config_dup_path (dp_env_home ());
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) content = read_file (file, &problem);
  DpClientConfig *self;

  *missing = g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  if (*missing)
    return dp_client_config_new_default ();
  if (content == NULL)
    {
      dp_error_set (error, DP_ERROR_FILE, "%s: %s", file, problem->message);
      return NULL;
    }
  self = dp_client_config_parse (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                                 error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", file);
  return self;
}

GPtrArray *
dp_provider_builtin (void)
{
  g_autoptr (DpClientConfig) config = dp_client_config_new_default ();

  return g_ptr_array_ref (config->providers);
}
