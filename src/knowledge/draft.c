/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/draft-private.h"

#include "knowledge/markdown-private.h"
#include "knowledge/notebook-private.h"
#include "knowledge/storage-private.h"

#include <string.h>

static void
label_free (gpointer data)
{
  BancoLabel *label = data;

  g_free (label->label);
  g_free (label->name);
  g_free (label);
}

static void
file_free (gpointer data)
{
  BancoFile *file = data;

  g_free (file->name);
  g_free (file->media_type);
  g_free (file->version);
  g_free (file->url);
  g_clear_pointer (&file->data, g_bytes_unref);
  g_free (file);
}

void
banco_contact_free (BancoContact *self)
{
  g_free (self->name);
  g_free (self->role);
  g_free (self->email);
  g_free (self);
}

void
banco_example_free (BancoExample *self)
{
  g_free (self->kind);
  g_free (self->url);
  g_free (self->path);
  g_free (self);
}

void
banco_attachment_free (BancoAttachment *self)
{
  g_free (self->name);
  g_free (self->media_type);
  g_free (self);
}

BancoFile *
banco_file_new (const char *name)
{
  BancoFile *self = g_new0 (BancoFile, 1);

  self->name = g_strdup (name);
  return self;
}

BancoDraft *
banco_draft_new (const char *id, BancoFormat format)
{
  BancoDraft *self = g_new0 (BancoDraft, 1);

  self->id = g_strdup (id);
  self->format = format;
  self->labels = g_ptr_array_new_with_free_func (label_free);
  self->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_contact_free);
  self->examples = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_example_free);
  self->files = g_ptr_array_new_with_free_func (file_free);
  return self;
}

void
banco_draft_free (BancoDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->key);
  g_free (self->title);
  g_free (self->url);
  g_free (self->version);
  g_free (self->comment);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->contacts);
  g_ptr_array_unref (self->examples);
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
banco_draft_add_label (BancoDraft *self,
                       BancoDimension dimension,
                       const char *label,
                       const char *name)
{
  BancoLabel *added;

  for (guint i = 0; i < self->labels->len; i++) {
    const BancoLabel *known = self->labels->pdata[i];

    if (known->dimension == dimension && g_ascii_strcasecmp (known->label, label) == 0)
      return;
  }
  added = g_new0 (BancoLabel, 1);
  added->dimension = dimension;
  added->label = g_utf8_strdown (label, -1);
  added->name = g_strdup (name);
  g_ptr_array_add (self->labels, added);
}

gboolean
banco_draft_has_dimension (BancoDraft *self, BancoDimension dimension)
{
  for (guint i = 0; i < self->labels->len; i++)
    if (((BancoLabel *) self->labels->pdata[i])->dimension == dimension)
      return TRUE;
  return FALSE;
}

void
banco_draft_add_contact (BancoDraft *self, const char *name, const char *role, const char *email)
{
  BancoContact *contact = g_new0 (BancoContact, 1);

  contact->name = g_strdup (name);
  contact->role = g_strdup (role);
  contact->email = g_strdup (email);
  g_ptr_array_add (self->contacts, contact);
}

void
banco_draft_add_example (BancoDraft *self, const char *kind, const char *url, const char *path)
{
  BancoExample *example;

  for (guint i = 0; i < self->examples->len; i++) {
    const BancoExample *known = self->examples->pdata[i];

    if (g_strcmp0 (known->url, url) == 0 && g_strcmp0 (known->path, path) == 0)
      return;
  }
  example = g_new0 (BancoExample, 1);
  example->kind = g_strdup (kind);
  example->url = g_strdup (url);
  example->path = g_strdup (path);
  g_ptr_array_add (self->examples, example);
}

static void
add_to_digest (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) (text != NULL ? text : "\1"), -1);
  g_checksum_update (checksum, (const guchar *) "\0", 1);
}

char *
banco_draft_digest (BancoDraft *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 0;
  const guchar *body = self->body != NULL ? g_bytes_get_data (self->body, &size) : NULL;

  add_to_digest (checksum, self->key);
  add_to_digest (checksum, self->title);
  add_to_digest (checksum, self->url);
  add_to_digest (checksum, self->comment);
  for (guint i = 0; i < self->labels->len; i++) {
    const BancoLabel *label = self->labels->pdata[i];

    add_to_digest (checksum, label->label);
    add_to_digest (checksum, label->name);
  }
  for (guint i = 0; i < self->contacts->len; i++) {
    const BancoContact *contact = self->contacts->pdata[i];

    add_to_digest (checksum, contact->name);
    add_to_digest (checksum, contact->role);
    add_to_digest (checksum, contact->email);
  }
  for (guint i = 0; i < self->examples->len; i++) {
    const BancoExample *example = self->examples->pdata[i];

    add_to_digest (checksum, example->url);
    add_to_digest (checksum, example->path);
  }
  for (guint i = 0; i < self->files->len; i++) {
    const BancoFile *file = self->files->pdata[i];

    add_to_digest (checksum, file->name);
    add_to_digest (checksum, file->version);
  }
  if (size > 0)
    g_checksum_update (checksum, body, (gssize) size);
  return g_strdup (g_checksum_get_string (checksum));
}

BancoDocument *
banco_format_read (BancoFormat format, GBytes *body, const BancoScope *scope)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  if (text == NULL)
    text = "";
  /* What some editors of Windows put before a text. */
  if (size >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3;
    size -= 3;
  }
  switch (format) {
  case BANCO_FORMAT_NOTEBOOK:
    return banco_notebook_read (text, (gssize) size, scope);
  case BANCO_FORMAT_MARKDOWN:
    return banco_markdown_read (text, (gssize) size, scope);
  default:
    return banco_storage_read (text, (gssize) size, scope);
  }
}

char *
banco_slug (const char *title)
{
  g_autofree char *lower = g_utf8_strdown (title, -1);
  const char *at = lower + strspn (lower, "0123456789");
  GString *slug = g_string_new (NULL);

  /* Entries of the knowledge base are numbered: "7. Virgo Autoencoder tutorial". */
  at = at != lower && at[0] == '.' ? at + 1 : lower;
  for (; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (g_unichar_isalnum (character))
      g_string_append_unichar (slug, character);
    else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c (slug, '-');
  }
  if (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  return g_string_free (slug, FALSE);
}
