/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

G_BEGIN_DECLS

typedef struct _Command Command;

/* A verb runs with its own words (the first is the verb) and returns an exit code, or sets
 * @error and returns whatever. */
typedef int (*VerbRun) (Command *command, char ***words, GError **error);

typedef struct {
  const char *name;
  const char *arguments; /* as in the usage line */
  const char *summary;
  VerbRun run;
  gboolean no_account; /* --account makes no difference */
} Verb;

extern const Verb command_verbs[]; /* ends with a NULL name */

/* One run of bancoctl: what was asked, and the objects made for it on demand. */
struct _Command {
  const Verb *verbs; /* all that there are */
  char *federation_name;
  char *account_name;
  gboolean json;
  gboolean quiet;
  gboolean no_color;
  gboolean unlock; /* the keyring, with a password from the terminal */

  BancoFederation *federation;
  BancoOperations *operations;
  BancoAccounts *accounts;
  BancoWorkspace *workspace;
  gboolean accounts_loaded;

  gboolean interrupted;
  struct _Waiting *waiting; /* what an interrupt ends, nullable */
};

const Verb *command_find_verb (Command *self, const char *name); /* NULL: none */
int command_print_help (Command *self, const Verb *verb);        /* NULL: all */

/* Words are taken as they were typed. G_OPTION_ARG_STRING would refuse what the locale cannot show:
 * in the C locale, every path with an accent. */
#define WORD_OPTION G_OPTION_ARG_FILENAME
#define WORD_LIST_OPTION G_OPTION_ARG_FILENAME_ARRAY

/* Takes a verb's options, and the ones that every verb takes, out of @words. @least, @most: how
 * many must remain behind the first; most -1: any number. Errors: G_OPTION_ERROR. */
gboolean command_parse (Command *self,
                        const GOptionEntry *entries,
                        char ***words,
                        int least,
                        int most,
                        GError **error);

BancoFederation *command_get_federation (Command *self, GError **error);
/* Only the identity room: quick to make. */
BancoAccounts *command_get_accounts (Command *self, GError **error);
/* Reads the keyring into @accounts. One that is locked is unlocked first: by its own prompt where
 * there is a display, with --unlock by a password from the terminal. Errors: LOCKED. */
gboolean command_load_accounts (Command *self, BancoAccounts *accounts, GError **error);
gboolean command_has_display (void);
/* Returns NULL. */
BancoAccount *command_set_no_issuer (GError **error);
/* The account that --account names, else the default one. Loads them first. */
BancoAccount *command_get_account (Command *self, GError **error);
/* Without the library, so that nothing need be written. */
BancoWorkspace *command_get_workspace (Command *self, GError **error);
/* For what clouds have: who is signed in is known by then. Borrowed. */
BancoMachines *command_get_machines (Command *self, GError **error);
BancoLibrary *command_get_library (Command *self, GError **error);

/* From now on Ctrl+C and SIGTERM end whatever is waited for, now or next, and nothing else. */
void command_catch_interrupts (Command *self);

/* Runs the main loop until @operation (taken) ends; Ctrl+C cancels it. Its result, borrowed from
 * the operation that @keep then holds (nullable: not needed). */
gboolean
command_wait (Command *self, BancoOperation *operation, BancoOperation **keep, GError **error);

/* The same, but the first Ctrl+C calls @stop, which makes the operation end with what it has. */
typedef void (*CommandStop) (gpointer data);
gboolean command_wait_or_stop (Command *self,
                               BancoOperation *operation,
                               CommandStop stop,
                               gpointer data,
                               BancoOperation **keep,
                               GError **error);

/* After a cloud refused a group: what the issuers say within seconds is known from now on. */
void command_refresh_groups (Command *self);

/* Runs the main loop until @done says so; Ctrl+C ends it with G_IO_ERROR_CANCELLED. @done is asked
 * after every event and at least every second. */
typedef gboolean (*CommandDone) (gpointer data);
gboolean command_wait_until (Command *self, CommandDone done, gpointer data, GError **error);

