/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define FAILED BANCO_MACHINES_ERROR_FAILED
#define NOT_FOUND BANCO_MACHINES_ERROR_NOT_FOUND
#define NOT_ALLOWED BANCO_MACHINES_ERROR_NOT_ALLOWED
#define UNREACHABLE BANCO_MACHINES_ERROR_UNREACHABLE
#define NO_ROOM BANCO_MACHINES_ERROR_NO_ROOM
#define FULL BANCO_MACHINES_ERROR_FULL
#define QUOTA BANCO_MACHINES_ERROR_QUOTA

/* The words of Nova, Neutron, Cinder and Keystone, as their sources have them, and what they mean:
 * of a refused request, or of a machine that failed. The first pattern that fits counts; each
 * sentence says what to do next. What a server wrote is recognised, never shown. */
typedef struct {
  const char *pattern;
  BancoMachinesError code;
  const char *sentence;
} Words;

static const Words words[] = {
  /* The offer */
  { "zero disk", FAILED,
    N_ ("this offer has no disk, and the cloud starts it only from a volume; choose an offer with "
        "a disk") },
  { "disk is too small|disk is smaller than|disk would be too small|larger than.*disk", FAILED,
    N_ ("the image needs a larger disk than this offer has; choose another offer") },
  { "memory is too small", FAILED,
    N_ ("the image needs more memory than this offer has; choose another offer") },
  { "PCI alias .* is not defined|Device profile", FAILED,
    N_ ("this offer asks for a device that the cloud does not know; choose another offer, and tell "
        "the cloud's manager") },
  { "Conflicting values", FAILED,
    N_ ("the image and the offer do not fit together; choose another image or another offer") },
  { "Flavor .*not be found", NOT_FOUND,
    N_ ("the cloud does not have that offer any more; choose another offer") },
  /* The image */
  { "Can not find requested image|Image .*not be found", NOT_FOUND,
    N_ ("the cloud does not have that image any more; choose another image") },
  { "Image .*is not active", FAILED,
    N_ ("the image is not ready at the cloud; choose another image, or try again later") },
  { "Image .*is unacceptable|[Ii]mage format|Request of image", FAILED,
    N_ ("the cloud cannot start a machine from this image; choose another image") },
  /* The key pair */
  { "too many key pairs|number of key pairs|key_pairs is over limit", QUOTA,
    N_ ("your account has as many key pairs as this cloud allows; delete one at the cloud that you "
        "do not use") },
  { "Keypair data is invalid", FAILED,
    N_ (
      "the cloud does not take a key of this type; name another key: an older cloud takes RSA and "
      "ECDSA, but not Ed25519") },
  { "Invalid key_name", FAILED, N_ ("the cloud has lost the key pair; ask again") },
  /* The network */
  { "Multiple possible networks|More than one possible network", FAILED,
    N_ ("the group has several networks, and the cloud does not choose one; choose one "
        "(--input network=NAME)") },
  { "requires a subnet", FAILED,
    N_ ("the network of the group has no subnet; ask the group's manager to add one") },
  { "external network", NOT_ALLOWED,
    N_ ("the cloud does not let this group put machines on its external network; choose another "
        "network, or ask the cloud's manager") },
  { "automatically allocate a network", FAILED,
    N_ ("the group has no network, and the cloud cannot make one; ask the group's manager") },
  { "Network .*not be found", FAILED, N_ ("the network of the group is gone; ask again") },
  { "port_security_enabled", FAILED,
    N_ ("the network takes no security groups; choose another network, or ask the group's "
        "manager") },
  { "number of ports|ports.*over the limit|'port'", QUOTA,
    N_ ("the group has no network port left; delete ports at the cloud that nothing uses, or ask "
        "the cloud's manager for more") },
  { "No fixed IP addresses|No more IP addresses|fixed IPs exceeded", NO_ROOM,
    N_ ("the network of the group has no free address; give back a machine of this group, or ask "
        "the cloud's manager") },
  { "number of security groups|'security_group", QUOTA,
    N_ (
      "the group may have no more security groups or rules; delete some at the cloud that nothing "
      "uses, or ask the cloud's manager for more") },
  { "Multiple security", FAILED,
    N_ ("the group has several security groups of the same name; ask its manager to rename all but "
        "one") },
  { "[Ss]ecurity group .*not (be )?found", FAILED,
    N_ ("a security group of the machine is gone; ask again") },
  /* Other limits */
  { "metadata items", QUOTA,
    N_ ("the cloud keeps no end date beside a machine; ask for one without an end date") },
  { "[Gg]igabytes quota|umber of volumes", QUOTA,
    N_ ("the group may have no more volumes; delete volumes at the cloud that nothing uses, or ask "
        "the cloud's manager for more") },
  /* Hosts */
  { "availability zone", FAILED,
    N_ ("the cloud has no hosts where it would put this machine; tell the cloud's manager") },
  { "Exhausted all hosts|max scheduling attempts", NO_ROOM,
    N_ ("the cloud tried every host that has what it needs, and none could start it; try again "
        "later, or ask for something else") },
  { "No valid host|Insufficient|not enough|PCI device request|Claim pci", NO_ROOM,
    N_ ("the cloud has no room for it now: no host with what it needs is free; try again later, or "
        "ask for something else") },
  { "allocate the network|irtual [Ii]nterface|Binding failed for port", FAILED,
    N_ ("the cloud could not connect the machine to its network; try again, and tell the cloud's "
        "manager if it happens again") },
  { "accelerator requests", FAILED,
    N_ ("the cloud could not attach the accelerator; try again later, or choose another offer") },
  { "did not finish being created|block device", FAILED,
    N_ (
      "the cloud could not make the machine's disk; try again later, and tell the cloud's manager "
      "if it happens again") },
  { "mapped to any cell|hypervisor is broken|waiting for a reply", FAILED,
    N_ ("a part of the cloud does not work; try again later, and tell the cloud's manager if it "
        "happens again") },
  /* A machine that is there */
  { "is locked", FAILED,
    N_ ("the machine is locked at the cloud; unlock it there, or ask the cloud's manager") },
  { "instance is in this state|while it is in|is not ready", FAILED,
    N_ ("the machine is busy with something else; try again in a minute") },
  /* The account */
  { "Could not map", NOT_ALLOWED,
    N_ ("the cloud has no user for this account; ask the cloud's manager to let your group in") },
  { "rate-limited|request\\(s\\) can be made", UNREACHABLE,
    N_ ("the cloud limits how often it may be asked; try again in a minute") },
};

