/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpg-bytes.h"

/*
 * What gate and judge say to each other. A frame is a header (type, length of what follows) and
 * fields (tag, length, data); numbers are in the machine's byte order, both ends
 * run on it. Each type of frame and each tag has a ceiling in the tables of dpg-frame.c. Text
 * fields end with their only NUL, so that a checked frame lends plain C strings.
 *
 * Trust: the gate must take the judge for an attacker's program (it parses a stranger's bytes), and
 * believes nothing in a frame but what dpg_frame_check() has seen and the gate itself compares. The
 * judge believes the gate.
 */
typedef enum
{
  /* gate to judge */
  DPG_FRAME_REQUEST = 1,
  DPG_FRAME_KEYS,          /* answers NEED_KEYS: KEY_FILE, FAILURE_FILE, NOTE; each may be absent */
  DPG_FRAME_HOME,          /* answers NEED_HOME: TEXT, or NOTE when there is none */
  DPG_FRAME_USERINFO,      /* answers NEED_USERINFO: TEXT, or NOTE */
  DPG_FRAME_PLUGINS_DONE,  /* answers PLUGINS: ALLOWED, RULE */
  /* judge to gate */
  DPG_FRAME_VERDICT = 101, /* the last one */
  DPG_FRAME_NEED_KEYS,     /* ROW, CACHE_NAME, MODE */
  DPG_FRAME_NEED_HOME,     /* the judge wants ~/.opk/auth_id of the login name */
  DPG_FRAME_NEED_USERINFO, /* ROW, TEXT: the access token */
  DPG_FRAME_PLUGINS,       /* VARIABLE "NAME=value" for each plugin variable */
  /* daypass-settings to gate */
  DPG_FRAME_SETTINGS = 201, /* DENIED, HOME_ROOT, VARIABLE, CHAIN, PLUGIN, …; or NOTE alone */
} DpgFrameType;

typedef enum
{
  /* request */
  DPG_FIELD_NOW = 1,       /* int64_t: seconds since the epoch */
  DPG_FIELD_FLAGS,         /* uint32_t: DpgRequestFlags */
  DPG_FIELD_LOGIN,
  DPG_FIELD_TYPE,
  DPG_FIELD_BLOB,
  DPG_FIELD_EXTRA,         /* text, repeated: further arguments, for plugins */
  DPG_FIELD_FILE,          /* uint32_t, repeated: DpgFileKind of fd 3, 4, 5 … */
  DPG_FIELD_FILE_NAME,     /* text, after its FILE: how the log calls it */
  /* answers and questions */
  DPG_FIELD_KEY_FILE,
  DPG_FIELD_FAILURE_FILE,
  DPG_FIELD_TEXT,
  DPG_FIELD_NOTE,          /* text: why there is nothing */
  DPG_FIELD_ROW,           /* uint32_t: line in the providers file */
  DPG_FIELD_CACHE_NAME,    /* text: 64 hexadecimal digits */
  DPG_FIELD_MODE,          /* uint32_t: DpgKeysMode */
  DPG_FIELD_VARIABLE,      /* text, repeated */
  /* verdict; texts for the log are made by dp_text_display() */
  DPG_FIELD_ALLOWED,       /* uint32_t: 0 or 1 */
  DPG_FIELD_LINE,          /* what sshd gets */
  DPG_FIELD_REASON,        /* reason word */
  DPG_FIELD_DETAIL,
  DPG_FIELD_ISSUER,
  DPG_FIELD_SUBJECT,
  DPG_FIELD_IDENTITY,      /* what matched, or its hash */
  DPG_FIELD_FINGERPRINT,
  DPG_FIELD_RULE,          /* "auth_id:12" */
  DPG_FIELD_KEYS_STATE,    /* hit, stale, fetched, none */
  DPG_FIELD_ISSUED_AT,     /* int64_t */
  DPG_FIELD_BOX,           /* what confines the judge */
  DPG_FIELD_WARNING,       /* text, repeated */
  DPG_FIELD_STEP,          /* text, repeated: for --explain, "+what" or "-what" */
  /* settings */
  DPG_FIELD_DENIED,        /* uint32_t: whether the login name is on the deny list */
  DPG_FIELD_HOME_ROOT,     /* uint32_t: home_policy_root */
  DPG_FIELD_CHAIN,         /* uint32_t: a chain command begins; its WORDs follow */
  DPG_FIELD_PLUGIN,        /* uint32_t: number of the file; its SETTINGS_TEXT and WORDs follow */
  DPG_FIELD_SETTINGS_TEXT, /* text: OPKSSH_PLUGIN_CONFIG */
  DPG_FIELD_WORD,          /* text, repeated */
  DPG_FIELD_N
} DpgFieldTag;

