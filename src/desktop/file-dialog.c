/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/file-dialog.h"

#include <glib/gi18n.h>

static void
written (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (BancoPage) page = data;
  g_autofree char *name = g_file_get_basename (G_FILE (file));
  g_autoptr (GError) detail = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (file), result, NULL, &detail)) {
    text = g_strdup_printf (_ ("Saved as %s."), name);
    banco_page_toast (page, text);
    return;
  }
  g_debug ("%s: %s", name, detail->message);
  error = g_error_new (
    BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED,
    _ ("%s cannot be written there; is the folder yours, and the disk not full?"), name);
  banco_page_trouble (page, error);
}

void
banco_file_write (BancoPage *page, GFile *file, GBytes *bytes)
{
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written,
                                       g_object_ref (page));
}

static GtkFileChooserNative *
dialog_new (BancoPage *page, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))), action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  return dialog;
}

static void
save_answered (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    banco_file_write (BANCO_PAGE (data), file, g_object_get_data (G_OBJECT (dialog), "bytes"));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
banco_file_save (BancoPage *page, const char *name, GBytes *bytes)
{
  GtkFileChooserNative *dialog = dialog_new (page, _ ("Save"), GTK_FILE_CHOOSER_ACTION_SAVE);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_object_set_data_full (G_OBJECT (dialog), "bytes", g_bytes_ref (bytes),
                          (GDestroyNotify) g_bytes_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_answered), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_answered (GtkNativeDialog *dialog, int response, gpointer data)
{
  BancoFileChosen chosen = (BancoFileChosen) g_object_get_data (G_OBJECT (dialog), "chosen");
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && g_file_peek_path (file) != NULL)
    chosen (BANCO_PAGE (data), g_file_peek_path (file));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
banco_file_open (BancoPage *page, const char *title, BancoFileChosen chosen)
{
  GtkFileChooserNative *dialog = dialog_new (page, title, GTK_FILE_CHOOSER_ACTION_OPEN);

  g_object_set_data (G_OBJECT (dialog), "chosen", (gpointer) chosen);
  g_signal_connect_object (dialog, "response", G_CALLBACK (open_answered), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
