// Memory for large tables, in large pages.
//
// A graph of a million artifacts is tables of tens of megabytes that are looked at here and there.
// In pages of 4 KiB the processor spends a good part of its time on finding the pages, and the
// system on handing them out one by one. So what is large is aligned to pages of 2 MiB, and the
// system is asked to use such. Where it cannot, nothing but time is lost.
//
// For the program alone: who links the library keeps his own allocation. Sanitizers keep theirs.
#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define FLOWDOWN_OWN_ALLOCATION 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FLOWDOWN_OWN_ALLOCATION 0
#endif
#endif
#if !defined(FLOWDOWN_OWN_ALLOCATION) && defined(__GLIBC__)
#define FLOWDOWN_OWN_ALLOCATION 1
#endif

#if FLOWDOWN_OWN_ALLOCATION
#include <malloc.h>
#include <sys/mman.h>

namespace {

constexpr std::size_t kPage = std::size_t{2} << 20U, kLarge = 2 * kPage;

void* allocate(std::size_t size) {
  if (size < kLarge) return std::malloc(size == 0 ? 1 : size);
  // What is large is mapped by itself, and given back to the system as soon as it is freed.
  static const bool kMapped = mallopt(M_MMAP_THRESHOLD, static_cast<int>(kPage)) == 1;
  void* const memory = std::aligned_alloc(kPage, (size + kPage - 1) / kPage * kPage);
  if (memory != nullptr && kMapped) madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  while (true) {
    if (void* const memory = allocate(size)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
