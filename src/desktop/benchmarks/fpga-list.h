/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The FPGA cards of machines that were measured, and where to read how they are used. Hidden while
 * there are none. */
#define BANCO_TYPE_FPGA_LIST (banco_fpga_list_get_type ())
G_DECLARE_FINAL_TYPE (BancoFpgaList, banco_fpga_list, BANCO, FPGA_LIST, AdwBin)

/* @ids: of results; cards of the catalogue are passed over. */
void banco_fpga_list_show (BancoFpgaList *self, BancoResults *results, const char *const *ids);

G_END_DECLS
