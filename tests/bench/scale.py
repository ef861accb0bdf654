#!/usr/bin/env python3
"""Times `flowdown check --quiet` on made-up graphs of growing size, and fits how time grows with it.

Usage: scale.py FLOWDOWN GENERATE READ_BENCHMARK [--shape hub] [--sizes 1000,10000,…] [--rounds 3]

Of each size there are some rounds, in each of which a bare pass of simdjson over every value of the
same file (on demand, and through trees) and flowdown run one after the other, so that other work on
the machine slows all. Seconds are the best of all rounds, of the clock, from the start of the
process to its end; a ratio is the median of those of each round. Memory is the most that was
resident. The exponent is that of the power law through the sizes of 100,000 and more, by least
squares of the logarithms: 1 means linear.

Exit: 0 all ran, 2 something could not be run.
"""
import argparse
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time


def seconds_and_memory(command):
    """Of the clock; MB."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{' '.join(command)}: {errors.decode(errors='replace')}")
    return taken, usage.ru_maxrss / 1024


def bare_seconds(benchmark, path):
    out = subprocess.run([benchmark, path, "--rounds", "1", "--bare"], capture_output=True, text=True, check=True).stdout
    return [float(re.search(rf"simdjson, {way}\s+([0-9.]+) s", out)[1]) for way in ("every value", "trees")]


def exponent(points):
    logs = [(math.log(size), math.log(taken)) for size, taken in points]
    middle_x = sum(x for x, _ in logs) / len(logs)
    middle_y = sum(y for _, y in logs) / len(logs)
    return (sum((x - middle_x) * (y - middle_y) for x, y in logs) /
            sum((x - middle_x) ** 2 for x, _ in logs))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flowdown")
    parser.add_argument("generate")
    parser.add_argument("read_benchmark")
    parser.add_argument("--shape", default="hub")
    parser.add_argument("--sizes", default="1000,10000,100000,1000000,1860000")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    points = []
    print("| artifacts | file | `check --quiet` | memory | a bare pass | ratio | through trees | ratio |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for size in (int(word) for word in options.sizes.split(",")):
            path = os.path.join(folder, "graph.jsonl")
            with open(path, "wb") as file:
                subprocess.run([options.generate, options.shape, str(size)], stdout=file, check=True)
            rounds, memory = [], 0
            for _ in range(options.rounds):
                bare = bare_seconds(options.read_benchmark, path)
                now, memory = seconds_and_memory([options.flowdown, "check", "--quiet", path])
                rounds.append((now, *bare))
            taken, *best = map(min, zip(*rounds))
            # It is told in thousandths.
            against = " | ".join(
                f"{seconds:.3f} s | {statistics.median(one[0] / one[way] for one in rounds):.1f}"
                if seconds >= 0.002 else "below 0.002 s |" for way, seconds in enumerate(best, 1))
            print(f"| {size:,} | {os.path.getsize(path) / 1e6:.1f} MB | {taken:.2f} s | {memory:.0f} MB | {against} |",
                  flush=True)
            points.append((size, taken))
    large = [point for point in points if point[0] >= 100_000]
    if len(large) > 1:
        print(f"\nTime grows with the power {exponent(large):.2f} of the size, "
              f"from {large[0][0]:,} to {large[-1][0]:,}.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
