/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Where the templates of this window are. */
#define DPD_RESOURCE_PATH "/io/github/daypass/Daypass/"
#define DPD_RESOURCE(name) DPD_RESOURCE_PATH "ui/" name
