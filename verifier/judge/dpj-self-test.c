/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `daypass-verify --self-test` verifies: certificates that are good or bad for a known reason,
 * through the code and the libraries that decide about real ones. Made once with tests/lib/mint.c;
 * their keys open nothing.
 */
#define G_LOG_DOMAIN "daypass"
#include "config.h"

#include "dpj-self-test.h"

#include <string.h>

#include "dp-error.h"
#include "dp-jwks.h"
#include "dp-pkt-verify.h"
#include "dp-ssh-cert.h"

#define ISSUER "https://op.example"
#define CLIENT "client"
#define SIGNED_IN G_GINT64_CONSTANT (1795894922)
#define DAY (24 * 60 * 60)

static const char signed_rs256[] =
  "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAKGVjZHNhLXNoYTItbmlzdHAyNTYtY2VydC12MDFAb3Blb"
  "nNzaC5jb20AAAAgCQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIbmlzdHAyNTYAAABBBHMQPsMLPM9"
  "X2q4I6TU0rvFEo1lAz2u7oSoM98vV1lpk2CyMmenTxF+SRbqbJ5gsmuqOwduUsZxEeVlCwOsiqjIAAAAAAAAAAAAAA"
  "AEAAAARYWxpY2VAZXhhbXBsZS5jb20AAAATAAAAD29wa3NzaC13aWxkY2FyZAAAAAAAAAAA//////////8AAAAAAAA"
  "EqwAAAA5vcGVucHVia2V5LXBrdAAABBMAAAQPZXlKcGMzTWlPaUpvZEhSd2N6b3ZMMjl3TG1WNFlXMXdiR1VpTENKe"
  "mRXSWlPaUoxTVNJc0ltRjFaQ0k2SW1Oc2FXVnVkQ0lzSW1WdFlXbHNJam9pWVd4cFkyVkFaWGhoYlhCc1pTNWpiMjB"
  "pTENKdWIyNWpaU0k2SW5SWFduQjFPR2Q0TjNJelkybzFkVTl6V1MxSGJIUnRVRFJFTVhrMFQzRlFZVU5IZWs5T1JEW"
  "TBMVTBpTENKcFlYUWlPakUzT1RVNE9UUTVNaklzSW1WNGNDSTZNVGM1TlRnNU9EVXlNbjA6ZXlKaGJHY2lPaUpTVXp"
  "JMU5pSXNJbXRwWkNJNkluSnpZU0lzSW5SNWNDSTZJa3BYVkNKOTpRUTlfaG1pWjVUOXF0UTBpUFVXUV9NX3J1Vk0zW"
  "WRpTjh4T0hWVzRmTGRTUFBTSENXbWFpdUhOWnBwVGtIU3NnZ1pwX05CeTJVNVJlV0V6NU5LbWRzQ2lQb3d5cGpudkd"
  "5NXV3eTRWcVl0M1VmU211eGN3XzBHYk1CeXJlWEJQcGZDY1R1ZGtPblRnai1vOVlITzlFYVR5cUl1RERlejNkZzNUX"
  "zVuTy1zQnlvMGlsTGJEaXZOQ3lsRWJlWVd4QmNNdHlmdGRhM0prazFxMk5JMnlWTUNsQldyb1hRcDMxeHo5Vlo5cFI"
  "wX1dpRzZUaEhBZnk0WEh0elpXaldzU0t6YWs0NzJWMXBNdkNZU2R6dkdPZlpsXy1yRDFpcjNnX2hVaUk3UTlLRkt0R"
  "29xS2dWYnJaNVlDMVU4dUJEOFlSLUJRWUhDaTZFaXhLVmJxXzhNN0RJUHc6ZXlKaGJHY2lPaUpGVXpJMU5pSXNJbko"
  "2SWpvaU1EY3dNREF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQ"
  "XdNREF3TURBd01EQXdNREF3TURBd01DSXNJblI1Y0NJNklrTkpReUlzSW5Wd2F5STZleUpoYkdjaU9pSkZVekkxTml"
  "Jc0ltTnlkaUk2SWxBdE1qVTJJaXdpYTNSNUlqb2lSVU1pTENKNElqb2lZM2hCTFhkM2N6aDZNV1poY21kcWNFNVVVM"
  "1U0VlZOcVYxVkVVR0UzZFdoTFozb3plVGxZVjFkdFVTSXNJbmtpT2lJeVEzbE5iV1Z1VkhoR0xWTlNZbkZpU2pWbmM"
  "yMTFjVTkzWkhWVmMxcDRSV1ZXYkVOM1QzTnBjV3BKSW4xOTpIbXZwbkw0a2RldVo2RzBFZk85ZWpnVDFvU3Vfd2U4b"
  "VJrdm9YZzY3bHMxa3NBYU1sRnVnSlhRRzRKNWdtN3RFVDZxclVHNU9MWTV0VjlmTzN4UUtxUQAAABVwZXJtaXQtWDE"
  "xLWZvcndhcmRpbmcAAAAAAAAAF3Blcm1pdC1hZ2VudC1mb3J3YXJkaW5nAAAAAAAAABZwZXJtaXQtcG9ydC1mb3J3Y"
  "XJkaW5nAAAAAAAAAApwZXJtaXQtcHR5AAAAAAAAAA5wZXJtaXQtdXNlci1yYwAAAAAAAAAAAAAAaAAAABNlY2RzYS1"
  "zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQRzED7DCzzPV9quCOk1NK7xRKNZQM9ru6EqDPfL1dZaZNgsjJnp0"
  "8RfkkW6myeYLJrqjsHblLGcRHlZQsDrIqoyAAAAZQAAABNlY2RzYS1zaGEyLW5pc3RwMjU2AAAASgAAACEA0o1WSjL"
  "DKvdeaeyAvE6yAchtKhoiYEG374wiI8ngSV8AAAAhAJuVW0p6vSQYVNbf3RroqD/rxPF2RmpkE/DJBq2IWxtD";

