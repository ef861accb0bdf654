// Memory that is going to be looked at.
#pragma once

namespace flowdown {

// Asks for the memory there, which may be none of ours. GCC 12 takes a function that does nothing
// but prefetch for one without effect, and leaves out the calls to it; hence the empty statement.
inline void prefetch(const void* memory) {
#if defined(__GNUC__)
  __builtin_prefetch(memory);
  asm volatile("");
#else
  static_cast<void>(memory);
#endif
}

}  // namespace flowdown
