/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "dpg-session.h"

#include "dpg-channel.h"
#include "dpg-helpers.h"
#include "dpg-keys.h"
#include "dpg-settings.h"

#include <limits.h>
#include <unistd.h>

#define MAX_ROUNDS 16

/* What the judge may ask for. Each handler answers, or says that it cannot: then all is over. */
static const struct
{
  DpgFrameType type;
  bool       (*handler) (DpgSession *session);
} questions[] = {
  { DPG_FRAME_NEED_KEYS, dpg_keys_answer },
  { DPG_FRAME_NEED_HOME, dpg_helpers_answer_home },
  { DPG_FRAME_NEED_USERINFO, dpg_keys_answer_userinfo },
  { DPG_FRAME_PLUGINS, dpg_helpers_answer_plugins },
};

static bool
start_judge (DpgSession *self)
{
  char path[PATH_MAX];
  char *const argv[] = { path, NULL };
  char *const env[] = { NULL };
  int fds[DPG_MAX_FILES];

  for (int i = 0; i < self->files.n; i++)
    fds[i] = self->files.files[i].fd;

  return dpg_spawn_sibling ("daypass-judge", path, sizeof path)
         && dpg_spawn (path, argv, env, fds, self->files.n, &self->judge);
}

static bool
send_request (DpgSession *self)
{
  const DpgArgs *args = self->args;
  DpgBytes *out = &self->answer;
  uint32_t flags = (args->self_test ? DPG_REQUEST_SELF_TEST : 0)
                   | (args->explain ? DPG_REQUEST_EXPLAIN : 0)
                   | (dpg_settings_may_have_plugins (args) ? DPG_REQUEST_PLUGINS : 0);

  dpg_frame_begin (out, DPG_FRAME_REQUEST);
  dpg_frame_put_i64 (out, DPG_FIELD_NOW, self->now);
  dpg_frame_put_u32 (out, DPG_FIELD_FLAGS, flags);
  dpg_frame_put_text (out, DPG_FIELD_LOGIN, args->login);
  dpg_frame_put_text (out, DPG_FIELD_TYPE, args->type);
  dpg_frame_put_text (out, DPG_FIELD_BLOB, args->blob);
  for (int i = 0; i < args->n_extra; i++)
    dpg_frame_put_text (out, DPG_FIELD_EXTRA, args->extra[i]);
  for (int i = 0; i < self->files.n; i++)
    {
      dpg_frame_put_u32 (out, DPG_FIELD_FILE, (uint32_t) self->files.files[i].kind);
      dpg_frame_put_text (out, DPG_FIELD_FILE_NAME, self->files.files[i].name);
    }

  return dpg_session_reply (self);
}

bool
dpg_session_reply (DpgSession *self)
{
  DpgChannelResult result;

  if (!dpg_frame_end (&self->answer))
    return false;

  /* A judge that has come to its verdict without the answer is gone: the next read will tell. */
  result = dpg_channel_write (self->judge.to, self->answer.data, self->answer.len, self->deadline);
  return result == DPG_CHANNEL_OK || result == DPG_CHANNEL_CLOSED;
}

bool
dpg_session_reply_note (DpgSession   *self,
                        DpgFrameType  type,
                        const char   *note)
{
  dpg_frame_begin (&self->answer, type);
  dpg_frame_put_text (&self->answer, DPG_FIELD_NOTE, note);
  return dpg_session_reply (self);
}

static void
refuse_without_verdict (DpgChannelResult  result,
                        DpgRefusal       *refusal)
{
  switch (result)
    {
    case DPG_CHANNEL_LATE:
      dpg_refusal_set (refusal, "deadline", "no verdict within %d s", DPG_DEADLINE_MS / 1000);
      return;
    case DPG_CHANNEL_MALFORMED:
      dpg_refusal_set (refusal, "judge-malformed", "the judge said something that makes no sense");
      return;
    case DPG_CHANNEL_CLOSED:
    case DPG_CHANNEL_OK:
    default:
      dpg_refusal_set (refusal, "judge-died", "the judge ended without a verdict");
      return;
    }
}

static DpgChannelResult
answer_question (DpgSession *self)
{
  for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
    if (questions[i].type == self->frame.type)
      return questions[i].handler (self) ? DPG_CHANNEL_OK : DPG_CHANNEL_CLOSED;

  return DPG_CHANNEL_MALFORMED;
}

bool
dpg_session_start (DpgSession *self,
                   DpgRefusal *refusal)
{
  if (!dpg_policy_files_open (&self->files, self->args, refusal))
    return false;

  if (!start_judge (self))
    {
      dpg_refusal_set (refusal, "judge-start", "the judge cannot be started");
      return false;
    }

  return true;
}

bool
dpg_session_run (DpgSession *self,
                 DpgRefusal *refusal)
{
  DpgChannelResult result = send_request (self) ? DPG_CHANNEL_OK : DPG_CHANNEL_CLOSED;

  for (int round = 0; result == DPG_CHANNEL_OK; round++)
    {
      result = dpg_channel_receive (self->judge.from, &self->frame, self->deadline);
      if (result != DPG_CHANNEL_OK)
        break;

      if (self->frame.type == DPG_FRAME_VERDICT)
        return dpg_policy_files_are_unchanged (&self->files, refusal);

      result = round < MAX_ROUNDS ? answer_question (self) : DPG_CHANNEL_MALFORMED;
    }

  if (result == DPG_CHANNEL_CLOSED && dpg_now_ms () >= self->deadline)
    result = DPG_CHANNEL_LATE;
  refuse_without_verdict (result, refusal);
  return false;
}

void
dpg_session_end (DpgSession *self)
{
  dpg_child_end (&self->judge);
}
