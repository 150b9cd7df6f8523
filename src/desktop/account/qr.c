/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/qr.h"

#include <qrencode.h>

/* Cameras want this much white around it, in modules. */
#define MARGIN 4
#define PIXELS 6

GdkPaintable *
banco_qr_new (const char *text)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  g_autoptr (GBytes) bytes = NULL;
  guchar *pixels;
  int side;

  if (code == NULL)
    return NULL;
  side = (code->width + 2 * MARGIN) * PIXELS;
  pixels = g_malloc ((gsize) side * (gsize) side * 3);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      int column = x / PIXELS - MARGIN, row = y / PIXELS - MARGIN;
      gboolean dark = column >= 0 && row >= 0 && column < code->width && row < code->width &&
                      (code->data[row * code->width + column] & 1);

      /* Black on white in the dark style too: cameras need it so. */
      memset (pixels + ((gsize) y * (gsize) side + (gsize) x) * 3, dark ? 0 : 255, 3);
    }
  QRcode_free (code);
  bytes = g_bytes_new_take (pixels, (gsize) side * (gsize) side * 3);
  return GDK_PAINTABLE (
    gdk_memory_texture_new (side, side, GDK_MEMORY_R8G8B8, bytes, (gsize) side * 3));
}
