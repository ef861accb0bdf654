#!/usr/bin/env python3
"""What `flowdown completion` prints: scripts that shells read, a page that man reads, nothing left out.

usage: completion_test.py FLOWDOWN SOURCE_DIR
A shell that is not installed is said aloud, and its script is then only read.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

flowdown = pathlib.Path(sys.argv[1]).resolve()
problems, passed = [], 0


def expect(condition, what):
    global passed
    if condition:
        passed += 1
    else:
        problems.append(what)


def run(*arguments, **options):
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True, timeout=60, **options)


def grammar():
    """Each command with its options, as the help of the program lists them."""
    top = run(flowdown, "--help").stdout.split("Subcommands:")[1]
    commands = re.findall(r"^  (\S+) ", top, re.M)
    options = {}
    for command in commands:
        text = run(flowdown, command, "--help").stdout
        options[command] = re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, re.M)
    return options


def complete(script, *words):
    """What bash offers at the end of these words."""
    line = (f"source {script}; COMP_WORDS=(flowdown {' '.join(repr(word) for word in words)}); "
            f"COMP_CWORD={len(words)}; _flowdown; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    result = run("bash", "-c", line, cwd=folder)
    expect(result.returncode == 0 and not result.stderr, f"bash: {words}: {result.stderr}")
    return result.stdout.split()


options = grammar()
expect(len(options) >= 12, f"the help lists only {sorted(options)}")
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "graph.yaml").write_text("")
    texts = {}
    for kind in ("bash", "zsh", "fish", "man"):
        result = run(flowdown, "completion", kind)
        expect(result.returncode == 0 and result.stdout, f"completion {kind}: {result.stderr}")
        texts[kind] = result.stdout
        (folder / kind).write_text(result.stdout)
        for command, names in options.items():
            expect(command in result.stdout, f"{kind} does not know {command}")
            for option in names:
                word = option[2:] if kind == "fish" else option
                plain = result.stdout.replace("\\-", "-") if kind == "man" else result.stdout
                if not (kind == "man" and option == "--help"):
                    expect(word in plain, f"{kind} does not know {option} of {command}")

    script = folder / "bash"
    expect("check" in complete(script, "che"), "bash does not complete a command")
    expect("--format" in complete(script, "check", "--for"), "bash does not complete an option")
    expect(complete(script, "check", "--format", "sarif-") == ["sarif-github"], "bash does not complete a format")
    expect("graph.yaml" in complete(script, "check", "gr"), "bash does not complete a file")
    expect("candidate" in complete(script, "init", "can"), "bash does not complete the word of an argument")

    for shell in ("zsh", "fish"):
        if shutil.which(shell):
            checked = run(shell, "-n", folder / shell)
            expect(checked.returncode == 0 and not checked.stderr, f"{shell}: {checked.stderr}")
        else:
            print(f"completion_test: SKIPPED reading the script by {shell}, which is not installed")
    if shutil.which("groff"):
        page = run("groff", "-man", "-Tutf8", "-ww", folder / "man", env=dict(os.environ, GROFF_NO_SGR="1"))
        expect(page.returncode == 0 and not page.stderr, f"groff: {page.stderr[:500]}")
        for heading in ("NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS"):
            expect(heading in re.sub(".\x08", "", page.stdout), f"the manual page has no {heading}")
        synopsis = " ".join(re.sub(".\x08", "", page.stdout).split())
        for usage in ("check [OPTION...] GRAPH...", "compare [OPTION...] POLICY POLICY", "diff [OPTION...] [OLD NEW]",
                      "onboard [OPTION...] GRAPH… CANDIDATE"):
            expect(usage in synopsis, f"the synopsis has no `{usage}`")
    else:
        print("completion_test: SKIPPED setting the manual page by groff, which is not installed")
for problem in problems[:40]:
    print("completion_test:", problem)
print(f"{passed} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