/* What an interrupt may have left behind, in place of the sentence of @error if that is one. */
void command_explain_interrupt (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Asks on the terminal; TRUE when the user says yes. */
gboolean command_ask (const char *question);

/* Prints an error as the contract says, on standard error. Returns the exit code. */
int command_fail (Command *self, const GError *error);
int command_fail_usage (Command *self, const char *sentence);

/* For users, on standard output and standard error: all that is printed for them goes through one
 * of these. Each argument is cleaned (base/visible.h) and counts as part of its line; a character
 * that their locale lacks is a question mark. */
void output_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void output_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Text of many lines, on standard output: cleaned, its lines kept. */
void output_lines (const char *text);
/* From now on sentences are in English, as programs know them. */
void output_for_programs (void);
/* How many columns of a terminal it takes. */
guint output_width (const char *text);
/* Standard output for programs: UTF-8 in every locale, and as it is. */
void output_data (const char *text);
/* How wide the terminal is that @file leads to; where it is none, COLUMNS, else 80. */
guint output_columns (int file);
/* Somebody still reads standard output. */
gboolean output_is_read (void);
void output_json (JsonNode *node); /* taken; one line */
void output_json_text (const char *text);
void output_json_error (JsonNode *node); /* taken; on standard error */
void output_json_builder (JsonBuilder *builder);
/* A remark for a person on standard error; silent with --json and --quiet. */
void output_remark (Command *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Members of an object under construction. Text that is NULL becomes null. */
void output_text (JsonBuilder *builder, const char *member, const char *text);
void output_text_if (JsonBuilder *builder, const char *member, const char *text);
void output_int (JsonBuilder *builder, const char *member, gint64 number);
void output_double (JsonBuilder *builder, const char *member, double number);
void output_boolean (JsonBuilder *builder, const char *member, gboolean truth);
void output_null (JsonBuilder *builder, const char *member);
void output_time (JsonBuilder *builder, const char *member, gint64 seconds);    /* null for 0 */
void output_time_if (JsonBuilder *builder, const char *member, gint64 seconds); /* absent for 0 */
void output_list (JsonBuilder *builder, const char *member, const char *const *texts);

/* A column of a table for people, which shows what --json prints. @format makes the text of a
 * value (NULL: absent or null); without it the value is shown as it is. */
typedef struct {
  const char *heading; /* N_() of it; NULL ends the columns */
  const char *member;
  char *(*format) (JsonNode *value);
} OutputColumn;

/* How the items of a model are listed. */
typedef struct {
  const OutputColumn *columns;
  void (*add_members) (JsonBuilder *builder, gpointer item, gpointer data);
  gboolean (*is_wanted) (gpointer item, gpointer data); /* nullable: all are */
} OutputList;

/* An array of objects with --json, else a table: columns as wide as needed, headings in bold on a
 * terminal. @data goes to the functions of @list. */
void output_items (Command *command, GListModel *items, const OutputList *list, gpointer data);
/* A line about one thing: a label, then its value (NULL or "": no line). */
void output_fact (const char *label, const char *value);
/* In bold, on a terminal whose owner did not refuse colours. */
void output_heading (Command *command, const char *text);
void output_table (Command *command, JsonArray *items, const OutputColumn *columns);

/* Objects of the contract. */
void output_account (JsonBuilder *builder, BancoAccount *account);
JsonNode *output_entry (BancoEntry *entry);
void output_machine (JsonBuilder *builder, BancoMachine *machine);
void output_result (JsonBuilder *builder, BancoResult *result, gboolean with_rows);
char *format_accelerator (JsonNode *value); /* an accelerator as printed; nullable */

/* Milliseconds that the slowest cloud is waited for after the first has answered. */
#define COMMAND_GRACE 3000

/* Asks for machines, of all clouds where @cloud is NULL. */
gboolean command_refresh_machines (Command *self, const char *cloud, GError **error);
/* FALSE and NOT_ALLOWED where the user is in no group of any cloud that was asked. */
gboolean command_check_groups (Command *self, const char *cloud, GError **error);
/* Says on standard error which of @sources (of BancoRefreshSource) are missing; returns the exit
 * code, 0 when none is. @cloud: nullable, the only one that was asked. */
int command_name_missing (Command *self, GListModel *sources, const char *cloud);
/* @cloud, nullable, is one of the federation. */
gboolean command_check_cloud (Command *self, const char *cloud, GError **error);
/* The cloud that had the only machine of this name or id when it was last asked; NULL: none, or
 * there were several. */
const char *command_recall_cloud (Command *self, const char *name);
/* Keeps which cloud has which machines, of those that told all. */
void command_remember_machines (Command *self);

/* Of @cloud, nullable: of any. Asks the cloud that had it last time, or all: the slowest is waited
 * for before a machine is said not to exist. @sure: all, so that no other is meant. Borrowed. */
BancoMachine *command_find_machine (Command *self,
                                    const char *name,
                                    const char *cloud,
                                    gboolean sure,
                                    GError **error);

int verb_accounts (Command *command, char ***words, GError **error);
int verb_bench (Command *command, char ***words, GError **error);
int verb_clouds (Command *command, char ***words, GError **error);
int verb_compare (Command *command, char ***words, GError **error);
int verb_estimate (Command *command, char ***words, GError **error);
int verb_export (Command *command, char ***words, GError **error);
int verb_facets (Command *command, char ***words, GError **error);
int verb_federation (Command *command, char ***words, GError **error);
int verb_help (Command *command, char ***words, GError **error);
int verb_images (Command *command, char ***words, GError **error);
int verb_import (Command *command, char ***words, GError **error);
int verb_limits (Command *command, char ***words, GError **error);
int verb_log (Command *command, char ***words, GError **error);
int verb_machine (Command *command, char ***words, GError **error);
int verb_machines (Command *command, char ***words, GError **error);
int verb_offers (Command *command, char ***words, GError **error);
int verb_read (Command *command, char ***words, GError **error);
int verb_release (Command *command, char ***words, GError **error);
int verb_report (Command *command, char ***words, GError **error);
int verb_request (Command *command, char ***words, GError **error);
int verb_result (Command *command, char ***words, GError **error);
int verb_results (Command *command, char ***words, GError **error);
int verb_search (Command *command, char ***words, GError **error);
int verb_sign_in (Command *command, char ***words, GError **error);
int verb_sign_out (Command *command, char ***words, GError **error);
int verb_ssh (Command *command, char ***words, GError **error);
int verb_ssh_config (Command *command, char ***words, GError **error);
int verb_sync (Command *command, char ***words, GError **error);
int verb_token (Command *command, char ***words, GError **error);
int verb_whoami (Command *command, char ***words, GError **error);

G_END_DECLS
