/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A line across the top of a page, with one button: AdwBanner comes with libadwaita 1.3. */
#define DPD_TYPE_BANNER (dpd_banner_get_type ())
G_DECLARE_FINAL_TYPE (DpdBanner, dpd_banner, DPD, BANNER, AdwBin)

/*
 * Shows @title, or hides the banner when it is %NULL; with a button when @button is not %NULL, that
 * activates @action with the string @target (%NULL for an action without parameter).
 */
void dpd_banner_set (DpdBanner  *self,
                     const char *title,
                     const char *button,
                     const char *action,
                     const char *target);

G_END_DECLS
