/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-url.h"

#include <string.h>

#include "dp-error.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-text.h"

#define FORM_MAX_PAIRS 32
#define FORM_MAX (16 * 1024)

/* "127.a.b.c" with four plain decimal numbers: no octal, no short forms. */
static gboolean
is_loopback_v4 (const char *host)
{
  g_auto (GStrv) parts = NULL;
  guint64 number;

  if (!g_str_has_prefix (host, "127."))
    return FALSE;
  parts = g_strsplit (host, ".", 5);
  if (g_strv_length (parts) != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      if (parts[i][0] == '0' && parts[i][1] != '\0')
        return FALSE;
      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, 255, &number, NULL))
        return FALSE;
    }
  return TRUE;
}

gboolean
dp_url_host_is_loopback (const char *host)
{
  return host != NULL
         && (g_ascii_strcasecmp (host, "localhost") == 0 || g_str_equal (host, "::1")
             || g_str_equal (host, "[::1]") || is_loopback_v4 (host));
}

static gboolean
has_only_url_characters (const char *url)
{
  for (const char *c = url; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || strchr ("\"<>\\^`{|}", *c) != NULL)
      return FALSE;
  return TRUE;
}

/* GLib decodes %XX in a host name, other readers of the same address do not: two hosts in one. */
static gboolean
has_plain_host (const char *url)
{
  const char *authority = strstr (url, "://");

  return authority == NULL
         || memchr (authority + 3, '%', strcspn (authority + 3, "/?#")) == NULL;
}

static gboolean
check_scheme (GUri    *uri,
              GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);

  if (g_str_equal (scheme, "https"))
    return TRUE;
  if (!g_str_equal (scheme, "http"))
    return dp_error_set (error, DP_ERROR_URL, "not an https address");
  if (!dp_url_host_is_loopback (g_uri_get_host (uri)))
    return dp_error_set (error, DP_ERROR_URL, "http is for this computer only; use https");
  return TRUE;
}

GUri *
dp_url_parse (const char *url,
              GError    **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (strnlen (url, DP_URL_MAX + 1) > DP_URL_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "an address of more than %d bytes", DP_URL_MAX);
      return NULL;
    }
  if (has_only_url_characters (url) && has_plain_host (url))
    uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || host[0] == '\0')
    {
      dp_error_set (error, DP_ERROR_URL, "not a web address");
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      dp_error_set (error, DP_ERROR_URL, "an address with a user name or a fragment");
      return NULL;
    }
  if (g_uri_get_port (uri) == 0)
    {
      dp_error_set (error, DP_ERROR_URL, "an address with port 0");
      return NULL;
    }
  if (!check_scheme (uri, error))
    return NULL;
  return g_steal_pointer (&uri);
}

gboolean
dp_url_check (const char *url,
              GError    **error)
{
  g_autoptr (GUri) uri = dp_url_parse (url, error);

  return uri != NULL;
}

GUri *
dp_url_parse_redirect (const char *redirect_uri,
                       GError    **error)
{
  g_autoptr (GUri) uri = NULL;

  if (strnlen (redirect_uri, DP_URL_MAX + 1) <= DP_URL_MAX)
    uri = g_uri_parse (redirect_uri, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || !g_str_equal (g_uri_get_scheme (uri), "http")
      || !dp_url_host_is_loopback (g_uri_get_host (uri)) || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL
      || g_uri_get_port (uri) < 0 || g_uri_get_path (uri)[0] != '/'
      || !has_only_url_characters (redirect_uri))
    {
      g_autofree char *shown = dp_text_display (redirect_uri, -1);

      dp_error_set (error, DP_ERROR_REDIRECT_URI,
                    "\"%s\" is not http://localhost:PORT/PATH on this computer", shown);
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static int
effective_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

char *
dp_url_dup_authority (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  gboolean literal = strchr (host, ':') != NULL;
  g_autofree char *lower = g_ascii_strdown (host, -1);
  int standard = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;

  if (effective_port (uri) == standard)
    return g_strdup_printf (literal ? "[%s]" : "%s", lower);
  return g_strdup_printf (literal ? "[%s]:%d" : "%s:%d", lower, effective_port (uri));
}

gboolean
dp_url_same_origin (GUri *a,
                    GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b))
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && effective_port (a) == effective_port (b);
}

