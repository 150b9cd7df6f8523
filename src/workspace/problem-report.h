/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

G_BEGIN_DECLS

/* What helps to find a fault, in English, for users to read before they give it to anyone. Only
 * what is known to be harmless gets in: no sentence, no file's content, no name of a user, a
 * machine or a host, no path. */
typedef struct {
  char *version;   /* of Banco */
  char *libraries; /* and of the front end */
  char *system;
  char *desktop;
  char *federation; /* how far it is known, and the kinds of what it names */
  char **errors;    /* kinds, oldest first: "2026-12-01T03:00:00Z machines 4 no-room" */
} BancoReport;

/* @federation: NULL, none can be used. @front_end: "GTK 4.8.3", nullable. */
BancoReport *banco_report_new (BancoFederation *federation,
                               const char *front_end) G_GNUC_WARN_UNUSED_RESULT;
void banco_report_free (BancoReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoReport, banco_report_free)
char *banco_report_to_text (const BancoReport *self) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps the kind of an error that the user was shown, for the next report; nothing of its words. */
void banco_report_note_error (const GError *error);

G_END_DECLS
