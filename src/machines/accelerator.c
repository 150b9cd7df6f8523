/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/accelerator-private.h"
#include "machines/provider.h"

#include <glib/gi18n.h>
#include <string.h>

/* Clouds have no common way to say "with a T4": here are the ways that are in use, as data. Keys
 * are compared in lower case, and the first rule that fits a key is its rule; earlier rules say
 * more about the device. */
typedef enum {
  SAYS_NOTHING,
  SAYS_RESOURCE,   /* the key ends in the thing, the value counts it */
  SAYS_ALIAS,      /* "name:count[,name:count]" */
  SAYS_LABEL,      /* words for people: "2x NVIDIA T4" */
  SAYS_COUNT,      /* a number of devices */
  SAYS_MEMORY,     /* GiB of all devices together */
  SAYS_SIMULATION, /* true: there is no such device */
} KeyMeaning;

typedef struct {
  const char *pattern;
  KeyMeaning meaning;
  BancoAcceleratorKind kind; /* that the key itself names */
} KeyRule;

#define GPU BANCO_ACCELERATOR_GPU
#define FPGA BANCO_ACCELERATOR_FPGA

static const KeyRule rules[] = {
  { "trait*:*", SAYS_NOTHING, 0 }, /* of a host */
  { "*vgpu_display_head*", SAYS_NOTHING, 0 },
  { "*:projects", SAYS_NOTHING, 0 },
  { "*:accelerator", SAYS_LABEL, 0 },
  { "accelerator", SAYS_LABEL, 0 },
  { "accelerator:model", SAYS_LABEL, 0 },
  { "*gpu_model", SAYS_LABEL, GPU },
  { "*gpu:model", SAYS_LABEL, GPU },
  { "*gpu_type", SAYS_LABEL, GPU },
  { "*gpu:type", SAYS_LABEL, GPU },
  { "*gpu_name", SAYS_LABEL, GPU },
  { "*gpu:name", SAYS_LABEL, GPU },
  { "*fpga_model", SAYS_LABEL, FPGA },
  { "accel:device_profile", SAYS_LABEL, 0 },
  { "resources*:custom_*", SAYS_RESOURCE, 0 },
  { "resources*:*gpu*", SAYS_RESOURCE, GPU },
  { "resources*:*fpga*", SAYS_RESOURCE, FPGA },
  { "pci_passthrough:alias", SAYS_ALIAS, 0 },
  { "accelerator:type", SAYS_LABEL, 0 },
  { "*gpu_number", SAYS_COUNT, GPU },
  { "*gpu:number", SAYS_COUNT, GPU },
  { "*gpu_count", SAYS_COUNT, GPU },
  { "*gpu:count", SAYS_COUNT, GPU },
  { "*gpu_num", SAYS_COUNT, GPU },
  { "*gpus", SAYS_COUNT, GPU },
  { "*fpga_number", SAYS_COUNT, FPGA },
  { "*fpgas", SAYS_COUNT, FPGA },
  { "accelerator:number", SAYS_COUNT, 0 },
  { "*:accelerator_number", SAYS_COUNT, 0 },
  { "*:accelerator_memory_gb", SAYS_MEMORY, 0 },
  { "*gpu_memory_gb", SAYS_MEMORY, GPU },
  { "accelerator:memory", SAYS_MEMORY, 0 },
  { "*:simulated", SAYS_SIMULATION, 0 },
  { "*:accelerator_simulated", SAYS_SIMULATION, 0 },
  { "*gpu*", SAYS_LABEL, GPU },
  { "*fpga*", SAYS_LABEL, FPGA },
};

/* What was gathered so far: the first word on each thing wins. */
typedef struct {
  BancoAccelerator *accelerator;
  gboolean known; /* a device of the table */
  gboolean none;  /* the offer says that it has none */
  guint label_count;
  guint total_memory_mib;
} AcceleratorReader;

#define MOST_DEVICES 1024

static guint
read_number (const char *text, guint largest)
{
  guint64 number;

  if (!banco_number_parse (text, 0, largest, &number))
    return 0;
  return (guint) number;
}

static gboolean
is_one_of (const char *value, const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);

  return g_strv_contains (words, g_strstrip (lower));
}

static gboolean
denies (const char *value)
{
  static const char *const words[] = { "", "0", "false", "no", "none", "off", "n/a", NULL };

  return is_one_of (value, words);
}

