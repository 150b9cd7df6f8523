/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/web-loader.h"

#include "base/base.h"

#include <gmodule.h>

const WebModule *
banco_web_load (void)
{
  static gsize once;
  static const WebModule *loaded;

  if (g_once_init_enter (&once)) {
    g_autofree char *path = banco_paths_program ("src/desktop/web", "libbanco-web.so");
    GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
    gpointer symbol = NULL;

    if (module && g_module_symbol (module, WEB_MODULE_SYMBOL, &symbol)) {
      /* Its types are registered for good. */
      g_module_make_resident (module);
      loaded = symbol;
    } else {
      g_debug ("no web view: %s", g_module_error ());
    }
    g_once_init_leave (&once, 1);
  }
  return loaded;
}
