/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <jansson.h>

#include "dp-error.h"

G_BEGIN_DECLS

/*
 * What all tests share. Paths are relative to the folder tests/ of the source (G_TEST_SRCDIR, set
 * by the build). Every function fails the test when something is wrong.
 */

/* The bytes of a file; (transfer full), with a NUL behind them. */
GBytes *dpt_load      (const char *path);
char   *dpt_load_text (const char *path);
/* A JSON file of vectors, of any size; free with json_decref(). */
json_t *dpt_load_json (const char *path);
/* A member that must be a string / the same from base64url / from hexadecimal digits. */
const char *dpt_json_text   (const json_t *object,
                             const char   *name);
GBytes     *dpt_json_base64 (const json_t *object,
                             const char   *name);
GBytes     *dpt_json_hex    (const json_t *object,
                             const char   *name);
GBytes     *dpt_hex         (const char   *digits);

/* That @error is exactly @code; prints both reason words and the message when it is not. */
#define dpt_assert_code(error, code) _dpt_assert_code (G_STRLOC, (error), (code))
void _dpt_assert_code (const char   *where,
                       const GError *error,
                       DpError       code);

/* That @bytes are @text. */
#define dpt_assert_bytes(bytes, text) _dpt_assert_bytes (G_STRLOC, (bytes), (text))
void _dpt_assert_bytes (const char *where,
                        GBytes     *bytes,
                        const char *text);

/*
 * Hostile input: one row of a table for each. @tries is a sentence on what it tries; @code is why
 * it must fail. What @input is, is the check's business.
 */
typedef struct
{
  const char *name;
  const char *tries;
  const char *input;
  DpError     code;
} DptRefused;

/* Sets the error when @row's input is refused, as it must be. */
typedef void (*DptRefusedCheck) (const DptRefused *row,
                                 GError          **error);

/* Adds one test PREFIX/NAME for each row; the table and check must be static. */
#define dpt_add_refused(prefix, rows, check) \
  _dpt_add_refused ((prefix), (rows), G_N_ELEMENTS (rows), (check))
void _dpt_add_refused (const char       *prefix,
                       const DptRefused *rows,
                       gsize             n,
                       DptRefusedCheck   check);

/* g_test_init() with the locale and the private folders that all tests use. */
void dpt_init (int    *argc,
               char ***argv);

G_END_DECLS
