/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * JSON that a stranger can influence (RFC 8259), read by jansson with duplicate names refused,
 * behind caps of dp-limits.h and getters that fail on a wrong type. Nothing is converted: a number
 * in a string is a string, 1.0 is not an integer. A DpJson is immutable once parsed. Trust: none.
 */
typedef struct json_t DpJson;

typedef enum
{
  DP_JSON_OPTIONAL, /* absent (or null): the out value is NULL or 0 and the call succeeds */
  DP_JSON_REQUIRED, /* absent: DP_ERROR_JSON_MISSING */
} DpJsonNeed;

/* Seeds jansson's hash tables with a random number, once. The first document does it as well; for a
 * program that closes itself in before that. */
void          dp_json_seed          (void);

/**
 * dp_json_parse:
 *
 * One document whose top is an object. Refused: duplicate names, NUL in strings, bad UTF-8, lone
 * surrogates, more than %DP_JSON_MAX bytes, %DP_JSON_MAX_DEPTH levels or %DP_JSON_MAX_MEMBERS
 * members, anything after the document, a byte order mark.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_JSON_SYNTAX, DP_ERROR_LIMIT, DP_ERROR_UTF8, or
 * DP_ERROR_JSON_TYPE when the top is not an object.
 */
DpJson       *dp_json_parse         (const guint8  *data,
                                     gsize          len,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
DpJson       *dp_json_ref           (const DpJson  *self);
void          dp_json_unref         (DpJson        *self);

/* Whether @object has @name at all, null included. */
gboolean      dp_json_has           (const DpJson  *object,
                                     const char    *name);

/* All: DP_ERROR_JSON_TYPE for another type; the out value is borrowed from @object. */
gboolean      dp_json_read_string   (const DpJson  *object,
                                     const char    *name,
                                     DpJsonNeed     need,
                                     const char   **out,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* Integer literals only: no fraction, no exponent, within 64 bits. @present may be NULL. */
gboolean      dp_json_read_int      (const DpJson  *object,
                                     const char    *name,
                                     DpJsonNeed     need,
                                     gint64        *out,
                                     gboolean      *present,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      dp_json_read_bool     (const DpJson  *object,
                                     const char    *name,
                                     DpJsonNeed     need,
                                     gboolean      *out,
                                     gboolean      *present,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      dp_json_read_object   (const DpJson  *object,
                                     const char    *name,
                                     DpJsonNeed     need,
                                     const DpJson **out,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      dp_json_read_array    (const DpJson  *object,
                                     const char    *name,
                                     DpJsonNeed     need,
                                     const DpJson **out,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* An array of strings, at most %DP_CLAIM_LIST_MAX; @out: (transfer container) NULL terminated, of
 * borrowed strings; free with g_free(). With @or_one a bare string counts as a list of one. */
gboolean      dp_json_read_strings  (const DpJson  *object,
                                     const char    *name,
                                     DpJsonNeed     need,
                                     gboolean       or_one,
                                     const char  ***out,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many elements; 0 when @array is no array. */
gsize         dp_json_array_length  (const DpJson  *array);
/* (transfer none) (nullable): element @i when it is an object / a string */
const DpJson *dp_json_array_object  (const DpJson  *array,
                                     gsize          i);
const char   *dp_json_array_string  (const DpJson  *array,
                                     gsize          i);

/**
 * dp_json_dup_scalar:
 *
 * Returns: (transfer full) (nullable): the member as text when it is a string, a boolean ("true",
 * "false") or an integer; %NULL for everything else (finding S6).
 */
char         *dp_json_dup_scalar    (const DpJson  *object,
                                     const char    *name);
/* The same for element @i of an array. */
char         *dp_json_array_dup_scalar (const DpJson *array,
                                        gsize         i);

/* Calls @func for each member's name in sorted order. */
void          dp_json_foreach_name  (const DpJson  *object,
                                     void         (*func) (const char *name, gpointer user_data),
                                     gpointer       user_data);

/* Building our own: (transfer full) an empty object; setters copy text, which is UTF-8. */
DpJson       *dp_json_new_object    (void);
void          dp_json_set_string    (DpJson        *object,
                                     const char    *name,
                                     const char    *value);
void          dp_json_set_int       (DpJson        *object,
                                     const char    *name,
                                     gint64         value);
void          dp_json_set_object    (DpJson        *object,
                                     const char    *name,
                                     const DpJson  *value);

/**
 * dp_json_to_canonical:
 *
 * The canonical form of the protocol (section 1.2): members sorted by bytes at every level, no
 * white space, Go's HTML escapes (< > & U+2028 U+2029), \b \f \n \r \t, other control characters as
 * \u00xx, numbers as the shortest decimal that reads back to the same IEEE double.
 *
 * Returns: (transfer full) (nullable): DP_ERROR_JSON_TYPE for a top-level null member, which Go
 * peers refuse (correction C8).
 */
char         *dp_json_to_canonical  (const DpJson  *self,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpJson, dp_json_unref)

G_END_DECLS
