/* SPDX-License-Identifier: Apache-2.0 */
#include "command/output-estimate-private.h"

#include "machines/machines.h"

#include <glib/gi18n.h>

static void
add_range (JsonBuilder *builder, const char *member, double low, double high)
{
  json_builder_set_member_name (builder, member);
  if (high <= 0) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, low);
  json_builder_add_double_value (builder, high);
  json_builder_end_array (builder);
}

static void
add_observation (JsonBuilder *builder, const BancoObservation *seen)
{
  if (seen == NULL) {
    output_null (builder, "watched");
    return;
  }
  json_builder_set_member_name (builder, "watched");
  json_builder_begin_object (builder);
  output_double (builder, "seconds", seen->seconds);
  output_text (builder, "found", banco_step_kind_to_string (seen->found));
  output_int (builder, "steps_seen", (gint64) seen->steps_seen);
  add_range (builder, "step_seconds", seen->step_low, seen->step_high);
  if (seen->sampled) {
    output_double (builder, "cores", seen->cores);
    output_int (builder, "cores_there_are", seen->n_cores);
    output_double (builder, "idle_share", seen->idle_share);
    output_double (builder, "memory_mib", seen->memory_mib);
    output_double (builder, "read_bytes_per_second", seen->read_bytes_per_second);
  }
  if (seen->has_gpu) {
    output_double (builder, "gpu_share", seen->gpu_share);
    output_double (builder, "gpu_memory_mib", seen->gpu_memory_mib);
  }
  output_boolean (builder, "interrupted", seen->interrupted);
  if (seen->ended)
    output_int (builder, "exit", seen->exit_code);
  else
    output_null (builder, "exit");
  json_builder_end_object (builder);
}

static void
add_estimate (JsonBuilder *builder, const BancoOfferEstimate *offer_estimate)
{
  const BancoEstimate *estimate = offer_estimate->estimate;

  json_builder_begin_object (builder);
  output_text (builder, "offer",
               offer_estimate->offer != NULL ? banco_offer_get_name (offer_estimate->offer) : NULL);
  output_text (builder, "cloud",
               offer_estimate->offer != NULL ? banco_offer_get_cloud (offer_estimate->offer)
                                             : NULL);
  if (offer_estimate->offer != NULL)
    output_boolean (builder, "allowed", banco_offer_is_allowed (offer_estimate->offer));
  output_text (builder, "card", offer_estimate->card != NULL ? offer_estimate->card->id : NULL);
  output_text (builder, "verdict", banco_verdict_to_string (estimate->verdict));
  add_range (builder, "speed", estimate->speed_low, estimate->speed_high);
  add_range (builder, "step_seconds", estimate->step_low, estimate->step_high);
  add_range (builder, "job_seconds", estimate->job_low, estimate->job_high);
  output_double (builder, "upload_seconds", estimate->upload_seconds);
  output_boolean (builder, "upload_assumed", estimate->upload_assumed);
  output_text (builder, "bound", banco_bound_to_string (estimate->dominates));
  output_text (builder, "text", estimate->text);
  output_text (builder, "change", estimate->change);
  output_text (builder, "certainty", estimate->certainty);
  json_builder_end_object (builder);
}

