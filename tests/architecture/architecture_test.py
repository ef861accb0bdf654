#!/usr/bin/env python3
"""Checks that the sources keep to the architecture.

Data flows one way through the stages, so a stage may include itself and earlier stages only, and of
another stage only its public headers. A library that we use has one folder that owns it. Only the
program (src/cli) opens files, prints, reads the environment and exits.

    architecture_test.py ROOT        prints each violation as `file:line: what`; exit 1 if there are any
    architecture_test.py --self-test plants each violation in a small tree and expects it to be found
"""

import os
import re
import subprocess
import sys
import tempfile

STAGES = ["model", "load", "import", "algebra", "propagate", "judge", "settle", "compare", "lint", "report",
          "export", "review", "render", "cli"]

# All that the solver may include of ours.
OF_THE_SOLVER = ("src/propagate/solver.hpp", "include/flowdown/prefetch.hpp")

# The stage whose value a public header declares. A new header has to be added here.
PUBLIC_HEADERS = {
    "ascii.hpp": "model",
    "date.hpp": "model",
    "diagnostic.hpp": "model",
    "eights.hpp": "model",
    "graph.hpp": "model",
    "ids.hpp": "model",
    "keywords.hpp": "model",
    "model.hpp": "model",
    "policy.hpp": "model",
    "prefetch.hpp": "model",
    "ranges.hpp": "model",
    "sink.hpp": "model",
    "source.hpp": "model",
    "taxonomy.hpp": "model",
    "text_hash.hpp": "model",
    "text_table.hpp": "model",
    "load.hpp": "load",
    "import.hpp": "import",
    "exceptions.hpp": "load",
    "gate.hpp": "load",
    "algebra.hpp": "algebra",
    "flow.hpp": "propagate",
    "findings.hpp": "judge",
    "settle.hpp": "settle",
    "compare.hpp": "compare",
    "matrix.hpp": "compare",
    "lint.hpp": "lint",
    "bulletin.hpp": "report",
    "explain.hpp": "report",
    "formats.hpp": "report",
    "report.hpp": "report",
    "schemas.hpp": "report",
    "export.hpp": "export",
    "diff.hpp": "review",
    "onboard.hpp": "review",
    "timeline.hpp": "review",
    "tables.hpp": "report",
    "diagram.hpp": "render",
    "page.hpp": "render",
}
# Includes all of them, for those who use the library; the library itself never includes it.
START_HEADER = "flowdown.hpp"

# Stages that may include the private headers of another one: reviews, pictures and exports speak in
# the words of reports, and importers feed their parser as the loader does.
SHARED = {"review": ["report"], "render": ["report"], "export": ["report"], "import": ["load"]}

# The start of an include's name, and the folders of src/ that may include it.
LIBRARIES = {
    "fmt/": STAGES,
    "yaml-cpp/": ["load", "import"],
    "simdjson": ["load"],
    "boost/graph/": ["propagate"],
    "boost/sort/": ["load"],
    "boost/": [],
    "nlohmann/": ["import", "settle", "report", "review", "cli"],
    "CLI/": ["cli"],
    "openssl/": ["cli"],
    "graphviz/": ["render"],
    "cgraph": ["render"],
    "gvc": ["render"],
    "gtest/": [],
    "gmock/": [],
    "benchmark/": [],
}

# Standard headers that reach outside the process, and calls that do.
OUTSIDE_HEADERS = {"iostream", "fstream", "filesystem", "cstdio", "stdio.h", "print", "syncstream"}
OUTSIDE_CALL = re.compile(
    r"(?<![\w.>])(?:std\s*::\s*)?(exit|_exit|_Exit|quick_exit|getenv|secure_getenv)\s*\(")
# A standard C++ header has no dot and no slash in its name; a C or system header ends in `.h`.
STANDARD_HEADER = re.compile(r"[a-z_0-9]+$")

MOST_LINES = 450

