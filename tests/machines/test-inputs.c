/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture/server.h"
#include "machines/machines-private.h"
#include "machines/test-home.h"

#include <string.h>

/* A cloud that has no flavors, images or keys as OpenStack does: a hub that starts servers, reached
 * by itself, with inputs of its own. */

#define TEST_TYPE_HUB (test_hub_get_type ())
G_DECLARE_FINAL_TYPE (TestHub, test_hub, TEST, HUB, GObject)

struct _TestHub {
  GObject parent_instance;
  GHashTable *values; /* of the last request */
  char *key;
};

static void provider_iface_init (BancoProviderInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TestHub,
                               test_hub,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_PROVIDER, provider_iface_init))

static void
test_hub_finalize (GObject *object)
{
  g_clear_pointer (&TEST_HUB (object)->values, g_hash_table_unref);
  g_free (TEST_HUB (object)->key);
  G_OBJECT_CLASS (test_hub_parent_class)->finalize (object);
}

static void
test_hub_class_init (TestHubClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_hub_finalize;
}

static void
test_hub_init (TestHub *self)
{
}

static const char *
get_cloud (BancoProvider *provider)
{
  return "hub";
}

static char **
list_groups (BancoProvider *provider, GCancellable *cancellable, GError **error)
{
  return g_strdupv ((char *[]){ (char *) "all", NULL });
}

static GPtrArray *
list_offers (BancoProvider *provider,
             const char *group,
             GHashTable *missing,
             GCancellable *cancellable,
             GError **error)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (offers, banco_offer_new (&(BancoOfferFacts){
                             .cloud = "hub", .id = "gpu", .name = "A profile", .available = -1 }));
  return offers;
}

static GPtrArray *
list_nothing (BancoProvider *provider,
              GHashTable *missing,
              GCancellable *cancellable,
              GError **error)
{
  return g_ptr_array_new ();
}

static GPtrArray *
list_limits (BancoProvider *provider,
             const char *group,
             GHashTable *missing,
             GCancellable *cancellable,
             GError **error)
{
  return g_ptr_array_new ();
}

static BancoMachineRecord *
make_record (void)
{
  BancoMachineRecord *record = banco_machine_record_new ();

  record->id = g_strdup ("s1");
  record->name = g_strdup ("mine");
  record->state = BANCO_MACHINE_READY;
  record->image = g_strdup ("");
  record->offer = g_strdup ("A profile");
  record->group = g_strdup ("all");
  record->reach = BANCO_REACH_HUB;
  g_ptr_array_add (record->services, banco_service_new ("jupyter", "http://127.0.0.1:1/user/ada/"));
  return record;
}

static GPtrArray *
list_machines (BancoProvider *provider,
               GHashTable *missing,
               GCancellable *cancellable,
               GError **error)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);

  if (TEST_HUB (provider)->values != NULL)
    g_ptr_array_add (machines, make_record ());
  return machines;
}

static GPtrArray *
list_inputs (BancoProvider *provider, BancoOffer *offer, GCancellable *cancellable, GError **error)
{
  static const BancoInput facts[] = {
    { .name = (char *) "profile", .type = BANCO_INPUT_OFFER, .required = TRUE },
    { .name = (char *) "cores",
      .type = BANCO_INPUT_NUMBER,
      .constraint = (char *) "1:16",
      .fallback = (char *) "2" },
    { .name = (char *) "mount", .type = BANCO_INPUT_BOOLEAN, .fallback = (char *) "true" },
    { .name = (char *) "flavour", .type = BANCO_INPUT_CHOICE, .constraint = (char *) "torch|jax" },
    { .name = (char *) "mail",
      .type = BANCO_INPUT_TEXT,
      .constraint = (char *) "^[^@]+@[^@]+\\z",
      .group = (char *) "Contact",
      .required = TRUE },
  };
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_input_free);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_ptr_array_add (inputs, banco_input_new (&facts[i]));
  return inputs;
}

static char *
choose_group (BancoProvider *provider, BancoOffer *offer, GCancellable *cancellable, GError **error)
{
  return g_strdup ("all");
}

static BancoMachineRecord *
request (BancoProvider *provider,
         const BancoResolvedRequest *order,
         GCancellable *cancellable,
         GError **error)
{
  TestHub *self = TEST_HUB (provider);

  g_assert_null (order->image);
  self->key = g_strdup (order->key);
  self->values = g_hash_table_ref (order->values);
  return make_record ();
}

static void
forget (BancoProvider *provider)
{
}

static void
provider_iface_init (BancoProviderInterface *iface)
{
  iface->get_cloud = get_cloud;
  iface->list_groups = list_groups;
  iface->list_offers = list_offers;
  iface->list_images = list_nothing;
  iface->list_limits = list_limits;
  iface->list_machines = list_machines;
  iface->list_inputs = list_inputs;
  iface->choose_group = choose_group;
  iface->request = request;
  iface->forget = forget;
}

