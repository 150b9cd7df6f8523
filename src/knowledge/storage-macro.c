/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/storage-private.h"

#include <string.h>

/* A macro's parameter as text; "" is the one without a name. NULL none. */
static char *
parameter (xmlNode *macro, const char *wanted)
{
  for (xmlNode *child = macro->children; child != NULL; child = child->next) {
    g_autofree char *name =
      banco_storage_is (child, "ac:parameter") ? banco_storage_attribute (child, "ac:name") : NULL;

    if (banco_storage_is (child, "ac:parameter") &&
        g_strcmp0 (name != NULL ? name : "", wanted) == 0)
      return g_strstrip (banco_storage_text (child));
  }
  return NULL;
}

static char *
first_parameter (xmlNode *macro, const char *const *names)
{
  char *value = NULL;

  for (; *names != NULL && value == NULL; names++)
    value = parameter (macro, *names);
  return value;
}

/* The first resource of @kind ("ri:attachment") anywhere below, and one attribute of it. */
static char *
resource (const xmlNode *node, const char *kind, const char *attribute)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next) {
    char *value;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (banco_storage_is (child, kind))
      return banco_storage_attribute (child, attribute);
    value = resource (child, kind, attribute);
    if (value != NULL)
      return value;
  }
  return NULL;
}

/* The page that is named below @node; NULL when none is, or it is not here. */
static char *
page_address (BancoBuilder *builder, const xmlNode *node)
{
  g_autofree char *title = resource (node, "ri:page", "ri:content-title");
  g_autofree char *space = resource (node, "ri:page", "ri:space-key");

  return title != NULL ? banco_scope_page (builder->scope, title, space) : NULL;
}

/* A file of this page, or of the page that is named beside it. */
static char *
attachment_address (BancoBuilder *builder, const xmlNode *node)
{
  g_autofree char *file = resource (node, "ri:attachment", "ri:filename");
  g_autofree char *title = resource (node, "ri:page", "ri:content-title");
  g_autofree char *page = page_address (builder, node);
  g_autofree char *id = NULL;
  g_autofree char *none = NULL;

  if (file == NULL || (title != NULL ? page == NULL : builder->scope->id == NULL))
    return NULL;
  if (page == NULL)
    return banco_scope_address (builder->scope->id, file);
  return banco_scope_parse_address (page, &id, &none) ? banco_scope_address (id, file) : NULL;
}

static void
walk_bodies (BancoBuilder *builder, xmlNode *macro)
{
  banco_builder_close_leaf (builder);
  for (xmlNode *child = macro->children; child != NULL; child = child->next) {
    if (banco_storage_is (child, "ac:rich-text-body")) {
      banco_storage_walk (builder, child);
      banco_builder_close_leaf (builder);
    } else if (banco_storage_is (child, "ac:plain-text-body")) {
      g_autofree char *text = banco_storage_text (child);

      banco_builder_add (builder, banco_block_new (BANCO_BLOCK_CODE, text));
    }
  }
}

static void
walk_within (BancoBuilder *builder, xmlNode *macro, BancoBlock *block)
{
  if (!banco_builder_has_room (builder, block->type)) {
    banco_block_free (block);
    walk_bodies (builder, macro);
    return;
  }
  banco_builder_open (builder, block);
  walk_bodies (builder, macro);
  banco_builder_close (builder);
}

static void
add_title (BancoBuilder *builder, const char *title)
{
  guint before = builder->style.bold;

  if (title == NULL || title[0] == '\0')
    return;
  builder->style.bold = 1;
  banco_builder_close_leaf (builder);
  banco_builder_text (builder, title, -1);
  banco_builder_close_leaf (builder);
  builder->style.bold = before;
}

static void
walk_code (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  static const char *const languages[] = { "language", "lang", "", NULL };
  g_autofree char *title = parameter (macro, "title");
  g_autofree char *text = banco_storage_text (banco_storage_child (macro, "ac:plain-text-body"));
  /* People begin the text on a line of its own. */
  BancoBlock *code = banco_block_new (BANCO_BLOCK_CODE, text + strspn (text, "\r\n"));

  if (strcmp (name, "noformat") != 0)
    code->language = first_parameter (macro, languages);
  add_title (builder, title);
  banco_builder_add (builder, code);
}