static const char signed_es256[] =
  "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAKGVjZHNhLXNoYTItbmlzdHAyNTYtY2VydC12MDFAb3Blb"
  "nNzaC5jb20AAAAgCQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIbmlzdHAyNTYAAABBBHMQPsMLPM9"
  "X2q4I6TU0rvFEo1lAz2u7oSoM98vV1lpk2CyMmenTxF+SRbqbJ5gsmuqOwduUsZxEeVlCwOsiqjIAAAAAAAAAAAAAA"
  "AEAAAARYWxpY2VAZXhhbXBsZS5jb20AAAATAAAAD29wa3NzaC13aWxkY2FyZAAAAAAAAAAA//////////8AAAAAAAA"
  "DqgAAAA5vcGVucHVia2V5LXBrdAAAAxIAAAMOZXlKcGMzTWlPaUpvZEhSd2N6b3ZMMjl3TG1WNFlXMXdiR1VpTENKe"
  "mRXSWlPaUoxTVNJc0ltRjFaQ0k2SW1Oc2FXVnVkQ0lzSW1WdFlXbHNJam9pWVd4cFkyVkFaWGhoYlhCc1pTNWpiMjB"
  "pTENKdWIyNWpaU0k2SW5SWFduQjFPR2Q0TjNJelkybzFkVTl6V1MxSGJIUnRVRFJFTVhrMFQzRlFZVU5IZWs5T1JEW"
  "TBMVTBpTENKcFlYUWlPakUzT1RVNE9UUTVNaklzSW1WNGNDSTZNVGM1TlRnNU9EVXlNbjA6ZXlKaGJHY2lPaUpGVXp"
  "JMU5pSXNJbXRwWkNJNkltVnpJaXdpZEhsd0lqb2lTbGRVSW4wOkxscms1SlRycmJGcHlfR0xpLTR5enhwZURfNUcwZ"
  "E9FSGhnTVI1bFNvMTlpRmx5SjNDajJyYkNLaEFBT2ZMWS13bUJJckdGTXZWTXJtRGhLZ0gzd1lBOmV5SmhiR2NpT2l"
  "KRlV6STFOaUlzSW5KNklqb2lNRGN3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNR"
  "EF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNQ0lzSW5SNWNDSTZJa05KUXlJc0luVndheUk2ZXlKaGJ"
  "HY2lPaUpGVXpJMU5pSXNJbU55ZGlJNklsQXRNalUySWl3aWEzUjVJam9pUlVNaUxDSjRJam9pWTNoQkxYZDNjemg2T"
  "VdaaGNtZHFjRTVVVTNVNFZWTnFWMVZFVUdFM2RXaExaM296ZVRsWVYxZHRVU0lzSW5raU9pSXlRM2xOYldWdVZIaEd"
  "MVk5TWW5GaVNqVm5jMjExY1U5M1pIVlZjMXA0UldWV2JFTjNUM05wY1dwSkluMTk6cFAxcDFGa0F1VFhsZU52R2owW"
  "Hh0MnNIU3k1RnFtZE92S2huQ3pZS2ZBMmVXZmQ5R1puc0lObUVXbjhsVUhILVlhYmFqUFZTQW9qaWRFRVlJX2VmeXc"
  "AAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVyb"
  "Wl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAA"
  "AAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAEEEcxA+wws8z1fargjpNTSu8USjWUDPa7uhK"
  "gz3y9XWWmTYLIyZ6dPEX5JFupsnmCya6o7B25SxnER5WULA6yKqMgAAAGQAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgA"
  "AAEkAAAAgWQQ+FMWabE5F7FbK7vCLGv/pPHDnDElHKsFIY7Egp3UAAAAhALd2ZTUZzBRDUszx/nF8LOM1yiOPbjl2D"
  "gtAex5OuVAx";