static const Words *
find_words (const char *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_regex_match_simple (words[i].pattern, message, 0, 0))
      return &words[i];
  return NULL;
}

/* What is used of one resource, in the words of quotas and of unified limits. */
static char *
describe_use (const char *resource, const char *used, const char *limit, const char *wanted)
{
  if (strcmp (resource, "instances") == 0 || strcmp (resource, "servers") == 0)
    return g_strdup_printf (_ ("%s of %s machines are in use and it needs %s"), used, limit,
                            wanted);
  if (strcmp (resource, "cores") == 0 || g_str_has_suffix (resource, "CPU"))
    return g_strdup_printf (_ ("%s of %s virtual CPUs are in use and it needs %s"), used, limit,
                            wanted);
  if (strcmp (resource, "ram") == 0 || g_str_has_suffix (resource, "MEMORY_MB"))
    return g_strdup_printf (_ ("%s of %s MiB of memory are in use and it needs %s"), used, limit,
                            wanted);
  if (strstr (resource, "GPU") != NULL || strstr (resource, "FPGA") != NULL)
    return g_strdup_printf (_ ("%s of %s accelerators are in use and it needs %s"), used, limit,
                            wanted);
  return g_strdup_printf (_ ("%s of %s other resources are in use and it needs %s"), used, limit,
                          wanted);
}

