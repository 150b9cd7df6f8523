/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Strict reading of foreign JSON: read everything, then check once. The first wrong or missing
 * member is kept with its path ("servers[3].flavor.id: expected text, found a number"). */
typedef struct _BancoJson BancoJson;

#define BANCO_JSON_ERROR (banco_json_error_quark ())
typedef enum {
  BANCO_JSON_ERROR_SYNTAX,
  BANCO_JSON_ERROR_SHAPE,
} BancoJsonError;
GQuark banco_json_error_quark (void);

/* Takes UTF-8 text of @length bytes (-1: up to NUL) whose root is an object or array; deeper than
 * 200 levels is refused. Errors: BANCO_JSON_ERROR_SYNTAX. */
BancoJson *
banco_json_parse (const char *text, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_json_free (BancoJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoJson, banco_json_free)

/* It holds a secret: every text in it is overwritten when it is freed. */
void banco_json_set_secret (BancoJson *self);

/* The root; a wrong kind is remembered and NULL comes back. Borrowed. */
JsonObject *banco_json_root (BancoJson *self);
JsonArray *banco_json_root_array (BancoJson *self);

/* Required members. On a missing or wrong one: NULL, 0 or FALSE, and the failure is remembered.
 * @object may be NULL (an earlier failure): nothing more happens. Results are borrowed. */
const char *banco_json_string (BancoJson *self, JsonObject *object, const char *member);
gint64 banco_json_int (BancoJson *self, JsonObject *object, const char *member);
double banco_json_double (BancoJson *self, JsonObject *object, const char *member);
gboolean banco_json_boolean (BancoJson *self, JsonObject *object, const char *member);
JsonObject *banco_json_object (BancoJson *self, JsonObject *object, const char *member);
JsonArray *banco_json_array (BancoJson *self, JsonObject *object, const char *member);

/* Optional members: @fallback when absent or null; a wrong kind is still a failure. */
const char *banco_json_string_or (BancoJson *self,
                                  JsonObject *object,
                                  const char *member,
                                  const char *fallback);
gint64 banco_json_int_or (BancoJson *self, JsonObject *object, const char *member, gint64 fallback);
double
banco_json_double_or (BancoJson *self, JsonObject *object, const char *member, double fallback);
gboolean
banco_json_boolean_or (BancoJson *self, JsonObject *object, const char *member, gboolean fallback);
JsonObject *banco_json_object_or_null (BancoJson *self, JsonObject *object, const char *member);
JsonArray *banco_json_array_or_null (BancoJson *self, JsonObject *object, const char *member);

/* Members that a reader can do without: one of a wrong kind counts as absent and is no failure.
 * An empty text does too; a number may have a fraction (cut off) or be text ("3600"). */
const char *banco_json_lenient_string (JsonObject *object, const char *member);
gint64 banco_json_lenient_int (JsonObject *object, const char *member, gint64 fallback);
JsonArray *banco_json_lenient_array (JsonObject *object, const char *member);
JsonObject *banco_json_lenient_element (JsonArray *array, guint index); /* @array nullable */

/* Elements; @array may be NULL (length 0). */
guint banco_json_length (JsonArray *array);
JsonObject *banco_json_element_object (BancoJson *self, JsonArray *array, guint index);
const char *banco_json_element_string (BancoJson *self, JsonArray *array, guint index);
double banco_json_element_double (BancoJson *self, JsonArray *array, guint index);

/* Notes a failure of the reader's own finding, e.g. a value out of range. */
void banco_json_refuse (BancoJson *self, JsonObject *object, const char *member, const char *what);

/* FALSE and BANCO_JSON_ERROR_SHAPE if any read so far failed. */
gboolean banco_json_check (BancoJson *self, GError **error);

G_END_DECLS
