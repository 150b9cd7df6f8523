/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* The file of a result has this format number; a newer one is left alone. */
#define BANCO_RESULT_FORMAT 1

/* A result while it is put together; the setters are for the maker only. */
struct _BancoResult {
  GObject parent_instance;
  char *id;
  char *host;
  char *place;
  char *place_label;
  gint64 when;
  char *mode;
  char *backend;
  char *device;
  char *reason;
  char **flags;
  GPtrArray *rows;
  GPtrArray *fpgas;
  gboolean simulated;
};

BancoResult *banco_result_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* An id that can name a file, whatever the place is called. */
char *banco_result_make_id (const char *place, const char *stamp) G_GNUC_WARN_UNUSED_RESULT;
/* The same with a number behind it. */
char *banco_result_number_id (const char *id, guint number) G_GNUC_WARN_UNUSED_RESULT;
gboolean banco_result_is_id (const char *id);
void banco_result_add_flag (BancoResult *self, const char *flag);

JsonNode *banco_result_to_json (BancoResult *self) G_GNUC_WARN_UNUSED_RESULT;
/* Errors: NOT_UNDERSTOOD, with a sentence that says what is wrong in it. */
BancoResult *banco_result_from_json (BancoJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One among others; failures are remembered in @json. */
BancoResult *banco_result_read (BancoJson *json, JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

/* A result holds only text that can be shown as it is. */
gboolean banco_result_is_plain (const char *text);
/* A required text that may be shown in a terminal: short, without control characters. */
const char *banco_result_read_text (BancoJson *json, JsonObject *object, const char *member);

/* Reads a measure into @self; FALSE when none was added: it was there already, or is none. Failures
 * are remembered in @json. */
gboolean banco_result_read_row (BancoResult *self, BancoJson *json, JsonObject *object);

/* NULL when @object has none; failures are remembered in @json. */
BancoTimeSeries *banco_time_series_read (BancoJson *json, JsonObject *object);
void banco_time_series_build (const BancoTimeSeries *self, JsonBuilder *builder);
void banco_time_series_free (BancoTimeSeries *self);

/* The cards in member "fpgas" of @object, if it is there; failures are remembered in @json. */
void banco_fpgas_read (GPtrArray *fpgas, BancoJson *json, JsonObject *object);
void banco_fpgas_write (const GPtrArray *fpgas, JsonBuilder *builder);
void banco_fpga_free (BancoFpga *self);

/* @translation with what stands in @reason where @sentence has "%s"; NULL when it is another one.
 */
char *banco_reason_fill (const char *sentence,
                         const char *translation,
                         const char *reason) G_GNUC_WARN_UNUSED_RESULT;

/* Static; NULL for a measure that is not known here. */
const char *banco_measure_find_unit (const char *id);

BancoRow *banco_row_new (const char *id, const char *unit) G_GNUC_WARN_UNUSED_RESULT;
void banco_row_free (BancoRow *self);
const BancoRow *banco_rows_find (const GPtrArray *rows, const char *id);

/* Whether it is JSON of more than @most values, about: "{},{},…" takes a hundred times its size. */
gboolean banco_result_has_more (const char *text, gsize length, guint most);
/* The one in the file @path. Errors: NOT_UNDERSTOOD, G_FILE_ERROR. */
BancoResult *banco_result_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @folder/ID.json */
char *banco_result_make_path (const char *folder, const char *id) G_GNUC_WARN_UNUSED_RESULT;
/* Writes that file, whole or not at all; for workers. Where another has that name, the id
 * gets a number behind it. */
gboolean banco_result_save (BancoResult *self, const char *folder, GError **error);
/* Lists a saved result. */
void banco_results_add (BancoResults *self, BancoResult *result);
const char *banco_results_get_folder (BancoResults *self);

G_END_DECLS