typedef struct {
  TestHub *hub;
  BancoMachines *machines;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->hub = g_object_new (TEST_TYPE_HUB, NULL);
  fixture->machines = banco_machines_new_of (BANCO_PROVIDER (fixture->hub), NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->machines);
  g_object_unref (fixture->hub);
}

/* Settings, separated by blanks, and what the refusal says; NULL: it is taken. */
static const struct {
  const char *settings;
  const char *says;
} cases[] = {
  { "mail=a@b", NULL },
  { "mail=a@b cores=16 mount=false flavour=jax", NULL },
  { "", "needs the input “mail”" },
  { "mail=nobody", "mail cannot be “nobody”" },
  { "mail=a@b cores=0", "cores is a number from 1 to 16, not “0”" },
  { "mail=a@b cores=many", "not “many”" },
  { "mail=a@b mount=yes", "mount is true or false, not “yes”" },
  { "mail=a@b flavour=keras", "flavour is one of torch, jax, not “keras”" },
  { "mail=a@b colour=red", "no input “colour”" },
  { "mail=a@b cores", "no input “cores”; give inputs as NAME=VALUE" },
  { "mail=a@b profile=gpu", "profile is not set this way" },
};

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) settings = g_strsplit (cases[i].settings, " ", -1);
    const BancoRequest asked = { .name = "mine", .offer = "gpu", .settings = settings };
    g_autoptr (BancoOperation) operation = banco_machines_request (fixture->machines, &asked);
    const GError *error;

    test_wait (operation);
    error = banco_operation_get_error (operation);
    if (cases[i].says == NULL) {
      g_assert_no_error (error);
      banco_machines_reset (fixture->machines);
      g_clear_pointer (&fixture->hub->values, g_hash_table_unref);
      g_clear_pointer (&fixture->hub->key, g_free);
    } else {
      g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_null (fixture->hub->values);
    }
  }
}

static const char *
get_value (Fixture *fixture, const char *name)
{
  return g_hash_table_lookup (fixture->hub->values, name);
}

/* No key pair is made, nothing is asked for its host keys, and it is no place to run things in. */
static void
test_hub (Fixture *fixture, gconstpointer data)
{
  const BancoRequest asked = { .name = "mine",
                               .offer = "gpu",
                               .settings = (char *[]){ (char *) "mail=a@b", NULL } };
  g_autoptr (BancoOperation) operation = banco_machines_request (fixture->machines, &asked);
  g_autoptr (BancoOperation) look = NULL;
  g_autofree char *folder = banco_paths_user_data ("ssh");
  g_autofree char *key = g_build_filename (folder, "id_ed25519", NULL);
  BancoMachine *machine = test_wait (operation);
  const BancoService *service;

  g_assert_nonnull (machine);
  g_assert_null (fixture->hub->key);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (get_value (fixture, "cores"), ==, "2");
  g_assert_cmpstr (get_value (fixture, "mount"), ==, "true");
  g_assert_cmpstr (get_value (fixture, "mail"), ==, "a@b");
  g_assert_null (get_value (fixture, "flavour"));
  look = banco_machines_refresh (fixture->machines, NULL, 0);
  test_wait (look);
  machine = banco_machines_find (fixture->machines, "mine", NULL, NULL);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_READY);
  g_assert_cmpint (banco_machine_get_reach (machine), ==, BANCO_REACH_HUB);
  g_assert_null (banco_machine_get_place (machine));
  g_assert_cmpuint (banco_machine_get_services (machine)->len, ==, 1);
  service = banco_machine_get_services (machine)->pdata[0];
  g_assert_cmpstr (service->name, ==, "jupyter");
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) listed =
    banco_machines_list_inputs (fixture->machines, "hub", "A profile");
  g_autoptr (BancoOperation) unknown =
    banco_machines_list_inputs (fixture->machines, "hub", "nothing");
  GPtrArray *inputs = test_wait (listed);
  const BancoInput *last;

  g_assert_cmpuint (inputs->len, ==, 5);
  last = inputs->pdata[4];
  g_assert_cmpstr (last->name, ==, "mail");
  g_assert_cmpstr (last->group, ==, "Contact");
  g_assert_true (last->required);
  test_wait (unknown);
  g_assert_error (banco_operation_get_error (unknown), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/inputs/settings", Fixture, NULL, set_up, test_settings, tear_down);
  g_test_add ("/inputs/hub", Fixture, NULL, set_up, test_hub, tear_down);
  g_test_add ("/inputs/list", Fixture, NULL, set_up, test_list, tear_down);
  return test_home_leave (g_test_run ());
}
