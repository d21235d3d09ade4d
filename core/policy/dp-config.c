/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-config.h"

#include <string.h>

#include "dp-limits.h"
#include "dp-slip.h"
#include "dp-text.h"
#include "dp-yaml.h"

#define HOUR (60 * 60)
#define DAY (24 * HOUR)
#define IAT_TOLERANCE_MAX 300
#define JWKS_MAX_STALE_MAX (30 * DAY)

typedef struct _Key Key;
typedef gboolean (*ReadFunc) (const Key        *key,
                              const DpYamlNode *node,
                              gpointer          member,
                              GError          **error);

/* A known key: how its value is read and where it goes in a DpConfig. */
struct _Key
{
  const char *name;
  ReadFunc read;
  gsize offset;
  gint64 max;               /* of a number */
  const char *const *words; /* of an enumeration, in the order of its values */
  const char *problem;      /* what is said of another value, if it is not the same for all */
};

/* Variables that steer libraries of the programs which get them (security requirement 9). */
static const char *const dangerous_prefixes[] = { "LD_", "GIO_", "OPENSSL_", "G_" };
static const char *const dangerous_names[] = { "SSLKEYLOGFILE" };

static gboolean
read_bool (const Key        *key,
           const DpYamlNode *node,
           gpointer          member,
           GError          **error)
{
  gboolean *out = member;

  if (node->kind != DP_YAML_SCALAR || !node->plain
      || (strcmp (node->text, "true") != 0 && strcmp (node->text, "false") != 0))
    return dp_yaml_node_fail (node, error, "must be true or false");
  *out = strcmp (node->text, "true") == 0;
  return TRUE;
}

/* A plain decimal number of seconds, or with one of the letters s, m, h, d behind it. */
static gboolean
read_seconds (const Key        *key,
              const DpYamlNode *node,
              gpointer          member,
              GError          **error)
{
  static const gint64 units[] = { ['s'] = 1, ['m'] = 60, ['h'] = HOUR, ['d'] = DAY };
  g_autofree char *digits = NULL;
  gint64 unit = 1;
  gint64 *out = member;
  guint64 value = 0;

  if (node->kind != DP_YAML_SCALAR || !node->plain || *node->text == '\0')
    return dp_yaml_node_fail (node, error, key->problem);
  digits = g_strdup (node->text);
  if (strchr ("smhd", digits[strlen (digits) - 1]) != NULL)
    {
      unit = units[(guint8) digits[strlen (digits) - 1]];
      digits[strlen (digits) - 1] = '\0';
    }
  if (!g_ascii_string_to_unsigned (digits, 10, 0, (guint64) (key->max / unit), &value, NULL)
      || !g_ascii_isdigit (*digits))
    return dp_yaml_node_fail (node, error, key->problem);
  *out = (gint64) value * unit;
  return TRUE;
}

static gboolean
read_word (const Key        *key,
           const DpYamlNode *node,
           gpointer          member,
           GError          **error)
{
  guint *out = member;

  if (node->kind == DP_YAML_SCALAR)
    for (guint i = 0; key->words[i] != NULL; i++)
      if (strcmp (key->words[i], node->text) == 0)
        {
          *out = i;
          return TRUE;
        }
  return dp_yaml_node_fail (node, error, key->problem);
}

/* Gives the texts of @list, which is empty afterwards, to a member that has others. */
static void
take_texts (GPtrArray *list,
            char    ***out)
{
  g_ptr_array_add (list, NULL);
  g_strfreev (*out);
  *out = (char **) g_ptr_array_steal (list, NULL);
}

static gboolean
read_texts (const Key        *key,
            const DpYamlNode *node,
            gpointer          member,
            GError          **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  char ***out = member;

  if (dp_yaml_node_is_empty (node))
    return TRUE;
  if (node->kind != DP_YAML_LIST)
    return dp_yaml_node_fail (node, error, "must be a list");
  for (guint i = 0; i < node->nodes->len; i++)
    {
      const DpYamlNode *item = g_ptr_array_index (node->nodes, i);

      if (item->kind != DP_YAML_SCALAR || *item->text == '\0')
        return dp_yaml_node_fail (item, error, "a list entry must be text");
      g_ptr_array_add (list, g_strdup (item->text));
    }
  take_texts (list, out);
  return TRUE;
}