/* Of the Markdown apps for Confluence. */
static void
walk_markdown (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  g_autofree char *text = banco_storage_text (banco_storage_child (macro, "ac:plain-text-body"));

  banco_builder_close_leaf (builder);
  builder->append_markdown (builder, text);
}

static void
walk_note (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  g_autofree char *title = parameter (macro, "title");
  gboolean plain = strcmp (name, "panel") == 0 || strcmp (name, "expand") == 0;
  BancoBlock *note = banco_block_new (BANCO_BLOCK_NOTE, title);

  note->language = g_strdup (plain ? "info" : name);
  walk_within (builder, macro, note);
}

static void
walk_body (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  walk_bodies (builder, macro);
}

static void
skip (BancoBuilder *builder, xmlNode *macro, const char *name)
{
}

static void
walk_place (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  g_autofree char *place = parameter (macro, "");

  if (place != NULL)
    banco_builder_anchor (builder, place);
}

static void
walk_math (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  g_autofree char *body = parameter (macro, "body");

  if (body == NULL)
    body = g_strstrip (banco_storage_text (banco_storage_child (macro, "ac:plain-text-body")));
  if (strstr (name, "inline") != NULL) {
    builder->style.math = 1;
    banco_builder_text (builder, body, -1);
    builder->style.math = 0;
  } else {
    banco_builder_add (builder, banco_block_new (BANCO_BLOCK_MATH, body));
  }
}

static void
walk_status (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  g_autofree char *title = parameter (macro, "title");
  guint before = builder->style.bold;

  builder->style.bold = 1;
  if (title != NULL)
    banco_builder_text (builder, title, -1);
  builder->style.bold = before;
}

static void
walk_key (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  static const char *const keys[] = { "key", "jql", "jqlQuery", NULL };
  g_autofree char *key = first_parameter (macro, keys);

  if (key != NULL)
    banco_builder_text (builder, key, -1);
}

static void
walk_file (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  g_autofree char *file = resource (macro, "ri:attachment", "ri:filename");

  if (file != NULL) {
    banco_builder_linked (builder, file, attachment_address (builder, macro));
    return;
  }
  file = parameter (macro, "name");
  if (file != NULL)
    banco_builder_linked (
      builder, file,
      builder->scope->id != NULL ? banco_scope_address (builder->scope->id, file) : NULL);
}

static void
walk_web (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  static const char *const keys[] = { "url", "src", NULL };
  g_autofree char *url = resource (macro, "ri:url", "ri:value");

  if (url == NULL)
    url = first_parameter (macro, keys);
  if (url != NULL)
    banco_builder_linked (builder, url, banco_scope_link (builder->scope, url));
}

/* A drawing leaves a preview among the page's files. */
static void
walk_drawing (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  static const char *const keys[] = { "diagramName", "name", NULL };
  g_autofree char *drawing = first_parameter (macro, keys);
  g_autofree char *file = drawing != NULL ? g_strconcat (drawing, ".png", NULL) : NULL;

  if (file != NULL && builder->scope->id != NULL)
    banco_builder_picture (builder, banco_scope_address (builder->scope->id, file), drawing);
}

static char *
link_address (BancoBuilder *builder, xmlNode *link)
{
  g_autofree char *anchor = banco_storage_attribute (link, "ac:anchor");
  g_autofree char *content = resource (link, "ri:content-entity", "ri:content-id");
  g_autofree char *place = NULL;

  if (banco_storage_child (link, "ri:attachment") != NULL)
    return attachment_address (builder, link);
  if (banco_storage_child (link, "ri:page") != NULL)
    return page_address (builder, link);
  if (content != NULL)
    return banco_scope_page_by_id (builder->scope, content);
  place = anchor != NULL ? g_strconcat ("#", anchor, NULL) : NULL;
  return banco_scope_link (builder->scope, place);
}

