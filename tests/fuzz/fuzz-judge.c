/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole judge but for its box and its pipes: a certificate, the administrator's files and the
 * gate's answers through every step to the verdict.
 *
 * An input is text in sections, with a line "%%" between them; those at the end may be missing:
 *
 *   login name / certificate / auth_id / home policy / providers / config.yml / userinfo / key file
 *
 * The certificate is "TYPE BASE64", or claims "{…}" with, in a line behind them, those of a
 * refreshed token: they are signed here, because no fuzzer finds a signature, and what follows a
 * good one is to be reached. Without a key file the cache has good keys.
 */
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dp-key-cache.h"
#include "dpg-line.h"
#include "dpj-case.h"
#include "dpt-token.h"

/* The gate's descriptors, out of the way of those that the process has. */
#define FIRST_FD 60
#define CLAIMS_MAX (8 * 1024)

enum
{
  LOGIN,
  CERTIFICATE,
  AUTH_ID,
  HOME,
  PROVIDERS,
  CONFIG,
  USERINFO,
  KEY_FILE,
  N_SECTIONS
};

static struct
{
  char *sections[N_SECTIONS]; /* NULL: missing */
  DpgFrame verdict;
} gate;

/* What was written is a whole frame, and is received as the other end would. */
static DpgFrameType
receive (DpgBytes *written,
         DpgFrame *out)
{
  DpgFrameHeader header = { 0 };

  g_assert_true (dpg_frame_end (written));
  g_assert_true (dpg_copy (&header, sizeof header, written->data, sizeof header));
  dpg_frame_clear (out);
  out->type = (DpgFrameType) header.type;
  out->bytes.max = header.length + 1;
  dpg_bytes_append (&out->bytes, written->data + sizeof header, header.length);
  dpg_bytes_append (&out->bytes, "", 1);
  out->bytes.len--;
  g_assert_cmpuint (out->bytes.len, ==, header.length);
  g_assert_true (dpg_frame_check (out));
  return out->type;
}

/* The keys of dpt-token.h look for a file of theirs. */
static void
init_once (void)
{
  static char *argv[] = { (char *) "fuzz-judge", NULL };
  char **arguments = argv;
  int argc = 1;

  if (!g_test_initialized ())
    g_test_init (&argc, &arguments, NULL);
}

/* In place of dpj-ask.c: the gate is this process. */
gboolean
dpj_tell (DpgBytes  *frame,
          GError   **error)
{
  DpgFrame told = { 0 };

  if (receive (frame, &told) == DPG_FRAME_VERDICT)
    gate.verdict = told;
  else
    dpg_frame_clear (&told);
  return TRUE;
}

static void
put_section (DpgBytes    *out,
             DpgFieldTag  tag,
             int          section)
{
  const char *text = gate.sections[section];

  if (text == NULL)
    dpg_frame_put_text (out, DPG_FIELD_NOTE, "absent");
  else
    dpg_frame_put (out, tag, text, strlen (text));
}

static void
put_key_file (DpgBytes *out)
{
  static GBytes *good;

  if (gate.sections[KEY_FILE] != NULL)
    {
      put_section (out, DPG_FIELD_KEY_FILE, KEY_FILE);
      put_section (out, DPG_FIELD_FAILURE_FILE, KEY_FILE);
      return;
    }
  if (good == NULL)
    {
      g_autofree char *keys = dpt_token_keys_text ("");
      g_autoptr (GBytes) jwks = g_bytes_new (keys, strlen (keys));
      const DpKeyCache cache = { .issuer = (char *) DPT_ISSUER, .fetched_at = DPT_NOW,
                                 .fresh_until = DPT_NOW + 3600, .refresh_at = DPT_NOW + 1800,
                                 .jwks = jwks };

      good = dp_key_cache_build (&cache);
    }
  dpg_frame_put (out, DPG_FIELD_KEY_FILE, g_bytes_get_data (good, NULL), g_bytes_get_size (good));
}

gboolean
dpj_await (DpgFrameType   expected,
           DpgFrame      *answer,
           GError       **error)
{
  DpgBytes out = { 0 };

  dpg_frame_begin (&out, expected);
  if (expected == DPG_FRAME_KEYS)
    put_key_file (&out);
  else if (expected == DPG_FRAME_HOME)
    put_section (&out, DPG_FIELD_TEXT, HOME);
  else if (expected == DPG_FRAME_USERINFO)
    put_section (&out, DPG_FIELD_TEXT, USERINFO);
  else
    dpg_frame_put_u32 (&out, DPG_FIELD_ALLOWED, 0);
  g_assert_cmpint (receive (&out, answer), ==, expected);
  dpg_bytes_clear (&out);
  return TRUE;
}

gboolean
dpj_ask (DpgBytes      *question,
         DpgFrameType   expected,
         DpgFrame      *answer,
         GError       **error)
{
  return dpj_tell (question, error) && dpj_await (expected, answer, error);
}

static void
put_file (DpgBytes    *request,
          int          number,
          DpgFileKind  kind,
          const char  *name,
          int          section)
{
  const char *text = gate.sections[section] != NULL ? gate.sections[section] : "";
  size_t len = strlen (text);
  int fd = memfd_create (name, MFD_CLOEXEC);

  g_assert_cmpint (write (fd, text, len), ==, (gssize) len);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  g_assert_cmpint (dup2 (fd, FIRST_FD + number), ==, FIRST_FD + number);
  close (fd);
  dpg_frame_put_u32 (request, DPG_FIELD_FILE, (guint32) kind);
  dpg_frame_put_text (request, DPG_FIELD_FILE_NAME, name);
}

