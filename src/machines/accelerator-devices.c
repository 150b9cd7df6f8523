/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/accelerator-private.h"

#include <string.h>

#define LONGEST 255 /* as Nova bounds a value */
#define MOST_SIZES 3
#define GPU BANCO_ACCELERATOR_GPU
#define FPGA BANCO_ACCELERATOR_FPGA

/* Devices that clouds sell, and their memory in GiB by data sheet: the usual size first, 0 where
 * there is none. Patterns stand for text in upper case whose words have one space between them;
 * where two begin alike the longer one is first. */
static const struct {
  const char *pattern;
  BancoAcceleratorKind kind;
  const char *model;
  guint sizes[MOST_SIZES];
} devices[] = {
  { "T4G", GPU, "T4G", { 16 } },
  { "T4", GPU, "Tesla T4", { 16 } },
  { "A2", GPU, "A2", { 16 } },
  { "A10G", GPU, "A10G", { 24 } },
  { "A100", GPU, "A100", { 40, 80 } },
  { "A10", GPU, "A10", { 24 } },
  { "A16", GPU, "A16", { 16 } },
  { "A30", GPU, "A30", { 24 } },
  { "A40", GPU, "A40", { 48 } },
  { "A800", GPU, "A800", { 80, 40 } },
  { "H100 ?NVL", GPU, "H100 NVL", { 94 } },
  { "H100", GPU, "H100", { 80, 94, 96 } },
  { "H200 ?NVL", GPU, "H200 NVL", { 141 } },
  { "H200", GPU, "H200", { 141 } },
  { "H800", GPU, "H800", { 80 } },
  { "H20", GPU, "H20", { 96, 141 } },
  { "GH200", GPU, "GH200", { 96, 144 } },
  { "B200", GPU, "B200", { 180, 192 } },
  { "B300", GPU, "B300", { 288 } },
  { "L40S", GPU, "L40S", { 48 } },
  { "L40", GPU, "L40", { 48 } },
  { "L20", GPU, "L20", { 48 } },
  { "L4", GPU, "L4", { 24 } },
  { "V100S", GPU, "Tesla V100S", { 32 } },
  { "V100", GPU, "Tesla V100", { 0, 16, 32 } },
  { "P100", GPU, "Tesla P100", { 16, 12 } },
  { "P40", GPU, "Tesla P40", { 24 } },
  { "P4", GPU, "Tesla P4", { 8 } },
  { "M60", GPU, "Tesla M60", { 8 } },
  { "M40", GPU, "Tesla M40", { 0, 12, 24 } },
  { "K80", GPU, "Tesla K80", { 12 } },
  { "K40", GPU, "Tesla K40", { 12 } },
  { "RTX PRO 6000", GPU, "RTX PRO 6000 Blackwell", { 96 } },
  { "RTX ?2000 ADA", GPU, "RTX 2000 Ada Generation", { 16 } },
  { "RTX ?4000 ADA", GPU, "RTX 4000 Ada Generation", { 20 } },
  { "RTX ?4500 ADA", GPU, "RTX 4500 Ada Generation", { 24 } },
  { "RTX ?5000 ADA", GPU, "RTX 5000 Ada Generation", { 32 } },
  { "RTX ?6000 ?ADA", GPU, "RTX 6000 Ada Generation", { 48 } },
  { "(?:RTX ?)?A2000", GPU, "RTX A2000", { 0, 6, 12 } },
  { "(?:RTX ?)?A4000", GPU, "RTX A4000", { 16 } },
  { "(?:RTX ?)?A4500", GPU, "RTX A4500", { 20 } },
  { "(?:RTX ?)?A5000", GPU, "RTX A5000", { 24 } },
  { "(?:RTX ?)?A5500", GPU, "RTX A5500", { 24 } },
  { "(?:RTX ?)?A6000", GPU, "RTX A6000", { 48 } },
  { "RTX ?4000", GPU, "Quadro RTX 4000", { 8 } },
  { "RTX ?5000", GPU, "Quadro RTX 5000", { 16 } },
  { "RTX ?6000", GPU, "Quadro RTX 6000", { 24 } },
  { "RTX ?8000", GPU, "Quadro RTX 8000", { 48 } },
  { "TITAN RTX", GPU, "TITAN RTX", { 24 } },
  { "TITAN ?V", GPU, "TITAN V", { 12 } },
  { "TITAN ?XP", GPU, "TITAN Xp", { 12 } },
  { "(?:GTX ?)?1080 ?TI", GPU, "GeForce GTX 1080 Ti", { 11 } },
  { "GTX ?1080", GPU, "GeForce GTX 1080", { 8 } },
  { "GTX ?1070", GPU, "GeForce GTX 1070", { 8 } },
  { "(?:RTX ?)?2080 ?TI", GPU, "GeForce RTX 2080 Ti", { 11 } },
  { "RTX ?2080", GPU, "GeForce RTX 2080", { 8 } },
  { "RTX ?2070", GPU, "GeForce RTX 2070", { 8 } },
  { "RTX ?3060", GPU, "GeForce RTX 3060", { 12, 8 } },
  { "RTX ?3070", GPU, "GeForce RTX 3070", { 8 } },
  { "(?:RTX ?)?3080 ?TI", GPU, "GeForce RTX 3080 Ti", { 12 } },
  { "RTX ?3080", GPU, "GeForce RTX 3080", { 10, 12 } },
  { "(?:RTX ?)?3090 ?TI", GPU, "GeForce RTX 3090 Ti", { 24 } },
  { "RTX ?3090", GPU, "GeForce RTX 3090", { 24 } },
  { "(?:RTX ?)?4070 ?TI ?SUPER", GPU, "GeForce RTX 4070 Ti SUPER", { 16 } },
  { "(?:RTX ?)?4070 ?TI", GPU, "GeForce RTX 4070 Ti", { 12 } },
  { "RTX ?4070", GPU, "GeForce RTX 4070", { 12 } },
  { "RTX ?4080 ?SUPER", GPU, "GeForce RTX 4080 SUPER", { 16 } },
  { "RTX ?4080", GPU, "GeForce RTX 4080", { 16 } },
  { "RTX ?4090", GPU, "GeForce RTX 4090", { 24 } },
  { "(?:RTX ?)?5070 ?TI", GPU, "GeForce RTX 5070 Ti", { 16 } },
  { "RTX ?5070", GPU, "GeForce RTX 5070", { 12 } },
  { "RTX ?5080", GPU, "GeForce RTX 5080", { 16 } },
  { "RTX ?5090", GPU, "GeForce RTX 5090", { 32 } },
  { "MI50", GPU, "Instinct MI50", { 0, 16, 32 } },
  { "MI60", GPU, "Instinct MI60", { 32 } },
  { "MI100", GPU, "Instinct MI100", { 32 } },
  { "MI210", GPU, "Instinct MI210", { 64 } },
  { "MI250X", GPU, "Instinct MI250X", { 128 } },
  { "MI250", GPU, "Instinct MI250", { 128 } },
  { "MI300A", GPU, "Instinct MI300A", { 128 } },
  { "MI300X?", GPU, "Instinct MI300X", { 192 } },
  { "MI325X?", GPU, "Instinct MI325X", { 256 } },
  { "MAX 1100", GPU, "Data Center GPU Max 1100", { 48 } },
  { "MAX 1550", GPU, "Data Center GPU Max 1550", { 128 } },
  { "FLEX 140", GPU, "Data Center GPU Flex 140", { 12 } },
  { "FLEX 170", GPU, "Data Center GPU Flex 170", { 16 } },
  { "U50", FPGA, "Alveo U50", { 8 } },
  { "U55C", FPGA, "Alveo U55C", { 16 } },
  { "U200", FPGA, "Alveo U200", { 64 } },
  { "U250", FPGA, "Alveo U250", { 64 } },
  { "U280", FPGA, "Alveo U280", { 0 } },
  { "V70", FPGA, "Alveo V70", { 16 } },
  { "VCK5000", FPGA, "Versal VCK5000", { 16 } },
};

