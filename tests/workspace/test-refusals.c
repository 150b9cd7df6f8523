/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"
#include "machines/openstack-private.h"
#include "workspace/workspace.h"

#include <string.h>

#define SERVERS "POST /compute/v2.1/servers"
#define KEYS "POST /compute/v2.1/os-keypairs"
#define RULES "POST /network/v2.0/security-group-rules"
#define RELEASE "DELETE /compute/v2.1/servers/s"
#define EXCHANGE "POST /identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth"

#define NOVA(kind, code, message)                                                                  \
  "{\"" kind "\": {\"code\": " code ", \"message\": \"" message "\"}}"
#define BAD(message) NOVA ("badRequest", "400", message)
#define FORBIDDEN(message) NOVA ("forbidden", "403", message)
#define CONFLICT(message) NOVA ("conflictingRequest", "409", message)
#define NEUTRON(type, message)                                                                     \
  "{\"NeutronError\": {\"type\": \"" type "\", \"message\": \"" message "\", \"detail\": \"\"}}"
#define ID "7479b0e0-2d53-413d-8eaa-53cf1b2d9e30"

/* What a cloud answers, as its source has it, and what the user reads: what it is, and what to do
 * next. */
static const struct {
  const char *about;
  const char *what;
  guint status;
  const char *body;
  int exit_code;
  const char *sentence;
  const char *step;
} replies[] = {
  { "offer without a disk", SERVERS, 403,
    FORBIDDEN ("Only volume-backed servers are allowed for flavors with zero disk."), 1,
    "this offer has no disk", "choose an offer with a disk" },
  { "image larger than the disk", SERVERS, 400,
    BAD ("Flavor's disk is too small for requested image. Flavor disk is 1073741824 bytes, image "
         "is 2361393152 bytes."),
    1, "the image needs a larger disk", "choose another offer" },
  { "image with a larger least disk", SERVERS, 400,
    BAD ("Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk "
         "is 10737418240 bytes, minimum size is 21474836480 bytes."),
    1, "the image needs a larger disk", "choose another offer" },
  { "image with more memory", SERVERS, 400,
    BAD ("Flavor's memory is too small for requested image."), 1, "the image needs more memory",
    "choose another offer" },
  { "offer that is gone", SERVERS, 400, BAD ("Flavor f2 could not be found."), 5,
    "does not have that offer any more", "choose another offer" },
  { "image that is gone", SERVERS, 400, BAD ("Can not find requested image"), 5,
    "does not have that image any more", "choose another image" },
  { "image that is being uploaded", SERVERS, 400, BAD ("Image " ID " is not active."), 1,
    "the image is not ready", "choose another image, or try again later" },
  { "image of another format", SERVERS, 400,
    BAD ("Image " ID " is unacceptable: Image has no associated data"), 1,
    "cannot start a machine from this image", "choose another image" },
  { "image and offer at odds", SERVERS, 400,
    BAD ("Conflicting values for hw:cpu_policy found in the flavor (dedicated) and the image "
         "(shared)."),
    1, "do not fit together", "choose another image or another offer" },
  { "device that is not configured", SERVERS, 400, BAD ("PCI alias a30 is not defined"), 1,
    "a device that the cloud does not know", "tell the cloud's manager" },
  { "device profile that is gone", SERVERS, 400,
    BAD ("Device profile name u250: Device profile not found"), 1,
    "a device that the cloud does not know", "choose another offer" },
  { "too many key pairs", KEYS, 403, FORBIDDEN ("Quota exceeded, too many key pairs."), 7,
    "as many key pairs as this cloud allows", "delete one at the cloud" },
  { "too many key pairs, before 2023", KEYS, 403,
    FORBIDDEN ("Maximum number of key pairs exceeded"), 7, "as many key pairs as this cloud allows",
    "delete one at the cloud" },
  { "too many key pairs by unified limits", KEYS, 403,
    FORBIDDEN ("User " ID
               " is over a limit for [Resource server_key_pairs is over limit of 100 due "
               "to current usage 100 and delta 1]"),
    7, "as many key pairs as this cloud allows", "delete one at the cloud" },
  { "no ed25519", KEYS, 400, BAD ("Keypair data is invalid: failed to generate fingerprint"), 1,
    "does not take a key of this type", "name another key" },
  { "key pair that is gone", SERVERS, 400, BAD ("Invalid key_name provided."), 1,
    "has lost the key pair", "ask again" },
  { "several networks", SERVERS, 409,
    CONFLICT ("Multiple possible networks found, use a Network ID to be more specific."), 1,
    "several networks", "choose one (--input network=NAME)" },
  { "several networks, since 2024", SERVERS, 409,
    CONFLICT ("More than one possible network found. Specify network ID(s) to select which one(s) "
              "to connect to."),
    1, "several networks", "choose one (--input network=NAME)" },
  { "network without a subnet", SERVERS, 400,
    BAD ("Network " ID " requires a subnet in order to boot instances on."), 1, "has no subnet",
    "ask the group's manager" },
  { "external network", SERVERS, 403,
    FORBIDDEN ("It is not allowed to create an interface on external network " ID), 4,
    "external network", "choose another network" },
  { "no network at all", SERVERS, 400,
    BAD ("Unable to automatically allocate a network for project " ID), 1,
    "the group has no network", "ask the group's manager" },
  { "network that is gone", SERVERS, 400, BAD ("Network " ID " could not be found."), 1,
    "the network of the group is gone", "ask again" },
  { "network without port security", SERVERS, 400,
    BAD ("Network requires port_security_enabled and subnet associated in order to apply security "
         "groups."),
    1, "takes no security groups", "choose another network" },
  { "ports", SERVERS, 403, FORBIDDEN ("Maximum number of ports exceeded"), 7,
    "no network port left", "delete ports at the cloud" },
  { "ports by number", SERVERS, 403,
    FORBIDDEN ("The number of defined ports: 50 is over the limit: 50"), 7, "no network port left",
    "delete ports at the cloud" },
  { "security groups", SERVERS, 403,
    FORBIDDEN ("Maximum number of security groups or rules exceeded"), 7,
    "no more security groups or rules", "delete some at the cloud" },
  { "two security groups of a name", SERVERS, 409,
    CONFLICT ("Multiple security groups found matching 'default'. Use an ID to be more specific."),
    1, "several security groups of the same name", "rename all but one" },
  { "end date", SERVERS, 403, FORBIDDEN ("Maximum number of metadata items exceeds 0"), 7,
    "keeps no end date", "without an end date" },
  { "availability zone", SERVERS, 400, BAD ("The requested availability zone is not available"), 1,
    "no hosts where it would put this machine", "tell the cloud's manager" },
  { "quota", SERVERS, 403,
    FORBIDDEN ("Quota exceeded for cores, instances: Requested 8, 1, but already used 8, 1 of 8, 1 "
               "cores, instances"),
    7, "group beta has no room for it: 8 of 8 virtual CPUs", "needs 1" },
  { "unified limits", SERVERS, 403,
    FORBIDDEN (
      "Project " ID " is over a limit for [Resource servers is over limit of 2 due to "
      "current usage 2 and delta 1, Resource class:VCPU is over limit of 8 due to current "
      "usage 8 and delta 4, Resource class:CUSTOM_GPU_T4 is over limit of 1 due to current "
      "usage 1 and delta 1]"),
    7, "2 of 2 machines are in use and it needs 1; 8 of 8 virtual CPUs",
    "1 of 1 accelerators are in use and it needs 1" },
  { "policy", SERVERS, 403,
    FORBIDDEN ("Policy doesn't allow os_compute_api:servers:create to be performed."), 4,
    "does not allow group beta", "" },
  { "rate limit", SERVERS, 413,
    "{\"overLimit\": {\"message\": \"This request was rate-limited.\", \"code\": 413, "
    "\"retryAfter\": \"5\", \"details\": \"Only 10 POST request(s) can be made to * every "
    "minute.\"}}",
    6, "how often it may be asked", "try again in a minute" },
  { "413 of a quota without words", SERVERS, 413,
    "{\"overLimit\": {\"message\": \"\", \"code\": 413, \"retryAfter\": 0}}", 7,
    "group beta has no room", "" },
  { "413 of something too long", SERVERS, 413, NOVA ("requestEntityTooLarge", "413", "x"), 1,
    "too long for the cloud", "use a shorter name" },
  { "locked", RELEASE, 409, CONFLICT ("Instance " ID " is locked"), 1, "is locked at the cloud",
    "unlock it there" },
  { "busy", RELEASE, 409,
    CONFLICT ("Cannot 'delete' instance " ID " while it is in task_state migrating"), 1, "is busy",
    "try again in a minute" },
  { "account that maps to no user", EXCHANGE, 400,
    "{\"error\": {\"code\": 400, \"title\": \"Bad Request\", \"message\": \"Could not map any "
    "federated user properties to identity values. Check debug logs or the mapping used for "
    "additional details.\"}}",
    4, "no user for this account", "ask the cloud's manager" },
  { "words of tomorrow", SERVERS, 400, BAD ("SECRET words"), 1, "HTTP 400", "" },
};

