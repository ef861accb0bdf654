#!/usr/bin/env python3
"""The README and docs/formats.md show files and output that exist, of examples/01_lost_on_the_way, and a picture.

usage: readme_test.py FLOWDOWN SOURCE_DIR [--write]
With --write, brings expected.txt, the README and its picture up to date instead of comparing.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
write = "--write" in sys.argv
example = source / "examples" / "01_lost_on_the_way"
readme = (source / "README.md").read_text()
problems, passed = [], 0

# What is run there, with its exit status. The README has a block that ends with each, and its output.
COMMANDS = [
    ("flowdown check graph.yaml --width 96", 1),
    ("flowdown compare lumen-terms larch-aup --width 96", 0),
    ("flowdown matrix graph.yaml --by use --width 96", 0),
    ("flowdown lint . --width 96", 0),
]


def check(ok, what):
    global passed
    passed += bool(ok)
    if not ok:
        problems.append(what)


def output_of(command, status):
    run = subprocess.run([flowdown, *shlex.split(command)[1:]], cwd=example, capture_output=True,
                         text=True, timeout=60)
    check(run.returncode == status and not run.stderr,
          f"`{command}`: exit {run.returncode}, expected {status}: {run.stderr}")
    return run.stdout


def bring_up_to_date(opening, text):
    """The block of the README that begins so, or the rest of it from there on, with that text."""
    global readme
    new = f"{opening}\n{text.rstrip()}\n```"
    updated, found = re.subn(re.escape(opening) + r"\n.*?```", lambda match: new, readme, count=1,
                             flags=re.S)
    check(found == 1 and (updated == readme or write), f"the README's block `{opening}` is not current")
    readme = updated


for command, status in COMMANDS:
    shown = output_of(command, status)
    bring_up_to_date("$ " + command, shown)
    if command.startswith("flowdown check"):
        if write:
            (example / "expected.txt").write_text(shown)
        check((example / "expected.txt").read_text() == shown,
              "expected.txt is not what the program prints")
bring_up_to_date("```yaml", (example / "graph.yaml").read_text())
if write:
    (source / "README.md").write_text(readme)

# JSON is laid out for the page there, so values are compared.
formats = (source / "docs" / "formats.md").read_text()
in_json = re.findall(r"`(flowdown [^`\n]*--format json)`[^`]*```json\n(.*?)```", formats, re.S)
check(len(in_json) == 2, f"docs/formats.md has {len(in_json)} examples of JSON output, expected 2")
for command, text in in_json:
    check(json.loads(text) == json.loads(output_of(command, 0)),
          f"the output of `{command}` in docs/formats.md is not current")


def content(svg):
    """What a picture says: the attributes that carry meaning, titles, descriptions and texts of each element with an id, by
    id. Coordinates are left out, since they depend on the version of Graphviz and on the fonts that it measures with."""
    said = {}
    for element in xml.fromstring(svg).iter():
        kind = element.tag.split("}")[-1]
        if element.get("id") or kind == "svg":
            words = [(e.tag.split("}")[-1], e.text) for e in element.iter() if e.text and e.text.strip()]
            marks = [element.get(mark) for mark in ("class", "role", "aria-label")]
            said[element.get("id")] = (kind, marks, words if element.get("class", "").startswith(("node", "edge")) else
                                       sorted(words))
    return said


drawn = re.search(r"\$ (flowdown diagram (\S+) -o (\S+\.svg))\n", readme)
check(drawn, "the README has no command that draws its picture")
if drawn:
    picture = source / drawn[3]
    check(f"]({drawn[3]})" in readme[:drawn.start()], f"the README does not show {drawn[3]} above its command")
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder, "picture.svg")
        run = subprocess.run([flowdown, "diagram", drawn[2], "-o", made], cwd=source, capture_output=True, text=True,
                             timeout=60)
        # What a picture leaves out is said beside it, too.
        said = [line for line in run.stderr.splitlines() if line and not line.startswith("flowdown: Not drawn ")]
        check(run.returncode == 0 and not said, f"`{drawn[1]}`: exit {run.returncode}: {run.stderr}")
        if write:
            picture.write_bytes(made.read_bytes())
        check(content(picture.read_bytes()) == content(made.read_bytes()), f"{drawn[3]} is not current")
for problem in problems:
    print("readme_test:", problem)
print(f"{passed} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
