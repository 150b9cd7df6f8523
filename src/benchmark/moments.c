/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

static void
moment_free (gpointer data)
{
  BancoMoment *moment = data;

  g_object_unref (moment->result);
  g_free (moment);
}

/* A machine of the same name with another card is another machine. */
GPtrArray *
banco_results_list_moments (BancoResults *self, const char *place, const char *measure)
{
  GPtrArray *moments = g_ptr_array_new_with_free_func (moment_free);
  const char *device = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (G_LIST_MODEL (self), i);
    const BancoRow *row = banco_rows_find (result->rows, measure);
    BancoMoment *moment;

    if (!g_str_equal (result->place, place != NULL ? place : "here") || row == NULL ||
        (device != NULL && !g_str_equal (result->device, device)))
      continue;
    device = result->device;
    moment = g_new0 (BancoMoment, 1);
    moment->row = row;
    moment->result = g_steal_pointer (&result);
    g_ptr_array_insert (moments, 0, moment);
  }
  return moments;
}

double
banco_results_find_upload_rate (BancoResults *self)
{
  GListModel *list = G_LIST_MODEL (self);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (list, i);
    const BancoRow *row = banco_rows_find (banco_result_get_rows (result), "net.up");

    if (row != NULL)
      return row->median * 1e6;
  }
  return 0;
}