/* A machine that failed: its fault, whether that is for room, and what the user reads. */
static const struct {
  const char *message;
  gboolean for_room;
  const char *sentence;
} faults[] = {
  { "No valid host was found. ", TRUE, "no host with what it needs is free; try again later" },
  { "No valid host was found. There are not enough hosts available.", TRUE, "no host with what" },
  { "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures "
    "for instance " ID ".",
    TRUE, "tried every host" },
  { "Exceeded maximum number of retries. Exceeded max scheduling attempts 3 for instance " ID
    ". Last exception: internal error",
    TRUE, "tried every host" },
  { "Insufficient compute resources: Free memory 512.00 MB < requested 8192 MB.", TRUE,
    "no host with what it needs is free" },
  { "PCI device request [InstancePCIRequest(alias_name='t4')] failed", TRUE,
    "no host with what it needs is free" },
  { "Build of instance " ID " aborted: Failed to allocate the network(s) with error No fixed IP "
    "addresses available for network: " ID ", not rescheduling.",
    TRUE, "no free address" },
  { "Build of instance " ID " aborted: Failed to allocate the network(s) with error Maximum number "
    "of ports exceeded, not rescheduling.",
    TRUE, "no network port left" },
  { "Build of instance " ID " aborted: Failed to allocate the network(s), not rescheduling.", FALSE,
    "could not connect the machine to its network" },
  { "Virtual Interface creation failed", FALSE, "could not connect the machine to its network" },
  { "Binding failed for port " ID ", please check neutron logs for more information.", FALSE,
    "could not connect the machine to its network" },
  { "Build of instance " ID
    " aborted: VolumeSizeExceedsAvailableQuota: Requested volume or snapshot "
    "exceeds allowed gigabytes quota. Requested 20G, quota is 100G and 90G has been consumed.",
    TRUE, "may have no more volumes" },
  { "Build of instance " ID " aborted: VolumeLimitExceeded: Maximum number of volumes allowed (10) "
    "exceeded for quota 'volumes'.",
    TRUE, "may have no more volumes" },
  { "Build of instance " ID " aborted: Volume " ID " did not finish being created even after we "
    "waited 187 seconds or 61 attempts. And its status is error.",
    FALSE, "could not make the machine's disk" },
  { "Build of instance " ID " aborted: Failure prepping block device.", FALSE,
    "could not make the machine's disk" },
  { "Build of instance " ID " aborted: Flavor's disk is too small for requested image. Flavor disk "
    "is 1073741824 bytes, image is 2361393152 bytes.",
    FALSE, "the image needs a larger disk" },
  { "Build of instance " ID " aborted: Image " ID
    " is unacceptable: Converted to raw, but format is "
    "now qcow2",
    FALSE, "cannot start a machine from this image" },
  { "Build of instance " ID " aborted: Failure getting accelerator requests.", FALSE,
    "could not attach the accelerator" },
  { "Host 'c1' is not mapped to any cell", FALSE, "a part of the cloud does not work" },
  { "Timed out waiting for a reply to message ID " ID, FALSE, "a part of the cloud does not work" },
  { "Quota exceeded for cores: Requested 8, but already used 4 of 8 cores", TRUE,
    "4 of 8 virtual CPUs are in use" },
  { "Traceback SECRET", FALSE, "could not build it; give it back" },
};

typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoCloudSetup setup;
  BancoProvider *provider;
  GPtrArray *offers;
  GPtrArray *images;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cloud = fake_cloud_new ();
  fixture->http = banco_http_new (NULL);
  fixture->setup = fake_cloud_setup (fixture->cloud, "test", "good");
  fixture->provider = banco_openstack_new (fixture->http, &fixture->setup);
  fixture->offers = banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, NULL);
  fixture->images = banco_provider_list_images (fixture->provider, NULL, NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->offers);
  g_ptr_array_unref (fixture->images);
  g_object_unref (fixture->provider);
  g_object_unref (fixture->http);
  fake_cloud_setup_clear (&fixture->setup);
  fake_cloud_free (fixture->cloud);
}

static void
ask (Fixture *fixture, BancoImage *image, GError **error)
{
  BancoResolvedRequest order = { .name = "mine",
                                 .offer = fixture->offers->pdata[0],
                                 .image = image,
                                 .group = "beta",
                                 .key = "banco-0123456789abcdef",
                                 .public_key = "ssh-ed25519 AAAA" };
  g_autoptr (BancoMachineRecord) record =
    banco_provider_request (fixture->provider, &order, NULL, error);

  g_assert_null (record);
}

static void
assert_said (const GError *error, int exit_code, const char *sentence, const char *step)
{
  g_test_message ("%s", error->message);
  g_assert_cmpint (banco_remedy_for_error (error)->exit_code, ==, exit_code);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_nonnull (strstr (error->message, step));
  g_assert_null (strstr (error->message, "SECRET"));
  g_assert_null (strstr (error->message, ID));
}

