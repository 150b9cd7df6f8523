/* SPDX-License-Identifier: Apache-2.0 */
#include "command/output-estimate-private.h"

#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

#define SECONDS 60
#define MOST_SECONDS 604800
#define EXIT_INTERRUPTED 130

/* What was asked, as typed. */
typedef struct {
  char *step, *network, *precision, *memory, *data, *data_at, *upload, *from, *on, *took, *pattern;
  char *time;     /* how long to watch */
  char **command; /* behind "--"; nullable */
  gint64 steps, epoch;
  int kernels;
  double seconds;
  gboolean catalogue;
} Asked;

static void
asked_clear (Asked *asked)
{
  g_free (asked->step);
  g_free (asked->network);
  g_free (asked->precision);
  g_free (asked->memory);
  g_free (asked->data);
  g_free (asked->data_at);
  g_free (asked->upload);
  g_free (asked->from);
  g_free (asked->on);
  g_free (asked->took);
  g_free (asked->pattern);
  g_free (asked->time);
  g_strfreev (asked->command);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

typedef gboolean (*ReadQuantity) (const char *text, double *number);

static gboolean
read_quantity (const char *text,
               ReadQuantity read,
               const char *option,
               double *number,
               GError **error)
{
  if (text == NULL || read (text, number))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--%s is a number with a unit, like %s"), option,
               read == banco_duration_from_string ? "12ms" : "10GB");
  return FALSE;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

static gboolean
read_words (const Asked *asked, BancoJob *job, GError **error)
{
  if (asked->network != NULL && !banco_network_from_string (asked->network, &job->network))
    return refuse (error, _ ("--network is mlp, autoencoder, cnn, sequence, graph, transformer or "
                             "unknown"));
  if (asked->precision != NULL && !banco_precision_from_string (asked->precision, &job->precision))
    return refuse (error, _ ("--precision is fp32, mixed or int8"));
  if (asked->data_at != NULL && !banco_data_place_from_string (asked->data_at, &job->data_place))
    return refuse (error, _ ("--data-at is here, nfs or cloud"));
  return TRUE;
}

static gboolean
read_job (Asked *asked, BancoJob *job, GError **error)
{
  double memory = 0;

  *job = (BancoJob){ .network = BANCO_NETWORK_UNKNOWN };
  if (!read_words (asked, job, error) ||
      !read_quantity (asked->step, banco_duration_from_string, "step", &job->step_seconds, error) ||
      !read_quantity (asked->memory, banco_size_from_string, "memory", &memory, error) ||
      !read_quantity (asked->data, banco_size_from_string, "data", &job->data_bytes, error) ||
      !read_quantity (asked->upload, banco_size_from_string, "upload", &job->upload_rate, error))
    return FALSE;
  if (asked->steps < 0 || asked->epoch < 0 || asked->kernels < 0)
    return refuse (error, _ ("--steps, --epoch and --kernels are positive numbers"));
  if (asked->time != NULL &&
      (!banco_duration_from_string (asked->time, &asked->seconds) || asked->seconds > MOST_SECONDS))
    return refuse (error, _ ("--seconds is a positive number, of a week at most"));
  if ((asked->step == NULL) == (asked->command == NULL))
    return refuse (error, _ ("say how long a step takes (--step 12ms), or which command to watch "
                             "(-- COMMAND…)"));
  if (asked->command != NULL && asked->command[0] == NULL)
    return refuse (error, _ ("which command? Behind “--” stands what trains your network"));
  job->memory_gib = memory / 1073741824;
  job->steps = (guint64) asked->steps;
  job->steps_per_epoch = (guint64) asked->epoch;
  job->kernels = (guint) asked->kernels;
  return TRUE;
}

/* What stands behind "--" is the person's, options and all. */
static char **
split_command (char **words)
{
  for (char **word = words; *word != NULL; word++)
    if (g_str_equal (*word, "--")) {
      char **command = g_strdupv (word + 1);

      for (; *word != NULL; word++)
        g_clear_pointer (word, g_free);
      return command;
    }
  return NULL;
}

static gboolean
parse (Command *command, char ***words, Asked *asked, GError **error)
{
  const GOptionEntry entries[] = {
    { "step", 0, 0, WORD_OPTION, &asked->step, NULL, NULL },
    { "network", 0, 0, WORD_OPTION, &asked->network, NULL, NULL },
    { "precision", 0, 0, WORD_OPTION, &asked->precision, NULL, NULL },
    { "steps", 0, 0, G_OPTION_ARG_INT64, &asked->steps, NULL, NULL },
    { "epoch", 0, 0, G_OPTION_ARG_INT64, &asked->epoch, NULL, NULL },
    { "kernels", 0, 0, G_OPTION_ARG_INT, &asked->kernels, NULL, NULL },
    { "memory", 0, 0, WORD_OPTION, &asked->memory, NULL, NULL },
    { "data", 0, 0, WORD_OPTION, &asked->data, NULL, NULL },
    { "data-at", 0, 0, WORD_OPTION, &asked->data_at, NULL, NULL },
    { "upload", 0, 0, WORD_OPTION, &asked->upload, NULL, NULL },
    { "from", 0, 0, WORD_OPTION, &asked->from, NULL, NULL },
    { "on", 0, 0, WORD_OPTION, &asked->on, NULL, NULL },
    { "took", 0, 0, WORD_OPTION, &asked->took, NULL, NULL },
    { "catalogue", 0, 0, G_OPTION_ARG_NONE, &asked->catalogue, NULL, NULL },
    { "seconds", 0, 0, WORD_OPTION, &asked->time, NULL, NULL },
    { "step-pattern", 0, 0, WORD_OPTION, &asked->pattern, NULL, NULL },
    { NULL },
  };

  asked->seconds = SECONDS;
  asked->command = split_command (*words);
  return command_parse (command, entries, words, 0, 0, error);
}

static gboolean
find_performance (Command *command,
                  const char *id,
                  BancoPrecision precision,
                  BancoPerformance *performance,
                  GError **error)
{
  BancoResults *results = banco_workspace_get_results (command->workspace);

  if (id == NULL && banco_results_find (results, "latest:here") == NULL) {
    g_set_error_literal (
      error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND,
      _ ("this computer was not measured yet: “bancoctl bench” does it in twenty "
         "seconds, or name a card or processor like it with --from"));
    return FALSE;
  }
  return banco_workspace_find_performance (command->workspace, id, precision, performance, error);
}

/* What runs the job: this computer, what --from names, or the machine that --on names. */
static gboolean
find_here (Command *command,
           const Asked *asked,
           BancoPrecision precision,
           BancoPerformance *here,
           BancoPlace **place,
           GError **error)
{
  BancoWorkspace *workspace = command_get_workspace (command, error);
  const BancoCard *card;
  BancoMachine *machine;

  if (workspace == NULL)
    return FALSE;
  if (asked->on == NULL || g_str_equal (asked->on, "here")) {
    *place = banco_place_new_here ();
    return find_performance (command, asked->from, precision, here, error);
  }
  machine = command_find_machine (command, asked->on, NULL, FALSE, error);
  if (machine == NULL)
    return FALSE;
  banco_workspace_read_accelerator (workspace, banco_machine_get_accelerator (machine), precision,
                                    here, &card);
  *place = banco_workspace_find_place (workspace, asked->on, error);
  return *place != NULL;
}

static void
stop_watch (gpointer data)
{
  banco_watch_stop (data);
}

/* Each as a line of its own, which the indent keeps from looking like one of ours. */
static void
show_last_lines (Command *command, const BancoObservation *seen)
{
  g_auto (GStrv) lines = g_strsplit (seen->last_lines, "\n", -1);

  if (lines[0] == NULL)
    return;
  output_remark (command, "%s", _ ("The last it printed:"));
  for (char **line = lines; *line != NULL; line++)
    output_remark (command, "  %s", *line);
}

/* Sets @error when nothing can be made of what was seen. */
static gboolean
check_observation (Command *command, const BancoObservation *seen, GError **error)
{
  if (seen->found != BANCO_STEP_NOTHING)
    return TRUE;
  show_last_lines (command, seen);
  if (seen->interrupted)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("interrupted before a step was seen; the command was ended"));
  else if (seen->ended)
    g_set_error (
      error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOTHING,
      _ ("the command ended after %.1f s with exit status %d, before three steps were seen"),
      seen->seconds, seen->exit_code);
  else
    g_set_error (
      error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOTHING,
      _ ("no repeating step was seen in %.0f s; say with --step-pattern how one looks, or "
         "give it more with --seconds"),
      seen->seconds);
  return FALSE;
}