static char **
split_match (GMatchInfo *match, int group)
{
  g_autofree char *list = g_match_info_fetch (match, group);

  return g_regex_split_simple ("[, ]+", g_strstrip (list), 0, 0);
}

/* "Quota exceeded for cores, instances: Requested 8, 1, but already used 8, 1 of 8, 1 …" */
static void
read_quotas (GPtrArray *parts, const char *message)
{
  g_autoptr (GRegex) regex = g_regex_new ("exceeded for ([a-z_, ]+): Requested ([0-9, ]+), "
                                          "but already used ([0-9, ]+) of ([0-9, ]+)",
                                          0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_auto (GStrv) names = NULL;
  g_auto (GStrv) wanted = NULL;
  g_auto (GStrv) used = NULL;
  g_auto (GStrv) limits = NULL;

  if (!g_regex_match (regex, message, 0, &match))
    return;
  names = split_match (match, 1);
  wanted = split_match (match, 2);
  used = split_match (match, 3);
  limits = split_match (match, 4);
  for (guint i = 0; names[i] != NULL && wanted[i] != NULL && used[i] != NULL && limits[i] != NULL;
       i++)
    g_ptr_array_add (parts, describe_use (names[i], used[i], limits[i], wanted[i]));
}

/* "Resource servers is over limit of 2 due to current usage 2 and delta 1, Resource …" */
static void
read_unified_limits (GPtrArray *parts, const char *message)
{
  g_autoptr (GRegex) regex =
    g_regex_new ("Resource ([A-Za-z0-9_:]+) is over limit of ([0-9]+) due to current usage ([0-9]+)"
                 " and delta ([0-9]+)",
                 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, message, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *resource = g_match_info_fetch (match, 1);
    g_autofree char *limit = g_match_info_fetch (match, 2);
    g_autofree char *used = g_match_info_fetch (match, 3);
    g_autofree char *wanted = g_match_info_fetch (match, 4);

    g_ptr_array_add (parts, describe_use (resource, used, limit, wanted));
  }
}

static char *
join_uses (GPtrArray *parts, const char *group)
{
  g_autofree char *list = NULL;

  if (parts->len == 0)
    return g_strdup_printf (_ ("group %s has no room for it: its quota is used up"), group);
  g_ptr_array_add (parts, NULL);
  list = g_strjoinv ("; ", (char **) parts->pdata);
  return g_strdup_printf (_ ("group %s has no room for it: %s"), group, list);
}

static char *
explain_quota (const char *message, const char *group)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  read_quotas (parts, message);
  read_unified_limits (parts, message);
  return join_uses (parts, group);
}

static void
add_use (GPtrArray *parts, const char *resource, gint64 used, gint64 limit, guint64 wanted)
{
  g_autofree char *used_text = g_strdup_printf ("%" G_GINT64_FORMAT, used);
  g_autofree char *limit_text = g_strdup_printf ("%" G_GINT64_FORMAT, limit);
  g_autofree char *wanted_text = g_strdup_printf ("%" G_GUINT64_FORMAT, wanted);

  if (limit >= 0 && used + (gint64) wanted > limit)
    g_ptr_array_add (parts, describe_use (resource, used_text, limit_text, wanted_text));
}

char *
banco_openstack_usage_leaves_none (const BancoOpenstackUsage *usage,
                                   const char *group,
                                   BancoOffer *offer)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  add_use (parts, "instances", usage->machines_used, usage->machines_limit, 1);
  add_use (parts, "cores", usage->vcpus_used, usage->vcpus_limit, banco_offer_get_vcpus (offer));
  add_use (parts, "ram", usage->memory_used, usage->memory_limit,
           banco_offer_get_memory_mib (offer));
  return parts->len > 0 ? join_uses (parts, group) : NULL;
}

static gboolean
is_quota (const char *message)
{
  return g_regex_match_simple ("[Qq]uota|over a? ?limit", message, 0, 0);
}