/* What tells the kind where the device itself is unknown; the first that is found counts. */
static const struct {
  const char *pattern;
  BancoAcceleratorKind kind;
} kinds[] = {
  { "FPGA|ALVEO|XILINX|VERSAL|STRATIX|AGILEX", FPGA },
  { "GPU|NVIDIA|TESLA|QUADRO|GEFORCE|RADEON|INSTINCT|\\b[RG]TX|\\bMIG\\b", GPU },
};

/* What may stand before and after a device in one word: "NVIDIA1080TI", "h100pcie", "t4gpu". */
#define BEFORE "(?<![A-Z0-9])(?:NVIDIA|TESLA|QUADRO|GEFORCE|GRID|AMD|GPU|PCI)*"
#define AFTER "(?![A-Z0-9])|(?=GPU|NVL|PCIE|SXM|X[0-9]|[0-9]+GB?(?![A-Z0-9]))"

static const GRegex *
get_devices (void)
{
  static gsize regex;

  if (g_once_init_enter (&regex)) {
    g_autoptr (GString) pattern = g_string_new (BEFORE "(?:");

    for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
      g_string_append_printf (pattern, "%s(%s)", i > 0 ? "|" : "", devices[i].pattern);
    g_string_append (pattern, ")(?:" AFTER ")");
    g_once_init_leave (&regex,
                       (gsize) g_regex_new (pattern->str, G_REGEX_OPTIMIZE | G_REGEX_RAW, 0, NULL));
  }
  return (const GRegex *) regex;
}