static const BancoObservation *
watch (Command *command,
       const Asked *asked,
       BancoPlace *place,
       BancoOperation **operation,
       GError **error)
{
  g_autoptr (BancoWatch) watch = banco_watch_new (place, (const char *const *) asked->command,
                                                  asked->pattern, asked->seconds, error);
  const BancoObservation *seen;

  if (watch == NULL)
    return NULL;
  output_remark (command, _ ("Running it for %.0f s at most, then ending it."), asked->seconds);
  if (!command_wait_or_stop (
        command, banco_watch_start (watch, banco_workspace_get_operations (command->workspace)),
        stop_watch, watch, operation, error))
    return NULL;
  seen = banco_operation_get_result (*operation);
  return check_observation (command, seen, error) ? seen : NULL;
}

/* "t4=4ms": what it took there, for the corrections of later guesses. */
static gboolean
note_took (Command *command,
           const Asked *asked,
           const BancoJob *job,
           const BancoPerformance *here,
           BancoHistory *history,
           GError **error)
{
  g_auto (GStrv) parts = asked->took != NULL ? g_strsplit (asked->took, "=", 2) : NULL;
  BancoStepRecord record = { .here_seconds = job->step_seconds, .here = *here };
  BancoLearnResult learned_result;

  if (parts == NULL)
    return TRUE;
  if (g_strv_length (parts) != 2)
    return refuse (error, _ ("--took is a card and what a step took on it, like t4=4ms"));
  return read_quantity (parts[1], banco_duration_from_string, "took", &record.step_seconds,
                        error) &&
         banco_workspace_find_performance (command->workspace, parts[0], job->precision,
                                           &record.there, error) &&
         (!banco_history_learn (history, &record, &learned_result) ||
          banco_history_save (history, error));
}

