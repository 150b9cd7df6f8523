/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/provider.h"

#include <glib/gi18n.h>
#include <string.h>

/* Clouds have no common way to say "with a T4": here are the ways that are in use, as data. Keys
 * are compared in lower case. */
typedef enum {
  SAYS_RESOURCE,   /* the key ends in the thing, the value counts it */
  SAYS_ALIAS,      /* "name:count[,name:count]" */
  SAYS_LABEL,      /* words for people: "2x NVIDIA T4" */
  SAYS_COUNT,      /* a number of devices */
  SAYS_MEMORY,     /* GiB of all devices together */
  SAYS_SIMULATION, /* true: there is no such device */
} KeyMeaning;

static const struct {
  const char *pattern;
  KeyMeaning meaning;
} rules[] = {
  { "*:accelerator", SAYS_LABEL },
  { "accelerator", SAYS_LABEL },
  { "accelerator:model", SAYS_LABEL },
  { "gpu_model", SAYS_LABEL },
  { "*:gpu_model", SAYS_LABEL },
  { "accel:device_profile", SAYS_LABEL },
  { "resources*:custom_*", SAYS_RESOURCE },
  { "resources*:*gpu*", SAYS_RESOURCE },
  { "resources*:*fpga*", SAYS_RESOURCE },
  { "pci_passthrough:alias", SAYS_ALIAS },
  { "accelerator:type", SAYS_LABEL },
  { "gpu_number", SAYS_COUNT },
  { "*:gpu_number", SAYS_COUNT },
  { "accelerator:number", SAYS_COUNT },
  { "*:accelerator_number", SAYS_COUNT },
  { "*:accelerator_memory_gb", SAYS_MEMORY },
  { "gpu_memory_gb", SAYS_MEMORY },
  { "accelerator:memory", SAYS_MEMORY },
  { "*:simulated", SAYS_SIMULATION },
  { "*:accelerator_simulated", SAYS_SIMULATION },
};

/* Devices that were met at INFN, and their memory by data sheet. */
static const struct {
  const char *word;
  BancoAcceleratorKind kind;
  const char *model;
  guint memory_mib;
} devices[] = {
  { "T4", BANCO_ACCELERATOR_GPU, "Tesla T4", 16384 },
  { "RTX5000", BANCO_ACCELERATOR_GPU, "Quadro RTX 5000", 16384 },
  { "RTX6000", BANCO_ACCELERATOR_GPU, "Quadro RTX 6000", 24576 },
  { "A2", BANCO_ACCELERATOR_GPU, "A2", 16384 },
  { "A10", BANCO_ACCELERATOR_GPU, "A10", 24576 },
  { "A30", BANCO_ACCELERATOR_GPU, "A30", 24576 },
  { "A40", BANCO_ACCELERATOR_GPU, "A40", 49152 },
  { "A100", BANCO_ACCELERATOR_GPU, "A100", 40960 },
  { "H100", BANCO_ACCELERATOR_GPU, "H100", 81920 },
  { "L4", BANCO_ACCELERATOR_GPU, "L4", 24576 },
  { "L40S", BANCO_ACCELERATOR_GPU, "L40S", 49152 },
  { "P100", BANCO_ACCELERATOR_GPU, "Tesla P100", 16384 },
  { "V100", BANCO_ACCELERATOR_GPU, "Tesla V100", 0 },
  { "U50", BANCO_ACCELERATOR_FPGA, "Alveo U50", 8192 },
  { "U55C", BANCO_ACCELERATOR_FPGA, "Alveo U55C", 16384 },
  { "U250", BANCO_ACCELERATOR_FPGA, "Alveo U250", 65536 },
  { "V70", BANCO_ACCELERATOR_FPGA, "Alveo V70", 16384 },
};

/* What tells the kind where the device itself is unknown. */
static const struct {
  const char *word;
  BancoAcceleratorKind kind;
} kinds[] = {
  { "FPGA", BANCO_ACCELERATOR_FPGA },   { "ALVEO", BANCO_ACCELERATOR_FPGA },
  { "XILINX", BANCO_ACCELERATOR_FPGA }, { "GPU", BANCO_ACCELERATOR_GPU },
  { "VGPU", BANCO_ACCELERATOR_GPU },    { "PGPU", BANCO_ACCELERATOR_GPU },
  { "NVIDIA", BANCO_ACCELERATOR_GPU },  { "TESLA", BANCO_ACCELERATOR_GPU },
  { "QUADRO", BANCO_ACCELERATOR_GPU },  { "GEFORCE", BANCO_ACCELERATOR_GPU },
  { "MIG", BANCO_ACCELERATOR_GPU },
};

