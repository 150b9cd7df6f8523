/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "workspace/federation.h"
#include "workspace/notebook-server.h"

#include <glib/gi18n.h>

/* Takes an entry to a machine: a notebook is sent as a file, a repository is cloned there by a
 * command that the person sees and starts. */

typedef struct {
  BancoPlace *place;
  char *file; /* how the notebook is called there; NULL: nothing to send */
  GBytes *content;
  char *command; /* what to type */
} BringInput;

static void
input_free (gpointer data)
{
  BringInput *input = data;

  banco_place_unref (input->place);
  g_free (input->file);
  g_clear_pointer (&input->content, g_bytes_unref);
  g_free (input->command);
  g_free (input);
}

typedef struct {
  BancoBrought public;
  BancoNotebookServer *server; /* nullable; the workspace's once it is published */
} BringResult;

static gpointer
make_result (const BringInput *input, BancoNotebookServer *server)
{
  BringResult *result = g_new0 (BringResult, 1);

  result->server = server;
  result->public.command = server == NULL ? g_strdup (input->command) : NULL;
  result->public.address = server != NULL ? g_strdup (server->address) : NULL;
  result->public.page = server != NULL ? g_strdup (server->page) : NULL;
  return result;
}

static void
result_free (gpointer data)
{
  BringResult *result = data;

  g_clear_pointer (&result->server, banco_notebook_server_free);
  g_free (result->public.command);
  g_free (result->public.address);
  g_free (result->public.page);
  g_free (result);
}

/* The way to a server is open for as long as the workspace is. */
static void
bring_publish (BancoOperation *operation, gpointer data, gpointer workspace)
{
  BringResult *result = data;
  GPtrArray *servers = g_object_get_data (workspace, "notebook-servers");

  if (result->server == NULL)
    return;
  if (servers == NULL) {
    servers = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_notebook_server_free);
    g_object_set_data_full (workspace, "notebook-servers", servers,
                            (GDestroyNotify) g_ptr_array_unref);
  }
  g_ptr_array_add (servers, g_steal_pointer (&result->server));
}

static gpointer
bring_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char receive[] = "mkdir -p \"$HOME/banco\" && cat > \"$HOME/banco/$1.part\""
                                " && mv \"$HOME/banco/$1.part\" \"$HOME/banco/$1\"";
  BringInput *input = data;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) cause = NULL;
  BancoNotebookServer *server;

  if (input->file == NULL)
    return make_result (input, NULL);
  argv = banco_place_command (
    input->place, (const char *const[]){ "sh", "-c", receive, "sh", input->file, NULL });
  process = banco_process_start ((const char *const *) argv,
                                 G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                   G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                 error);
  if (process == NULL)
    return NULL;
  /* A machine that hangs up in the middle is a pipe that breaks. */
  if (!g_subprocess_communicate (process, input->content, cancellable, NULL, NULL, &cause)) {
    g_subprocess_force_exit (process);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    g_debug ("%s", cause->message);
  } else if (g_subprocess_get_successful (process)) {
    banco_operation_report (operation, -1, _ ("Starting Jupyter"));
    server = banco_notebook_server_open (input->place, input->file, cancellable, &cause);
    if (cause == NULL)
      return make_result (input, server);
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY,
               _ ("%s did not take the notebook"), banco_place_get_label (input->place));
  return NULL;
}

/* A name that is only a name, whatever the entry calls itself. */
static char *
file_name_of (const char *id)
{
  g_autofree char *name = g_path_get_basename (id);

  return g_strcanon (g_steal_pointer (&name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '_');
}

/* NULL: none. */
static GBytes *
notebook_of (BancoEntry *entry)
{
  return banco_entry_get_kind (entry) == BANCO_ENTRY_NOTEBOOK ? banco_entry_get_raw (entry) : NULL;
}

/* Its address is typed into a terminal, where a control character acts. NULL: none. */
static const char *
repository_of (BancoEntry *entry)
{
  const GPtrArray *examples = banco_entry_get_examples (entry);

  for (guint i = 0; i < examples->len; i++) {
    const BancoExample *example = examples->pdata[i];

    if (g_strcmp0 (example->kind, "git") == 0 && example->url != NULL &&
        banco_http_is_token (example->url) && banco_http_uri_is_allowed (example->url))
      return example->url;
  }
  return NULL;
}

gboolean
banco_workspace_can_bring (BancoEntry *entry)
{
  return notebook_of (entry) != NULL || repository_of (entry) != NULL;
}

static gboolean
plan (BringInput *input, BancoEntry *entry, GError **error)
{
  GBytes *notebook = notebook_of (entry);
  const char *repository = repository_of (entry);

  if (notebook != NULL) {
    input->file = file_name_of (banco_entry_get_id (entry));
    input->content = g_bytes_ref (notebook);
    input->command =
      g_strdup_printf ("cd ~/banco && jupyter lab --no-browser ./%s || jupyter execute ./%s",
                       input->file, input->file);
    return TRUE;
  }
  if (repository != NULL) {
    g_autofree char *url = g_shell_quote (repository);

    input->command =
      g_strdup_printf ("mkdir -p ~/banco && cd ~/banco && git clone --depth 1 %s", url);
    return TRUE;
  }
  g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND,
               _ ("“%s” has nothing in it that can be run"), banco_entry_get_title (entry));
  return FALSE;
}

BancoOperation *
banco_workspace_bring (BancoWorkspace *self, BancoEntry *entry, BancoMachine *machine)
{
  g_autofree char *title = g_strdup_printf ("Taking “%s” to %s", banco_entry_get_title (entry),
                                            banco_machine_get_name (machine));
  BringInput *input = g_new0 (BringInput, 1);
  GError *error = NULL;

  input->place = banco_workspace_find_place (self, banco_machine_get_key (machine), &error);
  if (input->place == NULL || !plan (input, entry, &error)) {
    g_clear_pointer (&input->place, banco_place_unref);
    g_free (input);
    return banco_operation_new_failed (title, error);
  }
  return banco_operation_start (banco_workspace_get_operations (self), &(BancoOperationPlan){
                                                                         .title = title,
                                                                         .work = bring_work,
                                                                         .input = input,
                                                                         .input_free = input_free,
                                                                         .result_free = result_free,
                                                                         .publish = bring_publish,
                                                                         .owner = G_OBJECT (self),
                                                                       });
}
