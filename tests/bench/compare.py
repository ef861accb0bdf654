#!/usr/bin/env python3
"""Runs flowdown beside other engines on the same made-up hub and prints times as ratios.

Usage: compare.py FLOWDOWN GENERATE [READ_BENCHMARK] [--sizes 1000,10000,…] [--peers sqlite,clingo,networkx]

The question that all of them answer: at how many holdings (a party with an artifact that it holds)
does some licence arrive by any chain of derivations, and how many pairs of such a holding and a
licence are there. (A licence that a developer chose for a model binds those who get the model, not
the developer.) flowdown answers far more in the same run (what
each licence asks, what is bound, every gap, break and breach) and reads the file; the peers answer
this alone, and are timed from the facts in memory on. The counts must agree, or the script fails. A
bare pass of simdjson over the same file is timed too, since nobody who reads the file can be faster;
without READ_BENCHMARK it is left out.

Exit: 0 the counts agree, 1 they do not, 2 something could not be run.
"""
import argparse
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time


def read_facts(path):
    """(developer and licence by artifact, derivations) as the file states them."""
    artifacts, derivations = {}, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith('{"artifact"'):
                continue
            artifact = json.loads(line)["artifact"]
            artifacts[artifact["id"]] = (artifact["developer"], artifact.get("policies", []))
            for derivation in artifact.get("derived_from", []):
                derivations.append((artifact["id"], derivation["artifact"]))
    return artifacts, derivations


SQL = """
CREATE TABLE artifact(id TEXT PRIMARY KEY, developer TEXT) WITHOUT ROWID;
CREATE TABLE licence(artifact TEXT, policy TEXT);
CREATE TABLE derived(artifact TEXT, parent TEXT);
"""
SQL_QUERY = """
WITH RECURSIVE
  foreign_parent(artifact, developer, parent) AS MATERIALIZED (
    SELECT heir.id, heir.developer, source.id
      FROM derived JOIN artifact AS heir ON heir.id = derived.artifact JOIN artifact AS source ON source.id = derived.parent
      WHERE heir.developer <> source.developer),
  arrived(artifact, policy) AS (
    SELECT foreign_parent.artifact, licence.policy FROM foreign_parent JOIN licence ON licence.artifact = foreign_parent.parent
    UNION
    SELECT derived.artifact, arrived.policy FROM arrived JOIN derived ON derived.parent = arrived.artifact),
  reached(party, artifact, policy) AS (
    SELECT artifact.developer, artifact.id, arrived.policy FROM arrived JOIN artifact ON artifact.id = arrived.artifact
    UNION
    SELECT foreign_parent.developer, parent, policy FROM foreign_parent JOIN licence ON licence.artifact = parent
    UNION
    SELECT foreign_parent.developer, parent, policy FROM foreign_parent JOIN arrived ON arrived.artifact = parent)
SELECT (SELECT count(*) FROM (SELECT DISTINCT party, artifact FROM reached)), (SELECT count(*) FROM reached);
"""


def run_sqlite(artifacts, derivations):
    base = sqlite3.connect(":memory:")
    base.executescript(SQL)
    base.executemany("INSERT INTO artifact VALUES (?, ?)", ((a, d) for a, (d, _) in artifacts.items()))
    base.executemany("INSERT INTO licence VALUES (?, ?)",
                     ((a, p) for a, (_, policies) in artifacts.items() for p in policies))
    base.executemany("INSERT INTO derived VALUES (?, ?)", derivations)
    base.executescript("CREATE INDEX parent ON derived(parent); CREATE INDEX of ON licence(artifact); ANALYZE;")
    return base.execute(SQL_QUERY).fetchone()


RULES = """
foreign(A,D,B) :- derived(A,B), artifact(A,D), artifact(B,E), D != E.
arrived(A,P) :- foreign(A,_,B), licence(B,P).
arrived(A,P) :- derived(A,B), arrived(B,P).
reached(D,A,P) :- arrived(A,P), artifact(A,D).
reached(D,B,P) :- foreign(_,D,B), licence(B,P).
reached(D,B,P) :- foreign(_,D,B), arrived(B,P).
held(D,A) :- reached(D,A,_).
#show reached/3.
#show held/2.
"""


def run_clingo(artifacts, derivations):
    with tempfile.NamedTemporaryFile("w", suffix=".lp", encoding="utf-8") as program:
        for artifact, (developer, policies) in artifacts.items():
            program.write(f'artifact("{artifact}","{developer}").\n')
            for policy in policies:
                program.write(f'licence("{artifact}","{policy}").\n')
        for artifact, parent in derivations:
            program.write(f'derived("{artifact}","{parent}").\n')
        program.write(RULES)
        program.flush()
        out = subprocess.run(["gringo", "--text", program.name], capture_output=True, text=True, check=True).stdout
    return out.count("\nheld(") + out.startswith("held("), out.count("\nreached(") + out.startswith("reached(")