/* application/x-www-form-urlencoded; a space becomes %20, which every decoder of it knows. */
static void
append_escaped (GString    *out,
                const char *value)
{
  for (const guchar *c = (const guchar *) value; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || strchr ("-._~", *c) != NULL)
      g_string_append_c (out, (char) *c);
    else
      g_string_append_printf (out, "%%%02X", *c);
}

static void
append_pairs (GString           *out,
              const char *const *pairs)
{
  gboolean first = TRUE;

  for (; pairs[0] != NULL && pairs[1] != NULL; pairs += 2)
    {
      if (!first)
        g_string_append_c (out, '&');
      first = FALSE;
      append_escaped (out, pairs[0]);
      g_string_append_c (out, '=');
      append_escaped (out, pairs[1]);
    }
}

char *
dp_url_append_query (const char        *url,
                     const char *const *pairs)
{
  const char *mark = strchr (url, '?');
  GString *out = g_string_new (url);

  if (mark == NULL)
    g_string_append_c (out, '?');
  else if (mark[1] != '\0' && out->str[out->len - 1] != '&')
    g_string_append_c (out, '&');
  append_pairs (out, pairs);
  return g_string_free (out, FALSE);
}

GBytes *
dp_form_encode (const char *const *pairs)
{
  GString *out = g_string_sized_new (FORM_MAX); /* so that growing leaves no copy of a secret */
  gsize len;

  append_pairs (out, pairs);
  len = out->len;
  return dp_secret_new_take ((guint8 *) g_string_free (out, FALSE), len);
}

char *
dp_form_escape (const char *value)
{
  GString *out = g_string_new (NULL);

  append_escaped (out, value);
  return g_string_free (out, FALSE);
}

/* One name or value: "+" is a space, %XX a byte. %NULL for a bad escape, NUL or bad UTF-8. */
static char *
unescape (const char *text,
          gsize       len)
{
  g_autofree char *out = g_malloc (len + 1);
  gsize n = 0;

  for (gsize i = 0; i < len; i++)
    {
      int high, low;

      if (text[i] != '%')
        {
          out[n++] = text[i] == '+' ? ' ' : text[i];
          continue;
        }
      high = len - i > 2 ? g_ascii_xdigit_value (text[i + 1]) : -1;
      low = len - i > 2 ? g_ascii_xdigit_value (text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return NULL;
      out[n++] = (char) (high << 4 | low);
      i += 2;
    }
  out[n] = '\0';
  if (!dp_text_is_valid ((const guint8 *) out, n))
    return NULL;
  return g_steal_pointer (&out);
}

static gboolean
add_pair (GHashTable *pairs,
          const char *pair,
          gsize       len,
          GError    **error)
{
  const char *equals = memchr (pair, '=', len);
  gsize name_len = equals != NULL ? (gsize) (equals - pair) : len;
  g_autofree char *name = unescape (pair, name_len);
  char *value;

  if (equals != NULL)
    value = unescape (equals + 1, len - name_len - 1);
  else
    value = g_strdup ("");
  if (name == NULL || name[0] == '\0' || value == NULL)
    {
      dp_secret_free_text (value);
      return dp_error_set (error, DP_ERROR_URL, "a malformed pair in a query");
    }
  if (g_hash_table_contains (pairs, name))
    {
      dp_secret_free_text (value);
      return dp_error_set (error, DP_ERROR_URL, "a name is there twice in a query");
    }
  g_hash_table_insert (pairs, g_steal_pointer (&name), value);
  return TRUE;
}

static void
free_secret_text (gpointer text)
{
  dp_secret_free_text (text);
}

GHashTable *
dp_form_decode (const char *query,
                gsize       len,
                GError    **error)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        free_secret_text);

  if (len > FORM_MAX)
    {
      dp_error_set (error, DP_ERROR_LIMIT, "a query of more than %d bytes", FORM_MAX);
      return NULL;
    }
  while (len > 0)
    {
      const char *end = memchr (query, '&', len);
      gsize pair_len = end != NULL ? (gsize) (end - query) : len;
      gsize step = end != NULL ? pair_len + 1 : pair_len;

      if (g_hash_table_size (pairs) == FORM_MAX_PAIRS)
        {
          dp_error_set (error, DP_ERROR_LIMIT, "more than %d pairs in a query", FORM_MAX_PAIRS);
          return NULL;
        }
      if (pair_len > 0 && !add_pair (pairs, query, pair_len, error))
        return NULL;
      query += step;
      len -= step;
    }
  return g_steal_pointer (&pairs);
}
