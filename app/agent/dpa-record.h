/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dpa-fields.h"

G_BEGIN_DECLS

/*
 * What is kept of an account, a provider and the preferences, in accounts.conf. Plain structs; the
 * texts of tokens in them (identity, subject) are the provider's words and go to people only
 * through dp_text_display().
 */
typedef struct
{
  char    *id;
  char    *label;
  char    *provider;
  char    *issuer;           /* of the owner; "" before the first confirmed sign-in */
  char    *subject;
  char    *identity;         /* e-mail, else subject */
  char   **hosts;
  char    *managed_by;       /* id of the profile */
  char    *browser;          /* "default" "system" "embedded" */
  char    *browser_profile;
  char    *expiry;           /* "age": servers count from the sign-in; "token": see the ID token */
  char    *refused_by;       /* host that refused the current sign-in */
  gint64   signed_in_at;
  gint64   token_issued_at;
  gint64   token_expires_at;
  gint64   told_for;         /* the end of which the person has been told */
  guint    lifetime_hours;
  gboolean free_port;
  gboolean has_refresh_token;
  gboolean told_of_end;      /* and that it has come */
  gboolean choose_person;    /* ask the provider with prompt=select_account next time */
} DpaRecord;

typedef struct
{
  char    *id;
  char    *name;
  char    *kind;
  char    *origin;
  char    *profile;
  char    *issuer;
  char    *client_id;
  char    *client_secret;
  char    *scopes;
  char   **redirect_uris;
  char   **trusted_hosts;    /* other hosts that the person said belong to it */
  char    *access_type;
  char    *prompt;
  gboolean embedded;
} DpaProvider;

typedef struct
{
  gboolean start_at_login;
  gboolean start_asked;      /* asked once, after the first account */
  gint64   told_today;       /* the midnight before which "Sign in for today" is not said again */
  guint    notify_minutes;
  gboolean renew;
  char    *browser;
  char    *key_type;
  gboolean ssh_agent;
  gboolean agent_only;
  gboolean agent_confirm;
  char   **order;
} DpaPreferences;

DpaRecord   *dpa_record_new         (const char        *id);
DpaRecord   *dpa_record_read        (GKeyFile          *file,
                                     const char        *group,
                                     const char        *id);
void         dpa_record_write       (const DpaRecord   *self,
                                     GKeyFile          *file,
                                     const char        *group);
/* Forgets the sign-in, keeps the owner and the settings. */
void         dpa_record_sign_out    (DpaRecord         *self);
DpaRecord   *dpa_record_ref         (DpaRecord         *self);
void         dpa_record_unref       (DpaRecord         *self);

DpaProvider *dpa_provider_new       (void);
DpaProvider *dpa_provider_read      (GKeyFile          *file,
                                     const char        *group,
                                     const char        *id);
void         dpa_provider_write     (const DpaProvider *self,
                                     GKeyFile          *file,
                                     const char        *group);
DpaProvider *dpa_provider_copy      (const DpaProvider *self);
void         dpa_provider_free      (DpaProvider       *self);

void         dpa_preferences_read   (DpaPreferences       *self,
                                     GKeyFile             *file);
void         dpa_preferences_write  (const DpaPreferences *self,
                                     GKeyFile             *file);
void         dpa_preferences_clear  (DpaPreferences       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaRecord, dpa_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DpaProvider, dpa_provider_free)

/* Gives the string member of a struct a new value. */
#define dpa_set_text(member, text) \
  G_STMT_START \
    { \
      char *dpa_new_text = g_strdup (text); \
      g_free (member); \
      (member) = dpa_new_text; \
    } \
  G_STMT_END

G_END_DECLS
