/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

/* Not g_file_replace_contents(): when writing fails it closes the stream all the same, which puts
 * the part that was written in the place of the whole file. */
gboolean
banco_file_replace (GFile *file,
                    const char *bytes,
                    gsize size,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GFileOutputStream) stream =
    g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  g_autoptr (GCancellable) given_up = NULL;

  if (stream == NULL)
    return FALSE;
  if (g_output_stream_write_all (G_OUTPUT_STREAM (stream), bytes, size, NULL, cancellable, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
  given_up = g_cancellable_new ();
  g_cancellable_cancel (given_up);
  g_output_stream_close (G_OUTPUT_STREAM (stream), given_up, NULL);
  return FALSE;
}
