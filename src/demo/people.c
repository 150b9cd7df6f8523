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

static void
add_crowd (DemoState *state, const char *name, guint count, const char *const *groups)
{
  for (guint i = 1; i <= count; i++) {
    g_autofree char *username = g_strdup_printf ("%s%u", name, i);

    demo_user_set_groups (demo_state_add_user (state, "hackathon", username), groups);
  }
}

void
demo_people_add (DemoState *state)
{
  static const char *const attendee[] = { "hackathon", NULL };
  static const char *const tutor[] = { "hackathon", "hackathon/tutors", NULL };
  gint64 now = demo_state_now (state);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    demo_user_set_groups (demo_state_add_user (state, people[i].issuer_id, people[i].username),
                          people[i].groups);
  add_crowd (state, "attendee", 60, attendee);
  add_crowd (state, "tutor", 10, tutor);
  /* Temporary accounts live for the event; this one's event was yesterday. */
  demo_state_find_user (state, "hackathon", "ended")->end_time = now - 24 * 60 * 60;
}
