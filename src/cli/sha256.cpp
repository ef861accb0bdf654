// SHA-256, by OpenSSL.

#include "sha256.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace flowdown::cli {

namespace {

[[noreturn]] void fail() {
  throw std::runtime_error("the cryptographic library cannot compute SHA-256");
}

std::string in_digits(const unsigned char* digest, unsigned int size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1) fail();
  return in_digits(digest, size);
}

std::string sha256(ByteSource& source) {
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) fail();
  std::vector<char> piece(kPiece);
  for (std::uint64_t offset = 0;;) {
    const std::size_t got = source.read(offset, piece);
    if (EVP_DigestUpdate(context.get(), piece.data(), got) != 1) fail();
    if (got < piece.size()) break;
    offset += got;
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(context.get(), digest, &size) != 1) fail();
  return in_digits(digest, size);
}

}  // namespace flowdown::cli
