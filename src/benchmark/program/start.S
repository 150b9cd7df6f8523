/* SPDX-License-Identifier: Apache-2.0 */
/* The entry of the program, instead of crt1.o: that of glibc 2.34 and later leaves it to libc to run
 * constructors, which an older libc does not do. So it gets a function that does (start.c). */
  .text
  .global _start
  .type _start,@function
_start:
  xorl %ebp, %ebp
  mov %rdx, %r9
  pop %rsi
  mov %rsp, %rdx
  and $~15, %rsp
  push %rax
  push %rsp
  xorl %r8d, %r8d
  lea bench_start(%rip), %rcx
  lea main(%rip), %rdi
  call *__libc_start_main@GOTPCREL(%rip)
  hlt
  .size _start, . - _start
  .section .note.GNU-stack,"",@progbits
