/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

/* Prints a line when the first frame of the first window of @application has been painted. */
void bench_frame_watch (GApplication *application);
