/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-check.h"

#include "dp-error.h"
#include "dp-text.h"

#define CLOCK_TOLERANCE 60 /* decision D11 */

static const char *const no_args[] = { NULL };

static const GDBusErrorEntry bus_errors[] = {
#define ENTRY(code, name) { DPA_BUS_ERROR_##code, APPLICATION_ID ".Agent.Error." name }
  ENTRY (NOT_FOUND, "NotFound"),
  ENTRY (INVALID, "Invalid"),
  ENTRY (NOT_CONFIRMED, "NotConfirmed"),
  ENTRY (NOT_ALLOWED, "NotAllowed"),
  ENTRY (TOO_OFTEN, "TooOften"),
  ENTRY (GONE, "Gone"),
  ENTRY (BUSY, "Busy"),
  ENTRY (CHANGED, "Changed"),
  ENTRY (LOCKED, "Locked"),
  ENTRY (FAILED, "Failed"),
#undef ENTRY
};

/* Where an error's sentence names something else than the provider, or has a fix. */
static const struct
{
  DpError     code;
  const char *fix;
  enum
  {
    SUBJECT,
    SUBJECT_AND_DETAIL,
    DETAIL
  } args;
} errors[] = {
  { DP_ERROR_UNREACHABLE, "diagnose", SUBJECT },
  { DP_ERROR_TLS, "diagnose", SUBJECT },
  { DP_ERROR_HTTP, "retry", SUBJECT_AND_DETAIL },
  { DP_ERROR_PROVIDER, "retry", SUBJECT_AND_DETAIL },
  { DP_ERROR_ACCESS_DENIED, "retry", SUBJECT },
  { DP_ERROR_PORTS_TAKEN, "use-free-port", DETAIL },
  { DP_ERROR_STATE, "retry", SUBJECT },
  { DP_ERROR_NONCE, "retry", SUBJECT },
  { DP_ERROR_TIMED_OUT, "retry", SUBJECT },
  { DP_ERROR_NO_REFRESH_TOKEN, "sign-in", SUBJECT },
  { DP_ERROR_CLOCK, "diagnose", SUBJECT },
  { DP_ERROR_CLOCK_BEHIND, "diagnose", SUBJECT },
  { DP_ERROR_FILE, "retry", DETAIL },
  { DP_ERROR_FILE_FOREIGN, "retry", DETAIL },
  { DP_ERROR_FILE_READ_ONLY, "retry", DETAIL },
  { DP_ERROR_URL, "edit-provider", DETAIL },
  { DP_ERROR_USAGE, "edit-provider", SUBJECT },
  { DP_ERROR_ISSUER_MISMATCH, "edit-provider", DETAIL },
};

GQuark
dpa_bus_error_quark (void)
{
  static gsize quark;

  G_STATIC_ASSERT (G_N_ELEMENTS (bus_errors) == DPA_BUS_ERROR_N);
  g_dbus_error_register_error_domain ("dpa-bus-error-quark", &quark, bus_errors,
                                      G_N_ELEMENTS (bus_errors));
  return (GQuark) quark;
}

GVariant *
dpa_check_full (const char        *id,
                const char        *severity,
                const char *const *args,
                const char        *fix,
                const char *const *fix_args)
{
  return g_variant_new ("(ss^ass^as)", id, severity, args != NULL ? args : no_args, fix,
                        fix_args != NULL ? fix_args : no_args);
}

GVariant *
dpa_check (const char *id,
           const char *severity,
           ...)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  const char *arg;
  va_list list;

  va_start (list, severity);
  while ((arg = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (args, (gpointer) arg);
  va_end (list);
  g_ptr_array_add (args, NULL);
  return dpa_check_full (id, severity, (const char *const *) args->pdata, "", NULL);
}

GVariant *
dpa_check_none (void)
{
  return dpa_check_full ("", "good", NULL, "", NULL);
}

GVariant *
dpa_check_from_error (const GError *error,
                      const char   *subject)
{
  DpError code = dp_error_code (error);
  g_autofree char *detail = dp_text_display (error->message, -1);
  const char *args[] = { subject, NULL, NULL };
  const char *edit_args[] = { subject, NULL };
  const char *fix = "retry";

  if (code == DP_ERROR_N)
    args[0] = detail;
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      if (errors[i].code != code)
        continue;
      fix = errors[i].fix;
      if (errors[i].args == DETAIL)
        args[0] = detail;
      else if (errors[i].args == SUBJECT_AND_DETAIL)
        args[1] = detail;
    }
  return dpa_check_full (dp_error_reason (error), "bad", args, fix,
                         g_str_equal (fix, "edit-provider") ? edit_args : NULL);
}

gboolean
dpa_check_add_clock (GVariantBuilder *checks,
                     gint64           ahead)
{
  g_autofree char *minutes
    = g_strdup_printf ("%" G_GINT64_FORMAT, (ABS (ahead) + 59) / 60);
  const char *args[] = { minutes, NULL };

  if (ABS (ahead) <= CLOCK_TOLERANCE)
    return FALSE;
  g_variant_builder_add_value (checks, dpa_check_full (ahead > 0 ? "clock-fast" : "clock-slow",
                                                       "bad", args, "set-time", NULL));
  return TRUE;
}

const char *
dpa_check_get_id (GVariant *check)
{
  const char *id;

  g_variant_get_child (check, 0, "&s", &id);
  return id;
}

gboolean
dpa_bus_refuse (GDBusMethodInvocation *invocation,
                DpaBusError            code,
                const char            *format,
                ...)
{
  va_list args;

  va_start (args, format);
  g_dbus_method_invocation_return_error_valist (invocation, DPA_BUS_ERROR, (int) code, format,
                                                args);
  va_end (args);
  return TRUE;
}

gboolean
dpa_bus_refuse_error (GDBusMethodInvocation *invocation,
                      const GError          *error)
{
  if (error->domain == DPA_BUS_ERROR)
    g_dbus_method_invocation_return_gerror (invocation, error);
  else
    dpa_bus_refuse (invocation, DPA_BUS_ERROR_FAILED, "%s: %s", dp_error_reason (error),
                    error->message);
  return TRUE;
}