/* A run here is remembered; one there is set against it. */
static gboolean
note_run (Command *command,
          const Asked *asked,
          const BancoJob *job,
          const BancoPerformance *place,
          BancoHistory *history,
          EstimateReport *report,
          GError **error)
{
  BancoStepRecord record = { .command = (const char *const *) asked->command,
                             .step_seconds = job->step_seconds };
  BancoLearnResult learned_result;

  if (asked->on != NULL && !g_str_equal (asked->on, "here")) {
    record.there = *place;
    /* What this computer can do need not be known to run something there. */
    if (place->arithmetic <= 0 ||
        !banco_workspace_find_performance (command->workspace, asked->from, job->precision,
                                           &record.here, NULL))
      return TRUE;
  }
  if (!banco_history_learn (history, &record, &learned_result))
    return TRUE;
  report->real = learned_result.real;
  report->expected = learned_result.expected;
  return banco_history_save (history, error);
}

/* Without a cloud that answers, the catalogue will do. FALSE only when interrupted. */
static gboolean
refresh_offers (Command *command, const Asked *asked, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  BancoMachines *machines;

  if (asked->catalogue || command->interrupted)
    return TRUE;
  machines = command_get_machines (command, &trouble);
  if (machines != NULL &&
      command_wait (command, banco_machines_refresh_offers (machines, NULL, NULL, COMMAND_GRACE),
                    NULL, &trouble))
    return TRUE;
  if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return FALSE;
  }
  output_remark (command, _ ("No cloud was asked (%s); these are the cards that INFN Cloud lends."),
                 trouble->message);
  return TRUE;
}

static gboolean
estimate (Command *command, const Asked *asked, BancoJob *job, GError **error)
{
  g_autoptr (BancoPlace) place = NULL;
  g_autoptr (BancoOperation) operation = NULL;
  g_autoptr (BancoHistory) history = NULL;
  g_autoptr (GPtrArray) estimates = NULL;
  BancoPerformance here;
  BancoCalibration calibration;
  EstimateReport report = { .job = job, .here = &here, .calibration = &calibration };

  if (!find_here (command, asked, job->precision, &here, &place, error))
    return FALSE;
  if (job->data_bytes > 0 && job->steps_per_epoch == 0 && asked->command == NULL)
    output_remark (command,
                   _ ("How long reading the data takes is not counted; say with --epoch in "
                      "how many steps all of them are read once."));
  history = banco_workspace_load_history (command->workspace);
  if (asked->command != NULL) {
    report.seen = watch (command, asked, place, &operation, error);
    if (report.seen == NULL)
      return FALSE;
    banco_observation_complete (report.seen, job);
    if (asked->from == NULL && banco_workspace_spare_gpu (command->workspace, report.seen, &here))
      output_remark (command,
                     _ ("It left the GPU of this computer alone: what follows is beside the "
                        "processor."));
    if (!note_run (command, asked, job, &here, history, &report, error))
      return FALSE;
  }
  if (!note_took (command, asked, job, &here, history, error) ||
      !refresh_offers (command, asked, error))
    return FALSE;
  report.bound = report.seen != NULL && report.seen->sampled
                   ? report.seen->bound
                   : banco_job_guess_bound (job, here.processor);
  calibration = banco_history_calibrate (history);
  estimates = banco_workspace_estimate (command->workspace, job, &here, &calibration);
  report.estimates = estimates;
  output_estimate (command, &report);
  return TRUE;
}

int
verb_estimate (Command *command, char ***words, GError **error)
{
  g_auto (Asked) asked = { 0 };
  BancoJob job;

  if (!parse (command, words, &asked, error) || !read_job (&asked, &job, error) ||
      !estimate (command, &asked, &job, error))
    return 0;
  return command->interrupted ? EXIT_INTERRUPTED : 0;
}
