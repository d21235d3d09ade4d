/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/*
 * What the gate says to daypass-fetch over its socket: one request and one answer a connection, in
 * the machine's byte order. The request names a line of the providers file, never an issuer: the
 * fetcher reads the file itself.
 */
#define DPG_FETCH_SOCKET "/run/daypass/fetch.sock"
#define DPG_FETCH_MAGIC 0x31595044u /* "DPY1" */
#define DPG_FETCH_TOKEN_MAX (64 * 1024)
#define DPG_FETCH_BODY_MAX (1024 * 1024)

typedef enum
{
  DPG_FETCH_KEYS = 1,     /* answered when the cache has been brought up to date, or cannot be */
  DPG_FETCH_KEYS_NO_WAIT, /* the same; the caller does not stay for the answer */
  DPG_FETCH_USERINFO,     /* the access token follows; the answer has a body */
} DpgFetchOperation;

typedef struct
{
  uint32_t magic;
  uint32_t operation;
  uint32_t row;
  uint32_t length; /* of what follows */
} DpgFetchRequest;

typedef enum
{
  DPG_FETCH_DONE = 1, /* fetched now, or it was fresh already */
  DPG_FETCH_FAILED,   /* tried now, without success */
  DPG_FETCH_RESTING,  /* failed, or asked for the same, a short while ago: not tried */
  DPG_FETCH_NO_ROW,
} DpgFetchStatus;

typedef struct
{
  uint32_t status;
  uint32_t length; /* of the body that follows */
} DpgFetchAnswer;
