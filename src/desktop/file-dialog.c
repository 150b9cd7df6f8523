/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/file-dialog.h"

#include "benchmark/benchmark.h"
#include "desktop/open-uri.h"

#include <glib/gi18n.h>

typedef struct {
  GFile *file;
  GBytes *bytes;
} FileWrite;

static void
file_write_free (gpointer data)
{
  FileWrite *file_write = data;

  g_object_unref (file_write->file);
  g_bytes_unref (file_write->bytes);
  g_free (file_write);
}

static GError *
explain (const char *name, const GError *detail)
{
  const char *text = _ ("“%s” is not saved: it cannot be written there. Choose another folder.");

  if (g_error_matches (detail, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    text = _ ("“%s” is not saved: the disk is full. Make room, or choose another folder.");
  else if (g_error_matches (detail, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
           g_error_matches (detail, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    text = _ ("“%s” is not saved: you may not write there. Choose a folder of your own.");
  return g_error_new (BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED, text, name);
}

/* Returns the file. */
static gpointer
run_write (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  const FileWrite *file_write = input;
  g_autofree char *name = g_file_get_basename (file_write->file);
  g_autoptr (GError) detail = NULL;
  gsize size;
  const char *bytes = g_bytes_get_data (file_write->bytes, &size);

  if (banco_file_replace (file_write->file, bytes, size, cancellable, &detail))
    return g_object_ref (file_write->file);
  g_debug ("%s: %s", name, detail->message);
  g_propagate_error (error, explain (name, detail));
  return NULL;
}

static void
open_written (BancoPage *page, GObject *file)
{
  g_autofree char *uri = g_file_get_uri (G_FILE (file));

  banco_open_uri (GTK_WIDGET (page), uri, NULL, NULL);
}

static void
written (BancoPage *page, BancoOperation *operation)
{
  GFile *file = banco_operation_get_result (operation);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s."), name);

  banco_page_toast_offer (page, text, _ ("Open"), open_written, G_OBJECT (file));
}

void
banco_file_write (BancoPage *page, GFile *file, GBytes *bytes)
{
  FileWrite *file_write = g_new0 (FileWrite, 1);

  file_write->file = g_object_ref (file);
  file_write->bytes = g_bytes_ref (bytes);
  banco_page_follow (
    page,
    banco_operation_start (banco_workspace_get_operations (banco_page_get_workspace (page)),
                           &(BancoOperationPlan){
                             .title = _ ("Saving a file"),
                             .work = run_write,
                             .input = file_write,
                             .input_free = file_write_free,
                             .result_free = g_object_unref,
                           }),
    written);
}

static void
answered (GtkNativeDialog *dialog, int response, gpointer widget)
{
  GBytes *bytes = g_object_get_data (G_OBJECT (dialog), "bytes");
  BancoFileChosen chosen = (BancoFileChosen) g_object_get_data (G_OBJECT (dialog), "chosen");
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && bytes != NULL)
    banco_file_write (widget, file, bytes);
  else if (file != NULL && g_file_peek_path (file) != NULL)
    chosen (widget, g_file_peek_path (file));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static GtkFileChooserNative *
dialog_new (GtkWidget *widget, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    title, GTK_WINDOW (gtk_widget_get_root (widget)), action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* An event: the answer is no property, and the class is final. */
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered), widget, 0);
  return dialog;
}

void
banco_file_save (BancoPage *page, const char *name, GBytes *bytes)
{
  GtkFileChooserNative *dialog =
    dialog_new (GTK_WIDGET (page), _ ("Save"), GTK_FILE_CHOOSER_ACTION_SAVE);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_object_set_data_full (G_OBJECT (dialog), "bytes", g_bytes_ref (bytes),
                          (GDestroyNotify) g_bytes_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
banco_file_open (GtkWidget *widget, const char *title, BancoFileChosen chosen)
{
  GtkFileChooserNative *dialog = dialog_new (widget, title, GTK_FILE_CHOOSER_ACTION_OPEN);

  g_object_set_data (G_OBJECT (dialog), "chosen", (gpointer) chosen);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
