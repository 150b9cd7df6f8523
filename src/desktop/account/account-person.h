/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Who is signed in, until when, and in which groups. Property "account" (object). */
#define BANCO_TYPE_ACCOUNT_PERSON (banco_account_person_get_type ())
G_DECLARE_FINAL_TYPE (BancoAccountPerson, banco_account_person, BANCO, ACCOUNT_PERSON, AdwBin)

G_END_DECLS
