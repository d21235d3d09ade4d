/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-env.h"
#include "dp-http-private.h"
#include "dp-secret.h"

struct _DpHttpReply
{
  guint   status;
  GBytes *body;
  gint64  date;
  gint64  arrived;
};

DpHttpReply *
_dp_http_reply_new (SoupMessage      *message,
                    const GByteArray *body)
{
  const char *date = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                   "Date");
  g_autoptr (GDateTime) parsed = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  DpHttpReply *self = g_new0 (DpHttpReply, 1);

  self->status = soup_message_get_status (message);
  self->body = dp_secret_new (body->data, body->len);
  self->date = parsed != NULL ? g_date_time_to_unix (parsed) : 0;
  self->arrived = dp_clock_now ();
  return self;
}

void
dp_http_reply_free (DpHttpReply *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->body);
  g_free (self);
}

guint
dp_http_reply_get_status (const DpHttpReply *self)
{
  return self->status;
}

GBytes *
dp_http_reply_get_body (const DpHttpReply *self)
{
  return self->body;
}

gint64
dp_http_reply_get_date (const DpHttpReply *self)
{
  return self->date;
}

gint64
dp_http_reply_get_arrived (const DpHttpReply *self)
{
  return self->arrived;
}
