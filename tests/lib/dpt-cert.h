/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dp-private-key.h"

G_BEGIN_DECLS

/*
 * Certificates made to order, field by field, each signed properly: what is refused is refused for
 * the field that the order changes, not for a broken signature.
 *
 * An order is a text "field=value;field=value". A value is text, in which \HH is a byte, or "x:"
 * and hexadecimal digits; "*N" at its end repeats it N times. Fields, in their order in the file:
 *
 *   outer     the type word beside the blob          type      the type word inside
 *   nonce     a string                               key       everything of the subject key
 *   serial    8 bytes                                kind      4 bytes
 *   keyid     a string                               principals comma separated strings
 *   after     8 bytes                                before    8 bytes
 *   critical  comma separated name or name:value     extensions the same; name:!HEX is raw data
 *   reserved  a string                               signer    the blob of the signature key
 *   sigtype   type word of the signature             sig       its bytes, instead of a real one
 *   sigtail   bytes behind them                      tail      bytes behind the certificate
 *   cut       so many bytes less at the end          rawlist   principals as they are
 *
 * Without an order it is a good certificate of @key, valid from 1000 to 2000000000.
 */
typedef struct
{
  char   *type;   /* outer type word */
  char   *base64;
  GBytes *blob;
} DptCert;

DptCert *dpt_cert_new  (const DpPrivateKey *key,
                        const char         *order);
void     dpt_cert_free (DptCert            *self);

/* Always the same keys, so that a failure can be looked at again. */
DpPrivateKey *dpt_cert_key (DpKeyKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DptCert, dpt_cert_free)

G_END_DECLS
