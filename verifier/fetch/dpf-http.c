/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpf-http.h"

#include <curl/curl.h>
#include <string.h>

#include "dp-key-cache.h"
#include "dp-limits.h"
#include "dp-secret.h"
#include "dp-url.h"

#define MAX_REDIRECTS 3
#define HEADERS_MAX (64 * 1024)
#define USER_AGENT "daypass-fetch/" PACKAGE_VERSION

static const char *http_ca_file;
static const char *http_ca_dir;

/* What comes in, with its ceilings. */
typedef struct
{
  GByteArray *body;
  gsize       headers;
  gboolean    overflow;
} Incoming;

void
dpf_http_init (const char *ca_file,
               const char *ca_dir)
{
  http_ca_file = ca_file;
  http_ca_dir = ca_dir;
  curl_global_init (CURL_GLOBAL_DEFAULT);
}

void
dpf_http_answer_clear (DpfHttpAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->etag, g_free);
}

static size_t
body_cb (char  *data,
         size_t size,
         size_t n,
         void  *user_data)
{
  Incoming *incoming = user_data;
  gsize len = size * n;

  if (len > DP_JSON_MAX - incoming->body->len)
    {
      incoming->overflow = TRUE;
      return 0;
    }

  g_byte_array_append (incoming->body, (const guint8 *) data, (guint) len);
  return len;
}

static size_t
header_cb (char  *data,
           size_t size,
           size_t n,
           void  *user_data)
{
  Incoming *incoming = user_data;
  gsize len = size * n;

  if (len > HEADERS_MAX - incoming->headers)
    {
      incoming->overflow = TRUE;
      return 0;
    }

  incoming->headers += len;
  return len;
}

static struct curl_slist *
build_headers (const DpfHttpRequest *request)
{
  struct curl_slist *list = curl_slist_append (NULL, "Accept: application/json");
  g_autofree char *condition = NULL;
  char *authorization;

  if (request->etag != NULL)
    {
      condition = g_strconcat ("If-None-Match: ", request->etag, NULL);
      list = curl_slist_append (list, condition);
    }

  if (request->bearer != NULL)
    {
      authorization = g_strconcat ("Authorization: Bearer ", request->bearer, NULL);
      list = curl_slist_append (list, authorization);
      dp_secret_free_text (authorization);
    }

  return list;
}

/* Everything that does not depend on the address. */
static void
set_limits (CURL     *curl,
            gint64    deadline,
            Incoming *incoming)
{
  gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, (long) MAX (left, 1));
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_MAXFILESIZE, (long) DP_JSON_MAX);
  curl_easy_setopt (curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt (curl, CURLOPT_USERAGENT, USER_AGENT);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, body_cb);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, incoming);
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, incoming);
  if (http_ca_file != NULL)
    curl_easy_setopt (curl, CURLOPT_CAINFO, http_ca_file);
  if (http_ca_dir != NULL)
    curl_easy_setopt (curl, CURLOPT_CAPATH, http_ca_dir);
}

static gboolean
set_url (CURL        *curl,
         const char  *url,
         GError     **error)
{
  /* https, or http to a loopback host, and nothing else: dp_url_check() knows */
  if (!dp_url_check (url, error))
    return FALSE;

  curl_easy_setopt (curl, CURLOPT_URL, url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR,
                    g_str_has_prefix (url, "https:") ? "https" : "http,https");
  /* without TLS it stays on this machine: no proxy, whatever env_vars says */
  if (!g_str_has_prefix (url, "https:"))
    curl_easy_setopt (curl, CURLOPT_NOPROXY, "*");
  return TRUE;
}

static gboolean
set_error_of_curl (CURLcode         code,
                   const Incoming  *incoming,
                   GError         **error)
{
  if (incoming->overflow || code == CURLE_FILESIZE_EXCEEDED)
    return dp_error_set (error, DP_ERROR_LIMIT, "the answer is too big");

  switch ((int) code)
    {
    case CURLE_OPERATION_TIMEDOUT:
      return dp_error_set (error, DP_ERROR_TIMED_OUT, "no whole answer in time");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return dp_error_set (error, DP_ERROR_TLS, "%s", curl_easy_strerror (code));
    case CURLE_PARTIAL_FILE:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_GOT_NOTHING:
      return dp_error_set (error, DP_ERROR_HTTP, "%s", curl_easy_strerror (code));
    default:
      return dp_error_set (error, DP_ERROR_UNREACHABLE, "%s", curl_easy_strerror (code));
    }
}

