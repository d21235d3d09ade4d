/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Checks as they cross the bus: (ssassas), see the Manager interface. Arguments are plain text;
 * those that a stranger wrote are made printable by whoever puts them in.
 */
#define DPA_CHECK_TYPE "(ssassas)"
#define DPA_CHECKS_TYPE "a(ssassas)"

/* All: (transfer full), floating. @...: the arguments, NULL terminated. */
GVariant   *dpa_check        (const char        *id,
                              const char        *severity,
                              ...) G_GNUC_NULL_TERMINATED;
GVariant   *dpa_check_full   (const char        *id,
                              const char        *severity,
                              const char *const *args,
                              const char        *fix,
                              const char *const *fix_args);
/* "nothing is wrong" */
GVariant   *dpa_check_none   (void);

/**
 * dpa_check_from_error:
 * @subject: what the sentence is about: the provider's name; for errors of files it is not used
 *
 * A "bad" check whose id is the error's reason word.
 */
GVariant   *dpa_check_from_error (const GError     *error,
                                  const char       *subject) G_GNUC_WARN_UNUSED_RESULT;
/* @ahead: seconds of this computer's clock before the provider's. Adds what is wrong; whether. */
gboolean    dpa_check_add_clock  (GVariantBuilder  *checks,
                                  gint64            ahead);
const char *dpa_check_get_id     (GVariant         *check);

/* Errors of the bus: see the Manager interface. */
#define DPA_BUS_ERROR (dpa_bus_error_quark ())
GQuark dpa_bus_error_quark (void);

typedef enum
{
  DPA_BUS_ERROR_NOT_FOUND,
  DPA_BUS_ERROR_INVALID,
  DPA_BUS_ERROR_NOT_CONFIRMED,
  DPA_BUS_ERROR_NOT_ALLOWED,
  DPA_BUS_ERROR_TOO_OFTEN,
  DPA_BUS_ERROR_GONE,
  DPA_BUS_ERROR_BUSY,
  DPA_BUS_ERROR_CHANGED,
  DPA_BUS_ERROR_LOCKED,
  DPA_BUS_ERROR_FAILED,
  DPA_BUS_ERROR_N
} DpaBusError;

/* Answers an invocation with one of them; returns %TRUE, what a handler returns. */
gboolean dpa_bus_refuse      (GDBusMethodInvocation *invocation,
                              DpaBusError            code,
                              const char            *format,
                              ...) G_GNUC_PRINTF (3, 4);
/* The same from an error of the core or of this domain: Failed with its reason word. */
gboolean dpa_bus_refuse_error (GDBusMethodInvocation *invocation,
                               const GError          *error);

G_END_DECLS