static void
test_reply (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  fake_cloud_answer (fixture->cloud, replies[i].what, replies[i].status, NULL, replies[i].body);
  if (strcmp (replies[i].what, RELEASE) == 0)
    g_assert_false (banco_provider_release (fixture->provider, "s", "alpha", NULL, &error));
  else if (strcmp (replies[i].what, EXCHANGE) == 0) {
    banco_provider_forget (fixture->provider);
    g_assert_null (banco_provider_list_groups (fixture->provider, NULL, &error));
  } else
    ask (fixture, fixture->images->pdata[1], &error);
  assert_said (error, replies[i].exit_code, replies[i].sentence, replies[i].step);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GPtrArray) machines = NULL;
    const BancoMachineRecord *record;

    fake_cloud_set_server (
      fixture->cloud,
      &(FakeServer){ .id = "s", .name = "m", .status = "ERROR", .fault = faults[i].message });
    machines = banco_provider_list_machines (fixture->provider, NULL, NULL, NULL);
    record = machines->pdata[0];
    g_test_message ("%s", record->reason);
    g_assert_nonnull (strstr (record->reason, faults[i].sentence));
    g_assert_true (g_regex_match_simple ("[Gg]ive (it|this machine) back", record->reason, 0, 0));
    g_assert_null (strstr (record->reason, ID));
    g_assert_null (strstr (record->reason, "SECRET"));
    g_assert_cmpint (record->failed_for_room, ==, faults[i].for_room);
  }
}

/* A quota of rules answers as one that is there already does, with 409. */
static void
test_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BancoOpenstackScope *scope;
  BancoOpenstackSession *session = banco_openstack_session_new (fixture->http, &fixture->setup);
  g_autoptr (GPtrArray) scopes = banco_openstack_session_list_scopes (session, NULL, &error);

  g_assert_no_error (error);
  scope = scopes->pdata[0];
  fake_cloud_answer (
    fixture->cloud, RULES, 409, NULL,
    NEUTRON ("SecurityGroupRuleExists", "Security group rule already exists. Rule id is " ID "."));
  g_assert_true (banco_openstack_open_ssh (scope, NULL, &error));
  fake_cloud_answer (
    fixture->cloud, RULES, 409, NULL,
    NEUTRON ("OverQuota", "Quota exceeded for resources: ['security_group_rule']."));
  g_assert_false (banco_openstack_open_ssh (scope, NULL, &error));
  assert_said (error, 7, "no more security groups or rules", "delete some at the cloud");
  banco_openstack_session_forget (session);
  g_object_unref (session);
}

