/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What makes the gate a quiet child of sshd: with a signal or a non-zero status sshd would log the
 * whole command line, certificate and ID token included (decision D16).
 */

/* Descriptors 0 to 2 are open, all others closed, the environment is empty. */
void dpg_process_tidy        (void);
/* No signal that can be caught ends the gate with a signal's status: a crash is a refusal, being
 * asked to go ends the waits. */
void dpg_process_hold_signals (void);
