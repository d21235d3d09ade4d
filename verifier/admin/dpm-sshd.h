/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * sshd's configuration: what stands there, our drop-in, and whether sshd really asks Daypass.
 * Nothing of anybody else is ever edited.
 */
#define DPM_SSHD_CONFIG "/etc/ssh/sshd_config"
#define DPM_SSHD_DIR "/etc/ssh/sshd_config.d"
#define DPM_SSHD_DROPIN DPM_SSHD_DIR "/60-daypass.conf"

typedef enum
{
  DPM_SSHD_NOBODY,  /* no AuthorizedKeysCommand but, maybe, that of our drop-in */
  DPM_SSHD_BY_HAND, /* a line that is not in our drop-in names daypass-verify */
  DPM_SSHD_OPKSSH,
  DPM_SSHD_OTHER,
} DpmSshdAsks;

/* @where: (out) (transfer full) (nullable): "FILE:LINE" of the line that speaks of it */
DpmSshdAsks dpm_sshd_look        (char       **where);
/* A setting as sshd sees it for root, from all its files; (transfer full) (nullable): unknown */
char       *dpm_sshd_dup_setting (const char  *keyword);
/* Whether sshd reads @DPM_SSHD_DIR at all. */
gboolean    dpm_sshd_has_include (void);

/* The text of our drop-in, for members of @group or for all; (transfer full) */
char       *dpm_sshd_dup_dropin  (const char  *group);
/* Whether the drop-in on the disk is one that we made. */
gboolean    dpm_sshd_is_ours     (void);

/* sshd's own syntax check, with what is on the disk. */
gboolean    dpm_sshd_check       (GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * dpm_sshd_probe:
 * @login: somebody whom sshd would ask Daypass about
 *
 * Starts an sshd of its own with the configuration on the disk, without a port, and knocks with a
 * key that nobody has: it must start daypass-verify, and must not complain about it.
 */
gboolean    dpm_sshd_probe       (const char  *login,
                                  GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Tells the running sshd, if there is one, to read its configuration again. */
gboolean    dpm_sshd_reload      (GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
