/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/benchmarks/choices.h"
#include "desktop/benchmarks/comparison-view.h"
#include "desktop/charts/picture.h"
#include "desktop/file-dialog.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* What leaves the window as a file, and what comes in by one. */

static gboolean
has (GBytes *bytes, const char *text)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)) !=
         NULL;
}

static BancoPage *
page_of (GtkWidget *window)
{
  return BANCO_PAGE (stage_find (window, g_type_from_name ("BancoBenchmarksPage")));
}

static const struct {
  const char *format;
  const char *begin;
  const char *part; /* somewhere in it */
} formats[] = {
  { "svg", "<?xml", "<svg" },
  { "png", "\x89PNG\r\n", "IHDR" },
  { "csv", "measure,unit,result,name", "cpu.gemm32,GFLOP/s,here-1," },
  { "md", "| ", "This computer" },
  { "json", "{", "\"source\" : \"measured-here\"" },
};

static void
test_formats (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  BancoComparisonView *view;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 1000);
  view = BANCO_COMPARISON_VIEW (stage_find (window, BANCO_TYPE_COMPARISON_VIEW));
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GBytes) bytes = banco_comparison_view_render (view, formats[i].format);

    g_assert_nonnull (bytes);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), strlen (formats[i].begin), formats[i].begin,
                     strlen (formats[i].begin));
    g_assert_true (has (bytes, formats[i].part));
  }
  stage_close (window, workspace, settings);
}

