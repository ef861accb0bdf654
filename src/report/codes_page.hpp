// The reference of finding codes, as a page of the documentation and as text: codes_markdown() and
// codes_text() of flowdown/report.hpp.
#pragma once

#include "flowdown/report.hpp"
