/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-sign-in.h"

#include "dp-error.h"
#include "dp-login.h"
#include "dp-text.h"
#include "dpa-check.h"
#include "dpa-flow.h"
#include "dpa-round.h"
#include "dpa-sign-in-private.h"

/* An ended request stays for those who were about to look. */
#define LINGER_SECONDS 10

struct _DpaSignIn
{
  GObject parent_instance;

  DpaAccount    *account;
  char          *path;
  char          *starter; /* (nullable) */
  DpBusSignIn   *bus;
  DpLogin       *login;
  GCancellable  *cancellable;
  DpLoginResult *result; /* proven, and waiting for the person's word */
  guint          limit;  /* ends the waiting */
  gboolean       unanswered; /* nobody did what was theirs to do */
  gboolean       ended;
};

enum
{
  STEP,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DpaSignIn, dpa_sign_in, G_TYPE_OBJECT)

static const char *const steps[DP_LOGIN_N] = {
  [DP_LOGIN_IDLE] = "contact",
  [DP_LOGIN_DISCOVERING] = "contact",
  [DP_LOGIN_BROWSER] = "browser",
  [DP_LOGIN_EXCHANGING] = "proof",
  [DP_LOGIN_PROVING] = "proof",
  [DP_LOGIN_DONE] = "key",
};

const char *
dpa_sign_in_get_path (DpaSignIn *self)
{
  return self->path;
}

const char *
dpa_sign_in_get_reason (DpaSignIn *self)
{
  return dp_bus_sign_in_get_reason (self->bus);
}

DpBusSignIn *
dpa_sign_in_get_bus (DpaSignIn *self)
{
  return self->bus;
}

const char *
dpa_sign_in_get_starter (DpaSignIn *self)
{
  return self->starter;
}

static gboolean
in_step (DpaSignIn  *self,
         const char *step)
{
  return !self->ended && g_strcmp0 (dp_bus_sign_in_get_step (self->bus), step) == 0;
}

const char *
dpa_sign_in_get_other_person (DpaSignIn *self)
{
  return in_step (self, "other-person") ? dp_bus_sign_in_get_identity (self->bus) : NULL;
}

static gboolean
leave_bus (gpointer user_data)
{
  DpaSignIn *self = user_data;
  DpaAgent *agent = dpa_account_get_agent (self->account);

  g_dbus_object_manager_server_unexport (dpa_agent_get_objects (agent), self->path);
  return G_SOURCE_REMOVE;
}

/* The one place where a request ends. */
static void
end (DpaSignIn  *self,
     const char *step)
{
  gboolean signed_in = g_str_equal (step, "done");

  if (self->ended)
    return;
  self->ended = TRUE;
  dpa_flow_tell_browser (self->login, signed_in ? NULL : dp_bus_sign_in_get_problem (self->bus));
  g_clear_handle_id (&self->limit, g_source_remove);
  g_clear_pointer (&self->result, dp_login_result_unref);
  dp_bus_sign_in_set_step (self->bus, step);
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, LINGER_SECONDS, leave_bus, g_object_ref (self),
                              g_object_unref);
  g_signal_emit (self, signals[ENDED], 0, self->unanswered || g_str_equal (step, "cancelled"));
  if (dpa_account_get_sign_in (self->account) == self)
    dpa_account_set_sign_in (self->account, NULL);
}

static void
fail (DpaSignIn    *self,
      const GError *error)
{
  const DpaProvider *provider = dpa_account_get_provider (self->account);
  g_autoptr (GVariant) check = NULL;

  if (dp_error_code (error) == DP_ERROR_CANCELLED)
    {
      end (self, "cancelled");
      return;
    }
  g_message ("sign-in of account %s failed: %s", dpa_account_get_id (self->account),
             dp_error_reason (error));
  check = g_variant_ref_sink (dpa_check_from_error (error, provider != NULL ? provider->name : ""));
  dp_bus_sign_in_set_problem (self->bus, check);
  /* without a network there is nothing to mend but the network, and the state says that */
  if (dpa_account_is_online (self->account) || dp_error_code (error) != DP_ERROR_UNREACHABLE)
    dpa_account_set_problem (self->account, check);
  end (self, "failed");
}

static void
accept (DpaSignIn *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DpLoginResult) result = g_steal_pointer (&self->result);

  dp_bus_sign_in_set_step (self->bus, "key");
  if (dpa_flow_keep (self->account, result, &error))
    end (self, "done");
  else
    fail (self, error);
}

/* Ten minutes for the browser, and ten for the person's word after it; a suspend counts. */
static gboolean
waited_too_long (gpointer user_data)
{
  DpaSignIn *self = user_data;
  g_autoptr (GError) error = NULL;

  self->limit = 0;
  self->unanswered = TRUE;
  dp_error_set (&error, DP_ERROR_TIMED_OUT, "nobody answered");
  g_cancellable_cancel (self->cancellable);
  fail (self, error);
  return G_SOURCE_REMOVE;
}

static void
start_limit (DpaSignIn *self)
{
  g_clear_handle_id (&self->limit, g_source_remove);
  self->limit = dpa_clock_add_limit (DP_LOGIN_SECONDS, waited_too_long, self);
}

