/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/**
 * dpb_passkey_watch:
 * @manager: of the view, before it loads anything
 * @asked: called swapped with @object when a page asks for a passkey
 *
 * WebKitGTK has no passkeys, and a page cannot be asked whether it wants one. So pages find the
 * interface, and the first call of it says that this page needs another browser. Offers to fill in
 * a passkey while a field is used do not count: such a page has another way in.
 */
void dpb_passkey_watch (WebKitUserContentManager *manager,
                        GCallback                 asked,
                        gpointer                  object);

G_END_DECLS
