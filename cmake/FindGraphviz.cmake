# Finds cgraph and gvc of Graphviz: the targets Graphviz::cgraph and Graphviz::gvc.
find_path(Graphviz_INCLUDE_DIR graphviz/gvc.h)
find_library(Graphviz_CGRAPH_LIBRARY cgraph)
find_library(Graphviz_GVC_LIBRARY gvc)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Graphviz REQUIRED_VARS Graphviz_GVC_LIBRARY
                                  Graphviz_CGRAPH_LIBRARY Graphviz_INCLUDE_DIR)
mark_as_advanced(Graphviz_INCLUDE_DIR Graphviz_CGRAPH_LIBRARY Graphviz_GVC_LIBRARY)
if(Graphviz_FOUND AND NOT TARGET Graphviz::gvc)
  add_library(Graphviz::cgraph UNKNOWN IMPORTED)
  # Its headers include one another without the folder.
  set_target_properties(Graphviz::cgraph PROPERTIES
    IMPORTED_LOCATION "${Graphviz_CGRAPH_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Graphviz_INCLUDE_DIR};${Graphviz_INCLUDE_DIR}/graphviz")
  add_library(Graphviz::gvc UNKNOWN IMPORTED)
  set_target_properties(Graphviz::gvc PROPERTIES
    IMPORTED_LOCATION "${Graphviz_GVC_LIBRARY}"
    INTERFACE_LINK_LIBRARIES Graphviz::cgraph)
endif()
