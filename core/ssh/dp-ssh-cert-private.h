/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-ssh-cert.h"

#define DP_SSH_CERT_USER 1 /* OpenSSH PROTOCOL.certkeys, SSH_CERT_TYPE_USER */
