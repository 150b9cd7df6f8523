/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#include "benchmark/benchmark.h"
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>

enum {
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_SIGN_IN = 3,
  EXIT_NOT_ALLOWED = 4,
  EXIT_NOT_FOUND = 5,
  EXIT_NOT_REACHABLE = 6,
  EXIT_NO_ROOM = 7,
  EXIT_NOT_UNDERSTOOD = 8,
  EXIT_LOCKED = 9,
  EXIT_CANCELLED = 130,
};

static const BancoRemedy failed = { EXIT_FAILED, "failed", "", NULL, NULL };
static const BancoRemedy usage = { EXIT_USAGE, "usage", "", NULL, NULL };
static const BancoRemedy cancelled = { EXIT_CANCELLED, "cancelled", "", NULL, NULL };
static const BancoRemedy sign_in = {
  EXIT_SIGN_IN,   "sign-in-again", N_ ("Sign in with “bancoctl sign-in”."),
  N_ ("Sign In"), "app.sign-in",
};
static const BancoRemedy denied = {
  EXIT_SIGN_IN,     "sign-in-again", N_ ("Try again with “bancoctl sign-in”."),
  N_ ("Try Again"), "app.sign-in",
};
static const BancoRemedy terms = {
  EXIT_SIGN_IN,
  "sign-in-again",
  N_ ("Accept the terms of use on the issuer's page, then try again."),
  N_ ("Open Terms"),
  "app.open-terms",
};
static const BancoRemedy ended = {
  EXIT_SIGN_IN,
  "sign-in-again",
  N_ ("Ask the people who run the issuer, or sign in with another account."),
  N_ ("Account"),
  "app.sign-in",
};
static const BancoRemedy not_agreed = {
  EXIT_SIGN_IN,
  "sign-in-again",
  N_ ("Agree with “bancoctl federation add FILE”, which shows the hosts first; or sign in again."),
  N_ ("Review Hosts"),
  "app.agree",
};
static const BancoRemedy locked = {
  EXIT_LOCKED,
  "locked",
  N_ ("Unlock it: with the option --unlock, which asks for its password here, with Passwords and "
      "Keys, or by signing in to your desktop session."),
  N_ ("Account"),
  "app.account",
};
static const BancoRemedy no_keyring = {
  EXIT_FAILED,
  "failed",
  N_ ("Make room on the disk, or start a Secret Service, such as gnome-keyring-daemon, in this "
      "session; then try again."),
  N_ ("Account"),
  "app.account",
};
static const BancoRemedy other_audience = {
  EXIT_SIGN_IN,
  "sign-in-again",
  N_ ("That sign-in is for this service alone; your other sign-ins stay as they are."),
  NULL,
  NULL,
};
static const BancoRemedy not_allowed = {
  EXIT_NOT_ALLOWED,
  "not-allowed",
  N_ ("“bancoctl whoami --refresh” shows your groups; ask the people who run the cloud for the "
      "missing one."),
  N_ ("Account"),
  "app.account",
};
static const BancoRemedy not_shown = {
  EXIT_NOT_ALLOWED, "not-allowed", N_ ("What was synced before can still be read."), NULL, NULL,
};
static const BancoRemedy not_found = { EXIT_NOT_FOUND, "not-found", "", NULL, NULL };
static const BancoRemedy not_reachable = {
  EXIT_NOT_REACHABLE,
  "not-reachable",
  N_ ("Check the network and try again; what was synced can be read offline."),
  N_ ("Try Again"),
  "app.refresh",
};
static const BancoRemedy no_room = {
  EXIT_NO_ROOM,
  "no-room",
  N_ ("Give back a machine, or choose another offer: “bancoctl limits”, “bancoctl offers”."),
  N_ ("Request Another"),
  "app.request-machine",
};
static const BancoRemedy full = {
  EXIT_NO_ROOM,
  "no-room",
  N_ ("Give back a machine, or choose another offer: “bancoctl limits”, “bancoctl offers”."),
  N_ ("Give Back"),
  "app.give-back",
};
static const BancoRemedy quota = {
  EXIT_NO_ROOM,
  "no-room",
  N_ ("“bancoctl limits” shows what your groups may use; another offer does not help."),
  NULL,
  NULL,
};
static const BancoRemedy not_understood = { EXIT_NOT_UNDERSTOOD, "not-understood", "", NULL, NULL };
static const BancoRemedy bad_answer = {
  EXIT_NOT_UNDERSTOOD,
  "not-understood",
  N_ ("Try again later; if it stays so, give “bancoctl report” to the people who run the server."),
  N_ ("Try Again"),
  "app.refresh",
};
static const BancoRemedy not_ready = {
  EXIT_FAILED,
  "failed",
  N_ ("Wait until it is ready: “bancoctl machines” shows its state."),
  N_ ("Machines"),
  "app.machines",
};