/* (transfer full): "TYPE BASE64" */
static char *
make_certificate (const char *text)
{
  g_auto (GStrv) claims = NULL;
  g_autofree char *pkt = NULL;
  DptToken spec = { 0 };

  if (text[0] != '{' || strlen (text) > CLAIMS_MAX)
    return g_strdup (text);
  claims = g_strsplit (text, "\n", 2);
  spec.claims = claims[0];
  spec.refreshed = claims[1];
  spec.access_token = gate.sections[USERINFO] != NULL ? "token" : NULL;
  pkt = dpt_token_build (&spec);
  return dpt_token_certificate (&spec, pkt);
}

/* FALSE when the gate would not have asked. */
static gboolean
make_request (DpgFrame *out)
{
  g_autofree char *certificate = make_certificate (gate.sections[CERTIFICATE]);
  char *space = strchr (certificate, ' ');
  DpgBytes request = { 0 };
  gboolean good;

  if (space == NULL)
    return FALSE;
  *space = '\0';
  dpg_frame_begin (&request, DPG_FRAME_REQUEST);
  dpg_frame_put_i64 (&request, DPG_FIELD_NOW, DPT_NOW);
  dpg_frame_put_u32 (&request, DPG_FIELD_FLAGS, DPG_REQUEST_EXPLAIN);
  dpg_frame_put_text (&request, DPG_FIELD_LOGIN, gate.sections[LOGIN]);
  dpg_frame_put_text (&request, DPG_FIELD_TYPE, certificate);
  dpg_frame_put_text (&request, DPG_FIELD_BLOB, space + 1);
  for (int fd = DPG_FIRST_FILE_FD; fd < FIRST_FD; fd++)
    dpg_frame_put_u32 (&request, DPG_FIELD_FILE, 0);
  put_file (&request, 0, DPG_FILE_PROVIDERS, "providers", PROVIDERS);
  put_file (&request, 1, DPG_FILE_AUTH_ID, "auth_id", AUTH_ID);
  if (gate.sections[CONFIG] != NULL)
    put_file (&request, 2, DPG_FILE_CONFIG, "config.yml", CONFIG);
  good = !request.failed;
  if (good)
    receive (&request, out);
  dpg_bytes_clear (&request);
  return good;
}

/* The judge ends by _exit() and frees nothing. */
static void
case_free (DpjCase *self)
{
  dpg_frame_clear (&self->request);
  g_clear_pointer (&self->config, dp_config_free);
  g_clear_pointer (&self->providers, dp_providers_free);
  g_clear_pointer (&self->cert, dp_ssh_cert_free);
  g_clear_pointer (&self->pkt, dp_pkt_free);
  g_clear_pointer (&self->identity, dp_identity_unref);
  g_clear_pointer (&self->userinfo, dp_claims_unref);
  g_free (self->rule);
  g_free (self->line);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->near);
  g_free (self);
}

/* What the log will get is printable, whoever wrote it. */
static void
check_texts (void)
{
  size_t position = 0;
  DpgField field;

  while (dpg_frame_next (&gate.verdict, &position, &field))
    if (field.tag != DPG_FIELD_ALLOWED && field.tag != DPG_FIELD_ISSUED_AT)
      for (const guint8 *at = field.data; *at != '\0'; at++)
        g_assert_true (*at >= ' ' && *at != 0x7f);
}

static void
check_allowed (const DpjCase *self)
{
  const char *line = dpg_frame_text (&gate.verdict, DPG_FIELD_LINE);

  g_assert_nonnull (self->identity);
  g_assert_nonnull (self->row);
  g_assert_nonnull (self->rule);
  g_assert_cmpstr (line, ==, self->line);
  g_assert_true (dpg_line_is_sane (line, self->login));
  /* somebody wrote a row */
  g_assert_true ((gate.sections[AUTH_ID] != NULL && *gate.sections[AUTH_ID] != '\0')
                 || (gate.sections[HOME] != NULL && *gate.sections[HOME] != '\0'));
}

static void
judge (DpgFrame *request)
{
  static const DpjBox box = { TRUE, TRUE, TRUE, 7, TRUE };
  g_autoptr (GError) error = NULL;
  DpjCase *self = dpj_case_new (request, &box);
  gboolean allowed = dpj_case_run (self, &error);

  g_assert_true (allowed == (error == NULL));
  g_assert_true (allowed || error->domain == DP_ERROR);
  if (!allowed)
    dpj_case_hint (self, error);
  g_assert_true (dpj_case_send_verdict (self, error));
  g_assert_cmpint (gate.verdict.type, ==, DPG_FRAME_VERDICT);
  g_assert_cmpuint (dpg_frame_u32 (&gate.verdict, DPG_FIELD_ALLOWED, 2), ==, allowed);
  check_texts ();
  if (allowed)
    check_allowed (self);
  dpg_frame_clear (&gate.verdict);
  case_free (self);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) sections = g_strsplit (text, "\n%%\n", N_SECTIONS);
  DpgFrame request = { 0 };
  guint n = g_strv_length (sections);

  if (n <= PROVIDERS)
    return 0;
  init_once ();
  for (guint i = 0; i < N_SECTIONS; i++)
    gate.sections[i] = i < n ? sections[i] : NULL;
  if (make_request (&request))
    judge (&request);
  return 0;
}