static const char signed_eddsa[] =
  "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAKGVjZHNhLXNoYTItbmlzdHAyNTYtY2VydC12MDFAb3Blb"
  "nNzaC5jb20AAAAgCQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIbmlzdHAyNTYAAABBBHMQPsMLPM9"
  "X2q4I6TU0rvFEo1lAz2u7oSoM98vV1lpk2CyMmenTxF+SRbqbJ5gsmuqOwduUsZxEeVlCwOsiqjIAAAAAAAAAAAAAA"
  "AEAAAARYWxpY2VAZXhhbXBsZS5jb20AAAATAAAAD29wa3NzaC13aWxkY2FyZAAAAAAAAAAA//////////8AAAAAAAA"
  "DqgAAAA5vcGVucHVia2V5LXBrdAAAAxIAAAMOZXlKcGMzTWlPaUpvZEhSd2N6b3ZMMjl3TG1WNFlXMXdiR1VpTENKe"
  "mRXSWlPaUoxTVNJc0ltRjFaQ0k2SW1Oc2FXVnVkQ0lzSW1WdFlXbHNJam9pWVd4cFkyVkFaWGhoYlhCc1pTNWpiMjB"
  "pTENKdWIyNWpaU0k2SW5SWFduQjFPR2Q0TjNJelkybzFkVTl6V1MxSGJIUnRVRFJFTVhrMFQzRlFZVU5IZWs5T1JEW"
  "TBMVTBpTENKcFlYUWlPakUzT1RVNE9UUTVNaklzSW1WNGNDSTZNVGM1TlRnNU9EVXlNbjA6ZXlKaGJHY2lPaUpGWkV"
  "SVFFTSXNJbXRwWkNJNkltVmtJaXdpZEhsd0lqb2lTbGRVSW4wOjI2dWRUYUg2eVlMZlkyU0dmVnRldllFazVyRndTb"
  "1BNRGhOLXl5R2JWNjdrSHByYjE3LWpKNTVSc0I5eUl1MTNVa2JoZDU5RHhxUWZlZnNXQjdISkRBOmV5SmhiR2NpT2l"
  "KRlV6STFOaUlzSW5KNklqb2lNRGN3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNR"
  "EF3TURBd01EQXdNREF3TURBd01EQXdNREF3TURBd01EQXdNQ0lzSW5SNWNDSTZJa05KUXlJc0luVndheUk2ZXlKaGJ"
  "HY2lPaUpGVXpJMU5pSXNJbU55ZGlJNklsQXRNalUySWl3aWEzUjVJam9pUlVNaUxDSjRJam9pWTNoQkxYZDNjemg2T"
  "VdaaGNtZHFjRTVVVTNVNFZWTnFWMVZFVUdFM2RXaExaM296ZVRsWVYxZHRVU0lzSW5raU9pSXlRM2xOYldWdVZIaEd"
  "MVk5TWW5GaVNqVm5jMjExY1U5M1pIVlZjMXA0UldWV2JFTjNUM05wY1dwSkluMTk6UkVrX0dPZ05KNktxWFA4N2dzc"
  "kx1eDVwejlfYzd6ZEdtYUFzZkZJMG16a3JaejV3ZER5TWxSb0hEQXptOHdtRjZKLWxua05Sajhhbnptamp2VmhVSnc"
  "AAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVyb"
  "Wl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAA"
  "AAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAEEEcxA+wws8z1fargjpNTSu8USjWUDPa7uhK"
  "gz3y9XWWmTYLIyZ6dPEX5JFupsnmCya6o7B25SxnER5WULA6yKqMgAAAGUAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgA"
  "AAEoAAAAhAOhG8g7OHnR5QRtH9uUQKZCrz8rzfXpdkpiUpl5WSkKUAAAAIQCwqtDouMlB4Kf7x3NX3XEGtTrA943wy"
  "zoBL0g6iVmNpw==";