static void
test_nothing_to_render (void)
{
  g_autoptr (BancoComparisonView) view =
    g_object_ref_sink (g_object_new (BANCO_TYPE_COMPARISON_VIEW, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    g_assert_null (banco_comparison_view_render (view, formats[i].format));
}

static BancoFigure *
new_figure (BancoValueSource source)
{
  BancoFigure *figure = g_object_new (BANCO_TYPE_FIGURE, NULL);

  figure->measure = g_strdup_printf ("measure %d", source);
  figure->unit = g_strdup ("s");
  figure->machine = g_strdup ("m");
  figure->value = 1;
  figure->flags = g_new0 (char *, 1);
  figure->source = source;
  return figure;
}

/* A picture grows with what is in it, and is on white paper, whatever the window looks like. */
static void
test_picture (void)
{
  g_autoptr (GListStore) bars = g_list_store_new (BANCO_TYPE_FIGURE);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (BancoCurve) curve = banco_curve_new ("A curve", "MHz", BANCO_CURVE_SECONDS, FALSE);
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) explained = NULL;
  g_autoptr (GdkTexture) explained_texture = NULL;
  g_autoptr (BancoFigure) figure = new_figure (BANCO_SOURCE_DATASHEET);
  g_autoptr (GdkTexture) small_texture = NULL;
  g_autoptr (GdkTexture) large_texture = NULL;
  g_autofree guchar *pixels = NULL;
  gsize stride;

  banco_curve_add (curve, "machine", 0);
  g_ptr_array_add (one, curve);
  small = banco_picture_new (G_LIST_MODEL (bars), none, "", BANCO_PICTURE_PNG);
  large = banco_picture_new (G_LIST_MODEL (bars), one, "An answer", BANCO_PICTURE_PNG);
  small_texture = gdk_texture_new_from_bytes (small, NULL);
  large_texture = gdk_texture_new_from_bytes (large, NULL);
  g_assert_nonnull (small_texture);
  g_assert_cmpint (gdk_texture_get_height (large_texture), >,
                   gdk_texture_get_height (small_texture) + 200);
  stride = (gsize) gdk_texture_get_width (small_texture) * 4;
  pixels = g_malloc (stride * (gsize) gdk_texture_get_height (small_texture));
  gdk_texture_download (small_texture, pixels, stride);
  g_assert_cmpuint (pixels[0], ==, 255);
  g_assert_cmpuint (pixels[1], ==, 255);
  /* Below bars stands what they mean, which is more than the bar itself. */
  g_list_store_append (bars, figure);
  explained = banco_picture_new (G_LIST_MODEL (bars), none, "", BANCO_PICTURE_PNG);
  explained_texture = gdk_texture_new_from_bytes (explained, NULL);
  g_assert_cmpint (gdk_texture_get_height (explained_texture), >,
                   gdk_texture_get_height (small_texture) + 150);
}

/* The first series' colour. */
static gboolean
is_blue (GdkPixbuf *pixels, int x, int y)
{
  const guint8 *pixel = gdk_pixbuf_read_pixels (pixels) + y * gdk_pixbuf_get_rowstride (pixels) +
                        x * gdk_pixbuf_get_n_channels (pixels);

  return pixel[0] < 60 && pixel[2] > 140;
}

/* Nobody knows the middle of a wide range to three digits. */
static void
test_predicted (void)
{
  static const struct {
    BancoValueSource source;
    const char *value;
  } cases[] = {
    { BANCO_SOURCE_MEASURED_THERE, "1.00\u00a0s" },
    { BANCO_SOURCE_PREDICTED, "0.25 – 4.00\u00a0s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoFigure) figure = new_figure (cases[i].source);
    g_autofree char *value = NULL, *all = NULL;

    figure->has_spread = TRUE;
    figure->low = .25;
    figure->high = 4;
    value = banco_figure_get_text (figure, BANCO_FIGURE_VALUE);
    g_assert_cmpstr (value, ==, cases[i].value);
    all = banco_figure_describe (figure);
    g_assert_cmpint (strstr (all, "nine of ten") != NULL, ==, i == 0);
  }
}

/* How often colour and paper change along the middle of the one bar of @picture, and how much of
 * it is coloured. */
static guint
count_changes (GBytes *picture, double *share)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (picture);
  g_autoptr (GdkPixbuf) pixels =
    gdk_pixbuf_new_from_stream_at_scale (stream, 1536, -1, TRUE, NULL, NULL);
  guint changes = 0, coloured = 0, first = 0, last = 0;
  int best_row = 0, most = 0;

  g_assert_nonnull (pixels);
  for (int y = 0; y < gdk_pixbuf_get_height (pixels); y++) {
    int n = 0;

    for (int x = 0; x < gdk_pixbuf_get_width (pixels); x++)
      n += is_blue (pixels, x, y);
    if (n > 0 && best_row == 0)
      best_row = y;
    most = n > 0 ? y : most;
  }
  best_row = (best_row + most) / 2;
  for (int x = 0; x < gdk_pixbuf_get_width (pixels); x++)
    if (is_blue (pixels, x, best_row)) {
      first = first > 0 ? first : (guint) x;
      last = (guint) x;
      coloured++;
    }
  for (guint x = first; x < last; x++)
    changes += is_blue (pixels, (int) x, best_row) != is_blue (pixels, (int) x + 1, best_row);
  *share = (double) coloured / (last - first + 1);
  return changes;
}

/* Measured is filled, a datasheet's is hollow, predicted is hatched: in either kind of picture. */
static void
test_patterns (void)
{
  static const struct {
    BancoValueSource source;
    guint least_changes, most_changes;
    double least_share, most_share;
  } cases[] = {
    { BANCO_SOURCE_MEASURED_HERE, 0, 0, .99, 1 }, { BANCO_SOURCE_MEASURED_THERE, 0, 0, .99, 1 },
    { BANCO_SOURCE_PUBLISHED, 0, 0, .99, 1 },     { BANCO_SOURCE_DATASHEET, 2, 2, 0, .05 },
    { BANCO_SOURCE_PREDICTED, 40, 1000, .2, .6 },
  };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint format = BANCO_PICTURE_SVG; format <= BANCO_PICTURE_PNG; format++) {
      g_autoptr (GListStore) bars = g_list_store_new (BANCO_TYPE_FIGURE);
      g_autoptr (BancoFigure) figure = new_figure (cases[i].source);
      g_autoptr (GBytes) picture = NULL;
      double share;
      guint changes;

      g_list_store_append (bars, figure);
      picture = banco_picture_new (G_LIST_MODEL (bars), none, "", format);
      changes = count_changes (picture, &share);
      g_assert_cmpuint (changes, >=, cases[i].least_changes);
      g_assert_cmpuint (changes, <=, cases[i].most_changes);
      g_assert_cmpfloat (share, >=, cases[i].least_share);
      g_assert_cmpfloat (share, <=, cases[i].most_share);
    }
}