static void
print_json (const EstimateReport *report)
{
  const BancoJob *job = report->job;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "job");
  json_builder_begin_object (builder);
  output_double (builder, "step_seconds", job->step_seconds);
  output_int (builder, "steps", (gint64) job->steps);
  output_text (builder, "network", banco_network_to_string (job->network));
  output_text (builder, "precision", banco_precision_to_string (job->precision));
  output_double (builder, "memory_gib", job->memory_gib);
  output_double (builder, "data_share", job->data_share);
  output_text (builder, "bound", banco_bound_to_string (report->bound));
  add_observation (builder, report->seen);
  json_builder_end_object (builder);
  output_text (builder, "from", report->here->name);
  output_boolean (builder, "measured", report->here->measured);
  output_int (builder, "own_runs", report->calibration->count);
  if (report->real > 0) {
    output_double (builder, "expected_speed", report->expected);
    output_double (builder, "real_speed", report->real);
  }
  json_builder_set_member_name (builder, "offers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->estimates->len; i++)
    add_estimate (builder, report->estimates->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

/* "350 µs", "12 ms", "3.4 s", "17 min", "5 h", "3 days". */
static char *
format_time (double seconds)
{
  static const struct {
    double from, unit;
    const char *name;
  } units[] = {
    { 2 * 86400, 86400, N_ ("days") },
    { 2 * 3600, 3600, "h" },
    { 120, 60, "min" },
    { 1, 1, "s" },
    { 1e-3, 1e-3, "ms" },
    { 0, 1e-6, "µs" },
  };
  guint i = 0;
  double number;

  while (seconds < units[i].from)
    i++;
  number = seconds / units[i].unit;
  return number < 9.95 ? g_strdup_printf ("%.1f %s", number, _ (units[i].name))
                       : g_strdup_printf ("%.0f %s", number, _ (units[i].name));
}

static void
print_observation (const BancoObservation *seen)
{
  g_autofree char *low = format_time (seen->step_low);
  g_autofree char *high = format_time (seen->step_high);

  if (seen->found == BANCO_STEP_WHOLE)
    output_print (_ ("No step was found in what it printed; the whole command counts as one.\n"));
  else
    output_print (seen->found == BANCO_STEP_EPOCH ? _ ("%u epochs seen, most of them %s to %s.\n")
                                                  : _ ("%u steps seen, most of them %s to %s.\n"),
                  (guint) seen->steps_seen, low, high);
  if (seen->sampled)
    output_print (_ ("Busy: %.1f of %u cores, %.0f MB of memory, %.1f MB/s from disk.\n"),
                  seen->cores, seen->n_cores, seen->memory_mib * 1.048576,
                  seen->read_bytes_per_second / 1e6);
  if (seen->has_gpu)
    output_print (_ ("GPU: at work %.0f %% of the time, %.1f GB taken.\n"), seen->gpu_share * 100,
                  seen->gpu_memory_mib / 1024);
}

static void
print_times (const BancoJob *job, const BancoEstimate *estimate)
{
  g_autofree char *step_low = format_time (estimate->step_low);
  g_autofree char *step_high = format_time (estimate->step_high);
  g_autofree char *job_low = format_time (estimate->job_low);
  g_autofree char *job_high = format_time (estimate->job_high);
  g_autofree char *upload = format_time (estimate->upload_seconds);
  g_autofree char *steps = g_strdup_printf ("%" G_GUINT64_FORMAT, job->steps);

  if (estimate->step_high <= 0)
    return;
  output_print (_ ("  a step: %s to %s"), step_low, step_high);
  if (job->steps > 1)
    output_print (_ ("; all %s: %s to %s, without the queue"), steps, job_low, job_high);
  if (estimate->upload_seconds > 0)
    output_print (job->steps > 1 ? _ ("; of that the upload: %s%s")
                                 : _ ("; before the first the upload: %s%s"),
                  upload, estimate->upload_assumed ? _ (" (if this network does 10 MB/s)") : "");
  output_print ("\n");
}

static void
print_estimate (const BancoJob *job, const BancoOfferEstimate *offer_estimate)
{
  const BancoEstimate *estimate = offer_estimate->estimate;

  if (offer_estimate->offer != NULL)
    output_print (
      "\n%s%s: %s (%s)\n", banco_offer_get_name (offer_estimate->offer),
      banco_offer_get_accelerator (offer_estimate->offer)->simulated ? _ (" (simulated)") : "",
      estimate->text, estimate->certainty);
  else
    output_print ("\n%s (%s)\n", estimate->text, estimate->certainty);
  print_times (job, estimate);
  if (estimate->change != NULL)
    output_print (_ ("  What would change it: %s\n"), estimate->change);
}

static void
print_text (const EstimateReport *report)
{
  g_autofree char *step = format_time (report->job->step_seconds);

  if (report->bound == BANCO_BOUND_UNKNOWN)
    output_print (_ ("A step takes %s on %s.\n"), step, report->here->inner_name);
  else
    output_print (report->seen != NULL && report->seen->sampled
                    ? _ ("A step takes %s on %s, bound by %s.\n")
                    : _ ("A step takes %s on %s, most likely bound by %s.\n"),
                  step, report->here->inner_name, banco_bound_to_words (report->bound));
  if (report->seen != NULL)
    print_observation (report->seen);
  if (report->real > 0)
    output_print (
      _ ("That is %.2g × as fast as here; the guess was %.2g, and what it missed is kept.\n"),
      report->real, report->expected);
  if (report->calibration->count > 0)
    output_print (_ ("Corrected by %u of your own runs.\n"), report->calibration->count);
  for (guint i = 0; i < report->estimates->len; i++)
    print_estimate (report->job, report->estimates->pdata[i]);
}

void
output_estimate (Command *command, const EstimateReport *report)
{
  if (command->json)
    print_json (report);
  else
    print_text (report);
}
