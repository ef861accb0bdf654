#!/usr/bin/env python3
"""The README shows files and output that exist: its example is examples/01_lost_on_the_way.

usage: readme_test.py FLOWDOWN SOURCE_DIR [--write]
With --write, brings expected.txt and the README up to date instead of comparing.
"""
import pathlib
import re
import subprocess
import sys

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
write = "--write" in sys.argv
example = source / "examples" / "01_lost_on_the_way"
run = subprocess.run([flowdown, "check", "graph.yaml", "--width", "96"], cwd=example,
                     capture_output=True, text=True, timeout=60)
readme = (source / "README.md").read_text()
graph = (example / "graph.yaml").read_text()


def block(opening, text):
    return opening + "\n" + text.rstrip("\n") + "\n```"


wanted = [
    (r"\$ flowdown check graph\.yaml --width 96\n.*?```", "$ flowdown check graph.yaml --width 96", run.stdout),
    (r"```yaml\n.*?```", "```yaml", graph),
]
problems = []
if run.returncode != 1 or run.stderr:
    problems.append(f"exit {run.returncode}, expected 1: {run.stderr}")
if write:
    (example / "expected.txt").write_text(run.stdout)
if (example / "expected.txt").read_text() != run.stdout:
    problems.append("expected.txt is not what the program prints")
for pattern, opening, text in wanted:
    new = block(opening, text)
    updated = re.sub(pattern, lambda match: new, readme, count=1, flags=re.S)
    if updated != readme and not write:
        problems.append(f"the README's block `{opening}` is not current")
    readme = updated
if write:
    (source / "README.md").write_text(readme)
for problem in problems:
    print("readme_test:", problem)
print(f"{len(wanted) + 1 - len(problems)} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
