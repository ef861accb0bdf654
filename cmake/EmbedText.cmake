# embed_text(NAME FILE): generates embedded/NAME.cpp in the build folder, which defines
#   std::string_view flowdown::embedded::NAME()
#   std::string_view flowdown::embedded::NAME_sha256()
# that return the text of FILE and its SHA-256 in hexadecimal digits. Generated anew when FILE changes.
function(embed_text name file)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFILE=${file} -DOUTPUT=${output}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedTextScript.cmake
    DEPENDS ${file} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedTextScript.cmake
    COMMENT "Embedding ${name}"
    VERBATIM)
endfunction()
