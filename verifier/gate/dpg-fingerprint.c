/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 as in FIPS 180-4, base64 as in RFC 4648 section 4. */
#include "dpg-fingerprint.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 64

static const uint32_t round_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint32_t
rotate (uint32_t x,
        int      n)
{
  return x >> n | x << (32 - n);
}

static void
expand (const uint8_t block[BLOCK],
        uint32_t      w[64])
{
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t) block[4 * i] << 24 | (uint32_t) block[4 * i + 1] << 16
           | (uint32_t) block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 64; i++)
    {
      uint32_t s0 = rotate (w[i - 15], 7) ^ rotate (w[i - 15], 18) ^ w[i - 15] >> 3;
      uint32_t s1 = rotate (w[i - 2], 17) ^ rotate (w[i - 2], 19) ^ w[i - 2] >> 10;

      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
}

static void
compress (uint32_t      state[8],
          const uint8_t block[BLOCK])
{
  uint32_t w[64];
  uint32_t v[8];

  expand (block, w);
  for (int i = 0; i < 8; i++)
    v[i] = state[i];
  for (int i = 0; i < 64; i++)
    {
      uint32_t s1 = rotate (v[4], 6) ^ rotate (v[4], 11) ^ rotate (v[4], 25);
      uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
      uint32_t one = v[7] + s1 + choice + round_constants[i] + w[i];
      uint32_t s0 = rotate (v[0], 2) ^ rotate (v[0], 13) ^ rotate (v[0], 22);
      uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

      for (int j = 7; j > 0; j--)
        v[j] = v[j - 1];
      v[4] += one;
      v[0] = one + s0 + majority;
    }
  for (int i = 0; i < 8; i++)
    state[i] += v[i];
}

void
dpg_sha256 (const uint8_t *data,
            size_t         len,
            uint8_t        out[DPG_SHA256_LEN])
{
  uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
  uint8_t tail[2 * BLOCK] = { 0 };
  size_t rest = len % BLOCK;
  size_t tail_len = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;

  for (size_t i = 0; i + BLOCK <= len; i += BLOCK)
    compress (state, data + i);
  for (size_t i = 0; i < rest; i++)
    tail[i] = data[len - rest + i];
  tail[rest] = 0x80;
  for (size_t i = 0; i < 8; i++)
    tail[tail_len - 1 - i] = (uint8_t) ((uint64_t) len * 8 >> (8 * i));
  for (size_t i = 0; i < tail_len; i += BLOCK)
    compress (state, tail + i);
  for (int i = 0; i < DPG_SHA256_LEN; i++)
    out[i] = (uint8_t) (state[i / 4] >> (24 - 8 * (i % 4)));
}

/* Returns: the bytes, to be freed; NULL when it is not base64. */
static uint8_t *
decode (const char *text,
        size_t     *out_len)
{
  size_t len = strspn (text, alphabet);
  size_t padding = strlen (text) - len;
  uint8_t *out;
  uint32_t bits = 0;

  if (len == 0 || (len + padding) % 4 != 0 || padding > 2
      || strspn (text + len, "=") != padding)
    return NULL;
  out = malloc (len);
  *out_len = 0;
  for (size_t i = 0; out != NULL && i < len; i++)
    {
      bits = bits << 6 | (uint32_t) (strchr (alphabet, text[i]) - alphabet);
      if (i % 4 != 0)
        out[(*out_len)++] = (uint8_t) (bits >> (6 - 2 * (i % 4)));
    }
  return out;
}

bool
dpg_fingerprint (const char *base64,
                 char        out[DPG_FINGERPRINT_SIZE])
{
  uint8_t digest[DPG_SHA256_LEN + 1] = { 0 };
  size_t len = 0;
  uint8_t *blob = decode (base64, &len);
  char *p = stpncpy (out, "SHA256:", DPG_FINGERPRINT_SIZE);

  if (blob == NULL)
    return false;
  dpg_sha256 (blob, len, digest);
  free (blob);
  for (size_t i = 0; i < 43; i++) /* 256 bits in steps of 6; the byte beyond is zero */
    {
      uint32_t pair = (uint32_t) digest[i * 6 / 8] << 8 | digest[i * 6 / 8 + 1];

      *p++ = alphabet[pair >> (10 - i * 6 % 8) & 63];
    }
  *p = '\0';
  return true;
}