/* What can be known is said before anything is made at the cloud. */
static const struct {
  const char *about;
  const char *image; /* members of the image; NULL: one that fits */
  const char *limits;
  int exit_code;
  const char *sentence;
} known[] = {
  { "least disk", "\"min_disk\": 5000", NULL, 1, "needs a disk of 5000 GiB" },
  { "size of the image", "\"virtual_size\": 5368709120001", NULL, 1, "needs a disk of 5001 GiB" },
  { "least memory", "\"min_ram\": 900000", NULL, 1, "needs 900000 MiB of memory" },
  { "machines", NULL, "\"totalInstancesUsed\": 3, \"maxTotalInstances\": 3", 7,
    "3 of 3 machines are in use and it needs 1" },
  { "virtual CPUs", NULL, "\"totalCoresUsed\": 15, \"maxTotalCores\": 15", 7,
    "15 of 15 virtual CPUs are in use" },
  { "memory", NULL, "\"totalRAMUsed\": 4096, \"maxTotalRAMSize\": 4097", 7,
    "4096 of 4097 MiB of memory are in use" },
};

static BancoImage *
read_image (const char *members)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\": \"i9\", \"name\": \"nine\", \"status\": \"active\"%s%s}",
                     members != NULL ? ", " : "", members != NULL ? members : "");
  g_autoptr (GError) error = NULL;
  BancoJson *json = banco_json_parse (text, -1, &error);
  BancoImage *image;

  g_assert_no_error (error);
  image = banco_openstack_read_image (json, banco_json_root (json), "test");
  g_assert_true (banco_json_check (json, &error));
  banco_json_free (json);
  return image;
}

static void
test_known (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoImage) image = read_image (known[i].image);
  g_autoptr (GError) error = NULL;

  if (known[i].limits != NULL) {
    g_autofree char *limits =
      g_strdup_printf ("{\"limits\": {\"absolute\": {%s}}}", known[i].limits);

    fake_cloud_answer (fixture->cloud, "GET /compute/v2.1/limits", 200, NULL, limits);
  }
  ask (fixture, image, &error);
  assert_said (error, known[i].exit_code, known[i].sentence, "");
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, SERVERS), ==, 0);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, KEYS), ==, 0);
}

static const struct {
  const char *members;
  const char *why_not; /* NULL: a system */
} kinds[] = {
  { NULL, NULL },
  { "\"container_format\": \"bare\", \"disk_format\": \"qcow2\"", NULL },
  { "\"architecture\": \"x86_64\"", NULL },
  { "\"hw_architecture\": \"AMD64\", \"tags\": [\"ubuntu\"]", NULL },
  { "\"container_format\": \"docker\"", "a container" },
  { "\"disk_format\": \"iso\"", "an installation disc" },
  { "\"architecture\": \"aarch64\"", "processors of another kind" },
  { "\"hw_architecture\": \"armv7l\"", "processors of another kind" },
  { "\"tags\": [\"amphora\"]", "load balancers" },
  { "\"tags\": [\"octavia\"]", "load balancers" },
  { "\"tags\": [7, null]", NULL },
};

static void
test_kinds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (BancoImage) image = read_image (kinds[i].members);
    const char *why_not = banco_image_get_why_not (image);

    g_test_message ("%s", kinds[i].members);
    if (kinds[i].why_not == NULL)
      g_assert_null (why_not);
    else
      g_assert_nonnull (strstr (why_not, kinds[i].why_not));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
    g_autofree char *path = g_strdup_printf ("/refusals/%s", replies[i].about);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_reply, tear_down);
  }
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    g_autofree char *path = g_strdup_printf ("/known/%s", known[i].about);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_known, tear_down);
  }
  g_test_add ("/refusals/faults", Fixture, NULL, set_up, test_faults, tear_down);
  g_test_add ("/refusals/rules", Fixture, NULL, set_up, test_rules, tear_down);
  g_test_add_func ("/known/kinds of images", test_kinds);
  return g_test_run ();
}
