/* SPDX-License-Identifier: Apache-2.0 */
#include "bench-frame.h"
#include "desktop/window/application.h"

/* The application as it is, with its Knowledge page filled. */
int
main (int argc, char **argv)
{
  g_autoptr (BancoApplication) application = banco_application_new ();

  bench_frame_watch (G_APPLICATION (application));
  return g_application_run (G_APPLICATION (application), argc, argv);
}
