/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dp-ssh-agent-hosts.h"

#define CONSTRAIN_EXTENSION 255
#define RESTRICT "restrict-destination-v00@openssh.com"

#define PART_MAX (128 * 1024)
/* Ends @part as a string of @writer. A part that grew too long fails @writer, too. */
static void
put_part (DpWriter *writer,
          DpWriter *part)
{
  g_autoptr (GBytes) bytes = dp_writer_finish (part, NULL);
  static const guint8 nothing[1];

  if (bytes != NULL)
    dp_writer_put_string (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  else
    dp_writer_put_string (writer, nothing, G_MAXSIZE);
}

/* @host: (nullable): %NULL is this computer */
static void
put_hop (DpWriter             *writer,
         const DpSshAgentHost *host)
{
  g_autoptr (DpWriter) part = dp_writer_new (PART_MAX);

  dp_writer_put_cstring (part, ""); /* any user */
  dp_writer_put_cstring (part, host != NULL ? host->name : "");
  dp_writer_put_cstring (part, "");
  for (guint i = 0; host != NULL && i < host->keys->len; i++)
    {
      GBytes *key = g_ptr_array_index (host->keys, i);

      dp_writer_put_string (part, g_bytes_get_data (key, NULL), g_bytes_get_size (key));
      dp_writer_put_u8 (part, 0); /* not an authority's key */
    }
  put_part (writer, part);
}

void
_dp_ssh_agent_put_hosts (DpWriter        *writer,
                         const GPtrArray *hosts)
{
  g_autoptr (DpWriter) all = dp_writer_new (PART_MAX);

  for (guint i = 0; i < hosts->len; i++)
    {
      g_autoptr (DpWriter) one = dp_writer_new (PART_MAX);

      put_hop (one, NULL);
      put_hop (one, g_ptr_array_index (hosts, i));
      dp_writer_put_cstring (one, "");
      put_part (all, one);
    }
  dp_writer_put_u8 (writer, CONSTRAIN_EXTENSION);
  dp_writer_put_cstring (writer, RESTRICT);
  put_part (writer, all);
}
