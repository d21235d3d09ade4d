/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A large button with a picture, a title and one line that helps to choose. */
#define DPD_TYPE_CHOICE_BUTTON (dpd_choice_button_get_type ())
G_DECLARE_FINAL_TYPE (DpdChoiceButton, dpd_choice_button, DPD, CHOICE_BUTTON, GtkButton)

G_END_DECLS