/* Command lines run as the user of the verifier: the first word is the program's absolute path. */
static gboolean
read_commands (const Key        *key,
               const DpYamlNode *node,
               gpointer          member,
               GError          **error)
{
  char ***out = member;

  if (!read_texts (key, node, member, error))
    return FALSE;
  for (guint i = 0; (*out)[i] != NULL; i++)
    if ((*out)[i][0] != '/' || strpbrk ((*out)[i], "\n\r") != NULL)
      return dp_yaml_node_fail (g_ptr_array_index (node->nodes, i), error,
                                "a command must begin with the absolute path of its program");
  return TRUE;
}

static gboolean
is_variable_name (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_dangerous (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (dangerous_prefixes); i++)
    if (g_ascii_strncasecmp (name, dangerous_prefixes[i], strlen (dangerous_prefixes[i])) == 0)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (dangerous_names); i++)
    if (g_ascii_strcasecmp (name, dangerous_names[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_variables (const Key        *key,
                const DpYamlNode *node,
                gpointer          member,
                GError          **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  char ***out = member;

  if (dp_yaml_node_is_empty (node))
    return TRUE;
  if (node->kind != DP_YAML_MAP)
    return dp_yaml_node_fail (node, error, "must be a map of names to texts");
  for (guint i = 0; i < node->nodes->len; i++)
    {
      const DpYamlNode *value = g_ptr_array_index (node->nodes, i);
      const char *name = g_ptr_array_index (node->keys, i);

      if (!is_variable_name (name))
        return dp_yaml_node_fail (value, error, "this cannot be the name of a variable");
      if (is_dangerous (name))
        return dp_yaml_node_fail (value, error,
                                  "this variable changes how libraries work: not allowed");
      if (value->kind != DP_YAML_SCALAR)
        return dp_yaml_node_fail (value, error, "the value of a variable must be text");
      g_ptr_array_add (list, g_strconcat (name, "=", value->text, NULL));
    }
  take_texts (list, out);
  return TRUE;
}

static const char *const email_rules[] = {
  [DP_VERIFIED_NEVER] = "never",
  [DP_VERIFIED_WHEN_PRESENT] = "when-present",
  [DP_VERIFIED_ALWAYS] = "always",
  NULL,
};
static const char *const confinements[] = {
  [DP_CONFINEMENT_BEST] = "best",
  [DP_CONFINEMENT_REQUIRED] = "required",
  NULL,
};
static const char *const log_identities[] = {
  [DP_LOG_IDENTITY_FULL] = "full",
  [DP_LOG_IDENTITY_HASH] = "hash",
  NULL,
};

#define MEMBER(name) G_STRUCT_OFFSET (DpConfig, name)

static const Key keys[] = {
  { "env_vars", read_variables, MEMBER (env_vars) },
  { "deny_users", read_texts, MEMBER (deny_users) },
  { "deny_emails", read_texts, MEMBER (deny_emails) },
  { "home_policy", read_bool, MEMBER (home_policy) },
  { "home_policy_root", read_bool, MEMBER (home_policy_root) },
  { "require_email_verified", read_word, MEMBER (require_email_verified), .words = email_rules,
    .problem = "must be never, when-present or always" },
  { "jwks_max_stale", read_seconds, MEMBER (jwks_max_stale), .max = JWKS_MAX_STALE_MAX,
    .problem = "must be seconds or a time like 90m, 24h or 2d, at most 30d" },
  { "iat_tolerance", read_seconds, MEMBER (iat_tolerance), .max = IAT_TOLERANCE_MAX,
    .problem = "must be a number of seconds, at most 300" },
  { "confinement", read_word, MEMBER (confinement), .words = confinements,
    .problem = "must be best or required" },
  { "chain", read_commands, MEMBER (chain) },
  { "log_identity", read_word, MEMBER (log_identity), .words = log_identities,
    .problem = "must be full or hash" },
  { "gq_legacy", read_bool, MEMBER (gq_legacy) },
};

DpConfig *
dp_config_new (void)
{
  DpConfig *self = g_new0 (DpConfig, 1);

  self->env_vars = g_new0 (char *, 1);
  self->deny_users = g_new0 (char *, 1);
  self->deny_emails = g_new0 (char *, 1);
  self->chain = g_new0 (char *, 1);
  self->unknown_keys = g_new0 (char *, 1);
  self->lines = g_hash_table_new (NULL, NULL);
  self->home_policy = TRUE;
  self->jwks_max_stale = DAY;
  self->iat_tolerance = 60;
  return self;
}

void
dp_config_free (DpConfig *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->env_vars);
  g_strfreev (self->deny_users);
  g_strfreev (self->deny_emails);
  g_strfreev (self->chain);
  g_strfreev (self->unknown_keys);
  g_hash_table_unref (self->lines);
  g_free (self);
}

static const Key *
find_key (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

/* A list whose entries are looked for one by one: a refusal names the line. */
static void
note_lines (DpConfig         *self,
            char            **list,
            const DpYamlNode *node)
{
  for (guint i = 0; list[i] != NULL; i++)
    {
      const DpYamlNode *item = g_ptr_array_index (node->nodes, i);

      g_hash_table_insert (self->lines, list[i], GUINT_TO_POINTER (item->line));
    }
}

static gboolean
read_top (DpConfig         *self,
          const DpYamlNode *top,
          GError          **error)
{
  g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);

  if (top->kind != DP_YAML_MAP)
    return dp_yaml_node_fail (top, error, "the file must be a map of keys to values");
  for (guint i = 0; i < top->nodes->len; i++)
    {
      const char *name = g_ptr_array_index (top->keys, i);
      const Key *key = find_key (name);
      const DpYamlNode *node = g_ptr_array_index (top->nodes, i);

      if (key == NULL)
        g_ptr_array_add (unknown, g_strdup (name));
      else if (!key->read (key, node, G_STRUCT_MEMBER_P (self, key->offset), error))
        return FALSE;
      else if (key->read == read_texts)
        note_lines (self, G_STRUCT_MEMBER (char **, self, key->offset), node);
    }
  take_texts (unknown, &self->unknown_keys);
  return TRUE;
}

DpConfig *
dp_config_parse (const guint8 *data,
                 gsize         len,
                 GError      **error)
{
  g_autoptr (DpConfig) self = dp_config_new ();
  g_autoptr (DpYamlNode) top = NULL;

  if (!dp_yaml_parse (data, len, &top, error))
    return NULL;
  if (top != NULL && !read_top (self, top, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *const *
dp_config_known_keys (void)
{
  static const char *names[G_N_ELEMENTS (keys) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    names[i] = keys[i].name;
  return names;
}

const char *
dp_config_resembles (const char *key)
{
  if (find_key (key) != NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (dp_slip_resembles (key, keys[i].name))
      return keys[i].name;
  return NULL;
}

/* Denying is generous: bytes outside ASCII are compared too, only ASCII letters are folded. */
static const char *
find_entry (char      **list,
            const char *text)
{
  for (guint i = 0; text != NULL && list[i] != NULL; i++)
    if (g_ascii_strcasecmp (list[i], text) == 0)
      return list[i];
  return NULL;
}

static guint
line_of (const DpConfig *self,
         const char     *entry)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, entry));
}

gboolean
dp_config_check_denied (const DpConfig *self,
                        const char     *login,
                        const DpClaims *claims,
                        const DpClaims *userinfo,
                        GError        **error)
{
  const char *user = find_entry (self->deny_users, login);
  const char *email = find_entry (self->deny_emails, dp_claims_get_email (claims));

  if (email == NULL && userinfo != NULL)
    email = find_entry (self->deny_emails, dp_claims_get_email (userinfo));
  if (user != NULL)
    return dp_error_set (error, DP_ERROR_DENIED_USER, "config.yml:%u denies this login name",
                         line_of (self, user));
  if (email != NULL)
    return dp_error_set (error, DP_ERROR_DENIED_EMAIL, "config.yml:%u denies this e-mail address",
                         line_of (self, email));
  return TRUE;
}
