/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/module.h"

#include "base/base.h"

#include <gmodule.h>

gpointer
banco_module_find (const char *build_folder, const char *name, const char *symbol)
{
  g_autofree char *path = banco_paths_program (build_folder, name);
  GModule *module = g_module_open (NULL, 0);
  gpointer found = NULL;

  if (g_module_symbol (module, symbol, &found))
    return found;
  module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  if (module && g_module_symbol (module, symbol, &found))
    g_module_make_resident (module); /* its types are registered for good */
  else
    g_debug ("no %s: %s", symbol, g_module_error ());
  return found;
}
