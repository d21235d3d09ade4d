/* SPDX-License-Identifier: Apache-2.0 */
#define G_LOG_DOMAIN "daypass-words"
#include "config.h"

#include "dpw-sentences.h"

#include "dpw-state.h"

#include <glib/gi18n.h>

#define FIRST_STRONG_ISOLATE "\342\201\250"
#define POP_ISOLATE "\342\201\251"

/* Both forms of a title that counts; xgettext knows it as a keyword. */
#define NP_(singular, plural) singular, plural

/*
 * The catalogue. %1 to %9 are the arguments of the check. A row with a plural counts by its first
 * argument. Ids that are also reason words of the core keep the core's meaning.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *plural; /* of the title */
  const char *detail;
} Sentence;

static const Sentence sentences[] = {
  /* Signing in: %1 is the provider's name unless said otherwise */
  { "unreachable", N_("%1 cannot be reached"), NULL,
    N_("Check your network. If it works, the provider may be down.") },
  { "offline", N_("No network"), NULL, N_("Daypass goes on when the network is back.") },
  { "tls", N_("%1 could not prove that it is genuine"), NULL,
    N_("Its certificate is not trusted. This happens in networks with their own sign-in page.") },
  /* %2: HTTP status */
  { "http", N_("%1 answered with error %2"), NULL, N_("Try again in a few minutes.") },
  { "not-a-provider", N_("%1 is not an OpenID provider"), NULL,
    N_("Ask your administrator for the issuer address.") },
  /* %2: the provider's own words */
  { "provider", N_("%1 refused the sign-in"), NULL, N_("It says: %2") },
  { "access-denied", N_("The sign-in was declined"), NULL,
    N_("You, or %1, said no. You can try again at any time.") },
  { "redirect-uri", N_("%1 does not accept the way back to this computer"), NULL,
    N_("Its administrator has to register the redirect addresses of this application.") },
  /* %1: "3000 node, 10001 java" */
  { "ports-taken", N_("Other programs listen on all sign-in ports"), NULL, "%1" },
  { "state", N_("The answer belonged to another sign-in"), NULL,
    N_("Start again, and close old sign-in tabs.") },
  { "nonce", N_("The answer belonged to another sign-in"), NULL,
    N_("Start again, and close old sign-in tabs.") },
  { "no-id-token", N_("%1 did not say who you are"), NULL,
    N_("It sent no ID token. Its administrator has to allow “openid” for this application.") },
  { "no-access-token", N_("%1 gave no access token"), NULL,
    N_("Its administrator has to allow it for this application.") },
  { "no-refresh-token", N_("%1 does not renew without asking"), NULL,
    N_("Sign in again when the sign-in ends.") },
  { "timed-out", N_("The sign-in took too long"), NULL,
    N_("Daypass waits ten minutes for your browser.") },
  { "cancelled", N_("The sign-in was cancelled"), NULL, NULL },
  { "signature", N_("The answer of %1 cannot be trusted"), NULL,
    N_("Its signature does not hold.") },
  { "key-unknown", N_("The answer of %1 cannot be trusted"), NULL,
    N_("It is signed with a key that the provider does not publish.") },
  { "algorithm", N_("%1 signs in a way that servers do not accept"), NULL,
    N_("Its administrator has to choose RS256, ES256 or EdDSA.") },
  { "audience", N_("The answer of %1 is for another application"), NULL,
    N_("Check the client ID of this provider.") },
  { "commitment", N_("%1 did not sign for this key"), NULL,
    N_("It did not repeat the value that ties the sign-in to your key.") },
  { "claim", N_("The answer of %1 is not complete"), NULL, NULL },
  { "subject", N_("The answer is about somebody else"), NULL, NULL },
  { "issuer-mismatch", N_("The provider calls itself %1"), NULL,
    N_("Use that only if your administrator says so.") },
  { "config", N_("The settings of this account cannot be read"), NULL, NULL },
  { "usage", N_("The settings of this provider cannot work"), NULL, N_("Check them with Edit.") },
  { "url", N_("%1 is not an address that can be used"), NULL,
    N_("It begins with https:// and has no question mark.") },
  { "limit", N_("The answer of %1 is larger than Daypass accepts"), NULL, NULL },
  { "too-often", N_("The browser was opened three times in ten minutes"), NULL,
    N_("Copy the link instead, or wait a little.") },
  { "embedded-refused", N_("%1 allows signing in only in your own browser"), NULL, NULL },
  { "embedded-passkey", N_("Passkeys work only in your own browser"), NULL, NULL },
  { "embedded-missing", N_("Signing in here is not installed"), NULL, NULL },
  { "internal", N_("Something unexpected happened"), NULL, "%1" },

  /* Files. %1: path */
  { "file", N_("%1 could not be written"), NULL, N_("Check the free space and who owns it.") },
  { "file-foreign", N_("%1 is in the way"), NULL,
    N_("Daypass did not make this file and leaves it alone. Move it away.") },
  { "file-read-only", N_("%1 cannot be written"), NULL, N_("The place is read-only.") },
  { "file-changed", N_("%1 changed in the meantime"), NULL, N_("Review the change again.") },

  /* States of an account */
  /* %1: host */
  { "refused", N_("%1 refused this sign-in"), NULL, NULL },
  { "keyring-locked", N_("The keyring is locked"), NULL,
    N_("Unlock it, so that sign-ins can be renewed.") },
  { "keyring-absent", N_("There is no keyring"), NULL,
    N_("Sign-ins are renewed until you log out of this computer.") },
  { "keyring-silent", N_("The keyring does not answer"), NULL,
    N_("Sign in again, or try it later.") },
  { "lost", N_("The ssh-agent lost this key"), NULL, NULL },

  /* Clock. %1: minutes */
  { "clock-good", N_("The clock is right"), NULL, NULL },
  { "clock-slow", NP_("This computer’s clock is %1 minute slow",
                      "This computer’s clock is %1 minutes slow"),
    N_("Servers refuse keys from the future or the past.") },
  { "clock-fast", NP_("This computer’s clock is %1 minute fast",
                      "This computer’s clock is %1 minutes fast"),
    N_("Servers refuse keys from the future or the past.") },
  { "clock", N_("This computer’s clock is wrong"), NULL,
    N_("Servers refuse keys from the future or the past.") },
  { "clock-behind", N_("This computer’s clock is slow"), NULL,
    N_("Servers refuse keys from the future or the past.") },

  /* Checking a provider. %1: host unless said otherwise */
  { "checking", N_("Asking %1"), NULL, NULL },
  { "provider-answers", N_("%1 answers"), NULL, NULL },
  { "provider-complete", N_("It supports everything Daypass needs"), NULL, NULL },
  /* %1: issuer */
  { "issuer-slash", N_("The provider calls itself %1, with a slash at the end"), NULL, NULL },
  { "issuer-no-slash", N_("The provider calls itself %1, without a slash at the end"), NULL, NULL },
  { "no-pkce", N_("%1 does not offer PKCE"), NULL,
    N_("Signing in works, but less well protected. Ask its administrator to turn it on.") },
  /* %2: what it offers */
  { "no-algorithm", N_("%1 signs in a way that servers do not accept"), NULL,
    N_("It offers %2. Its administrator has to choose RS256, ES256 or EdDSA.") },
  { "other-host", N_("Signing in also uses %1"), NULL, N_("Is that your provider too?") },
  { "other-host-confirmed", N_("Signing in also uses %1"), NULL, N_("You confirmed this") },
  { "no-renewal", N_("%1 does not renew without asking"), NULL,
    N_("You sign in again when a sign-in ends.") },
  { "client-id-missing", N_("The client ID is missing"), NULL,
    N_("Your administrator gets it from the provider.") },
  { "tenant-missing", N_("The tenant is missing"), NULL,
    N_("A name like corp.example, or “consumers” for a personal account.") },
  { "provider-exists", N_("You already have %1"), NULL, NULL },

  /* Diagnostics */
  { "provider-reached", N_("%1 can be reached"), NULL, NULL },
  { "provider-reached-proxy", N_("%1 can be reached"), NULL, N_("Through the proxy %2") },
  { "ports-free", N_("The way back from the browser is free"), NULL, NULL },
  { "ssh-private", N_("Only you can read ~/.ssh"), NULL, NULL },
  /* %1: path */
  { "ssh-open", N_("Others can change %1"), NULL, N_("ssh refuses keys that others can change.") },
  { "include-effective", N_("ssh reads Daypass’s settings"), NULL, NULL },
  { "include-missing", N_("ssh does not read Daypass’s settings"), NULL,
    N_("One line in ~/.ssh/config is missing.") },
  /* %1: file, %2: line */
  { "include-shadowed", N_("Another setting comes before Daypass’s"), NULL, N_("%1, line %2") },
  { "include-unread", N_("ssh cannot read its settings"), NULL,
    N_("“ssh -G localhost” in a terminal says what is wrong.") },
  { "ssh-unseen", N_("Your ssh cannot be looked at from inside a Flatpak"), NULL,
    N_("“ssh -v HOST” in a terminal shows whether it reads the lines that you copied.") },
  { "no-hosts", N_("No hosts yet"), NULL, N_("Say which hosts may see this account.") },
  /* %1: identity */
  { "agent-bound", N_("The ssh-agent shows %1 only to its hosts"), NULL, NULL },
  { "agent-unbound", N_("The ssh-agent shows %1 to every host"), NULL,
    N_("It can be held to its hosts when ssh knows their keys, with the ssh-agent of OpenSSH.") },
  { "agent-refused", N_("Your ssh-agent did not take the key"), NULL,
    N_("Keep keys on disk, or use the ssh-agent of OpenSSH.") },
  { "agent-lost", N_("The ssh-agent lost the key of %1"), NULL, N_("Load it again.") },
  { "agent-absent", N_("No ssh-agent is running"), NULL, NULL },
  { "agent-no-certificates", N_("Your ssh-agent does not take certificates"), NULL,
    N_("Keep keys on disk, or use the ssh-agent of OpenSSH.") },
  { "agent-other", N_("Your terminal uses another ssh-agent"), NULL, "%1" },
  { "agent-confirm-absent", N_("Your ssh-agent cannot ask before each use"), NULL, NULL },
  { "key-good", N_("The key fits its certificate"), NULL, NULL },
  { "key-mismatch", N_("The key does not fit its certificate"), NULL, N_("Sign in again.") },
  { "key-missing", N_("There is no key yet"), NULL, N_("Sign in once.") },
  { "renewal-good", N_("Sign-ins can be renewed"), NULL, N_("The keyring is unlocked") },
  { "background-refused", N_("Daypass may not run in the background"), NULL,
    N_("Nobody reminds you before a sign-in ends.") },
  { "autostart-off", N_("Daypass does not start at login"), NULL,
    N_("Nobody reminds you before a sign-in ends.") },

  /* A server. %1: host, %2: identity */
  { "server-good", N_("%1 accepts %2"), NULL, NULL },
  /* %3: the line for its administrator */
  { "server-not-listed", N_("%1 refused %2"), NULL,
    N_("The server does not know you. Send this line to its administrator:\n%3") },
  { "server-refused", N_("%1 refused %2"), NULL,
    N_("It does not say why. Its administrator can find the reason in the log.") },
  { "server-not-asked", N_("%1 was not shown %2"), NULL,
    N_("The host is not on the list of this account.") },
  { "server-not-shown", N_("%1 was not shown %2"), NULL, NULL },
  { "server-no-keys", N_("%1 does not accept keys"), NULL,
    N_("Its administrator has to turn them on.") },
  { "server-no-ssh", N_("ssh is not installed"), NULL, NULL },
  { "server-plain-key", N_("%1 let you in with another key"), NULL,
    N_("%2 was not needed.") },
  { "server-unreachable", N_("%1 cannot be reached"), NULL,
    N_("Check the name and your network.") },
  { "server-unknown", N_("%1 is new to this computer"), NULL,
    N_("Connect once with ssh in a terminal, and compare its key.") },
  { "server-key-changed", N_("%1 shows another key than before"), NULL,
    N_("Do not connect before its administrator has confirmed that.") },
  { "server-too-many", N_("%1 saw too many keys"), NULL,
    N_("Your ssh-agent offers all of its keys first. Put the host on the list of an account.") },
  { "server-too-old", N_("%1 does not understand certificates"), NULL,
    N_("Its OpenSSH is too old, or they are turned off.") },
  { "server-ended", N_("%2 has ended"), NULL, N_("Sign in, then test again.") },

  /* Which account for which host */
  /* %1: what was typed, %2: the real name */
  { "match-alias", N_("“%1” is an alias"), NULL, N_("Its real name is %2") },
  /* %1: pattern, %2: identity */
  { "match-pattern", N_("It matches %1"), NULL, N_("This is on the host list of %2") },
  { "match-excluded", N_("%1 is excluded"), NULL, N_("By %2") },
  { "match-none", N_("No account is for %1"), NULL, N_("ssh uses your ordinary keys.") },
  { "match-not-ssh", N_("This is neither a host nor an ssh command"), NULL, NULL },

  /* Hosts. %1: pattern */
  { "pattern-invalid", N_("“%1” is not a host or pattern"), NULL,
    N_("Use letters, digits, dots, * and ?. Begin with ! to leave hosts out.") },
  /* %1: the other account, %2: a host that both would get, %3: its short name */
  { "pattern-overlap", N_("Both this account and %1 would use %2"), NULL,
    N_("Each host can have only one account.") },
  { "pattern-everything", N_("Every host will see your e-mail address and groups"), NULL,
    N_("Better name the hosts of your organisation.") },
  { "patterns-only-exclude", N_("Only exclusions, no hosts"), NULL,
    N_("Add at least one host or pattern.") },
  { "pattern-twice", N_("“%1” is already on the list"), NULL, NULL },

  /* Claims. %1: the provider */
  { "groups-left-out", N_("Your provider left out some groups"), NULL,
    N_("%1 does this for people in many groups. Servers cannot use the missing ones.") },
  { "groups-absent", N_("Your provider sends no groups"), NULL,
    N_("Servers that ask for groups will refuse you.") },
  { "email-unverified", N_("Your provider has not verified this e-mail address"), NULL,
    N_("Some servers refuse it.") },

  /* What a profile, or opkssh's settings, would bring */
  { "profile-provider", N_("Adds the provider %1"), NULL, "%2" },
  { "profile-account", N_("Adds an account with %1"), NULL, NULL },
  { "profile-hosts", N_("Offers it to %1"), NULL, NULL },
  { "profile-lifetime", NP_("Sign-ins last %1 hour", "Sign-ins last %1 hours"), NULL },
  { "profile-fixed", N_("Fixes these settings: %1"), NULL,
    N_("You cannot change them afterwards.") },
  { "opkssh-skipped", N_("%1 stays behind"), NULL, "%2" },
};

