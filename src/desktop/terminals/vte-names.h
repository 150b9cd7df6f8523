/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <vte/vte.h>

/* The code uses the names of VTE 0.80 (Debian 13); 0.70 (Debian 12) has older ones. */
#if !VTE_CHECK_VERSION(0, 76, 0)
#define vte_terminal_get_text_format(terminal, format)                                             \
  vte_terminal_get_text (terminal, NULL, NULL, NULL)
#endif
#if !VTE_CHECK_VERSION(0, 78, 0)
#define VTE_TERMPROP_XTERM_TITLE "xterm.title"
#define vte_terminal_get_termprop_string(terminal, name, size)                                     \
  vte_terminal_get_window_title (terminal)
#endif
