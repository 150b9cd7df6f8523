/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* Named only, so that a room's header is read by the files that use that room. */
typedef struct _BancoAccount BancoAccount;
typedef struct _BancoAccounts BancoAccounts;
typedef struct _BancoBenchmark BancoBenchmark;
typedef struct _BancoCloud BancoCloud;
typedef struct _BancoEntry BancoEntry;
typedef struct _BancoFederation BancoFederation;
typedef struct _BancoLibrary BancoLibrary;
typedef struct _BancoMachine BancoMachine;
typedef struct _BancoMachines BancoMachines;
typedef struct _BancoResult BancoResult;
typedef struct _BancoResults BancoResults;

/* One of each object, and the stories that need two rooms. Properties "accounts", "library",
 * "machines", "operations" and "results", which never change once the library is open. */

#define BANCO_TYPE_WORKSPACE (banco_workspace_get_type ())
G_DECLARE_FINAL_TYPE (BancoWorkspace, banco_workspace, BANCO, WORKSPACE, GObject)

/* Everything for one federation, but the library. Nothing is asked of the network yet, and nothing
 * written. */
BancoWorkspace *banco_workspace_new (BancoFederation *federation,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The library too, which a disk can refuse; once is enough. Errors: BANCO_KNOWLEDGE_ERROR. */
gboolean banco_workspace_open_library (BancoWorkspace *self, GError **error);

/* Borrowed. */
BancoFederation *banco_workspace_get_federation (BancoWorkspace *self);
BancoOperations *banco_workspace_get_operations (BancoWorkspace *self);
BancoAccounts *banco_workspace_get_accounts (BancoWorkspace *self);
BancoLibrary *banco_workspace_get_library (BancoWorkspace *self); /* once open */
BancoMachines *banco_workspace_get_machines (BancoWorkspace *self);
BancoResults *banco_workspace_get_results (BancoWorkspace *self);
BancoBenchmark *banco_workspace_get_benchmark (BancoWorkspace *self);
const GPtrArray *banco_workspace_get_catalogue (BancoWorkspace *self); /* of BancoCard */

/* What keeps the part of @source, a cloud or its catalogue, out of a list. NULL: nothing does; also
 * where no account is signed in there, or the group that was asked for is not known there: then it
 * has nothing to show. Borrowed. */
const GError *banco_workspace_find_trouble (BancoRefreshSource *source);

/* From now on @account alone signs in to clouds, and those that do not take it have nothing; NULL:
 * the default account, or any that a cloud takes. */
void banco_workspace_use_account (BancoWorkspace *self, BancoAccount *account);
/* From now on the machines are known without a page that shows them: clouds are asked now, after
 * each sign-in, and as long as a machine is on its way. */
void banco_workspace_follow_machines (BancoWorkspace *self);

/* After a cloud refused a group, which may have come or gone since the sign-in: asks the issuer of
 * each account that is signed in for its groups. The BancoOperations that do so; may be empty. */
GPtrArray *banco_workspace_refresh_groups (BancoWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* The name of the account that signs in to @cloud; NULL while nobody does. Borrowed. */
const char *banco_workspace_get_cloud_account (BancoWorkspace *self, BancoCloud *cloud);

/* "here", or a machine that is ready. Errors: NOT_FOUND, NOT_READY. */
BancoPlace *banco_workspace_find_place (BancoWorkspace *self,
                                        const char *name,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What becomes of an entry on a machine: a command to type there, or a notebook in a Jupyter server
 * there, at an address of this computer. The page is to be opened: it leads there with its token.
 */
typedef struct {
  char *command; /* NULL: there is a server */
  char *address;
  char *page;
} BancoBrought;

/* Takes an entry to a machine: its notebook, or its repository. The result is a BancoBrought.
 * Errors: NOT_READY, NOT_FOUND (nothing in it can be run). */
BancoOperation *banco_workspace_bring (BancoWorkspace *self,
                                       BancoEntry *entry,
                                       BancoMachine *machine) G_GNUC_WARN_UNUSED_RESULT;
/* There is something in @entry that a machine could run. */
gboolean banco_workspace_can_bring (BancoEntry *entry);

/* What to do about an error: one table for both front ends. Static. */
typedef struct {
  int exit_code;      /* of bancoctl */
  const char *code;   /* "sign-in-again", … */
  const char *hint;   /* for the command line, a sentence to be translated; "" none */
  const char *button; /* for the desktop, a label to be translated; NULL: nothing helps at once */
  const char *action; /* what the button does: "app.sign-in", "app.refresh", … */
} BancoRemedy;
const BancoRemedy *banco_remedy_for_error (const GError *error);

/* The person's choices; the one place that knows GSettings keys. Without the schema: defaults.
 * Properties "reader-view" and "keep-terminals". */
#define BANCO_TYPE_SETTINGS (banco_settings_get_type ())
G_DECLARE_FINAL_TYPE (BancoSettings, banco_settings, BANCO, SETTINGS, GObject)
BancoSettings *banco_settings_new (void) G_GNUC_WARN_UNUSED_RESULT;
char *banco_settings_dup_federation (BancoSettings *self);
void banco_settings_set_federation (BancoSettings *self, const char *id);
void banco_settings_get_window (BancoSettings *self, int *width, int *height, gboolean *maximized);
void banco_settings_set_window (BancoSettings *self, int width, int height, gboolean maximized);
char *banco_settings_dup_page (BancoSettings *self);
void banco_settings_set_page (BancoSettings *self, const char *page);
gboolean banco_settings_get_reader_view (BancoSettings *self);
void banco_settings_set_reader_view (BancoSettings *self, gboolean reader_view);
double banco_settings_get_terminal_zoom (BancoSettings *self);
void banco_settings_set_terminal_zoom (BancoSettings *self, double zoom);
/* Shells on machines go on without Banco, where tmux is installed there. */
gboolean banco_settings_get_keep_terminals (BancoSettings *self);
void banco_settings_set_keep_terminals (BancoSettings *self, gboolean keep);
/* Those that were open last: "MACHINE-KEY\tNAME". */
char **banco_settings_dup_terminals (BancoSettings *self) G_GNUC_WARN_UNUSED_RESULT;
void banco_settings_set_terminals (BancoSettings *self, const char *const *terminals);
/* FALSE: the user was told what @note stands for, now or before Banco was started last. */
gboolean banco_settings_note_once (BancoSettings *self, const char *note);

G_END_DECLS
