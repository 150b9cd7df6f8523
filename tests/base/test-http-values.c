/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http-private.h"
#include "fixture/server.h"

#include <string.h>

static void
test_tokens (void)
{
  static const char *const good[] = { "a", "ya29.a0-_~+/=", "!\"#$%&'()*{}|" };
  static const char *const bad[] = { NULL,  "",      "a b",          "a\r\nX: y", "a\n",
                                     "\ta", "a\177", "caff\303\250", "a\302\233" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (banco_http_is_token (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (banco_http_is_token (bad[i]));
}

static void
answer (SoupServer *soup,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  GString *seen = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");

  g_string_append_printf (seen, "[%s]", value != NULL ? value : "");
  test_server_respond (message, 200, NULL, "{}");
}

static const struct {
  const char *about;
  const char *value;
  gboolean sent;
} values[] = {
  { "a token", "Bearer s3cret-._~+/=", TRUE },
  { "one word", "s3cret", TRUE },
  { "several words", "compute 2.61 s3cret", TRUE },
  { "a line more", "Bearer s3cret\r\nX-Other: 1", FALSE },
  { "LF", "Bearer s3cret\nX", FALSE },
  { "CR", "Bearer s3cret\rX", FALSE },
  { "LF at the end", "Bearer s3cret\n", FALSE },
  { "tab", "Bearer\ts3cret", FALSE },
  { "blank at the end", "Bearer s3cret ", FALSE },
  { "nothing behind the word", "Bearer ", FALSE },
  { "nothing", "", FALSE },
  { "no ASCII", "Bearer s3cret\303\250", FALSE },
  { "no UTF-8", "Bearer s3cret\377", FALSE },
  { "delete", "Bearer s3cret\177", FALSE },
};

/* What no header can hold is not sent, and the sentence that says so does not tell it. */
static void
test_header (gconstpointer nth)
{
  guint i = GPOINTER_TO_UINT (nth);
  g_autoptr (GString) seen = g_string_new (NULL);
  TestServer *server = test_server_new_in_thread (answer, seen);
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  const char *headers[] = { "Authorization", values[i].value, NULL };
  g_autofree char *expected = g_strdup_printf ("[%s]", values[i].value);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHttpResponse) response = banco_http_send (
    http, &(BancoHttpRequest){ .uri = server->address, .headers = headers }, NULL, &error);

  test_server_free (server);
  if (values[i].sent) {
    g_assert_no_error (error);
    g_assert_cmpstr (seen->str, ==, expected);
    return;
  }
  g_assert_null (response);
  g_assert_error (error, BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_NOT_UNDERSTOOD);
  g_assert_null (strstr (error->message, "s3cret"));
  g_assert_nonnull (strstr (error->message, "Authorization"));
  g_assert_cmpstr (seen->str, ==, "");
}

static void
test_path (void)
{
  static const struct {
    const char *id;
    const char *path; /* NULL: none */
  } ids[] = {
    { "11f2a3b4-0000", "/servers/11f2a3b4-0000/action" },
    { "../../etc", "/servers/..%2F..%2Fetc/action" },
    { "a b?c#d%2e", "/servers/a%20b%3Fc%23d%252e/action" },
    { "a\r\nX: y", "/servers/a%0D%0AX%3A%20y/action" },
    { "caff\303\250\377", "/servers/caff%C3%A8%FF/action" },
    { "...", "/servers/.../action" },
    { ".a", "/servers/.a/action" },
    { "", NULL },
    { ".", NULL },
    { "..", NULL },
  };
  g_autofree char *alone = banco_http_path ("servers", NULL);

  g_assert_cmpstr (alone, ==, "/servers");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *path = banco_http_path ("servers", ids[i].id, "action", NULL);
    g_autofree char *last = banco_http_path ("servers", ids[i].id, NULL);

    g_assert_cmpstr (path, ==, ids[i].path);
    g_assert_cmpint (last != NULL, ==, path != NULL);
  }
}

static void
test_link (void)
{
  static const char base[] = "https://wiki.example/confluence";
  static const struct {
    const char *link;
    const char *address; /* NULL: none */
  } links[] = {
    { "/download/a%20b.png?version=1&x=../y#z",
      "https://wiki.example/confluence/download/a%20b.png?version=1&x=../y#z" },
    { "https://wiki.example/confluence/rest/api?start=50",
      "https://wiki.example/confluence/rest/api?start=50" },
    { "//elsewhere.example/x", "https://wiki.example/confluence//elsewhere.example/x" },
    { "/a..b/..c/d...", "https://wiki.example/confluence/a..b/..c/d..." },
    { "@elsewhere.example/x", NULL },
    { ".elsewhere.example/x", NULL },
    { ":8443/x", NULL },
    { "x", NULL },
    { "", NULL },
    { "https://elsewhere.example/x", NULL },
    { "https://wiki.example/confluence.elsewhere/x", NULL },
    { "https://wiki.example/confluence", NULL },
    { "https://wiki.example/other/x", NULL },
    { "http://127.0.0.1:1/x", NULL },
    { "/../admin", NULL },
    { "/a/./b", NULL },
    { "/a/%2e%2E/b", NULL },
    { "/a/..%2fb", NULL },
    { "/a\\..\\b", NULL },
    { "/a/..", NULL },
    { "/100%.png", NULL },
    { "https://wiki.example/confluence/../admin", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *address = banco_http_link_below (base, links[i].link);

    g_test_message ("%s", links[i].link);
    g_assert_cmpstr (address, ==, links[i].address);
  }
}

/* What an answer over https says leads to https only: a token must not reach what listens here. */
static void
test_follow (void)
{
  static const struct {
    const char *from;
    const char *to;
    gboolean may;
  } steps[] = {
    { "https://a.example/", "https://b.example/", TRUE },
    { "https://a.example/", "http://127.0.0.1:8774/", FALSE },
    { "https://a.example/", "HTTP://localhost/", FALSE },
    { "https://a.example/", "http://b.example/", FALSE },
    { "http://127.0.0.1:1/", "http://127.0.0.1:2/", TRUE },
    { "http://127.0.0.1:1/", "https://b.example/", TRUE },
    { "http://127.0.0.1:1/", "http://b.example/", FALSE },
    { "https://a.example/", "file:///etc/passwd", FALSE },
    { "https://a.example/", "nonsense", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_test_message ("%s to %s", steps[i].from, steps[i].to);
    g_assert_cmpint (banco_http_uri_may_follow (steps[i].from, steps[i].to), ==, steps[i].may);
  }
}

static void
test_allowed (void)
{
  g_assert_true (banco_http_uri_is_allowed ("https://iam.example.org/"));
  g_assert_true (banco_http_uri_is_allowed ("http://127.0.0.1:9080/"));
  g_assert_true (banco_http_uri_is_allowed ("http://[::1]/"));
  g_assert_true (banco_http_uri_is_allowed ("http://localhost:1/"));
  g_assert_false (banco_http_uri_is_allowed ("http://iam.example.org/"));
  g_assert_false (banco_http_uri_is_allowed ("http://127.0.0.1.example.org/"));
  g_assert_false (banco_http_uri_is_allowed ("file:///etc/passwd"));
  g_assert_false (banco_http_uri_is_allowed ("nonsense"));
}

/* What a server may write into Retry-After, at the 10th second of the epoch. */
static const struct {
  const char *value;
  gint64 seconds; /* -1: it says nothing */
} waits[] = {
  { "7", 7 },
  { "0", 0 },
  { "4294967297", G_GINT64_CONSTANT (4294967297) },
  { "99999999999999999999", -1 },
  { "-1", -1 },
  { "7.5", -1 },
  { "1e3", -1 },
  { "0x10", -1 },
  { "7 seconds", -1 },
  { "soon", -1 },
  { "", -1 },
  { NULL, -1 },
  { "Thu, 01 Jan 1970 00:00:30 GMT", 20 },
  { "Thursday, 01-Jan-70 00:00:30 GMT", 20 },
  { "Thu Jan  1 00:00:30 1970", 20 },
  { "Thu, 01 Jan 1970 00:00:05 GMT", 0 },
  { "Thu, 99 Jan 1970 00:00:30 GMT", -1 },
};

static void
test_retry_after (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_test_message ("%s", waits[i].value);
    g_assert_cmpint (banco_http_parse_retry_after (waits[i].value, 10), ==, waits[i].seconds);
  }
  /* Jitter only adds; who would have to wait too long, or for the fourth time, is told at once. */
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (banco_http_retry_delay (0, 2), >=, 2000);
  g_assert_cmpint (banco_http_retry_delay (0, 24 * 3600), ==, -1);
  g_assert_cmpint (banco_http_retry_delay (0, G_MAXINT64), ==, -1);
  g_assert_cmpint (banco_http_retry_delay (99, 0), ==, -1);
}

/* libsoup reads back what was meant. */
static void
test_form (void)
{
  static const char *const fields[][2] = {
    { "grant_type", "refresh_token" },
    { "a b", "c&d=e+f%g/h?i#j" },
    { "", "caff\303\250 \342\234\223" },
    { "lines", "1\r\n2\n" },
    { "empty", "" },
  };
  g_autoptr (GHashTable) form = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (BancoSecret) text = NULL;
  g_auto (BancoSecret) empty = banco_http_encode_form (nothing);
  g_autoptr (GHashTable) read = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_hash_table_insert (form, (gpointer) fields[i][0], (gpointer) fields[i][1]);
  text = banco_http_encode_form (form);
  for (const char *at = text; *at != '\0'; at++)
    g_assert_true (g_ascii_isalnum (*at) || strchr ("-._+%&=", *at) != NULL);
  read = soup_form_decode (text);
  g_assert_cmpuint (g_hash_table_size (read), ==, G_N_ELEMENTS (fields));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpstr (g_hash_table_lookup (read, fields[i][0]), ==, fields[i][1]);
  g_assert_cmpstr (empty, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-values/tokens", test_tokens);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *path = g_strdup_printf ("/http-values/header/%s", values[i].about);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_header);
  }
  g_test_add_func ("/http-values/path", test_path);
  g_test_add_func ("/http-values/link", test_link);
  g_test_add_func ("/http-values/follow", test_follow);
  g_test_add_func ("/http-values/allowed", test_allowed);
  g_test_add_func ("/http-values/retry-after", test_retry_after);
  g_test_add_func ("/http-values/form", test_form);
  return g_test_run ();
}
