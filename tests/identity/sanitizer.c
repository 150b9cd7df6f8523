/* SPDX-License-Identifier: Apache-2.0 */
/* Read by AddressSanitizer when it is built in; libsecret's file backend, which only tests use,
 * leaks the name of its file at every write. */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:banco_keyring_store\n"
         "leak:banco_keyring_clear\n";
}