def run_networkx(artifacts, derivations):
    import networkx
    graph = networkx.DiGraph()
    graph.add_nodes_from(artifacts)
    graph.add_edges_from((parent, artifact) for artifact, parent in derivations)
    arrived = {}
    reached = collections.defaultdict(set)
    for artifact in networkx.topological_sort(graph):
        developer = artifacts[artifact][0]
        found = set()
        for parent in graph.predecessors(artifact):
            of, licences = artifacts[parent]
            if of == developer:
                found |= arrived[parent]
            else:
                found |= arrived[parent] | set(licences)
                reached[developer, parent] |= arrived[parent] | set(licences)
        arrived[artifact] = reached[developer, artifact] = found
    return sum(1 for policies in reached.values() if policies), sum(len(p) for p in reached.values())


def count_of(flowdown, path):
    """What flowdown's own tables say: holdings at which something arrives, and pairs with policies."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([flowdown, "export", "csv", path, "-o", folder], check=True, capture_output=True)
        holdings, pairs = set(), 0
        with open(os.path.join(folder, "obligations.csv"), encoding="utf-8") as table:
            header = table.readline().rstrip("\r\n").split(",")
            party, artifact = header.index("party"), header.index("artifact")
            for line in table:
                cells = line.rstrip("\r\n").split(",")
                holdings.add((cells[party], cells[artifact]))
                pairs += 1
        return len(holdings), pairs


def timed(call, *arguments):
    start = time.perf_counter()
    result = call(*arguments)
    return time.perf_counter() - start, result


def timed_program(command):
    """Seconds and peak megabytes of the fastest of three runs."""
    runs = []
    for _ in range(3):
        measured = subprocess.run([sys.executable, "-c", MEASURE, *command], capture_output=True, text=True)
        if measured.returncode != 0:
            print(measured.stderr, file=sys.stderr)
            sys.exit(2)
        runs.append(tuple(map(float, measured.stdout.split())))
    return min(runs)


def bare_pass(read_benchmark, path):
    """Seconds of the clock that a pass of simdjson over every value takes."""
    out = subprocess.run([read_benchmark, path, "--rounds", "3"], capture_output=True, text=True, check=True).stdout
    return float(next(line for line in out.splitlines() if "simdjson" in line).split("value")[1].split()[0])


# Runs a command and prints its seconds and peak megabytes, from a process of its own, so that the peak
# is that of the command alone.
MEASURE = """
import resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
wall = time.perf_counter() - start
if status.returncode not in (0, 1):
    sys.stderr.buffer.write(status.stderr)
    sys.exit(2)
print(wall, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("flowdown")
    arguments.add_argument("generate")
    arguments.add_argument("read_benchmark", nargs="?")
    arguments.add_argument("--sizes", default="1000,10000,100000")
    arguments.add_argument("--peers", default="sqlite,clingo,networkx")
    options = arguments.parse_args()
    peers = {"sqlite": run_sqlite, "clingo": run_clingo, "networkx": run_networkx}
    chosen = options.peers.split(",")
    if "clingo" in chosen and not shutil.which("gringo"):
        sys.exit("gringo is not installed")
    print(f"{'artifacts':>10} {'engine':<12} {'seconds':>9} {'ratio':>7} {'MB':>6}  holdings  pairs")
    agree = True
    for size in map(int, options.sizes.split(",")):
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
            subprocess.run([options.generate, "hub", str(size)], stdout=file, check=True)
            ours = timed_program([options.flowdown, "check", "--quiet", file.name])
            counts = count_of(options.flowdown, file.name)
            if options.read_benchmark:
                bare = bare_pass(options.read_benchmark, file.name)
                print(f"{size:>10} {'bare pass':<12} {bare:9.3f} {bare / ours[0]:7.2f}")
            print(f"{size:>10} {'flowdown':<12} {ours[0]:9.3f} {1:7.2f} {ours[1]:6.0f}  {counts[0]} {counts[1]}")
            facts = read_facts(file.name)
            for peer in chosen:
                seconds, found = timed(peers[peer], *facts)
                same = tuple(found) == counts
                agree = agree and same
                print(f"{size:>10} {peer:<12} {seconds:9.3f} {seconds / ours[0]:7.2f} {'':>6}  "
                      f"{found[0]} {found[1]}{'' if same else '  DISAGREES'}")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