static const char *
find_header (CURL       *curl,
             const char *name)
{
  struct curl_header *header = NULL;

  return curl_easy_header (curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK
    ? header->value : NULL;
}

/* A page for people instead of an answer: a captive portal, or a proxy's error. */
static gboolean
is_a_web_page (CURL *curl)
{
  const char *type = find_header (curl, "Content-Type");

  return type != NULL && g_ascii_strncasecmp (type, "text/html", strlen ("text/html")) == 0;
}

/* @may_be_old: whether "not modified" is an answer to what was asked */
static gboolean
take_answer (CURL           *curl,
             long            status,
             gboolean        may_be_old,
             Incoming       *incoming,
             DpfHttpAnswer  *out,
             GError        **error)
{
  const char *etag = find_header (curl, "ETag");

  if (status != 200 && !(status == 304 && may_be_old))
    return dp_error_set (error, DP_ERROR_HTTP, "status %ld", status);

  if (status == 200 && is_a_web_page (curl))
    return dp_error_set (error, DP_ERROR_HTTP, "a web page instead of JSON");

  out->not_modified = status == 304;
  out->etag = etag != NULL && dp_key_cache_is_etag (etag) ? g_strdup (etag) : NULL;
  out->lifetime = dp_key_cache_lifetime (find_header (curl, "Cache-Control"),
                                         find_header (curl, "Age"));
  out->body = status == 200 ? g_bytes_new (incoming->body->data, incoming->body->len) : NULL;
  return TRUE;
}

/* The address that a redirect leads to, on the same host; NULL with @error set otherwise. */
static char *
check_redirect (CURL        *curl,
                const char  *from,
                guint        so_far,
                GError     **error)
{
  g_autoptr (GUri) old = NULL;
  g_autoptr (GUri) new = NULL;
  char *to = NULL;

  if (so_far >= MAX_REDIRECTS)
    {
      dp_error_set (error, DP_ERROR_HTTP, "more than %d redirects", MAX_REDIRECTS);
      return NULL;
    }

  curl_easy_getinfo (curl, CURLINFO_REDIRECT_URL, &to);
  old = dp_url_parse (from, error);
  if (old == NULL)
    return NULL;

  new = to != NULL ? dp_url_parse (to, NULL) : NULL;
  if (new == NULL || !dp_url_same_origin (old, new))
    {
      dp_error_set (error, DP_ERROR_HTTP, "a redirect to another place");
      return NULL;
    }

  return g_strdup (to);
}

/* One exchange. @next: (out): where it redirects to, NULL if it does not. */
static gboolean
exchange (CURL                  *curl,
          const DpfHttpRequest  *request,
          const char            *url,
          long                  *status,
          Incoming              *incoming,
          GError               **error)
{
  struct curl_slist *headers;
  CURLcode code;

  if (g_get_monotonic_time () >= request->deadline)
    return dp_error_set (error, DP_ERROR_TIMED_OUT, "no time is left");

  if (!set_url (curl, url, error))
    return FALSE;

  g_byte_array_set_size (incoming->body, 0);
  incoming->headers = 0;
  set_limits (curl, request->deadline, incoming);
  headers = build_headers (request);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  code = curl_easy_perform (curl);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, NULL);
  curl_slist_free_all (headers);
  if (code != CURLE_OK)
    return set_error_of_curl (code, incoming, error);

  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, status);
  return TRUE;
}

static gboolean
is_redirect (long status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static gboolean
get_with (CURL                  *curl,
          const DpfHttpRequest  *request,
          DpfHttpAnswer         *out,
          gint64                *retry_after,
          GError               **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree char *url = g_strdup (request->url);
  Incoming incoming = { .body = body };
  curl_off_t pause = 0;
  long status = 0;

  for (guint redirects = 0;; redirects++)
    {
      char *next;

      if (!exchange (curl, request, url, &status, &incoming, error))
        return FALSE;

      if (!request->redirects || !is_redirect (status))
        break;

      next = check_redirect (curl, url, redirects, error);
      if (next == NULL)
        return FALSE;

      g_free (url);
      url = next;
    }

  if (curl_easy_getinfo (curl, CURLINFO_RETRY_AFTER, &pause) == CURLE_OK)
    *retry_after = pause;

  return take_answer (curl, status, request->etag != NULL, &incoming, out, error);
}

gboolean
dpf_http_get (const DpfHttpRequest  *request,
              DpfHttpAnswer         *out,
              gint64                *retry_after,
              GError               **error)
{
  CURL *curl = curl_easy_init ();
  gboolean good;

  *out = (DpfHttpAnswer) { 0 };
  *retry_after = 0;
  if (curl == NULL)
    return dp_error_set (error, DP_ERROR_UNREACHABLE, "libcurl cannot start");

  good = get_with (curl, request, out, retry_after, error);
  curl_easy_cleanup (curl);
  return good;
}