/* What is said of a link without words of its own. The file first: inside of it, its page is
 * named. */
static char *
link_words (xmlNode *link)
{
  static const char *const kinds[][2] = {
    { "ri:attachment", "ri:filename" },     { "ri:page", "ri:content-title" },
    { "ri:blog-post", "ri:content-title" }, { "ri:space", "ri:space-key" },
    { "ri:user", BANCO_CONFLUENCE_NAME },
  };
  xmlNode *plain = banco_storage_child (link, "ac:plain-text-link-body");
  char *words = plain != NULL ? banco_storage_text (plain) : NULL;

  for (guint i = 0; words == NULL && i < G_N_ELEMENTS (kinds); i++)
    words = resource (link, kinds[i][0], kinds[i][1]);
  return words != NULL ? words : banco_storage_attribute (link, "ac:anchor");
}

static void
walk_link (BancoBuilder *builder, xmlNode *link)
{
  xmlNode *rich = banco_storage_child (link, "ac:link-body");
  g_autofree char *words = rich == NULL ? link_words (link) : NULL;
  char *address = link_address (builder, link);
  char *before = builder->style.link;

  if (rich == NULL) {
    if (words != NULL)
      banco_builder_linked (builder, words, g_steal_pointer (&address));
    g_free (address);
    return;
  }
  if (address != NULL)
    builder->style.link = address;
  banco_storage_walk (builder, rich);
  builder->style.link = before;
  g_free (address);
}

/* What another page holds is read there. */
static void
walk_include (BancoBuilder *builder, xmlNode *macro, const char *name)
{
  xmlNode *page = banco_storage_child (macro, "ac:parameter");
  xmlNode *link = page != NULL ? banco_storage_child (page, "ac:link") : NULL;

  banco_builder_close_leaf (builder);
  if (link != NULL)
    walk_link (builder, link);
  banco_builder_close_leaf (builder);
}

static const struct {
  const char *name;
  void (*walk) (BancoBuilder *builder, xmlNode *macro, const char *name);
} macros[] = {
  { "code", walk_code },
  { "paste-code-macro", walk_code },
  { "noformat", walk_code },
  { "markdown", walk_markdown },
  { "info", walk_note },
  { "note", walk_note },
  { "warning", walk_note },
  { "tip", walk_note },
  { "panel", walk_note },
  { "expand", walk_note },
  { "details", walk_body },
  { "excerpt", walk_body },
  { "section", walk_body },
  { "column", walk_body },
  { "include", walk_include },
  { "excerpt-include", walk_include },
  { "toc", skip },
  { "anchor", walk_place },
  { "profile", skip },
  { "mathblock", walk_math },
  { "mathinline", walk_math },
  { "eazy-math-inline", walk_math },
  { "easy-math-block", walk_math },
  { "status", walk_status },
  { "jira", walk_key },
  { "jiraissues", walk_key },
  { "view-file", walk_file },
  { "viewpdf", walk_file },
  { "viewdoc", walk_file },
  { "viewxls", walk_file },
  { "viewppt", walk_file },
  { "multimedia", walk_file },
  { "widget", walk_web },
  { "iframe", walk_web },
  { "drawio", walk_drawing },
  { "gliffy", walk_drawing },
};

static void
walk_macro (BancoBuilder *builder, xmlNode *macro)
{
  g_autofree char *name = banco_storage_attribute (macro, "ac:name");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (macros); i++) {
    if (strcmp (name, macros[i].name) == 0) {
      macros[i].walk (builder, macro, name);
      return;
    }
  }
  walk_within (builder, macro,
               banco_block_new (BANCO_BLOCK_UNKNOWN, name != NULL ? name : "without a name"));
}