static const Sentence *
find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_strcmp0 (id, sentences[i].id) == 0)
      return &sentences[i];
  return NULL;
}

static gboolean right_to_left;

void
dpw_set_right_to_left (gboolean rtl)
{
  right_to_left = rtl;
}

/* Line breaks are ours; everything else that is invisible is made visible. */
static void
append_arg (GString           *filled,
            const char *const *args,
            guint              n,
            guint              index)
{
  g_autofree char *visible = NULL;

  if (index >= n || args[index][0] == '\0')
    {
      g_string_append (filled, "…");
      return;
    }
  visible = dpw_visible (args[index]);
  if (right_to_left)
    g_string_append (filled, FIRST_STRONG_ISOLATE);
  g_string_append (filled, visible);
  if (right_to_left)
    g_string_append (filled, POP_ISOLATE);
}

char *
dpw_fill (const char        *text,
          const char *const *args)
{
  GString *filled = g_string_new (NULL);
  guint n = args != NULL ? g_strv_length ((char **) args) : 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p[0] != '%' || p[1] < '1' || p[1] > '9')
        {
          g_string_append_c (filled, *p);
          continue;
        }
      append_arg (filled, args, n, (guint) (p[1] - '1'));
      p++;
    }

  return g_string_free (filled, FALSE);
}