/* {"forbidden": {"message": …}}, as all services answer: its only member, NULL when it is something
 * else. */
static JsonObject *
get_refusal (BancoHttpResponse *response, const char **kind)
{
  JsonObject *root = response->json != NULL ? banco_json_root (response->json) : NULL;
  g_autoptr (GList) members = root != NULL ? json_object_get_members (root) : NULL;

  *kind = members != NULL ? members->data : "";
  return members != NULL ? banco_json_object_or_null (response->json, root, members->data) : NULL;
}

/* Older clouds say 413 for quotas and for a request that came too soon; so do proxies for one that
 * is too long. */
static void
set_over_limit (GError **error,
                BancoHttpResponse *response,
                JsonObject *refusal,
                const char *kind,
                const char *group)
{
  JsonNode *wait = refusal != NULL ? json_object_get_member (refusal, "retryAfter") : NULL;
  gboolean soon = wait != NULL && JSON_NODE_HOLDS_VALUE (wait) &&
                  (json_node_get_value_type (wait) == G_TYPE_STRING
                     ? strcmp (json_node_get_string (wait), "0") != 0
                     : json_node_get_int (wait) > 0);

  if (soon)
    g_set_error_literal (error, BANCO_MACHINES_ERROR, UNREACHABLE,
                         _ ("the cloud limits how often it may be asked; try again in a minute"));
  else if (strcmp (kind, "overLimit") == 0)
    g_set_error (error, BANCO_MACHINES_ERROR, FULL,
                 _ ("group %s has no room for it: its quota is used up"), group);
  else
    g_set_error_literal (error, BANCO_MACHINES_ERROR, FAILED,
                         _ ("the request is too long for the cloud; use a shorter name"));
}

gboolean
banco_openstack_set_known_refusal (GError **error, BancoHttpResponse *response, const char *group)
{
  const char *kind;
  JsonObject *refusal = get_refusal (response, &kind);
  const char *message = banco_json_string_or (response->json, refusal, "message", "");
  const Words *known = find_words (message);

  g_debug ("openstack: refused with %u: %s", response->status, message);
  if (known != NULL) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, (int) known->code, _ (known->sentence));
  } else if (is_quota (message)) {
    g_autofree char *sentence = explain_quota (message, group);

    g_set_error_literal (error, BANCO_MACHINES_ERROR, FULL, sentence);
  } else if (response->status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE) {
    set_over_limit (error, response, refusal, kind, group);
  } else {
    return FALSE;
  }
  return TRUE;
}

void
banco_openstack_set_refusal (GError **error, BancoHttpResponse *response, const char *group)
{
  if (banco_openstack_set_known_refusal (error, response, group))
    return;
  if (response->status == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_SIGN_IN,
                         _ ("the cloud does not accept the session any more"));
  else if (response->status == SOUP_STATUS_FORBIDDEN)
    g_set_error (error, BANCO_MACHINES_ERROR, NOT_ALLOWED,
                 _ ("the cloud does not allow group %s to do that"), group);
  else
    g_set_error (error, BANCO_MACHINES_ERROR, FAILED, _ ("the cloud refuses the request (HTTP %u)"),
                 response->status);
}

void
banco_openstack_explain_fault (const char *message, BancoMachineRecord *record)
{
  const Words *known = find_words (message);
  g_autofree char *quota =
    known == NULL && is_quota (message) ? explain_quota (message, record->group) : NULL;

  g_debug ("openstack: fault of %s: %s", record->id, message);
  if (known == NULL && quota == NULL) {
    record->reason = g_strdup (_ ("the cloud could not build it; give it back and ask again"));
    return;
  }
  record->failed_for_room = quota != NULL || known->code == NO_ROOM || known->code == QUOTA;
  record->reason = g_strdup_printf (_ ("%s. Give this machine back: it counts against the quota"),
                                    quota != NULL ? quota : _ (known->sentence));
}
