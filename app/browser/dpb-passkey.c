/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-browser"
#include "config.h"

#include "dpb-passkey.h"

#define CHANNEL "daypassPasskey"

/* A question that is never answered: the page waits while the person's own browser takes over. */
static const char script[] =
    "(() => {\n"
    "  const ask = (options) => {\n"
    "    if (!options || !options.publicKey) return Promise.resolve(null);\n"
    "    if (options.mediation !== 'conditional')\n"
    "      window.webkit.messageHandlers." CHANNEL ".postMessage('');\n"
    "    return new Promise(() => {});\n"
    "  };\n"
    "  const no = () => Promise.resolve(false);\n"
    "  window.PublicKeyCredential = class PublicKeyCredential {};\n"
    "  PublicKeyCredential.isConditionalMediationAvailable = no;\n"
    "  PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = no;\n"
    "  Object.defineProperty(navigator, 'credentials', { value: Object.freeze({\n"
    "    create: ask, get: ask, store: no, preventSilentAccess: () => Promise.resolve(),\n"
    "  }) });\n"
    "})();\n";

void
dpb_passkey_watch (WebKitUserContentManager *manager,
                   GCallback                 asked,
                   gpointer                  object)
{
  WebKitUserScript *user_script = webkit_user_script_new (
      script, WEBKIT_USER_CONTENT_INJECT_ALL_FRAMES,
      WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, NULL, NULL);

  webkit_user_content_manager_register_script_message_handler (manager, CHANNEL, NULL);
  webkit_user_content_manager_add_script (manager, user_script);
  webkit_user_script_unref (user_script);
  g_signal_connect_object (manager, "script-message-received::" CHANNEL, asked, object,
                           G_CONNECT_SWAPPED);
}
