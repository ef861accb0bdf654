#!/usr/bin/env python3
"""Counts the instructions of `flowdown check --quiet` on fixed graphs, by callgrind.

Usage: instructions_test.py FLOWDOWN GENERATE BUILD [--write]

A count does not depend on what else the machine does, so it can fail a build where a clock cannot.
Two things are asked: four times the artifacts must not take more than 3.5 times the instructions (less than 4, since the start costs the same), in
any build; and an optimised build by the compiler that instructions.json names must stay within a
tenth of the counts in there. --write writes the counts there.

Exit: 0 good, 1 a regression, 77 not checked (it says why).
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUDGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")
SHAPES = {"hub": 32000, "chain": 16000, "star": 16000, "ladder": 16000, "cycle": 4000, "agreement": 16000}
GROWTH, SLACK = 3.5, 1.10


def not_checked(why):
    print(f"NOT CHECKED: {why}")
    sys.exit(77)


def count(flowdown, generate, shape, size):
    with tempfile.TemporaryDirectory() as folder:
        graph = os.path.join(folder, "graph.jsonl")
        with open(graph, "wb") as file:
            subprocess.run([generate, shape, str(size)], stdout=file, check=True)
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", flowdown, "check", "--quiet", graph],
            capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", run.stderr)
        if run.returncode not in (0, 1) or not found:
            sys.exit(f"{shape} {size}: exit {run.returncode}\n{run.stderr}")
        return int(found.group(1))


def main():
    arguments = [word for word in sys.argv[1:] if word != "--write"]
    flowdown, generate, build = arguments
    if not shutil.which("valgrind"):
        not_checked("valgrind is not installed")
    if "sanitized" in build:
        not_checked("the sanitizers do not run under valgrind")
    budget = {}
    if os.path.exists(BUDGET):
        with open(BUDGET, encoding="utf-8") as file:
            budget = json.load(file)
    comparable = budget.get("build") == build
    good, counts = True, {}
    for shape, size in SHAPES.items():
        small, large = (count(flowdown, generate, shape, n) for n in (size // 4, size))
        counts[shape] = large
        growth = large / small
        line = f"{shape:<10} {size:>6}: {large:>13,} instructions, {growth:.2f} times those of a quarter of it"
        if growth > GROWTH:
            good = False
            line += f": MORE THAN {GROWTH}"
        if comparable and large > SLACK * budget["counts"][shape]:
            good = False
            line += f": MORE THAN a tenth above {budget['counts'][shape]:,}"
        print(line)
    if "--write" in sys.argv:
        with open(BUDGET, "w", encoding="utf-8") as file:
            json.dump({"build": build, "counts": counts}, file, indent=2)
            file.write("\n")
    elif not comparable:
        print(f"counts not compared: they are those of {budget.get('build')}, and this is {build}; growth was checked")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
