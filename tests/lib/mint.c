/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpt-mint keys [SUFFIX]: prints the JWK set of the test provider.
 * dpt-mint key: prints the test person's private key, for ssh.
 * dpt-mint NAME=VALUE...: prints a certificate line of the test person, whose token says what the
 * names say. For tests that run whole programs.
 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include <string.h>

#include "dp-ssh-private-key.h"
#include "dpt-cert.h"
#include "dpt-token.h"

typedef struct
{
  const char *name;
  const char *value;
} Option;

static Option options[] = {
  { "issuer", DPT_ISSUER },
  { "client", DPT_CLIENT },
  { "email", "alice@example.com" },
  { "sub", "u1" },
  { "iat", "0" },    /* seconds from now */
  { "exp", "3600" }, /* the same */
  { "signer", "rsa" },
  { "alg", "RS256" },
  { "kid", "rsa" },
  { "nonce", "$NONCE" },
  { "principal", DP_SSH_WILDCARD_PRINCIPAL },
  { "form", DPT_FORM },
  { "cert", "user" },
  { "aud", "" },     /* JSON; empty: the client id */
  { "token", "" },   /* access token; empty: none */
  { "extra", "" },   /* more members, each with a comma before it */
  { "typ", "JWT" },  /* of the provider's header */
  { "cic", "" },     /* the client's header; empty: a good one */
  { "order", "" },   /* a certificate of dpt-cert.h around the token */
};

static const char *
get (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (strcmp (options[i].name, name) == 0)
      return options[i].value;

  g_assert_not_reached ();
}

static gboolean
set (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      gsize len = strlen (options[i].name);

      if (strncmp (word, options[i].name, len) == 0 && word[len] == '=')
        {
          options[i].value = word + len + 1;
          return TRUE;
        }
    }

  return FALSE;
}

static gint64
get_time (const char *name)
{
  gint64 offset = 0;

  g_assert_true (g_ascii_string_to_signed (get (name), 10, G_MININT32, G_MAXINT32, &offset, NULL));
  return g_get_real_time () / G_USEC_PER_SEC + offset;
}

/* For what dp_ssh_cert_build() would never make. */
static char *
make_odd_certificate (const char *pkt)
{
  g_autoptr (DpPrivateKey) key = dpt_token_user_key ();
  g_autofree char *order = g_strdup_printf ("principals=opkssh-wildcard;extensions=%s:%s;%s",
                                            DP_SSH_EXT_PKT, pkt, get ("order"));
  g_autoptr (DptCert) cert = dpt_cert_new (key, order);

  return g_strconcat (cert->type, " ", cert->base64, NULL);
}

static char *
make_claims (void)
{
  g_autofree char *email = g_strdup_printf ("\"email\":\"%s\",", get ("email"));
  g_autofree char *client = g_strdup_printf ("\"%s\"", get ("client"));

  return g_strdup_printf ("{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":%s,%s\"nonce\":\"%s\","
                          "\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "%s}",
                          get ("issuer"), get ("sub"), *get ("aud") != '\0' ? get ("aud") : client,
                          *get ("email") != '\0' ? email : "", get ("nonce"), get_time ("iat"),
                          get_time ("exp"), get ("extra"));
}

static int
print_key (void)
{
  g_autoptr (DpPrivateKey) key = dpt_token_user_key ();
  g_autoptr (GBytes) text = dp_ssh_private_key_write (key, "", 7, NULL);
  gsize len;
  const char *data = g_bytes_get_data (text, &len);

  g_print ("%.*s", (int) len, data);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  char *nothing[] = { argv[0], NULL };
  char **none = nothing;
  int one = 1;
  const char *principals[] = { NULL, NULL };
  DptToken spec = { .principals = principals };
  g_autofree char *claims = NULL;
  g_autofree char *header = NULL;
  g_autofree char *pkt = NULL;
  g_autofree char *line = NULL;

  g_test_init (&one, &none, NULL);
  if (argc > 1 && strcmp (argv[1], "keys") == 0)
    {
      g_autofree char *keys = dpt_token_keys_text (argc > 2 ? argv[2] : "");

      g_print ("%s\n", keys);
      return 0;
    }
  if (argc > 1 && strcmp (argv[1], "key") == 0)
    return print_key ();

  for (int i = 1; i < argc; i++)
    if (!set (argv[i]))
      {
        g_printerr ("dpt-mint: unknown: %s\n", argv[i]);
        return 2;
      }

  claims = make_claims ();
  header = g_strdup_printf ("{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"%s\"}", get ("alg"),
                            get ("kid"), get ("typ"));
  spec.claims = claims;
  spec.header = header;
  spec.signer = get ("signer");
  spec.form = get ("form");
  spec.cert_key = get ("cert");
  spec.cic = *get ("cic") != '\0' ? get ("cic") : NULL;
  spec.access_token = *get ("token") != '\0' ? get ("token") : NULL;
  principals[0] = get ("principal");
  pkt = dpt_token_build (&spec);
  line = *get ("order") != '\0' ? make_odd_certificate (pkt) : dpt_token_certificate (&spec, pkt);
  g_print ("%s\n", line);
  return 0;
}