char *
dpw_sentence_title (const char        *id,
                    const char *const *args)
{
  const Sentence *sentence = find (id);

  if (sentence == NULL)
    return g_strdup (_("Something unexpected happened"));
  if (sentence->plural != NULL)
    {
      const char *count = args != NULL && args[0] != NULL ? args[0] : "0";
      gulong n = (gulong) g_ascii_strtoull (count, NULL, 10);

      return dpw_fill (ngettext (sentence->title, sentence->plural, n), args);
    }
  return dpw_fill (_(sentence->title), args);
}

char *
dpw_sentence_detail (const char        *id,
                     const char *const *args)
{
  const Sentence *sentence = find (id);

  if (sentence == NULL)
    return g_strdup (id);
  if (sentence->detail == NULL)
    return NULL;
  if (g_str_equal (sentence->detail, "%1") && (args == NULL || args[0] == NULL || *args[0] == '\0'))
    return NULL;
  if (g_str_equal (sentence->detail, "%2") && (args == NULL || g_strv_length ((char **) args) < 2))
    return NULL;
  return dpw_fill (_(sentence->detail), args);
}

gboolean
dpw_sentence_known (const char *id)
{
  return find (id) != NULL;
}

const char *
dpw_sentence_nth (guint n)
{
  return n < G_N_ELEMENTS (sentences) ? sentences[n].id : NULL;
}

static guint
highest (const char *text)
{
  guint n = 0;

  for (const char *p = text; p != NULL && (p = strchr (p, '%')) != NULL; p++)
    if (p[1] >= '1' && p[1] <= '9')
      n = MAX (n, (guint) (p[1] - '0'));
  return n;
}

guint
dpw_sentence_n_args (const char *id)
{
  const Sentence *sentence = find (id);

  return sentence == NULL ? 0 : MAX (highest (sentence->title), highest (sentence->detail));
}
