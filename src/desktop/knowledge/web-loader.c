/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/web-loader.h"

#include "desktop/module.h"

const WebModule *
banco_web_load (void)
{
  static gsize once;
  static const WebModule *loaded;

  if (g_once_init_enter (&once)) {
    loaded = banco_module_find ("src/desktop/web", "libbanco-web.so", WEB_MODULE_SYMBOL);
    g_once_init_leave (&once, 1);
  }
  return loaded;
}
