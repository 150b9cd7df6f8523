/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/html-page-private.h"

static const char style[] =
  ":root{color-scheme:light dark;--back:#eef2f7;--card:#fff;--text:#1f2937;--soft:#5b6675;"
  "--line:#d5dce5;--blue:#1a5fb4}"
  "@media(prefers-color-scheme:dark){:root{--back:#17191d;--card:#24272d;--text:#eceff4;"
  "--soft:#a3adba;--line:#3b414b;--blue:#78aeed}}"
  "*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;"
  "background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}"
  "main{width:min(26rem,92vw);background:var(--card);border:1px solid var(--line);"
  "border-radius:14px;padding:2rem;margin:1rem;box-shadow:0 6px 24px #0002}"
  "h1{font-size:1.35rem;margin:0 0 1rem}p{margin:.6rem 0}"
  "small,.soft{color:var(--soft)}label{display:block;margin:.9rem 0 .25rem}"
  "input{width:100%;padding:.6rem .7rem;font:inherit;border:1px solid var(--line);"
  "border-radius:8px;background:transparent;color:inherit}"
  ".code{font:600 1.7rem/1.4 ui-monospace,monospace;letter-spacing:.18em;text-align:center;"
  "text-transform:uppercase}"
  "button{font:inherit;font-weight:600;padding:.6rem 1.2rem;margin:1.2rem .5rem 0 0;"
  "border-radius:8px;border:1px solid var(--line);background:transparent;color:inherit;"
  "cursor:pointer}button.main{background:#1a5fb4;border-color:#1a5fb4;color:#fff}"
  "a{color:var(--blue)}ul{padding-left:1.2rem;margin:.6rem 0}.bad{color:#c01c28;font-weight:600}"
  ".bad:empty{display:none}.people button{margin:.2rem .4rem .2rem 0;padding:.25rem .8rem;"
  "font-weight:400;border-radius:99px}"
  "footer{margin-top:1.5rem;padding-top:.8rem;border-top:1px solid var(--line);"
  "color:var(--soft);font-size:.85rem}";

void
demo_html_page_reply (DemoRequest *request, guint status, const char *title, const char *body)
{
  g_autofree char *name = g_markup_escape_text (title, -1);
  g_autofree char *html = g_strconcat (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width,initial-scale=1'><title>",
    name, "</title><style>", style, "</style></head><body><main><h1>", name, "</h1>", body,
    "<footer>Banco demo · nothing here outlives the demo</footer>"
    "</main></body></html>",
    NULL);

  demo_reply_html (request, status, html);
  demo_reply_header (request, "Cache-Control", "no-store");
  demo_reply_header (request, "Referrer-Policy", "no-referrer");
  demo_reply_header (
    request, "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
}