static void
ask (DpaSignIn  *self,
     const char *step)
{
  const DpaRecord *record = dpa_account_get_record (self->account);
  g_autofree char *identity = dp_text_display (dp_login_result_get_identity (self->result), -1);
  g_autofree char *expected = dp_text_display (record->identity, -1);

  dp_bus_sign_in_set_identity (self->bus, identity);
  dp_bus_sign_in_set_expected_identity (self->bus, expected);
  dp_bus_sign_in_set_ends_at (self->bus, dpa_agent_get_now (dpa_account_get_agent (self->account))
                                             + DP_LOGIN_SECONDS);
  dp_bus_sign_in_set_step (self->bus, step);
  dpa_flow_tell_browser (self->login, NULL);
  dpa_agent_changed (dpa_account_get_agent (self->account));
  start_limit (self);
}

static void
ran (GObject      *source,
     GAsyncResult *result,
     gpointer      user_data)
{
  g_autoptr (DpaSignIn) self = user_data;
  g_autoptr (GError) error = NULL;
  DpaRecord *record = dpa_account_get_record (self->account);

  self->result = dp_login_run_finish (DP_LOGIN (source), result, &error);
  if (self->ended)
    return;
  if (self->result == NULL)
    fail (self, error);
  else if (*record->subject == '\0')
    ask (self, "confirm");
  else if (dpa_flow_is_owner (record, self->result))
    accept (self);
  else
    {
      record->choose_person = TRUE;
      ask (self, "other-person");
    }
}

static void
state_changed (DpaSignIn    *self,
               DpLoginState  state)
{
  if (!self->ended && (guint) state < DP_LOGIN_N && steps[state] != NULL)
    {
      dp_bus_sign_in_set_step (self->bus, steps[state]);
      g_signal_emit (self, signals[STEP], 0);
    }
}

void
dpa_sign_in_cancel (DpaSignIn *self)
{
  if (self->ended)
    return;
  dpa_rate_cancelled (dpa_account_get_rate (self->account), dpa_clock_get_steady ());
  g_cancellable_cancel (self->cancellable);
  end (self, "cancelled");
}

gboolean
dpa_sign_in_is_in_browser (DpaSignIn *self)
{
  return !self->ended && dp_login_get_state (self->login) == DP_LOGIN_BROWSER;
}

DpaAccount *
dpa_sign_in_get_account (DpaSignIn *self)
{
  return self->account;
}

DpLogin *
dpa_sign_in_get_login (DpaSignIn *self)
{
  return self->login;
}

static gboolean
expect_step (DpaSignIn  *self,
             const char *step,
             GError    **error)
{
  if (!in_step (self, step))
    g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_GONE, "it is not at the step \"%s\"", step);
  return in_step (self, step);
}

gboolean
dpa_sign_in_confirm (DpaSignIn *self,
                     gboolean   yes,
                     GError   **error)
{
  if (!expect_step (self, "confirm", error))
    return FALSE;
  if (yes)
    accept (self);
  else
    {
      dpa_account_get_record (self->account)->choose_person = TRUE;
      end (self, "cancelled");
    }
  return TRUE;
}

gboolean
dpa_sign_in_resolve (DpaSignIn   *self,
                     gboolean     add,
                     DpaAccount **other,
                     GError     **error)
{
  if (!expect_step (self, "other-person", error))
    return FALSE;
  *other = NULL;
  if (add)
    *other = dpa_flow_hand_over (self->account, self->result, error);
  end (self, "cancelled");
  return !add || *other != NULL;
}

static void
dpa_sign_in_dispose (GObject *object)
{
  DpaSignIn *self = DPA_SIGN_IN (object);

  g_clear_handle_id (&self->limit, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->result, dp_login_result_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->login);
  g_clear_object (&self->bus);
  g_clear_object (&self->account);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->starter, g_free);
  G_OBJECT_CLASS (dpa_sign_in_parent_class)->dispose (object);
}

static void
dpa_sign_in_class_init (DpaSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dpa_sign_in_dispose;
  signals[STEP] = g_signal_new ("step", DPA_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", DPA_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
dpa_sign_in_init (DpaSignIn *self)
{
}

DpaSignIn *
dpa_sign_in_start (DpaAccount *account,
                   const char *starter,
                   const char *who,
                   GError    **error)
{
  const DpaProvider *provider = dpa_account_get_provider (account);
  DpaSignIn *running = dpa_account_get_sign_in (account);
  g_autoptr (DpaSignIn) self = NULL;
  g_autoptr (DpLogin) login = NULL;

  if (running != NULL)
    return running;
  if (provider == NULL)
    {
      g_set_error (error, DPA_BUS_ERROR, DPA_BUS_ERROR_NOT_FOUND, "the account's provider is gone");
      return NULL;
    }
  login = dpa_flow_make_login (account, provider, error);
  if (login == NULL)
    return NULL;
  self = g_object_new (DPA_TYPE_SIGN_IN, NULL);
  self->account = g_object_ref (account);
  self->starter = g_strdup (starter);
  self->path = dpa_round_dup_path (dpa_agent_get_round (dpa_account_get_agent (account)), account);
  self->bus = dp_bus_sign_in_skeleton_new ();
  self->login = g_steal_pointer (&login);
  self->cancellable = g_cancellable_new ();
  dpa_sign_in_connect_methods (self);
  dpa_sign_in_export (self, account, provider, who);
  g_signal_connect_object (self->login, "state-changed", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  dpa_account_get_record (account)->choose_person = FALSE;
  dpa_account_set_problem (account, NULL);
  dpa_account_set_sign_in (account, self);
  start_limit (self);
  dp_login_run_async (self->login, self->cancellable, ran, g_object_ref (self));
  return self;
}
