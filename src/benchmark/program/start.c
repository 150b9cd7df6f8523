/* SPDX-License-Identifier: Apache-2.0 */
/* What start.S and the linker need beside it. */

typedef void (*Constructor) (int argc, char **argv, char **environment);

extern const Constructor __init_array_start[], __init_array_end[];

/* Names this program to atexit (); crtbegin.o would bring it. */
__attribute__ ((visibility ("hidden"))) const void *const __dso_handle = 0;

__attribute__ ((visibility ("hidden"))) void
bench_start (int argc, char **argv, char **environment);

void
bench_start (int argc, char **argv, char **environment)
{
  for (const Constructor *next = __init_array_start; next < __init_array_end; next++)
    (*next) (argc, argv, environment);
}
