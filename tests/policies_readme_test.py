#!/usr/bin/env python3
"""policies/README.md tells of the files as they are, and every file can be used by itself.

usage: policies_readme_test.py FLOWDOWN SOURCE_DIR
The worked example is policies/fictional/harbour-terms.yaml to the letter, and the clauses of the table before it are
those of its rules; every file, folder and policy that the page names exists, and every folder is in the table; the
commands that it shows work; lint finds no error and no warning in what ships.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
policies = source / "policies"
files = sorted(policies.rglob("*.yaml"))
readme = (policies / "README.md").read_text()
problems, passed = [], 0


def check(ok, what):
    global passed
    passed += bool(ok)
    if not ok:
        problems.append(what)


def run(arguments, folder=source, wanted=0):
    done = subprocess.run([flowdown, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
    check(done.returncode == wanted and not done.stderr,
          f"flowdown {' '.join(map(str, arguments))}: exit {done.returncode}: {(done.stderr or done.stdout)[:1000]}")
    return done.stdout


def first(pattern, text, what):
    match = re.search(pattern, text, re.M | re.S)
    check(match, f"the page has no {what}")
    return match.group(1) if match else ""


# The worked example.
shown = first(r"^That is `([\w/.-]+)`:$", readme, "worked example")
example = first(r"^That is `[\w/.-]+`:\n\n```yaml\n(.*?)^```$", readme, "block of YAML after it")
real = (policies / shown).read_text() if (policies / shown).is_file() else ""
check(example == real, f"the worked example is not {shown}")
rows = re.findall(r"^\| (\S+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", readme, re.M)
rows = [row for row in rows if row[0] not in ("clause", "(none)")]
clauses = set(re.findall(r"^    clause: \"?([^\"\n]+)", real, re.M))
check(len(rows) > 10, f"the table of clauses has {len(rows)} rows")
check(clauses <= {clause for clause, _ in rows}, f"the table leaves out {clauses - {clause for clause, _ in rows}}")
for clause, becomes in rows:
    for code in re.findall(r"`([^`…]+)`", becomes):
        check(code in real, f"clause {clause}: `{code}` is not in {shown}")

# Files, folders and policies that it names; folders that it does not.
table = first(r"^\| here \| what \|\n\|[-|]+\|\n(.*?)^$", readme, "table of folders")
folders = {path.name for path in policies.iterdir() if path.is_dir()}
listed = set(re.findall(r"`(\w+)/`", table))
check(listed == folders, f"the table has {sorted(listed)}, the folders are {sorted(folders)}")
for path in files:
    inside = path.relative_to(policies)
    check(len(inside.parts) == 2 or f"| `{inside}` |" in table, f"{inside} is not in the table, nor in a folder of it")
for name in re.findall(r"`((?:\w+/)+[\w.-]*|[\w.-]+\.yaml)`", readme):
    check((policies / name).exists() or name.startswith("aupdata/"), f"{name} does not exist")
declared = {match.group(1) for path in files if (match := re.search(r"^policy: (\S+)", path.read_text(), re.M))}
for name in re.findall(r"`((?:deepseek|llama)[\w.-]+)`", readme):
    check(name in declared, f"there is no policy {name}")
study = [path for path in (policies / "developers").iterdir()]
check(len(study) == 30, f"developers/ holds {len(study)} files, not those of the 30 developers of the study")
issuers = {match.group(1) for path in (policies / "regulations").glob("*.yaml")
           if (match := re.search(r"^issuer: (\S+)", path.read_text(), re.M))}
told = set(re.findall(r"`([\w-]+)`", first(r"^(\| `regulations/`.*?)$", readme, "row of regulations"))) - {"regulator"}
check(told == issuers, f"the regulators are {sorted(issuers)}, the table says {sorted(told)}")

# The commands that it shows, with the file of the worked example under the name that they use.
commands = re.findall(r"^\$ flowdown (.*?)(?: +#.*)?$", readme, re.M)
check(len(commands) == 3, f"{len(commands)} commands are shown")
with tempfile.TemporaryDirectory() as temporary:
    folder = pathlib.Path(temporary)
    (folder / "policies").symlink_to(policies)
    for command in commands:
        run(command.split(), folder)
        if command.startswith("init"):
            (folder / command.split()[-1]).write_text(real.replace("harbour-terms", command.split()[2]))
    words = readme.split("```yaml\n")[-1].split("```")[0]
    (folder / "more").mkdir()
    (folder / "more" / "words.yaml").write_text(words)
    shutil.copy(policies / "taxonomy.yaml", folder / "more")
    run(["lint", "more"], folder)

# Each file by itself, and all together.
taxonomy = policies / "taxonomy.yaml"
for path in files:
    alone = [path] if path == taxonomy else [path, "--taxonomy", taxonomy]
    run(["lint", *alone, "--fail-on", "warning"])
run(["lint", policies, "--fail-on", "warning"])

for problem in problems:
    print("policies_readme_test:", problem)
print(f"{passed} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