static void
count_toast (BancoPage *page, const char *text, GString *told)
{
  g_string_append (told, text);
}

static void
count_trouble (BancoPage *page, const GError *error, GString *told)
{
  if (error != NULL)
    g_string_append_printf (told, "trouble: %s", error->message);
}

static void
wait_for_word (GString *told)
{
  for (guint i = 0; i < 1200 && told->len == 0; i++)
    fixture_turn (50, NULL);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* As on a full disk: the first bytes can be written, more cannot. */
static void
set_room (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Written whole, over what was there too; or said that it was not, what to do, and what was there
 * is there still. */
static void
test_write (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "saved", NULL);
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);
  const struct {
    const char *path;
    gsize size;
    rlim_t room;
    const char *told;
    gsize left; /* the size of what is then at @path; 0: nothing */
  } cases[] = {
    { path, 3, RLIM_INFINITY, "Saved as a.csv.", 3 },
    { path, 100000, RLIM_INFINITY, "Saved as a.csv.", 100000 },
    { path, 50, RLIM_INFINITY, "Saved as a.csv.", 50 },
    { path, 100000, 4096,
      "trouble: “a.csv” is not saved: it cannot be written there. Choose another folder.", 50 },
    { "/sys/a.csv", 3, RLIM_INFINITY,
      "trouble: “a.csv” is not saved: you may not write there. Choose a folder of your own.", 0 },
    { "/proc/nonexistent/a.csv", 3, RLIM_INFINITY,
      "trouble: “a.csv” is not saved: it cannot be written there. Choose another folder.", 0 },
  };
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  g_autoptr (GString) told = g_string_new (NULL);

  signal (SIGXFSZ, SIG_IGN);
  stage_forget ();
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  window = stage_open (&workspace, &settings, 600);
  g_signal_connect (page_of (window), "toast", G_CALLBACK (count_toast), told);
  g_signal_connect (page_of (window), "trouble", G_CALLBACK (count_trouble), told);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GFile) file = g_file_new_for_path (cases[i].path);
    g_autoptr (GBytes) bytes =
      g_bytes_new_take (g_strnfill (cases[i].size, 'a' + (char) i), cases[i].size);
    GStatBuf info = { 0 };

    g_string_truncate (told, 0);
    set_room (cases[i].room);
    banco_file_write (page_of (window), file, bytes);
    wait_for_word (told);
    set_room (RLIM_INFINITY);
    g_assert_cmpstr (told->str, ==, cases[i].told);
    g_assert_cmpint (g_stat (cases[i].path, &info), ==, cases[i].left > 0 ? 0 : -1);
    g_assert_cmpuint ((gsize) info.st_size, ==, cases[i].left);
    g_assert_cmpuint (count_files (folder), ==, 1);
  }
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  stage_close (window, workspace, settings);
}

static gboolean
has_chooser (gpointer data)
{
  return fixture_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL;
}

static gboolean
is_in_home (gpointer data)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (
    GTK_FILE_CHOOSER (fixture_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  return g_strcmp0 (path, g_get_home_dir ()) == 0;
}

static gboolean
is_without_chooser (gpointer data)
{
  return !has_chooser (data);
}

/* What a file dialog of the toolkit answers, which stands in for that of the desktop. */
static void
answer_chooser (int response)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_home_dir ());
  GtkWidget *dialog;

  fixture_wait ("it asks where", has_chooser, NULL);
  dialog = fixture_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  /* GTK 4.18's complains when it is sent elsewhere before it has shown where it is. */
  gtk_test_widget_wait_for_draw (dialog);
  fixture_turn (500, NULL);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  fixture_wait ("it is at home", is_in_home, NULL);
  gtk_dialog_response (GTK_DIALOG (dialog), response);
}

static void
choose_only (GtkWidget *window, const char *id)
{
  const char *const ids[] = { id, NULL };

  banco_choices_choose_only (BANCO_CHOICES (stage_find (window, BANCO_TYPE_CHOICES)), ids);
  fixture_turn (50, NULL);
}

