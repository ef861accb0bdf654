#!/usr/bin/env python3
"""What a report in JSON costs beyond the verdict, beside what JSON libraries take to write it.

Usage: report.py FLOWDOWN GENERATE WRITE_BENCHMARK [--sizes 10000,100000] [--rounds 3]

In each round flowdown gives the verdict alone, and then writes the report to a file; after that
simdjson and nlohmann/json write the same report from the trees that they hold, and its bytes are
written as they are. Seconds are the best of all rounds, of the clock; a ratio is the median of
those of each round. Memory is the most that was resident while the report was made.

Exit: 0; 2 where something does not run.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

from scale import seconds_and_memory

PEERS = ("simdjson", "nlohmann", "bytes")


def peer_seconds(benchmark, path):
    out = subprocess.run([benchmark, path, "--rounds", "1"], capture_output=True, text=True, check=True).stdout
    return [float(re.search(rf"{peer} ([0-9.]+) s", out)[1]) for peer in PEERS]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flowdown")
    parser.add_argument("generate")
    parser.add_argument("write_benchmark")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print("| artifacts | report | verdict | report beyond it | memory | simdjson | ratio | nlohmann/json | ratio | its bytes | ratio |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        graph, report = os.path.join(folder, "graph.jsonl"), os.path.join(folder, "report.json")
        for size in (int(word) for word in options.sizes.split(",")):
            with open(graph, "wb") as file:
                subprocess.run([options.generate, "hub", str(size)], stdout=file, check=True)
            rounds, memory = [], 0
            for _ in range(options.rounds):
                verdict, _ = seconds_and_memory([options.flowdown, "check", "--quiet", graph])
                whole, memory = seconds_and_memory(
                    [options.flowdown, "check", "--format", "json", "--output", report, graph])
                rounds.append((verdict, whole - verdict, *peer_seconds(options.write_benchmark, report)))
            verdict, beyond, *peers = map(min, zip(*rounds))
            beside = " | ".join(
                f"{seconds:.3f} s | {statistics.median(one[1] / one[peer] for one in rounds):.1f}"
                for peer, seconds in enumerate(peers, 2))
            print(f"| {size:,} | {os.path.getsize(report) / 1e6:.0f} MB | {verdict:.2f} s | {beyond:.2f} s | "
                  f"{memory:.0f} MB | {beside} |", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
