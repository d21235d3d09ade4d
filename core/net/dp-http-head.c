/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-http-head.h"

#include <string.h>

#include "dp-error.h"
#include "dp-secret.h"

#define MAX_LINES 100

struct _DpHttpHead
{
  char *method;
  char *path;
  char *query;
  char *host;
  char *cookies;
};

static gboolean
refuse (GError    **error,
        const char *what)
{
  return dp_error_set (error, DP_ERROR_HTTP, "%s", what);
}

/* RFC 9110 section 5.6.2 */
static gboolean
is_token (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("!#$%&'*+-.^_`|~", *c) == NULL)
      return FALSE;
  return text[0] != '\0';
}

static gboolean
is_visible (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return FALSE;
  return TRUE;
}

static gboolean
parse_target (DpHttpHead *self,
              const char *target,
              GError    **error)
{
  const char *mark = strchr (target, '?');
  gsize path_len = mark != NULL ? (gsize) (mark - target) : strlen (target);

  if (target[0] != '/' || !is_visible (target) || strchr (target, '#') != NULL)
    return refuse (error, "the target of the request is not an absolute path");
  self->path = g_strndup (target, path_len);
  if (mark != NULL)
    self->query = g_strdup (mark + 1);
  return TRUE;
}

static gboolean
parse_request_line (DpHttpHead *self,
                    const char *line,
                    GError    **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) != 3 || !is_token (words[0]))
    return refuse (error, "not a request line");
  if (!g_str_equal (words[2], "HTTP/1.1") && !g_str_equal (words[2], "HTTP/1.0"))
    return refuse (error, "not HTTP/1.1");
  self->method = g_strdup (words[0]);
  return parse_target (self, words[1], error);
}

static gboolean
take_header (DpHttpHead *self,
             const char *name,
             const char *value,
             GError    **error)
{
  if (g_ascii_strcasecmp (name, "Host") == 0)
    {
      if (self->host != NULL)
        return refuse (error, "two Host lines");
      self->host = g_strdup (value);
    }
  else if (g_ascii_strcasecmp (name, "Cookie") == 0)
    {
      char *joined = self->cookies == NULL ? g_strdup (value)
                                           : g_strdup_printf ("%s; %s", self->cookies, value);

      dp_secret_free_text (self->cookies);
      self->cookies = joined;
    }
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0
           || (g_ascii_strcasecmp (name, "Content-Length") == 0 && !g_str_equal (value, "0")))
    return refuse (error, "a request with a body");
  return TRUE;
}

static gboolean
parse_header_line (DpHttpHead *self,
                   char       *line,
                   GError    **error)
{
  char *colon = strchr (line, ':');
  char *value;

  if (colon == NULL)
    return refuse (error, "a header line without a colon");
  *colon = '\0';
  value = g_strstrip (colon + 1);
  if (!is_token (line))
    return refuse (error, "a header line with a bad name");
  for (const char *c = value; *c != '\0'; c++)
    if ((guchar) *c < 0x20 && *c != '\t')
      return refuse (error, "a control character in a header line");
  return take_header (self, line, value, error);
}

static gboolean
parse_lines (DpHttpHead *self,
             char      **lines,
             GError    **error)
{
  guint n = g_strv_length (lines);

  if (n > MAX_LINES + 2)
    return refuse (error, "too many header lines");
  if (n < 3 || lines[n - 1][0] != '\0' || lines[n - 2][0] != '\0')
    return refuse (error, "the head has no end");
  if (!parse_request_line (self, lines[0], error))
    return FALSE;
  for (guint i = 1; i < n - 2; i++)
    if (!parse_header_line (self, lines[i], error))
      return FALSE;
  return TRUE;
}

DpHttpHead *
dp_http_head_parse (const guint8 *data,
                    gsize         len,
                    GError      **error)
{
  g_autoptr (DpHttpHead) self = g_new0 (DpHttpHead, 1);
  char *text;
  char **lines;
  gboolean ok;

  if (len > DP_HTTP_HEAD_MAX || memchr (data, '\0', len) != NULL)
    {
      refuse (error, "a head that is too large, or has a NUL");
      return NULL;
    }
  text = g_strndup ((const char *) data, len);
  lines = g_strsplit (text, "\r\n", MAX_LINES + 3);
  dp_secret_free_text (text);
  ok = parse_lines (self, lines, error);
  for (guint i = 0; lines[i] != NULL; i++)
    dp_secret_free_text (lines[i]); /* the code and the cookie are among them */
  g_free (lines);
  if (!ok)
    return NULL; /* nocheck: set by the lines */
  return g_steal_pointer (&self);
}

void
dp_http_head_free (DpHttpHead *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  dp_secret_free_text (self->path);
  dp_secret_free_text (self->query);
  g_free (self->host);
  dp_secret_free_text (self->cookies);
  g_free (self);
}

const char *
dp_http_head_get_method (const DpHttpHead *self)
{
  return self->method;
}

const char *
dp_http_head_get_path (const DpHttpHead *self)
{
  return self->path;
}

const char *
dp_http_head_get_query (const DpHttpHead *self)
{
  return self->query;
}

const char *
dp_http_head_get_host (const DpHttpHead *self)
{
  return self->host;
}

char *
dp_http_head_dup_cookie (const DpHttpHead *self,
                         const char       *name)
{
  g_auto (GStrv) pairs = g_strsplit (self->cookies != NULL ? self->cookies : "", ";", -1);
  gsize name_len = strlen (name);
  const char *found = NULL;

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      const char *pair = g_strstrip (pairs[i]);

      if (strncmp (pair, name, name_len) != 0 || pair[name_len] != '=')
        continue;
      if (found != NULL)
        return NULL;
      found = pair + name_len + 1;
    }
  return g_strdup (found);
}

gboolean
dp_http_head_has_cookie (const DpHttpHead *self,
                         const char       *name,
                         GBytes           *secret)
{
  char *given = dp_http_head_dup_cookie (self, name);
  gboolean right = given != NULL
                   && dp_secret_equal (given, strlen (given), dp_secret_get_text (secret),
                                       g_bytes_get_size (secret));

  dp_secret_free_text (given);
  return right;
}
