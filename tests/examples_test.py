#!/usr/bin/env python3
"""Every folder of examples/ finds what its findings.txt says: no more, no less, and for what its README explains.

usage: examples_test.py FLOWDOWN SOURCE_DIR [--write] [EXAMPLE...]

EXAMPLE is a folder's name or its beginning (`04`); without one, all are run and the index examples/README.md is
checked too. With --write, brings the exact lists up to date (and starts a findings.txt where there is none): sections,
comments and the `+` and `!` lines stay. What a findings.txt holds, a section for every way of judging a graph:

    == graph.yaml --as-of 2025-08-01
    # a comment
    + breach-act party=parley policy=falcon-180b-licence     some finding is like this
    ! gap-permits party=parley uses=adult_content            no finding is like this (uses: has it among them)

    error breach-act party=parley artifact=...               the exact list, or (clean)
"""
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

CODES = ["gap-permits", "gap-silent", "gap-narrower", "gap-catch-all", "break-not-bound", "break-no-copy",
         "break-relicensed", "break-expired", "breach-use", "breach-act", "breach-limit", "breach-duty",
         "waiver-unauthorised", "waiver-expired", "waiver-applied", "conflict", "blind-unknown-terms",
         "blind-unenforced", "blind-out-of-scope", "drift"]
EXCEPTIONS = "flowdown.exceptions.yaml"     # beside a graph: what of it is accepted
KEYS = ["party", "agreement", "artifact", "policy", "uses", "groups", "bound"]
NAMED = {"party": r"^ +ID:", "artifact": r"^ +ID:", "uses": r"^ +ID:", "agreement": r"\bid: ID\b",
         "policy": r"^policy: ID$|\bid: ID\b"}      # where a file names such a thing


def described(finding):
    """The words of a finding: key to value, or to the list of them."""
    words = {"severity": finding["severity"], "code": finding["code"]}
    for key in ["party", "agreement", "artifact", "policy"]:
        if finding[key]:
            words[key] = finding[key]
    for key in ["uses", "groups"]:
        if finding[key]:
            words[key] = [word.replace(" ", "_") for word in finding[key]]
    if finding["policy"]:
        words["bound"] = "yes" if finding["bound"] else "no"
    for word in ["tentative", "accepted"]:
        if finding[word]:
            words[word] = word
    return words


def line_of(finding):
    words = described(finding)
    parts = [words["severity"], words["code"]]
    for key in KEYS:
        if key in words:
            value = words[key]
            parts.append(f"{key}={value if isinstance(value, str) else ','.join(value)}")
    return " ".join(parts + [word for word in ["tentative", "accepted"] if word in words])


def pattern_of(text, known, complain):
    """What a `+` or `!` line asks for. A word that nothing can match is a mistake, above all in a `!` line."""
    pattern = {}
    for word in text.split():
        key, equals, value = word.partition("=")
        if equals and key in KEYS:
            pattern[key] = value
            for one in value.split(","):
                if key in NAMED and not re.search(NAMED[key].replace("ID", re.escape(one)), known, re.M):
                    complain(f"`{text}`: no {key} is called {one}")
        elif word in CODES:
            pattern["code"] = word
        elif word in ["error", "warning", "note"]:
            pattern["severity"] = word
        elif word in ["tentative", "accepted"]:
            pattern[word] = word
        else:
            complain(f"`{text}`: `{word}` is not a word of a finding")
    return pattern


def like(finding, pattern):
    words = described(finding)
    for key, value in pattern.items():
        if key in ["uses", "groups"]:
            if not set(value.split(",")) <= set(words.get(key, [])):
                return False
        elif words.get(key) != value:
            return False
    return True


class Section:
    def __init__(self, heading):
        self.heading, self.asks, self.exact = heading, [], []


def sections_of(text, complain):
    sections = []
    for line in text.splitlines():
        if line.startswith("== "):
            if line in [section.heading for section in sections]:
                complain(f"two sections `{line}`")
            sections.append(Section(line))
        elif not line.strip():
            continue
        elif not sections:
            if not line.startswith("#"):
                complain(f"before the first section: {line}")
        elif line[0] in "+!#":
            if sections[-1].exact:
                complain(f"{sections[-1].heading}: `+`, `!` and `#` lines stand before the exact list: {line}")
            sections[-1].asks.append(line)
        else:
            sections[-1].exact.append(line)
    return sections