static const char right_keys[] =
  "{\"keys\":[{\"crv\":\"P-256\",\"kid\":\"es\",\"kty\":\"EC\",\"x\":\"b_A7lJJBzh2t1DUZ5pYOCoW0"
  "GmmgXDKBA6orzhWUyhY\",\"y\":\"PE91OlW_AdxT9sCwx-7ni0DG_30lqW4igrmJzvccFEo\"},{\"crv\":\"Ed25"
  "519\",\"kid\":\"ed\",\"kty\":\"OKP\",\"x\":\"gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q\"},"
  "{\"e\":\"AQAB\",\"kid\":\"rsa\",\"kty\":\"RSA\",\"n\":\"yjV6toPDX7d1WnIBIeUZsYdz5gMeoCjtwEAX"
  "SeJEJ4QT4BiVL9NaNoJn-p45YUantic4yyD2oZ8rdIngCy_5iQAPY4yBLO3VkjxojZMpC9JDNBRX_QraFQzIhqVhDocO"
  "FfnnYo2-ZwHwccZs-9EibVeAgfCJyJwvgKJ1j41vfJRNPFkhTdzEs_WalYfgRA9nnegadv61ISEWdij2G37lf8ThgYc6"
  "fT1yAY4br2fIRmlJ2f0X7Nrl0159UNd1WgM6ufcq73TJkVNUJ1njFWmV0KIKwdtR69UCqY3km-dXIREvxBLZoj9barfo"
  "mWHHtfbv_Q0H4d952DfgvQrcGjotjQ\"}]}";

/* RFC 7515 appendix A.3, under the provider's key id */
static const char other_keys[] =
  "{\"keys\":[{\"crv\":\"P-256\",\"kid\":\"es\",\"kty\":\"EC\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gH"
  "MzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

static const struct
{
  const char *name;
  const char *cert;
  const char *keys;
  const char *client;
  gint64 now;
  gboolean is_changed; /* one character of the certificate's signature */
  DpError expected;    /* DP_ERROR_N: good */
} cases[] = {
  { "good RS256", signed_rs256, right_keys, CLIENT, SIGNED_IN + 60, FALSE, DP_ERROR_N },
  { "good ES256", signed_es256, right_keys, CLIENT, SIGNED_IN + 60, FALSE, DP_ERROR_N },
  { "good EdDSA", signed_eddsa, right_keys, CLIENT, SIGNED_IN + 60, FALSE, DP_ERROR_N },
  { "yesterday's", signed_es256, right_keys, CLIENT, SIGNED_IN + DAY + 1, FALSE, DP_ERROR_EXPIRED },
  { "tomorrow's", signed_es256, right_keys, CLIENT, SIGNED_IN - DAY, FALSE, DP_ERROR_CLOCK_BEHIND },
  { "another application's", signed_es256, right_keys, "other", SIGNED_IN + 60, FALSE,
    DP_ERROR_AUDIENCE },
  { "another provider's", signed_es256, other_keys, CLIENT, SIGNED_IN + 60, FALSE,
    DP_ERROR_SIGNATURE },
  { "no keys", signed_es256, NULL, CLIENT, SIGNED_IN + 60, FALSE, DP_ERROR_KEY_UNKNOWN },
  { "changed RS256", signed_rs256, right_keys, CLIENT, SIGNED_IN + 60, TRUE,
    DP_ERROR_CERT_SIGNATURE },
  { "changed EdDSA", signed_eddsa, right_keys, CLIENT, SIGNED_IN + 60, TRUE,
    DP_ERROR_CERT_SIGNATURE },
};

/* Returns: whether case @i verifies; else @error says why not. */
static gboolean
verify (guint    i,
        GError **error)
{
  const DpPktRules rules = {
    .issuer = ISSUER,
    .client_id = cases[i].client,
    .commitment = dp_commitment_for_issuer (ISSUER),
    .expiry = DP_EXPIRY_24H,
    .iat_tolerance = 60,
  };
  g_autofree char *line = g_strdup (cases[i].cert);
  char *changed = line + strlen (line) - 8;
  g_autoptr (DpSshCert) cert = NULL;
  g_autoptr (DpPkt) pkt = NULL;
  g_autoptr (DpJwks) keys = NULL;
  g_autoptr (DpIdentity) identity = NULL;
  const char *token;

  if (cases[i].is_changed)
    *changed = *changed == 'A' ? 'B' : 'A';
  cert = dp_ssh_cert_parse_line (line, strlen (line), NULL, error);
  token = cert == NULL ? NULL : dp_ssh_cert_get_extension (cert, DP_SSH_EXT_PKT);
  pkt = token == NULL ? NULL : dp_pkt_parse (token, strlen (token), error);
  if (pkt == NULL)
    return FALSE; /* nocheck: set by what gave it */
  if (cases[i].keys != NULL)
    {
      keys = dp_jwks_parse ((const guint8 *) cases[i].keys, strlen (cases[i].keys), error);
      if (keys == NULL)
        return FALSE;
    }
  identity = dp_pkt_verify (cert, pkt, &rules, keys, cases[i].now, error);
  return identity != NULL;
}

gboolean
dpj_self_test (GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) found = NULL;

      if (verify (i, &found) != (cases[i].expected == DP_ERROR_N)
          || dp_error_code (found) != cases[i].expected)
        return dp_error_set (error, DP_ERROR_CRYPTO, "the built-in certificate \"%s\" is %s",
                             cases[i].name, found == NULL ? "accepted" : dp_error_reason (found));
    }
  return TRUE;
}