static gboolean
affirms (const char *value)
{
  static const char *const words[] = { "1", "true", "yes", "on", "required", NULL };

  return is_one_of (value, words);
}

/* "2x NVIDIA A5000 (PCI passthrough)" as "NVIDIA A5000"; the 2 is kept apart. */
static char *
plain_label (const char *text, guint *count)
{
  g_autofree char *label = g_strdup (text);
  char *end;
  guint64 number = g_ascii_strtoull (label, &end, 10);
  char *bracket;

  if (end != label && (*end == 'x' || *end == 'X') && number > 0 && number <= MOST_DEVICES)
    *count = (guint) number;
  else
    end = label;
  if (end != label)
    end++;
  bracket = strchr (end, '(');
  if (bracket != NULL)
    *bracket = '\0';
  return g_strdup (g_strstrip (end));
}

/* @kind: of a text that is about one in any case. @model: what an unknown device is called,
 * nullable. FALSE when @text speaks of no accelerator at all. */
static gboolean
recognise (AcceleratorReader *reader,
           const char *text,
           BancoAcceleratorKind kind,
           const char *model,
           gboolean is_name)
{
  BancoAccelerator *accelerator = reader->accelerator;
  BancoAcceleratorGuess guess;
  gboolean known;

  if (!banco_accelerator_guess (&guess, text, is_name))
    guess.kind = kind;
  known = guess.model != NULL;
  if (guess.kind == BANCO_ACCELERATOR_NONE)
    return FALSE;
  if (known ? !reader->known : accelerator->model == NULL) {
    g_free (accelerator->model);
    accelerator->model = known ? g_steal_pointer (&guess.model) : g_strdup (model);
    if (known || accelerator->kind == BANCO_ACCELERATOR_NONE)
      accelerator->kind = guess.kind;
    accelerator->memory_mib = guess.memory_mib;
    reader->known = known;
  }
  if (reader->label_count == 0)
    reader->label_count = guess.count;
  g_free (guess.model);
  return TRUE;
}

static void
read_label (AcceleratorReader *reader, BancoAcceleratorKind kind, const char *value)
{
  g_autofree char *model = NULL;

  if (denies (value))
    return;
  if (kind != BANCO_ACCELERATOR_NONE &&
      (affirms (value) || read_number (value, MOST_DEVICES) > 0)) {
    recognise (reader, "", kind, NULL, FALSE);
    if (reader->label_count == 0)
      reader->label_count = read_number (value, MOST_DEVICES);
    return;
  }
  model = plain_label (value, &reader->label_count);
  recognise (reader, value, kind, model, FALSE);
  if (strstr (value, "simulated") != NULL)
    reader->accelerator->simulated = TRUE;
}

static void
read_resource (AcceleratorReader *reader, const KeyRule *rule, const char *key, const char *value)
{
  const char *name = strchr (key, ':') + 1;
  g_autofree char *model = NULL;
  guint count = read_number (value, MOST_DEVICES);

  if (g_ascii_strncasecmp (name, "custom_", 7) == 0)
    name += 7;
  model = g_strdelimit (g_strdup (name), "_", ' ');
  if (count > 0 && recognise (reader, name, rule->kind, model, FALSE))
    reader->accelerator->count = MAX (reader->accelerator->count, count);
}

static void
read_alias (AcceleratorReader *reader, const char *value)
{
  g_auto (GStrv) aliases = g_strsplit (value, ",", -1);

  for (guint i = 0; aliases[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (g_strstrip (aliases[i]), ":", 2);
    guint64 count = 1;

    if (pair[0] == NULL || (banco_number_parse (pair[1], 0, MOST_DEVICES, &count) && count == 0))
      continue;
    if (recognise (reader, pair[0], BANCO_ACCELERATOR_NONE, pair[0], FALSE))
      reader->accelerator->count = MAX (reader->accelerator->count, (guint) count);
  }
}

static void
read_count (AcceleratorReader *reader, BancoAcceleratorKind kind, const char *value)
{
  guint count = read_number (value, MOST_DEVICES);

  reader->none = reader->none || denies (value);
  if (count > 0)
    reader->label_count = count;
  recognise (reader, "", kind, NULL, FALSE);
}

static void
read_one (AcceleratorReader *reader, const KeyRule *rule, const char *key, const char *value)
{
  switch (rule->meaning) {
  case SAYS_NOTHING:
    break;
  case SAYS_RESOURCE:
    read_resource (reader, rule, key, value);
    break;
  case SAYS_ALIAS:
    read_alias (reader, value);
    break;
  case SAYS_LABEL:
    read_label (reader, rule->kind, value);
    break;
  case SAYS_COUNT:
    read_count (reader, rule->kind, value);
    break;
  case SAYS_MEMORY:
    reader->total_memory_mib = read_number (value, 1 << 20) * 1024;
    break;
  case SAYS_SIMULATION:
    reader->accelerator->simulated = g_ascii_strcasecmp (value, "true") == 0;
    break;
  }
}

static const KeyRule *
find_rule (const char *key)
{
  g_autofree char *lower = g_ascii_strdown (key, -1);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_pattern_match_simple (rules[i].pattern, lower))
      return &rules[i];
  return NULL;
}

