/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-colours.h"

/* The GNOME palette: readable on both backgrounds. */
static const char *const palette[16] = {
  "#241f31", "#c01c28", "#26a269", "#a2734c", "#12488b", "#a347ba", "#2aa1b3", "#cfcfcf",
  "#5d5d5d", "#f66151", "#33d17a", "#e9ad0c", "#2a7bde", "#c061cb", "#33c7de", "#ffffff",
};

static GdkRGBA
parse (const char *text)
{
  GdkRGBA colour = { 0 };

  gdk_rgba_parse (&colour, text);
  return colour;
}

void
banco_terminal_colours_apply (VteTerminal *terminal, gboolean dark)
{
  const GdkRGBA foreground = parse (dark ? "#ffffff" : "#1e1e1e");
  const GdkRGBA background = parse (dark ? "#1e1e1e" : "#ffffff");
  GdkRGBA colours[G_N_ELEMENTS (palette)];

  for (guint i = 0; i < G_N_ELEMENTS (palette); i++)
    colours[i] = parse (palette[i]);
  vte_terminal_set_colors (terminal, &foreground, &background, colours, G_N_ELEMENTS (colours));
}