# Words are put together here so that this file does not hold them.
LEAKS = [
    (re.compile(r"(?<![\w.~:/-])/(?:home|root|Users|work|workspace|workspaces)/[\w.]"),
     "an absolute path of one machine"),
    (re.compile(r"\.\./sha" r"red\b"), "a path outside of the repository"),
    (re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b"), "a note of unfinished work"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    violations = check(arguments[0])
    for violation in violations:
        print(violation)
    return 1 if violations else 0


def check(root):
    """All violations in the tree, as `file:line: what`, sorted by file and line."""
    found = []
    files = repository_files(root)
    sources = [f for f in files if f.endswith((".cpp", ".hpp")) and f.startswith(("src/", "include/"))]
    if not sources:
        found.append(("src", 0, "there are no sources to check"))
    for path in files:
        text = read_text(root, path)
        if text is not None:
            found += [(path, line, what) for line, what in check_leaks(text)]
            if path in sources:
                found += [(path, line, what) for line, what in check_source(root, path, text)]
    return [f"{path}:{line}: {what}" for path, line, what in sorted(found)]


def check_source(root, path, text):
    lines = without_comments(text).split("\n")
    count = text.count("\n")
    if count > MOST_LINES:
        yield count, f"{count} lines, more than {MOST_LINES}: split the file by what it does"
    stage = stage_of(path)
    if path.startswith("include/") and stage is None:
        if os.path.basename(path) != START_HEADER:
            yield 1, "a public header of no stage: add it to PUBLIC_HEADERS in tests/architecture"
        return
    if stage not in STAGES:
        yield 1, "a source outside of the stages' folders"
        return
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line)
        if include:
            is_quoted, name = include[1] == '"', include[2]
            check_one = check_own_include if is_quoted else check_foreign_include
            what = check_one(root, path, stage, name)
            if what:
                yield number, what
            continue
        call = OUTSIDE_CALL.search(without_strings(line))
        if call and not path.startswith("src/cli/"):
            yield number, f"`{call[1]}` is called outside of src/cli"


def check_own_include(root, path, stage, name):
    """What is wrong with `#include "name"` in a file of that stage; None if nothing is."""
    target = resolve(root, path, name)
    if target is None:
        return f'"{name}" is in none of its own folder, src and include'
    if is_solver(path) and target not in OF_THE_SOLVER:
        return f'the solver includes "{name}", and must not know what an obligation is'
    if target == "include/flowdown/" + START_HEADER:
        return f"{START_HEADER} is for those who use the library"
    other = stage_of(target)
    if other is None:
        return None  # reported at the header itself
    if path.startswith("include/") and target.startswith("src/"):
        return f'a public header includes the private "{name}"'
    if STAGES.index(other) > STAGES.index(stage):
        return f'stage {stage} includes "{name}" of the later stage {other}'
    if target.startswith("src/") and other != stage and other not in SHARED.get(stage, []):
        return f'stage {stage} includes the private "{name}" of stage {other}'
    return None


def check_foreign_include(root, path, stage, name):
    """What is wrong with `#include <name>` in a file of that stage; None if nothing is."""
    in_program = path.startswith("src/cli/")
    for prefix, folders in LIBRARIES.items():
        if name.startswith(prefix):
            if path.startswith("include/"):
                return f"<{name}> of a library is in a public header"
            if stage not in folders:
                owners = ", ".join("src/" + f for f in folders) or "tests"
                return f"<{name}> belongs in {owners} alone"
            return None
    if name.startswith("flowdown/") or resolve(root, path, name):
        return f'include "{name}" with quotation marks'
    if name in OUTSIDE_HEADERS and not in_program:
        return f"<{name}> is included outside of src/cli"
    if STANDARD_HEADER.match(name) or in_program:
        return None
    return f"<{name}> is neither a standard header nor of a library in LIBRARIES"


def stage_of(path):
    """The stage that a file of src/ or include/ belongs to; None for none."""
    if path.startswith("include/"):
        return PUBLIC_HEADERS.get(path[len("include/flowdown/"):])
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else None


def is_solver(path):
    return path in ("src/propagate/solver.hpp", "src/propagate/solver.cpp")


def resolve(root, path, name):
    """The file that `#include "name"` in `path` means, from the root; None if there is none."""
    for folder in (os.path.dirname(path), "src", "include"):
        candidate = os.path.normpath(os.path.join(folder, name)).replace(os.sep, "/")
        if os.path.isfile(os.path.join(root, candidate)):
            return candidate
    return None


def without_comments(text):
    """The text with comments blanked out, line for line; strings stay, for the includes."""
    token = re.compile(
        r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
        r"|//[^\n]*|/\*.*?\*/", re.S)

    def blank(match):
        token_text = match[0]
        if token_text.startswith("/"):
            return "\n" * token_text.count("\n")
        if token_text.startswith("R"):
            return '""' + "\n" * token_text.count("\n")
        return token_text

    return token.sub(blank, text)


def without_strings(line):
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', line)


def check_leaks(text):
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, what in LEAKS:
            match = pattern.search(line)
            if match:
                yield number, f"`{match[0]}`: {what}"


def repository_files(root):
    """What git tracks or would track; without git, all files outside of build folders."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False) if has_git(root) else None
    if listing is not None and listing.returncode == 0:
        names = listing.stdout.decode("utf-8", "surrogateescape").split("\0")
        return sorted({n for n in names if n and os.path.isfile(os.path.join(root, n))})
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if not f.startswith("build") and f not in (".git", ".cache")]
        found += [os.path.relpath(os.path.join(folder, n), root).replace(os.sep, "/") for n in names]
    return sorted(found)


def has_git(root):
    return os.path.exists(os.path.join(root, ".git"))


def read_text(root, path):
    """The text of the file; None for a binary file."""
    with open(os.path.join(root, path), "rb") as file:
        data = file.read()
    return None if b"\0" in data[:8192] else data.decode("utf-8", "replace")


# A small tree that keeps to every rule.
GOOD_TREE = {
    "include/flowdown/flowdown.hpp": '#include "flowdown/report.hpp"\n',
    "include/flowdown/ids.hpp": "#include <cstdint>\n",
    "include/flowdown/flow.hpp": '#include "flowdown/ids.hpp"\n',
    "include/flowdown/findings.hpp": '#include "flowdown/flow.hpp"\n',
    "include/flowdown/report.hpp": '#include "flowdown/findings.hpp"\n',
    "include/flowdown/load.hpp": '#include "flowdown/ids.hpp"\n',
    "src/load/load.cpp": '#include "flowdown/load.hpp"\n#include "load/node.hpp"\n'
                         "#include <yaml-cpp/parser.h>\n#include <fmt/format.h>\n",
    "src/load/node.hpp": "#include <string>\n",
    "src/propagate/solver.hpp": "#include <vector>\n",
    "src/propagate/solver.cpp": '#include "solver.hpp"\n#include <boost/graph/strong_components.hpp>\n',
    "src/judge/bench.hpp": '#include "flowdown/findings.hpp"\n',
    "src/judge/judge.cpp": '#include "bench.hpp"\n// calls no exit(1) and no getenv("HOME")\n'
                           'const char* kText = "exit(1)";\nvoid f(Exit& e) { e.exit(1); }\n',
    "src/report/json.cpp": '#include "flowdown/report.hpp"\n#include <nlohmann/json.hpp>\n',
    "src/cli/main.cpp": '#include "flowdown/report.hpp"\n#include <iostream>\n#include <CLI/CLI.hpp>\n'
                        '#include <unistd.h>\nint main() { exit(getenv("X") != nullptr); }\n',
    "tests/flow_test.cpp": "#include <gtest/gtest.h>\n",
    "docs/a.md": "https://example.org/home/page and ~/work/x, todo\n",
}

# What is planted (a file and the text that it gets), and the one violation expected.
PLANTED = [
    ("a stage includes a later one", "src/load/load.cpp", '\n#include "flowdown/findings.hpp"\n',
     'src/load/load.cpp:2: stage load includes "flowdown/findings.hpp" of the later stage judge'),
    ("a public header includes a later stage's", "include/flowdown/flow.hpp",
     '#include "flowdown/findings.hpp"\n',
     'include/flowdown/flow.hpp:1: stage propagate includes "flowdown/findings.hpp" of the later'
     " stage judge"),
    ("a private header of another stage", "src/cli/main.cpp", '#include "judge/bench.hpp"\n',
     'src/cli/main.cpp:1: stage cli includes the private "judge/bench.hpp" of stage judge'),
    ("a private header by a relative path", "src/report/json.cpp", '#include "../judge/bench.hpp"\n',
     'src/report/json.cpp:1: stage report includes the private "../judge/bench.hpp" of stage judge'),
    ("a private header in a public one", "include/flowdown/findings.hpp",
     '#include "judge/bench.hpp"\n',
     'include/flowdown/findings.hpp:1: a public header includes the private "judge/bench.hpp"'),
    ("a header that is not there", "src/judge/judge.cpp", '#include "none.hpp"\n',
     'src/judge/judge.cpp:1: "none.hpp" is in none of its own folder, src and include'),
    ("a public header of no stage", "include/flowdown/more.hpp", "\n",
     "include/flowdown/more.hpp:1: a public header of no stage"),
    ("a source outside of the stages", "src/util/strings.cpp", "\n",
     "src/util/strings.cpp:1: a source outside of the stages' folders"),
    ("the start header inside the library", "src/cli/main.cpp", '#include "flowdown/flowdown.hpp"\n',
     "src/cli/main.cpp:1: flowdown.hpp is for those who use the library"),
    ("YAML outside of load", "src/judge/judge.cpp", "#include <yaml-cpp/yaml.h>\n",
     "src/judge/judge.cpp:1: <yaml-cpp/yaml.h> belongs in src/load, src/import alone"),
    ("Boost.Graph outside of propagate", "src/load/node.hpp", "#include <boost/graph/graph_traits.hpp>\n",
     "src/load/node.hpp:1: <boost/graph/graph_traits.hpp> belongs in src/propagate alone"),
    ("another part of Boost", "src/load/node.hpp", "#include <boost/optional.hpp>\n",
     "src/load/node.hpp:1: <boost/optional.hpp> belongs in tests alone"),
    ("JSON in judge", "src/judge/judge.cpp", "# include <nlohmann/json.hpp>\n",
     "src/judge/judge.cpp:1: <nlohmann/json.hpp> belongs in src/import, src/settle, src/report, src/review, src/cli alone"),
    ("options in report", "src/report/json.cpp", "#include <CLI/CLI.hpp>\n",
     "src/report/json.cpp:1: <CLI/CLI.hpp> belongs in src/cli alone"),
    ("Graphviz in report", "src/report/json.cpp", "#include <graphviz/cgraph.h>\n",
     "src/report/json.cpp:1: <graphviz/cgraph.h> belongs in src/render alone"),
    ("GoogleTest in the library", "src/judge/judge.cpp", "#include <gtest/gtest_prod.h>\n",
     "src/judge/judge.cpp:1: <gtest/gtest_prod.h> belongs in tests alone"),
    ("a library in a public header", "include/flowdown/load.hpp", "#include <fmt/format.h>\n",
     "include/flowdown/load.hpp:1: <fmt/format.h> of a library is in a public header"),
    ("an unknown library", "src/load/load.cpp", "#include <absl/strings/str_cat.h>\n",
     "src/load/load.cpp:1: <absl/strings/str_cat.h> is neither a standard header"),
    ("an own header in angle brackets", "src/load/load.cpp", "#include <flowdown/load.hpp>\n",
     'src/load/load.cpp:1: include "flowdown/load.hpp" with quotation marks'),
    ("printing in the library", "src/report/json.cpp", "#include <iostream>\n",
     "src/report/json.cpp:1: <iostream> is included outside of src/cli"),
    ("opening files in the library", "src/load/load.cpp", "#include <filesystem>\n",
     "src/load/load.cpp:1: <filesystem> is included outside of src/cli"),
    ("exit in the library", "src/judge/judge.cpp", "void f() {\n  std::exit(1);\n}\n",
     "src/judge/judge.cpp:2: `exit` is called outside of src/cli"),
    ("the environment in the library", "src/report/json.cpp", 'auto x = getenv("HOME");\n',
     "src/report/json.cpp:1: `getenv` is called outside of src/cli"),
    ("a solver that knows obligations", "src/propagate/solver.cpp", '#include "flowdown/flow.hpp"\n',
     'src/propagate/solver.cpp:1: the solver includes "flowdown/flow.hpp"'),
    ("a file too long", "src/judge/judge.cpp", "\n" * 451,
     "src/judge/judge.cpp:451: 451 lines, more than 450"),
    ("a path of one machine", "docs/a.md", "see /ho" "me/someone/notes\n",
     "docs/a.md:1: `/ho" "me/s`: an absolute path of one machine"),
    ("a path outside of the repository", "docs/a.md", "\nsee ../sha" "red/design\n",
     "docs/a.md:2: `../sha" "red`: a path outside of the repository"),
    ("unfinished work", "src/judge/judge.cpp", "// TO" "DO: more\n",
     "src/judge/judge.cpp:1: `TO" "DO`: a note of unfinished work"),
]


def self_test():
    failures = 0
    for situation, changes, expected in (
            [("a tree that keeps to every rule", {}, [])]
            + [(s, {path: text}, [expected]) for s, path, text, expected in PLANTED]
            + [("no sources at all", None, ["src:0: there are no sources to check"])]):
        with tempfile.TemporaryDirectory() as root:
            tree = {"README.md": "\n"} if changes is None else {**GOOD_TREE, **changes}
            for path, text in tree.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as file:
                    file.write(text)
            found = check(root)
        if len(found) != len(expected) or not all(f.startswith(e) for f, e in zip(found, expected)):
            failures += 1
            print(f"{situation}:\n  expected {expected}\n  found    {found}")
    print(f"{len(PLANTED) + 2 - failures} of {len(PLANTED) + 2} situations as expected")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