static const BancoRemedy *
for_identity (int code)
{
  switch ((BancoIdentityError) code) {
  case BANCO_IDENTITY_ERROR_SIGN_IN:
  case BANCO_IDENTITY_ERROR_SIGNED_OUT:
    return &sign_in;
  case BANCO_IDENTITY_ERROR_DENIED:
  case BANCO_IDENTITY_ERROR_EXPIRED:
  case BANCO_IDENTITY_ERROR_CLIENT:
    return &denied;
  case BANCO_IDENTITY_ERROR_TERMS:
    return &terms;
  case BANCO_IDENTITY_ERROR_ENDED:
    return &ended;
  case BANCO_IDENTITY_ERROR_UNREACHABLE:
    return &not_reachable;
  case BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD:
    return &bad_answer;
  case BANCO_IDENTITY_ERROR_NO_SUCH:
    return &not_found;
  case BANCO_IDENTITY_ERROR_NOT_AGREED:
    return &not_agreed;
  case BANCO_IDENTITY_ERROR_LOCKED:
    return &locked;
  case BANCO_IDENTITY_ERROR_AUDIENCE:
    return &other_audience;
  case BANCO_IDENTITY_ERROR_NO_KEYRING:
    return &no_keyring;
  case BANCO_IDENTITY_ERROR_FAILED:
    break;
  }
  return &failed;
}

static const BancoRemedy *
for_machines (int code)
{
  switch ((BancoMachinesError) code) {
  case BANCO_MACHINES_ERROR_SIGN_IN:
    return &sign_in;
  case BANCO_MACHINES_ERROR_NOT_ALLOWED:
    return &not_allowed;
  case BANCO_MACHINES_ERROR_NOT_FOUND:
    return &not_found;
  case BANCO_MACHINES_ERROR_UNREACHABLE:
    return &not_reachable;
  case BANCO_MACHINES_ERROR_NO_ROOM:
    return &no_room;
  case BANCO_MACHINES_ERROR_FULL:
    return &full;
  case BANCO_MACHINES_ERROR_QUOTA:
    return &quota;
  case BANCO_MACHINES_ERROR_NOT_UNDERSTOOD:
    return &bad_answer;
  case BANCO_MACHINES_ERROR_USAGE:
    return &usage;
  case BANCO_MACHINES_ERROR_NAME_TAKEN:
  case BANCO_MACHINES_ERROR_AMBIGUOUS:
  case BANCO_MACHINES_ERROR_FAILED:
    break;
  }
  return &failed;
}

static const BancoRemedy *
for_knowledge (int code)
{
  switch ((BancoKnowledgeError) code) {
  case BANCO_KNOWLEDGE_ERROR_UNREACHABLE:
    return &not_reachable;
  case BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED:
    return &not_shown;
  case BANCO_KNOWLEDGE_ERROR_NOT_FOUND:
    return &not_found;
  case BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD:
    return &bad_answer;
  case BANCO_KNOWLEDGE_ERROR_STORAGE:
  case BANCO_KNOWLEDGE_ERROR_FAILED:
    break;
  }
  return &failed;
}

static const BancoRemedy *
for_benchmark (int code)
{
  switch ((BancoBenchmarkError) code) {
  case BANCO_BENCHMARK_ERROR_UNREACHABLE:
    return &not_reachable;
  case BANCO_BENCHMARK_ERROR_NOT_FOUND:
    return &not_found;
  case BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD:
    return &not_understood;
  case BANCO_BENCHMARK_ERROR_USAGE:
    return &usage;
  case BANCO_BENCHMARK_ERROR_CANNOT_RUN:
  case BANCO_BENCHMARK_ERROR_CHECK_FAILED:
  case BANCO_BENCHMARK_ERROR_NOTHING:
  case BANCO_BENCHMARK_ERROR_FAILED:
    break;
  }
  return &failed;
}

static const BancoRemedy *
for_http (int code)
{
  switch ((BancoHttpError) code) {
  case BANCO_HTTP_ERROR_UNREACHABLE:
    return &not_reachable;
  case BANCO_HTTP_ERROR_SIGN_IN:
    return &sign_in;
  case BANCO_HTTP_ERROR_FORBIDDEN:
    return &not_allowed;
  case BANCO_HTTP_ERROR_NOT_FOUND:
    return &not_found;
  case BANCO_HTTP_ERROR_NOT_UNDERSTOOD:
    return &bad_answer;
  case BANCO_HTTP_ERROR_REFUSED:
    break;
  }
  return &failed;
}

static const BancoRemedy *
for_workspace (int code)
{
  switch ((BancoWorkspaceError) code) {
  case BANCO_WORKSPACE_ERROR_NOT_FOUND:
    return &not_found;
  case BANCO_WORKSPACE_ERROR_NOT_READY:
    return &not_ready;
  case BANCO_WORKSPACE_ERROR_FEDERATION:
    break;
  }
  return &failed;
}

const BancoRemedy *
banco_remedy_for_error (const GError *error)
{
  const struct {
    GQuark domain;
    const BancoRemedy *(*find) (int code);
  } domains[] = {
    { BANCO_IDENTITY_ERROR, for_identity },   { BANCO_MACHINES_ERROR, for_machines },
    { BANCO_KNOWLEDGE_ERROR, for_knowledge }, { BANCO_BENCHMARK_ERROR, for_benchmark },
    { BANCO_HTTP_ERROR, for_http },           { BANCO_WORKSPACE_ERROR, for_workspace },
  };

  g_return_val_if_fail (error != NULL, &failed);

  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    if (error->domain == domains[i].domain)
      return domains[i].find (error->code);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;
  if (error->domain == G_OPTION_ERROR)
    return &usage;
  return &failed;
}