/* What was gathered so far: the first word on each thing wins. */
typedef struct {
  BancoAccelerator *accelerator;
  gboolean known; /* a device of the table */
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

/* "CUSTOM_GPU_RTX-5000" as "CUSTOM", "GPU", "RTX", "5000". */
static char **
split_words (const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1);

  for (char *c = upper; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c))
      *c = ' ';
  return g_strsplit (g_strstrip (upper), " ", -1);
}

/* A word, or two that belong together ("RTX 5000"). */
static gboolean
says (char **words, const char *wanted)
{
  for (guint i = 0; words[i] != NULL; i++) {
    gsize length = strlen (words[i]);

    if (strcmp (words[i], wanted) == 0)
      return TRUE;
    if (length > 0 && words[i + 1] != NULL && strncmp (words[i], wanted, length) == 0 &&
        strcmp (words[i + 1], wanted + length) == 0)
      return TRUE;
  }
  return FALSE;
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

/* FALSE when @text speaks of no accelerator at all. */
static gboolean
recognise (AcceleratorReader *reading, const char *text, const char *model)
{
  BancoAccelerator *accelerator = reading->accelerator;
  g_auto (GStrv) words = split_words (text);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    if (!says (words, devices[i].word))
      continue;
    if (!reading->known) {
      g_free (accelerator->model);
      accelerator->kind = devices[i].kind;
      accelerator->model = g_strdup (devices[i].model);
      accelerator->memory_mib = devices[i].memory_mib;
      reading->known = TRUE;
    }
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!says (words, kinds[i].word))
      continue;
    if (accelerator->kind == BANCO_ACCELERATOR_NONE)
      accelerator->kind = kinds[i].kind;
    if (accelerator->model == NULL)
      accelerator->model = g_strdup (model);
    return TRUE;
  }
  return FALSE;
}

static void
read_label (AcceleratorReader *reading, const char *value)
{
  g_autofree char *model = plain_label (value, &reading->label_count);

  recognise (reading, value, model);
  if (strstr (value, "simulated") != NULL)
    reading->accelerator->simulated = TRUE;
}

static void
read_resource (AcceleratorReader *reading, const char *key, const char *value)
{
  const char *name = strchr (key, ':') + 1;
  g_autofree char *model = NULL;
  guint count = read_number (value, MOST_DEVICES);

  if (g_ascii_strncasecmp (name, "custom_", 7) == 0)
    name += 7;
  model = g_strdelimit (g_strdup (name), "_", ' ');
  if (count > 0 && recognise (reading, name, model))
    reading->accelerator->count = MAX (reading->accelerator->count, count);
}

static void
read_alias (AcceleratorReader *reading, const char *value)
{
  g_auto (GStrv) aliases = g_strsplit (value, ",", -1);

  for (guint i = 0; aliases[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (g_strstrip (aliases[i]), ":", 2);
    guint64 count = 1;

    if (pair[0] == NULL || (banco_number_parse (pair[1], 0, MOST_DEVICES, &count) && count == 0))
      continue;
    if (recognise (reading, pair[0], pair[0]))
      reading->accelerator->count = MAX (reading->accelerator->count, (guint) count);
  }
}

static void
read_one (AcceleratorReader *reading, KeyMeaning meaning, const char *key, const char *value)
{
  switch (meaning) {
  case SAYS_RESOURCE:
    read_resource (reading, key, value);
    break;
  case SAYS_ALIAS:
    read_alias (reading, value);
    break;
  case SAYS_LABEL:
    read_label (reading, value);
    break;
  case SAYS_COUNT:
    reading->label_count = read_number (value, MOST_DEVICES);
    break;
  case SAYS_MEMORY:
    reading->total_memory_mib = read_number (value, 1 << 20) * 1024;
    break;
  case SAYS_SIMULATION:
    reading->accelerator->simulated = g_ascii_strcasecmp (value, "true") == 0;
    break;
  }
}

void
banco_accelerator_read (BancoAccelerator *accelerator, GHashTable *labels)
{
  AcceleratorReader reading = { .accelerator = accelerator };

  *accelerator = (BancoAccelerator){ 0 };
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init (&iter, labels);
    while (g_hash_table_iter_next (&iter, &key, &value)) {
      g_autofree char *lower = g_ascii_strdown (key, -1);

      if (g_pattern_match_simple (rules[i].pattern, lower))
        read_one (&reading, rules[i].meaning, key, value);
    }
  }
  if (accelerator->kind == BANCO_ACCELERATOR_NONE) {
    g_clear_pointer (&accelerator->model, g_free);
    *accelerator = (BancoAccelerator){ 0 };
    return;
  }
  if (accelerator->count == 0)
    accelerator->count = MAX (1, reading.label_count);
  if (accelerator->memory_mib == 0)
    accelerator->memory_mib = reading.total_memory_mib / accelerator->count;
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
