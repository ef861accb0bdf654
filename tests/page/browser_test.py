#!/usr/bin/env python3
"""The page of `flowdown report` in a browser: browser_test.py FLOWDOWN SOURCE_DIR SCRATCH_DIR.

Writes pages into SCRATCH_DIR and runs browser_test.mjs over them, which drives headless Chromium.
Chromium, node and npm come from the system; `npm ci` gets what package-lock.json pins into
SCRATCH_DIR, once. FLOWDOWN_CHROMIUM names another Chromium, FLOWDOWN_PAGE_TOOLS a folder that has
the node_modules already.

Exit: 0 all is well, 1 something failed, 77 it could not be tested here, which the last line says.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

import pages

NOT_CHECKED = 77
HERE = pathlib.Path(__file__).resolve().parent
APPLICATIONS = 1000  # of the large graph: five findings each


def leave_out(why):
    print(f"NOT CHECKED: the page in a browser ({why})")
    sys.exit(NOT_CHECKED)


def starts(command):
    """Whether the program runs; a package that only refers to another one has a program that does not."""
    try:
        return subprocess.run([command, "--version"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def chromium():
    named = os.environ.get("FLOWDOWN_CHROMIUM")
    for name in [named] if named else ["chromium", "chromium-browser", "google-chrome"]:
        path = shutil.which(name)
        if path and starts(path):
            return path
    return leave_out("no Chromium that starts")


def node():
    path = shutil.which("node")
    if path is None:
        leave_out("no node")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 18:
        leave_out(f"node {version.strip()} is older than 18")
    return path


def tools(scratch):
    """The folder that has node_modules, as package-lock.json says."""
    given = os.environ.get("FLOWDOWN_PAGE_TOOLS")
    if given:
        return pathlib.Path(given).resolve()
    folder = scratch / "tools"
    stamp = folder / "complete"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == lock:
        return folder
    if shutil.which("npm") is None:
        leave_out("no npm")
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    try:
        run = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                             capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        leave_out("npm ci took longer than five minutes")
    if run.returncode != 0:
        print(run.stderr[-2000:])
        leave_out("npm ci failed; without a network it has to")
    stamp.write_text(lock)
    return folder


def main(program, source, scratch):
    program, source, scratch = (pathlib.Path(p).resolve() for p in (program, source, scratch))
    browser, runner = chromium(), node()
    modules = tools(scratch)
    site = scratch / "pages"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    graphs = {path.stem if path.stem != "graph" else path.parent.name: path
              for path in [*source.glob("graphs/*.yaml"), *source.glob("examples/*/graph.yaml")]}
    graphs["hostile"] = pages.write_hostile(scratch / "hostile")
    graphs["large"] = pages.write_large(scratch / "large", APPLICATIONS)
    for name, graph in graphs.items():
        subprocess.run([program, "report", graph, "-o", site / f"{name}.html", "--today", "2026-03-02"],
                       check=True, timeout=300)
    # A module is looked for beside the one that asks for it.
    for name in ("browser_test.mjs", "browser.mjs", "access_test.mjs"):
        shutil.copy(HERE / name, modules / name)
    run = subprocess.run([runner, "--test", "--test-concurrency=1", "browser_test.mjs", "access_test.mjs"],
                         cwd=modules, timeout=1500, check=False,
                         env={**os.environ, "FLOWDOWN_CHROMIUM": browser, "FLOWDOWN_PAGES": str(site)})
    return 0 if run.returncode == 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
