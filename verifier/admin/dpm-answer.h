/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dpm-json.h"

G_BEGIN_DECLS

/* A decision of the verifier, asked for now or found in the log, and how `explain` shows it. */
typedef struct _DpmAnswer DpmAnswer;

DpmAnswer  *dpm_answer_new      (void);
void        dpm_answer_free     (DpmAnswer       *self);

/* One line of what the gate prints for --explain: "step=+what held", "step=-what would help",
 * "warning=text", else "name=value". */
void        dpm_answer_add_line (DpmAnswer       *self,
                                 const char      *line);
void        dpm_answer_add_fact (DpmAnswer       *self,
                                 const char      *name,
                                 const char      *value);
/* "" when there is none; (transfer none) */
const char *dpm_answer_get      (const DpmAnswer *self,
                                 const char      *name);
gboolean    dpm_answer_allows   (const DpmAnswer *self);

/* Each check, what can be done, and last the whole in one line. @was_logged: it has happened */
void        dpm_answer_print    (const DpmAnswer *self,
                                 gboolean         was_logged);
void        dpm_answer_write    (const DpmAnswer *self,
                                 DpmJson         *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpmAnswer, dpm_answer_free)

G_END_DECLS
