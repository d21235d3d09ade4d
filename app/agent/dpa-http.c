/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-agent"
#include "config.h"

#include "dpa-http.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define SETTLE_SECONDS 1 /* connections end in the main loop */

static DpHttp *shared; /* not a reference */
static guint settling; /* until then the authorities are still lent */

/* GIO loads the system's authorities once and never frees them: they weigh several MiB. So it is
 * lent an object of ours for its own, of the class that the one for files builds on. */
static void
lend_authorities (void)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  GType type = g_type_parent (g_tls_backend_get_file_database_type (backend));
  g_autoptr (GTlsDatabase) authorities = NULL;

  if (!g_type_is_a (type, G_TYPE_TLS_DATABASE) || !g_type_is_a (type, G_TYPE_INITABLE)
      || G_TYPE_IS_ABSTRACT (type))
    return;
  authorities = g_initable_new (type, NULL, NULL, NULL);
  g_tls_backend_set_default_database (backend, authorities);
}

static gboolean
give_back (gpointer user_data)
{
  settling = 0;
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

static void
nobody_asks (gpointer user_data,
             GObject *where_it_was)
{
  shared = NULL;
  settling = g_timeout_add_seconds (SETTLE_SECONDS, give_back, NULL);
}

DpHttp *
dpa_http_ref (void)
{
  if (shared != NULL)
    return g_object_ref (shared);
  if (settling == 0)
    lend_authorities ();
  g_clear_handle_id (&settling, g_source_remove);
  shared = dp_http_new ();
  g_object_weak_ref (G_OBJECT (shared), nobody_asks, NULL);
  return shared;
}
