/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <glib/gi18n.h>

const Verb command_verbs[] = {
  { "sign-in", "[ISSUER] [--device|--browser] [--no-open] [--audience A]",
    N_ ("sign in to an issuer"), verb_sign_in },
  { "sign-out", "[--all]", N_ ("end the session and forget it"), verb_sign_out },
  { "accounts", "[--default NAME]", N_ ("list accounts, choose the default one"), verb_accounts,
    TRUE },
  { "whoami", "[--refresh]", N_ ("who is signed in, and in which groups"), verb_whoami },
  { "token", "[--min-valid SECONDS] [--audience A]", N_ ("print an access token"), verb_token },
  { "federation", "list | show FILE | add FILE [--yes] | remove ID",
    N_ ("list, read, add and remove federation files"), verb_federation, TRUE },
  { "sync", "[--full]", N_ ("bring the knowledge base up to date"), verb_sync, TRUE },
  { "facets", "", N_ ("the values of the three dimensions"), verb_facets, TRUE },
  { "search", "QUERY [--technology T]… [--field F]… [--tool T]… [--kind page|notebook] [--limit N]",
    N_ ("search the knowledge base"), verb_search, TRUE },
  { "read", "ID|URL [--format text|html|json]", N_ ("read an entry"), verb_read, TRUE },
  { "clouds", "", N_ ("list clouds and whether they can be used"), verb_clouds },
  { "offers", "[--cloud C] [--group G] [--accelerator gpu|fpga|none]", N_ ("what can be requested"),
    verb_offers },
  { "images", "[--cloud C]", N_ ("what a machine can start with"), verb_images },
  { "limits", "[--cloud C] [--group G]", N_ ("how much is used and allowed"), verb_limits },
  { "request",
    "--name N --offer O --image I [--cloud C] [--group G] [--key FILE] [--until DATE] "
    "[--input NAME=VALUE]… [--dry-run] [--wait]",
    N_ ("request a machine"), verb_request },
  { "machines", "[--cloud C]", N_ ("list machines"), verb_machines },
  { "machine", "NAME [--cloud C]", N_ ("show a machine"), verb_machine },
  { "release", "NAME [--cloud C] [--yes]", N_ ("give a machine back"), verb_release },
  { "log", "NAME [--cloud C] [--follow]", N_ ("print a machine's console log"), verb_log },
  { "ssh", "NAME [-- COMMAND…]", N_ ("open a shell, or run a command there"), verb_ssh },
  { "ssh-config", "[NAME] [--cloud C]", N_ ("print Host blocks for ~/.ssh/config"),
    verb_ssh_config },
  { "bench",
    "[--on here|NAME] [--mode quick|standard|thorough] [--only LIST] [--backend "
    "auto|runtime|driver|cpu] [--device N] [--dir DIR]",
    N_ ("measure this computer or a machine"), verb_bench },
  { "results", "[--on here|NAME] [--measure ID]", N_ ("list results, or one measure over time"),
    verb_results, TRUE },
  { "result", "ID", N_ ("show a result"), verb_result, TRUE },
  { "export", "ID… [--output FILE]", N_ ("write results as one file to share"), verb_export, TRUE },
  { "import", "FILE", N_ ("take in results that were shared with you"), verb_import, TRUE },
  { "compare", "A B [C…] [--format text|csv|markdown|json]", N_ ("compare results and cards"),
    verb_compare, TRUE },
  { "estimate",
    "[--network N] [--precision P] [--steps N] [--epoch N] [--kernels N] [--memory SIZE] "
    "[--data SIZE] [--data-at WHERE] [--upload RATE] [--from RESULT|CARD] [--took CARD=TIME] "
    "[--catalogue] --step TIME | [--seconds S] [--step-pattern R] [--on NAME] -- COMMAND…",
    N_ ("what a training job would take on what can be requested"), verb_estimate },
  { "report", "", N_ ("print what helps to find a fault, without names or secrets"), verb_report,
    TRUE },
  { "help", "[VERB]", N_ ("this text, or about one verb"), verb_help, TRUE },
  { NULL },
};
