/* Writes the calls that it gets to the file that CALLS names, where it names one. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int number(const char *name, int otherwise) {
  const char *text = getenv(name);
  return text ? atoi(text) : otherwise;
}

static int call(const char *format, ...) {
  const char *name = getenv("CALLS");
  FILE *file = name ? fopen(name, "a") : NULL;
  if (file) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(file, format, arguments);
    va_end(arguments);
    fputc('\n', file);
    fclose(file);
  }
  return 0;
}
