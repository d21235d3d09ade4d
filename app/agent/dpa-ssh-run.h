/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * ssh as the person would run it, but nobody is asked: the hook answers at once, the language is
 * English, standard input is empty. Arguments are checked by the caller: no word of a stranger may
 * begin with a dash.
 */
typedef struct
{
  char *printed;      /* on standard output */
  char *said;         /* on standard error; text of a stranger's server may be in it */
  gboolean succeeded;
} DpaSshOutput;

void          dpa_ssh_output_free (DpaSshOutput        *self);

/**
 * dpa_ssh_run_async:
 * @arguments: what follows "ssh"
 * @folder: (nullable): where programs are looked for first
 * @seconds: then it is ended
 */
void          dpa_ssh_run_async   (const char *const   *arguments,
                                   const char          *folder,
                                   guint                seconds,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
/* (transfer full) (nullable): %NULL when there is no ssh; what there was when it was ended. */
DpaSshOutput *dpa_ssh_run_finish  (GAsyncResult        *result,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaSshOutput, dpa_ssh_output_free)

G_END_DECLS
