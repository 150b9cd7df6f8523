/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation.h"

G_DEFINE_QUARK (banco_workspace_error, banco_workspace_error)
