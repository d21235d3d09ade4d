/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Places of the server, the same on every system: opkssh's, and ours. */
#define DPG_CONFIG_DIR "/etc/opk"
#define DPG_CONFIG_FILE "config.yml"
#define DPG_PROVIDERS_FILE "providers"
#define DPG_AUTH_ID_FILE "auth_id"
#define DPG_AUTH_ID_DIR "auth_id.d" /* Daypass only */
#define DPG_CACHE_DIR "/var/cache/daypass"
#define DPG_RUN_DIR "/run/daypass"
#define DPG_SEEN_FILE "seen"
/* In the cache, behind 64 hexadecimal digits (SHA-256 of the issuer). */
#define DPG_KEYS_SUFFIX ".keys"
#define DPG_FAILED_SUFFIX ".failed"
#define DPG_LOCK_SUFFIX ".lock"
