# Writes OUTPUT, a C++ file that holds the text of FILE as bytes. See EmbedText.cmake.
file(SHA256 ${FILE} digest)
file(READ ${FILE} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
string(REGEX REPLACE "(('[^']*',){16})" "\\1\n" bytes "${bytes}")
file(WRITE ${OUTPUT} "// Generated from ${FILE}.\n#include <string_view>\n\n\
namespace flowdown::embedded {\nnamespace {\nconstexpr char k_${NAME}[] = {\n${bytes}'\\0'};\n}\n\
std::string_view ${NAME}() { return {k_${NAME}, sizeof k_${NAME} - 1}; }\n\
std::string_view ${NAME}_sha256() { return \"${digest}\"; }\n}\n")
