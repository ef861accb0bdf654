// Part of what is built with sanitizers: what libraries of others keep until the process ends is no
// leak of ours. Fontconfig, Pango and GLib have caches, and libgvc keeps pieces of HTML-like
// labels.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the name is the sanitizer's

extern "C" const char* __lsan_default_options();  // NOLINT

extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig.so\n"
         "leak:libglib-2.0.so\n"
         "leak:libgvc.so\n"
         "leak:libpango\n";
}