static void export(GtkWidget *window)
{
  gtk_widget_activate_action (GTK_WIDGET (page_of (window)), "benchmarks.export", NULL);
}

/* Checked results become a file that another Banco takes in; a card is no result, and who cancels
 * has written nothing. */
static void
test_export (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  g_autofree char *path = g_build_filename (g_get_home_dir (), "results.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  stage_store ("t4box-1", "t4box", "t4box", FALSE, "100");
  window = stage_open (&workspace, &settings, 800);
  g_signal_connect (page_of (window), "toast", G_CALLBACK (count_toast), told);
  g_signal_connect (page_of (window), "trouble", G_CALLBACK (count_trouble), told);
  choose_only (window, "t4");
  export(window);
  wait_for_word (told);
  g_assert_cmpstr (told->str, ==, "Check a result first; reference cards are everywhere.");
  g_assert_false (has_chooser (NULL));
  g_string_truncate (told, 0);
  choose_only (window, "t4box-1");
  export(window);
  answer_chooser (GTK_RESPONSE_CANCEL);
  fixture_wait ("it goes", is_without_chooser, NULL);
  g_assert_cmpstr (told->str, ==, "");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  export(window);
  answer_chooser (GTK_RESPONSE_ACCEPT);
  wait_for_word (told);
  g_assert_cmpstr (told->str, ==, "Saved as results.json.");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  read = banco_results_read_export (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 1);
  g_assert_cmpstr (banco_result_get_place_label (read->pdata[0]), ==, "t4box");
  g_assert_cmpint (g_unlink (path), ==, 0);
  stage_close (window, workspace, settings);
}

/* A file of results from another computer: taken in and compared at once; twice is no harm, and a
 * file that was changed leaves nothing behind. */
static void
test_import (void)
{
  const char *const ids[] = { "t4box-1", NULL };
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;
  BancoResults *results;
  g_autofree char *path = g_build_filename (g_get_home_dir (), "shared.json", NULL);
  g_autofree char *location = g_strconcat ("import:", path, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  g_auto (GStrv) chosen = NULL;
  g_autoptr (GError) error = NULL;

  stage_forget ();
  stage_store ("t4box-1", "t4box", "t4box", FALSE, "100");
  window = stage_open (&workspace, &settings, 800);
  results = banco_workspace_get_results (workspace);
  text = banco_results_export (results, ids, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_true (banco_results_remove (results, banco_results_find (results, "t4box-1"), &error));
  g_signal_connect (page_of (window), "toast", G_CALLBACK (count_toast), told);
  g_signal_connect (page_of (window), "trouble", G_CALLBACK (count_trouble), told);
  banco_page_open (page_of (window), location);
  wait_for_word (told);
  g_assert_cmpstr (told->str, ==, "1 result taken in.");
  chosen = banco_choices_dup_ids (BANCO_CHOICES (stage_find (window, BANCO_TYPE_CHOICES)));
  g_assert_true (g_strv_contains ((const char *const *) chosen, "t4box-1"));
  g_assert_true (stage_says (window, "t4box"));
  g_string_truncate (told, 0);
  banco_page_open (page_of (window), location);
  wait_for_word (told);
  g_assert_cmpstr (told->str, ==, "All of them were here already.");
  g_string_truncate (told, 0);
  text[strlen (text) / 2] = '9';
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  banco_page_open (page_of (window), location);
  wait_for_word (told);
  g_assert_true (g_str_has_prefix (told->str, "trouble: this is no file of results"));
  g_assert_cmpint (g_unlink (path), ==, 0);
  stage_close (window, workspace, settings);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/share/formats", test_formats);
  g_test_add_func ("/share/nothing", test_nothing_to_render);
  g_test_add_func ("/share/picture", test_picture);
  g_test_add_func ("/share/predicted", test_predicted);
  g_test_add_func ("/share/patterns", test_patterns);
  g_test_add_func ("/share/write", test_write);
  g_test_add_func ("/share/export", test_export);
  g_test_add_func ("/share/import", test_import);
  return g_test_run ();
}