typedef enum
{
  DPG_REQUEST_SELF_TEST = 1 << 0,
  DPG_REQUEST_EXPLAIN = 1 << 1,
  DPG_REQUEST_PLUGINS = 1 << 2, /* there may be policy plugins: ask for them */
} DpgRequestFlags;

typedef enum
{
  DPG_FILE_CONFIG = 1,
  DPG_FILE_PROVIDERS,
  DPG_FILE_AUTH_ID,
} DpgFileKind;

typedef enum
{
  DPG_KEYS_CACHED = 1, /* what the cache has; no request to anybody */
  DPG_KEYS_REFRESH,    /* ask for a refresh that nobody waits for; not answered */
  DPG_KEYS_WAIT,       /* ask, wait (DPG_KEYS_WAIT_MS), then what the cache has */
} DpgKeysMode;

#define DPG_FIRST_FILE_FD 3
#define DPG_MAX_FILES 64
#define DPG_KEY_FILE_MAX (1024 * 1024 + 8 * 1024)
#define DPG_FAILURE_FILE_MAX (4 * 1024)
#define DPG_BLOB_MAX (128 * 1024)
#define DPG_LINE_MAX (4 * 1024)
#define DPG_DISPLAY_MAX (4 * 256 + 4) /* DP_DISPLAY_MAX_BYTES */

typedef struct
{
  uint32_t type;
  uint32_t length;
} DpgFrameHeader;

/* A frame as it was received; its data ends with a NUL that does not count. */
typedef struct
{
  DpgFrameType type;
  DpgBytes     bytes;
} DpgFrame;

typedef struct
{
  DpgFieldTag    tag;
  const uint8_t *data;
  size_t         len;
} DpgField;

/* The longest payload of a frame; 0 for a type that does not exist. */
size_t      dpg_frame_max      (uint32_t        type);

/* Writing: begin, put, end. */
void        dpg_frame_begin    (DpgBytes       *bytes,
                                DpgFrameType    type);
void        dpg_frame_put      (DpgBytes       *bytes,
                                DpgFieldTag     tag,
                                const void     *data,
                                size_t          len);
void        dpg_frame_put_text (DpgBytes       *bytes,
                                DpgFieldTag     tag,
                                const char     *text); /* NULL: nothing is put */
void        dpg_frame_put_u32  (DpgBytes       *bytes,
                                DpgFieldTag     tag,
                                uint32_t        value);
void        dpg_frame_put_i64  (DpgBytes       *bytes,
                                DpgFieldTag     tag,
                                int64_t         value);
/* Returns: whether the frame is whole and within its ceiling. */
bool        dpg_frame_end      (DpgBytes       *bytes) __attribute__ ((warn_unused_result));

/* Reading: whether every field of the frame is well formed and within its ceiling. */
bool        dpg_frame_check    (const DpgFrame *frame) __attribute__ ((warn_unused_result));
/* Iterates over a checked frame; *@position starts at 0. */
bool        dpg_frame_next     (const DpgFrame *frame,
                                size_t         *position,
                                DpgField       *out);
/* The first field with @tag. */
bool        dpg_frame_find     (const DpgFrame *frame,
                                DpgFieldTag     tag,
                                DpgField       *out);
const char *dpg_frame_text     (const DpgFrame *frame,
                                DpgFieldTag     tag); /* borrowed; NULL when absent */
uint32_t    dpg_frame_u32      (const DpgFrame *frame,
                                DpgFieldTag     tag,
                                uint32_t        fallback);
int64_t     dpg_frame_i64      (const DpgFrame *frame,
                                DpgFieldTag     tag,
                                int64_t         fallback);
void        dpg_frame_clear    (DpgFrame       *frame);