/* "CUSTOM_GPU_RTX-5000" as "CUSTOM GPU RTX 5000". */
static char *
normalise (const char *text)
{
  g_autofree char *part = g_strndup (text, LONGEST);
  GString *words = g_string_new (NULL);

  for (const char *c = part; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (words, g_ascii_toupper (*c));
    else if (words->len > 0 && words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
  return g_string_free (words, FALSE);
}

/* The number that the first group of @pattern finds, 0 if there is none. */
static guint
find_number (const char *words, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *digits = NULL;

  if (g_regex_match (regex, words, 0, &match))
    digits = g_match_info_fetch (match, 1);
  return digits != NULL ? (guint) g_ascii_strtoull (digits, NULL, 10) : 0;
}

/* "2x", "1gpu", "x8"; 0: it does not say. */
static guint
find_count (const char *words)
{
  guint count = find_number (words, "(?<![A-Z0-9])([1-9][0-9]?) ?(?:X|GPUS?)(?![A-Z0-9])");

  return count > 0 ? count : find_number (words, "(?<=[0-9 ])X ?([1-9][0-9]?)(?![A-Z0-9])");
}

/* A part of a device has its memory in its name: "1g.5gb" of MIG, "-10C" of a virtual GPU. */
static gboolean
read_part (BancoAcceleratorGuess *guess, const char *words, const char *after, const char *model)
{
  guint slices = find_number (words, "(?<![A-Z0-9])([1-7])G ?[0-9]{1,3}GB");
  guint size;

  if (slices > 0) {
    size = find_number (words, "(?<![A-Z0-9])[1-7]G ?([0-9]{1,3})GB");
    guess->model = g_strdup_printf ("%s MIG %ug.%ugb", model, slices, size);
    g_strchug (guess->model);
  } else {
    size = find_number (after, "^ ([1-9][0-9]?)[QCBA](?![A-Z0-9])");
    if (size == 0)
      return FALSE;
    guess->model = g_strdup_printf ("%s-%u%c", model, size, after[size < 10 ? 2 : 3]);
  }
  guess->kind = BANCO_ACCELERATOR_GPU;
  guess->memory_mib = size * 1024;
  return TRUE;
}

/* The size that a text about a device gives, if the device is sold with it. In the name of an
 * offer other numbers count other things. */
static guint
find_size (const char *after, const guint *sizes, gboolean is_name)
{
  static const char *const about = "(?<![0-9])(%u) ?(?:GI?B?)?(?![A-Z0-9])";
  static const char *const called = "^ ?(%u) ?GB(?![A-Z0-9])";

  for (guint i = 0; i < MOST_SIZES; i++) {
    g_autofree char *number = g_strdup_printf ("%u", sizes[i]);
    g_auto (GStrv) parts = g_strsplit (is_name ? called : about, "%u", 2);
    g_autofree char *pattern = g_strjoinv (number, parts);

    if (sizes[i] > 0 && find_number (after, pattern) > 0)
      return sizes[i];
  }
  return 0;
}

static gboolean
read_known (BancoAcceleratorGuess *guess, const char *words, gboolean is_name)
{
  g_autoptr (GMatchInfo) match = NULL;
  const char *model, *after;
  int start = -1, end = 0, found = -1;
  guint size;

  if (!g_regex_match (get_devices (), words, 0, &match))
    return FALSE;
  while (start < 0)
    g_match_info_fetch_pos (match, ++found + 1, &start, &end);
  /* "a2.large" and "t4.small" are sizes of machines. */
  if (is_name && end - start < 4 && !g_regex_match_simple ("GPU|NVIDIA|FPGA", words, 0, 0))
    return FALSE;
  model = devices[found].model;
  after = words + end;
  if (!is_name && read_part (guess, words, after, model))
    return TRUE;
  size = find_size (after, devices[found].sizes, is_name);
  guess->kind = devices[found].kind;
  guess->memory_mib = (size > 0 ? size : devices[found].sizes[0]) * 1024;
  guess->model = size > 0 && devices[found].sizes[1] > 0 ? g_strdup_printf ("%s %u GB", model, size)
                                                         : g_strdup (model);
  return TRUE;
}

gboolean
banco_accelerator_guess (BancoAcceleratorGuess *guess, const char *text, gboolean is_name)
{
  g_autofree char *words = normalise (text);

  *guess = (BancoAcceleratorGuess){ .count = find_count (words) };
  if (read_known (guess, words, is_name) || (!is_name && read_part (guess, words, "", "")))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!g_regex_match_simple (kinds[i].pattern, words, 0, 0))
      continue;
    guess->kind = kinds[i].kind;
    if (!is_name)
      guess->memory_mib = find_number (words, "(?<![A-Z0-9])([0-9]{1,3}) ?GI?B(?![A-Z0-9])") * 1024;
    return TRUE;
  }
  return FALSE;
}