def differences(old, new):
    """As a person would tell them: by code and place, so that a changed finding is not one lost and one found."""
    lines = []
    by_head = {}
    for mark, findings in [("-", old), ("+", new)]:
        for line in findings:
            words = line.split()
            head = " ".join(words[1:2] + [w for w in words if w.split("=")[0] in ["party", "agreement", "artifact", "policy"]])
            by_head.setdefault(head, {"-": [], "+": []})[mark].append(line)
    for head, sides in by_head.items():
        if sides["-"] == sides["+"]:
            continue
        if len(sides["-"]) == len(sides["+"]) == 1:
            was, now = sides["-"][0].split(), sides["+"][0].split()
            lines.append(f"  changed: {head}")
            for mark, here, there in [("-", was, now), ("+", now, was)]:
                for word in here:
                    key, _, value = word.partition("=")
                    if word not in there:
                        others = [w.partition("=")[2].split(",") for w in there if w.startswith(key + "=")]
                        rest = [v for v in value.split(",") if not others or v not in others[0]]
                        lines.append(f"    {mark} {key}" + (f"={','.join(rest)}" if value else ""))
            continue
        lines += [f"  - {line}" for line in sides["-"]] + [f"  + {line}" for line in sides["+"]]
    if not lines and old != new:
        lines.append("  the same lines in another order")
    return lines


def check(folder, flowdown, write=False):
    """The mistakes of one example, as a list of messages, and the number of its sections."""
    mistakes = []
    graphs = sorted(path.name for path in folder.glob("*.yaml")
                    if re.search(r"^graph:", path.read_text(encoding="utf-8"), re.M))
    expected, readme = folder / "findings.txt", folder / "README.md"
    if not graphs:
        mistakes.append("there is no graph")
    if write and not expected.exists():
        expected.write_text("\n".join(f"== {name}\n" for name in graphs))
    text = expected.read_text() if expected.exists() else ""
    if not expected.exists():
        mistakes.append("there is no findings.txt")
    sections = sections_of(text, mistakes.append)
    known = "".join(path.read_text() for root in [folder, folder.parent.parent / "policies"]
                    for path in sorted(root.rglob("*.yaml")))

    ids, used, written = set(), set(), [line for line in text.split("== ")[0].splitlines() if line.strip()]
    for section in sections:
        arguments = shlex.split(section.heading[3:])
        used.add(arguments[0])
        run = subprocess.run([flowdown, "check", *arguments, "--format", "json"], cwd=folder,
                             capture_output=True, text=True, timeout=120)
        exact = section.exact
        if run.stderr or run.returncode not in [0, 1]:
            mistakes.append(f"{section.heading}: exit {run.returncode}: {run.stderr.strip()}")
        else:
            findings = json.loads(run.stdout)["findings"]
            failing = any(finding["severity"] == "error" and not finding["accepted"] for finding in findings)
            if run.returncode != (1 if failing else 0):
                mistakes.append(f"{section.heading}: exit {run.returncode} with{'' if failing else 'out'} errors")
            ids |= {finding["id"] for finding in findings}
            exact = [line_of(finding) for finding in findings] or ["(clean)"]
            for ask in section.asks:
                if ask[0] == "#":
                    continue
                pattern = pattern_of(ask[1:], known, lambda text: mistakes.append(f"{section.heading}: {text}"))
                hits = [line_of(finding) for finding in findings if like(finding, pattern)]
                if ask[0] == "+" and not hits:
                    mistakes.append(f"{section.heading}: no finding is like `{ask[1:].strip()}`")
                if ask[0] == "!" and hits:
                    mistakes.append(f"{section.heading}: must not be found: `{ask[1:].strip()}`, but there is {hits[0]}")
            if not write and exact != section.exact:
                mistakes.append("\n".join([f"{section.heading}: - findings.txt, + flowdown"] +
                                          differences(section.exact, exact)))
        written += [""] * bool(written) + [section.heading, *section.asks, *[""] * bool(section.asks), *exact]
    if write and sections:
        expected.write_text("\n".join(written) + "\n")

    mistakes += [f"{name} has no section in findings.txt" for name in graphs if name not in used]
    if not readme.exists():
        mistakes.append("there is no README.md")
    else:
        text = readme.read_text()
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        if not 6 <= len(lines) <= 20:
            mistakes.append(f"README.md has {len(lines)} lines of text, not 6 to 20")
        for prefix in re.findall(r"`([0-9a-f]{8})`", text):
            if not any(identity.startswith(prefix) for identity in ids):
                mistakes.append(f"README.md: no finding begins with {prefix}")
        for name in re.findall(r"[\w.-]+\.yaml", text):
            if not any(folder.rglob(name)) and not any((folder.parent.parent / "policies").rglob(name)):
                mistakes.append(f"README.md speaks of {name}, which is not there")
    return mistakes, len(sections)