/* What an operator says of the memory outranks the data sheet, unless it is that of one device. */
static void
finish (AcceleratorReader *reader)
{
  BancoAccelerator *accelerator = reader->accelerator;

  if (accelerator->kind == BANCO_ACCELERATOR_NONE || reader->none) {
    g_free (accelerator->model);
    *accelerator = (BancoAccelerator){ 0 };
    return;
  }
  if (accelerator->model == NULL)
    accelerator->model = g_strdup (accelerator->kind == FPGA ? "FPGA" : "GPU");
  if (accelerator->count == 0)
    accelerator->count = MAX (1, reader->label_count);
  if (reader->total_memory_mib > 0 && reader->total_memory_mib != accelerator->memory_mib)
    accelerator->memory_mib = reader->total_memory_mib / accelerator->count;
}

typedef struct {
  const KeyRule *rule;
  const char *key;
  const char *value;
} RuledLabel;

static int
compare_rules (gconstpointer a, gconstpointer b)
{
  const RuledLabel *x = a, *y = b;

  return x->rule != y->rule ? (x->rule > y->rule) - (x->rule < y->rule) : strcmp (x->key, y->key);
}

void
banco_accelerator_read (BancoAccelerator *accelerator, const char *name, GHashTable *labels)
{
  AcceleratorReader reader = { .accelerator = accelerator };
  g_autoptr (GArray) ruled = g_array_new (FALSE, FALSE, sizeof (RuledLabel));
  GHashTableIter iter;
  gpointer key, value;

  *accelerator = (BancoAccelerator){ 0 };
  g_hash_table_iter_init (&iter, labels);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const RuledLabel label = { find_rule (key), key, value };

    if (label.rule != NULL)
      g_array_append_val (ruled, label);
  }
  g_array_sort (ruled, compare_rules);
  for (guint i = 0; i < ruled->len; i++) {
    const RuledLabel *label = &g_array_index (ruled, RuledLabel, i);

    read_one (&reader, label->rule, label->key, label->value);
  }
  /* A cloud may hide the labels from its users. */
  if (accelerator->kind == BANCO_ACCELERATOR_NONE && name != NULL)
    recognise (&reader, name, BANCO_ACCELERATOR_NONE, NULL, TRUE);
  finish (&reader);
}

const char *
banco_login_for_image (const char *os, const char *name)
{
  static const struct {
    const char *os;
    const char *login;
  } logins[] = {
    { "ubuntu", "ubuntu" },       { "debian", "debian" },     { "centos", "centos" },
    { "almalinux", "almalinux" }, { "rocky", "rocky" },       { "fedora", "fedora" },
    { "rhel", "cloud-user" },     { "opensuse", "opensuse" }, { "arch", "arch" },
    { "cirros", "cirros" },
  };
  g_autofree char *lower_os = g_ascii_strdown (os != NULL ? os : "", -1);
  g_autofree char *lower_name = g_ascii_strdown (name != NULL ? name : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    if (strcmp (lower_os, logins[i].os) == 0)
      return logins[i].login;
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    if (strstr (lower_name, logins[i].os) != NULL)
      return logins[i].login;
  return NULL;
}

char *
banco_accelerator_to_words (const BancoAccelerator *self)
{
  if (self == NULL || self->kind == BANCO_ACCELERATOR_NONE)
    return g_strdup ("");
  return g_strdup_printf (self->simulated ? _ ("%u × %s (simulated)") : "%u × %s", self->count,
                          self->model);
}