static void
walk_image (BancoBuilder *builder, xmlNode *image)
{
  g_autofree char *alternative = banco_storage_attribute (image, "ac:alt");
  g_autofree char *url = resource (image, "ri:url", "ri:value");
  xmlNode *caption = banco_storage_child (image, "ac:caption");
  char *target =
    url != NULL ? banco_scope_picture (builder->scope, url) : attachment_address (builder, image);

  if (alternative == NULL)
    alternative = resource (image, "ri:attachment", "ri:filename");
  banco_builder_picture (builder, target, alternative);
  if (caption != NULL)
    banco_storage_walk_own (builder, caption);
}

static void
walk_task (BancoBuilder *builder, xmlNode *task)
{
  g_autofree char *status = banco_storage_text (banco_storage_child (task, "ac:task-status"));
  xmlNode *body = banco_storage_child (task, "ac:task-body");

  banco_builder_open (builder, banco_block_new (BANCO_BLOCK_ITEM, NULL));
  banco_builder_text (builder, strcmp (g_strstrip (status), "complete") == 0 ? "☑ " : "☐ ", -1);
  if (body != NULL)
    banco_storage_walk (builder, body);
  banco_builder_close (builder);
}

static void
walk_tasks (BancoBuilder *builder, xmlNode *list)
{
  if (!banco_builder_has_room (builder, BANCO_BLOCK_LIST)) {
    banco_storage_walk (builder, list);
    return;
  }
  banco_builder_open (builder, banco_block_new (BANCO_BLOCK_LIST, NULL));
  for (xmlNode *child = list->children; child != NULL; child = child->next)
    if (banco_storage_is (child, "ac:task"))
      walk_task (builder, child);
  banco_builder_close (builder);
}

static void
walk_emoticon (BancoBuilder *builder, xmlNode *emoticon)
{
  static const char *const classic[][2] = {
    { "smile", "🙂" }, { "sad", "🙁" },    { "cheeky", "😛" },      { "laugh", "😀" },
    { "wink", "😉" },     { "thumbs-up", "👍" }, { "thumbs-down", "👎" }, { "information", "ℹ" },
    { "tick", "✔" },     { "cross", "✖" },     { "warning", "⚠" },     { "plus", "＋" },
    { "minus", "－" },   { "question", "?" },  { "light-on", "💡" },    { "heart", "❤" },
  };
  g_autofree char *fallback = banco_storage_attribute (emoticon, "ac:emoji-fallback");
  g_autofree char *name = banco_storage_attribute (emoticon, "ac:name");

  for (guint i = 0; i < G_N_ELEMENTS (classic); i++) {
    if (fallback == NULL && g_strcmp0 (name, classic[i][0]) == 0) {
      banco_builder_text (builder, classic[i][1], -1);
      return;
    }
  }
  if (fallback != NULL)
    banco_builder_text (builder, fallback, -1);
}

gboolean
banco_storage_walk_own (BancoBuilder *builder, xmlNode *node)
{
  static const char *const silent[] = { "ac:parameter", "ac:placeholder",   "ac:task-id",
                                        "ac:task-uuid", "ac:adf-attribute", NULL };

  if (banco_storage_is (node, "ac:structured-macro") || banco_storage_is (node, "ac:macro"))
    walk_macro (builder, node);
  else if (banco_storage_is (node, "ac:link"))
    walk_link (builder, node);
  else if (banco_storage_is (node, "ac:image"))
    walk_image (builder, node);
  else if (banco_storage_is (node, "ac:task-list"))
    walk_tasks (builder, node);
  else if (banco_storage_is (node, "ac:emoticon"))
    walk_emoticon (builder, node);
  else if (banco_storage_is (node, "ac:adf-extension") &&
           banco_storage_child (node, "ac:adf-fallback") != NULL)
    banco_storage_walk (builder, banco_storage_child (node, "ac:adf-fallback"));
  else if (banco_storage_is (node, "ac:layout-cell") || banco_storage_is (node, "ac:caption")) {
    banco_builder_close_leaf (builder);
    banco_storage_walk (builder, node);
    banco_builder_close_leaf (builder);
  } else if (!g_str_has_prefix ((const char *) node->name, "ri:") &&
             !g_strv_contains (silent, (const char *) node->name))
    return FALSE;
  return TRUE;
}
