/* SPDX-License-Identifier: Apache-2.0 */
#include "base/versions.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

char *
banco_versions_dup (void)
{
  return g_strdup_printf (
    "GLib %u.%u.%u, libsoup %u.%u.%u, json-glib " JSON_VERSION_S ", SQLite %s, OpenSSL %u.%u.%u",
    glib_major_version, glib_minor_version, glib_micro_version, soup_get_major_version (),
    soup_get_minor_version (), soup_get_micro_version (), sqlite3_libversion (),
    OPENSSL_version_major (), OPENSSL_version_minor (), OPENSSL_version_patch ());
}
