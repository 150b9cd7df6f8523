/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The ground floor: policy around libraries, nothing of our domain. */

#include "base/authorizer.h"
#include "base/clock.h"
#include "base/database.h"
#include "base/fields.h"
#include "base/file.h"
#include "base/http.h"
#include "base/json.h"
#include "base/keyed-list.h"
#include "base/lock.h"
#include "base/number.h"
#include "base/operation.h"
#include "base/paths.h"
#include "base/place.h"
#include "base/process.h"
#include "base/refresher.h"
#include "base/secret-memory.h"
#include "base/versions.h"
#include "base/visible.h"
