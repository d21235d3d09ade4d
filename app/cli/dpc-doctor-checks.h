/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-discovery.h"
#include "dp-provider.h"

G_BEGIN_DECLS

typedef enum
{
  DPC_CHECK_GOOD,
  DPC_CHECK_INFO,
  DPC_CHECK_BAD,
} DpcSeverity;

typedef struct
{
  const char *id;       /* stable, for --json */
  DpcSeverity severity;
  char       *sentence;
  char       *fix;      /* (nullable) */
} DpcCheck;

void dpc_check_free          (DpcCheck          *self);
/* All append to @out (element-type DpcCheck). */
void dpc_check_directory     (GPtrArray         *out,
                              const char        *home);
void dpc_check_places        (GPtrArray         *out,
                              const char        *home);
void dpc_check_keys          (GPtrArray         *out,
                              const char        *home);
void dpc_check_ports         (GPtrArray         *out,
                              DpProvider        *provider);
void dpc_check_browser       (GPtrArray         *out);
void dpc_doctor_add_error    (GPtrArray         *out,
                              const char        *id,
                              const char        *about,
                              const GError      *error);
/* What a provider's discovery document, or asking for it, says. @found, @error: (nullable) */
void dpc_doctor_add_provider (GPtrArray         *out,
                              DpProvider        *provider,
                              const DpDiscovery *found,
                              const char        *calls_itself,
                              const GError      *error);
void dpc_doctor_check_scopes (GPtrArray         *out,
                              DpProvider        *provider);
/* An authorization request that asks nobody, for its status; (transfer full) (nullable) */
char *dpc_doctor_dup_probe   (DpProvider        *provider,
                              const DpMetadata  *metadata);
void dpc_doctor_add_probe    (GPtrArray         *out,
                              DpProvider        *provider,
                              guint              status);

G_END_DECLS
