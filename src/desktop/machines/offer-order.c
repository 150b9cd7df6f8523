/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/offer-order.h"

/* Offers that the user may request come first, small ones before large ones: the first is proposed,
 * and the user should take more than needed only by choice. */
static int
compare_offers (gconstpointer a, gconstpointer b)
{
  BancoOffer *first = *(BancoOffer *const *) a, *second = *(BancoOffer *const *) b;
  const BancoAccelerator *card = banco_offer_get_accelerator (first);
  const BancoAccelerator *other = banco_offer_get_accelerator (second);
  const gint64 differences[] = {
    banco_offer_is_allowed (second) - banco_offer_is_allowed (first),
    (gint64) card->count * card->memory_mib - (gint64) other->count * other->memory_mib,
    (gint64) card->count - (gint64) other->count,
    (gint64) banco_offer_get_vcpus (first) - banco_offer_get_vcpus (second),
    (gint64) banco_offer_get_memory_mib (first) - (gint64) banco_offer_get_memory_mib (second),
  };

  for (guint i = 0; i < G_N_ELEMENTS (differences); i++)
    if (differences[i] != 0)
      return differences[i] < 0 ? -1 : 1;
  return g_strcmp0 (banco_offer_get_name (first), banco_offer_get_name (second));
}

GPtrArray *
banco_offer_order_list (GListModel *offers, BancoAcceleratorKind kind)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (offers); i++) {
    g_autoptr (BancoOffer) offer = g_list_model_get_item (offers, i);

    if (banco_offer_get_accelerator (offer)->kind == kind)
      g_ptr_array_add (list, g_steal_pointer (&offer));
  }
  g_ptr_array_sort (list, compare_offers);
  return list;
}
