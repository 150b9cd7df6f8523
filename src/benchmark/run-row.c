/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/run-row-private.h"

struct _BancoRunRow {
  GObject parent_instance;
  char *measure;
  gboolean checked;
  double median;
  char *unit; /* NULL where it is not checked */
  guint count;
  char **flags;
};

G_DEFINE_FINAL_TYPE (BancoRunRow, banco_run_row, G_TYPE_OBJECT)

enum {
  PROP_MEASURE = 1,
  PROP_CHECKED,
  PROP_MEDIAN,
  PROP_UNIT,
  PROP_COUNT,
  PROP_FLAGS,
  N_PROPS,
};

static void
banco_run_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoRunRow *self = BANCO_RUN_ROW (object);

  switch (id) {
  case PROP_MEASURE:
    g_value_set_string (value, self->measure);
    break;
  case PROP_CHECKED:
    g_value_set_boolean (value, self->checked);
    break;
  case PROP_MEDIAN:
    g_value_set_double (value, self->median);
    break;
  case PROP_UNIT:
    g_value_set_string (value, self->unit);
    break;
  case PROP_COUNT:
    g_value_set_uint (value, self->count);
    break;
  case PROP_FLAGS:
    g_value_set_boxed (value, self->flags);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_run_row_finalize (GObject *object)
{
  BancoRunRow *self = BANCO_RUN_ROW (object);

  g_free (self->measure);
  g_free (self->unit);
  g_strfreev (self->flags);
  G_OBJECT_CLASS (banco_run_row_parent_class)->finalize (object);
}

static void
banco_run_row_class_init (BancoRunRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[N_PROPS] = {
    [PROP_MEASURE] = g_param_spec_string ("measure", NULL, NULL, NULL, flags),
    [PROP_CHECKED] = g_param_spec_boolean ("checked", NULL, NULL, FALSE, flags),
    [PROP_MEDIAN] = g_param_spec_double ("median", NULL, NULL, 0, G_MAXDOUBLE, 0, flags),
    [PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, flags),
    [PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags),
    [PROP_FLAGS] = g_param_spec_boxed ("flags", NULL, NULL, G_TYPE_STRV, flags),
  };

  G_OBJECT_CLASS (klass)->get_property = banco_run_row_get_property;
  G_OBJECT_CLASS (klass)->finalize = banco_run_row_finalize;
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
banco_run_row_init (BancoRunRow *self)
{
}

BancoRunRow *
banco_run_row_new (const BancoRow *row)
{
  BancoRunRow *self = g_object_new (BANCO_TYPE_RUN_ROW, NULL);

  self->measure = g_strdup (row->id);
  self->checked = TRUE;
  self->median = row->median;
  self->unit = g_strdup (row->unit);
  self->count = row->count;
  self->flags = g_strdupv (row->flags);
  return self;
}

BancoRunRow *
banco_run_row_new_wrong (const char *measure)
{
  BancoRunRow *self = g_object_new (BANCO_TYPE_RUN_ROW, NULL);

  self->measure = g_strdup (measure);
  self->flags = g_strdupv ((char *[]){ (char *) "check_failed", NULL });
  return self;
}

const char *
banco_run_row_get_measure (BancoRunRow *self)
{
  return self->measure;
}

gboolean
banco_run_row_is_checked (BancoRunRow *self)
{
  return self->checked;
}

double
banco_run_row_get_median (BancoRunRow *self)
{
  return self->median;
}

const char *
banco_run_row_get_unit (BancoRunRow *self)
{
  return self->unit;
}

const char *const *
banco_run_row_get_flags (BancoRunRow *self)
{
  return (const char *const *) self->flags;
}

static const char *
get_key (gpointer item)
{
  return BANCO_RUN_ROW (item)->measure;
}

BancoKeyedList *
banco_run_rows_new (void)
{
  static const BancoKeyedListKind kind = { banco_run_row_get_type, get_key, NULL };

  return banco_keyed_list_new (&kind);
}

void
banco_run_rows_add (BancoKeyedList *rows, BancoRunRow *row)
{
  if (banco_keyed_list_find (rows, row->measure) == NULL)
    banco_keyed_list_insert (rows, NULL, G_MAXUINT, row);
}
