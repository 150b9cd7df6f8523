/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/people-private.h"

#include <gio/gio.h>

typedef struct {
  const char *issuer_id;
  const char *username;
  const char *groups[3];
} Person;

static const Person people[] = {
  { "official", "researcher", { "ml-infn", "ml-infn/gpu" } },
  { "official", "fpga", { "ml-infn", "ml-infn/fpga" } },
  { "official", "manager", { "ml-infn", "ml-infn/admins" } },
  { "official", "newcomer", { NULL } },
  { "hackathon", "ended", { "hackathon" } },
};

/* Accounts for an event are temporary; sessions of 30 days can end before them. */
#define DAY (24 * 60 * 60)
#define EVENT_DAYS 35

static void
add_numbered_users (DemoState *state, const char *name, guint count, const char *const *groups)
{
  for (guint i = 1; i <= count; i++) {
    g_autofree char *username = g_strdup_printf ("%s%u", name, i);

    DemoUser *user = demo_state_add_user (state, "hackathon", username);

    demo_user_set_groups (user, groups);
    user->end_time = demo_state_now (state) + EVENT_DAYS * DAY;
  }
}

void
demo_people_add (DemoState *state)
{
  static const char *const attendee[] = { "hackathon", NULL };
  static const char *const tutor[] = { "hackathon", "hackathon/tutors", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    demo_user_set_groups (demo_state_add_user (state, people[i].issuer_id, people[i].username),
                          people[i].groups);
  add_numbered_users (state, "attendee", 60, attendee);
  add_numbered_users (state, "tutor", 10, tutor);
  demo_state_find_user (state, "hackathon", "ended")->end_time = demo_state_now (state) - DAY;
}
