// What went wrong, and in which case.
#pragma once
#include <stdarg.h>
#include <stdio.h>

struct Failures {
  int count = 0;
  int case_number = 0;
  __attribute__((format(printf, 3, 4))) void unless(bool right, const char* text, ...) {
    if (right) return;
    count++;
    printf("case %d: ", case_number);
    va_list arguments;
    va_start(arguments, text);
    vprintf(text, arguments);
    va_end(arguments);
    printf("\n");
  }
};