def index_of(examples, folders):
    """The mistakes of examples/README.md: it links every folder and nothing else."""
    index = examples / "README.md"
    if not index.exists():
        return ["there is no README.md"]
    linked = re.findall(r"\]\((\d\d_[\w]+)/?\)", index.read_text())
    names = [folder.name for folder in folders]
    return ([f"README.md does not link {name}" for name in names if name not in linked] +
            [f"README.md links {name}, which is not there" for name in linked if name not in names])


def self_check(folder, flowdown):
    """This test can fail: a copy of an example, changed in one place, is found out."""
    mistakes = []
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        (root / "policies").symlink_to((folder.parent.parent / "policies").resolve())
        copy = root / "examples" / folder.name

        def changed(name, change, wanted):
            if copy.exists():
                shutil.rmtree(copy)
            shutil.copytree(folder, copy)
            path = copy / name
            before = path.read_text() if path.exists() else ""
            after = change(before)
            if after is None:
                path.unlink()
            else:
                path.write_text(after)
            found, _ = check(copy, flowdown)
            if not any(wanted in mistake for mistake in found) or (after == before and found):
                mistakes.append(f"a copy of {folder.name} with another {name}: expected `{wanted}`, got {found}")

        shutil.copytree(folder, copy)
        if check(copy, flowdown)[0]:
            return [f"an unchanged copy of {folder.name} fails"]
        heading = re.search(r"^== .*\n", (folder / "findings.txt").read_text(), re.M).group()
        exact = re.search(r"^(error|warning|note) .*\n", (folder / "findings.txt").read_text(), re.M).group()
        code = exact.split()[1]
        changed("findings.txt", lambda text: text.replace(exact, "", 1), "- findings.txt, + flowdown")
        changed("findings.txt", lambda text: text.replace(exact, exact.replace("error", "note", 1), 1), "changed: ")
        changed("findings.txt", lambda text: text.replace(heading, heading + f"! {code}\n", 1), "must not be found")
        changed("findings.txt", lambda text: text.replace(heading, heading + "+ drift\n", 1), "no finding is like")
        changed("findings.txt", lambda text: text.replace(heading, heading + "! drift party=nobody\n", 1), "no party is called")
        changed("findings.txt", lambda text: None, "no findings.txt")
        changed("README.md", lambda text: text + "\n`00000000`\n", "no finding begins with")
        changed("README.md", lambda text: None, "no README.md")
        changed("another.yaml", lambda text: "flowdown: 1\ngraph: another\n", "has no section")
        changed("graph.yaml", lambda text: text.replace("kind:", "knd:", 1), "exit 2")
    return mistakes


flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
write = "--write" in sys.argv
wanted = [argument for argument in sys.argv[3:] if argument != "--write"]
folders = sorted(path for path in (source / "examples").iterdir() if re.match(r"\d\d_", path.name))
passed = failed = 0
for name in wanted:
    if not any(folder.name.startswith(name) for folder in folders):
        print(f"examples_test: there is no example {name}")
        failed += 1
for folder in folders:
    if wanted and not any(folder.name.startswith(name) for name in wanted):
        continue
    mistakes, count = check(folder, flowdown, write)
    for mistake in mistakes:
        print(f"{folder.name}: {mistake}")
    passed, failed = passed + (not mistakes), failed + bool(mistakes)
if not wanted:
    rest = [("examples", index_of(source / "examples", folders)), ("self-check", self_check(folders[0], flowdown))]
    for name, mistakes in rest:
        for mistake in mistakes:
            print(f"{name}: {mistake}")
        passed, failed = passed + (not mistakes), failed + bool(mistakes)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
