#!/usr/bin/env python3
"""The published JSON Schemas and the loader accept and refuse the same files.

    schema_agreement.py FLOWDOWN ROOT [--all]

FLOWDOWN is the program, ROOT the source folder. Prints a line for each disagreement and a summary
`N passed, M failed`. Exit: 0 all passed, 1 some failed, 2 cannot run.

What ships and what is good must be accepted by both, and also with the values that an editor reads;
what is bad must be refused by both. A bad file whose mistake no schema can see says so in a line
`# schema: blind`. Good files are then spoilt in many small ways (mutants.py), and both must judge
each spoilt file alike. By default a fixed selection of those is tried, with --all every one.

Two kinds of difference are meant, and only these:

BLIND   what a schema cannot see, because it is about other places than one value. The loader's
        messages tell; when every one of them is of this kind, the schema may accept.
STRICT  an unquoted `true` or `false` as text or id. The loader takes the word; the schemas ask for
        quotes, since otherwise editors would offer true and false wherever text is wanted.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

from validate import EDITOR, Unreadable, jsonschema, load, problems, validator
import mutants

KINDS = ("graph", "policy", "taxonomy")

BLIND = [re.compile(pattern) for pattern in (
    # names that something else declares
    r"unknown (party|artifact|policy|use|safeguard|duty|duty or use|duty or safeguard|attribute"
    r"|grant|modality|channel|audience|territory|purpose|sector) `",
    r"`.*` has no version `",
    r"the agreement does not supply `",
    r"`.*` carves out nothing",
    r"cannot read `",  # a path under `policies`
    # names declared twice
    r"the .* `.*` is declared twice",
    r"two versions of `",
    r"the versions of `.*` have different issuers",
    r"a second file replaces the taxonomy",
    # relations that lead back to where they begin
    r"`.*` is derived from itself",
    r"an agreement of a party with itself",
    r"the use `.*` is in itself",
    r"the duty `.*` contradicts itself",
    r"uses are in each other",
    r"territories contain each other",
    # the order of dates, and of keys
    r"expires before it takes effect",
    r"ends before it takes effect",
    r"withdrawn before it has taken effect",
    r"the first key must be `flowdown`",
    r"`(graph|policy|taxonomy)` must be the second key",
    # the form of words: quotes, and what overflows
    r"`.*` must be a whole number; `[0-9]+(_[0-9]+)+` is text",
    r"`.*` must be a whole number or a duration, not `[0-9_]{15,}(s|min|h|d|w)`",
    r"a text longer than",
    r"anchors and aliases are not supported",
    r"the tag `.*` is not supported",
    r"merge keys are not supported",
    # where a file is named
    r"a taxonomy that extends another cannot add channels",
    r"more than [0-9]+ ",
)]
# The same, where only the kind of place tells: (what is wrong, message).
BLIND_PLACES = [(re.compile(what), re.compile(message)) for what, message in (
    # the parameter of a duty that the taxonomy that ships does not have
    (r".*(require|practices/\*)/after called ", r"unknown key `"),
    (r"policies ", r"unknown key `after`"),
)]
MESSAGE = re.compile(r"^(?:\S.*?: )?error: (.*)$", re.MULTILINE)


class Loader:
    """What the program makes of a file, which it reads as part of a graph."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.taxonomies = {}  # folder: the taxonomy that its files are written for

    def run(self, *arguments, **options):
        command = [self.program, *arguments]
        return subprocess.run(command, capture_output=True, timeout=60, **options)

    def messages(self, kind, text, path, companions):
        """The problems that the loader reports; none where it accepts. `path` is where the file
        stands, whose neighbours it may name; `companions` are files that it needs."""
        if kind == "graph":
            graph = text
        else:
            handle, name = tempfile.mkstemp(suffix=".yaml", dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(text)
            files = json.dumps([name, *map(str, companions)])
            graph = f"flowdown: 1\ngraph: g\npolicies: {files}\n".encode()
        words = self.taxonomies.get(path.parent)
        options = ["--taxonomy", words] if words else []
        result = self.run("check", "--quiet", *options, "-", input=graph, cwd=path.parent)
        if kind != "graph":
            os.unlink(name)
        if result.returncode in (0, 1, 4):
            return []
        told = result.stderr.decode("utf-8", "replace")
        if result.returncode != 2:
            return [f"exit {result.returncode}: {told.strip()}"]
        return MESSAGE.findall(told) or ["no message: " + told.strip()]


def kind_of(text):
    """Which kind of file a text is meant to be."""
    found = re.search(rb"^(graph|policy|taxonomy)\b", text, re.MULTILINE)
    return found.group(1).decode() if found else "graph"


def companions_of(path, kind):
    """The taxonomies beside a good policy, whose words it may use."""
    if kind != "policy":
        return []
    return [file for file in sorted(path.parent.glob("*.yaml"))
            if re.search(rb"^taxonomy: (?!flowdown\b)", file.read_bytes(), re.MULTILINE)]


class Agreement:
    def __init__(self, program, root, try_all):
        self.root, self.try_all = root, try_all
        self.passed, self.failures = 0, []
        self.folder = tempfile.TemporaryDirectory()
        self.loader = Loader(program, self.folder.name)
        self.schemas, self.checks, self.covered = {}, {}, set()

    def expect(self, holds, complaint):
        if holds:
            self.passed += 1
        else:
            self.failures.append(complaint)
            print(complaint, flush=True)

    # 1. The schemas themselves.

    def read_schemas(self):
        for kind in KINDS + ("findings",):
            result = self.loader.run("schema", kind)
            try:
                schema = json.loads(result.stdout)
                self.checks[kind] = validator(schema)
                self.schemas[kind] = schema
            except (ValueError, jsonschema.SchemaError) as error:
                self.expect(False, f"schema {kind}: {str(error).splitlines()[0]}")
                continue
            self.expect(True, "")
            if kind == "findings":
                self.expect(len(schema) > 1, "schema findings: says nothing")
                continue
            shipped = (self.root / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8")
            self.expect(json.loads(shipped) == schema,
                        f"schema {kind}: not that of schemas/; build anew")
            self.checks[kind] = recording(schema, self.covered)
            self.check_parts(kind, schema)
        if not all(kind in self.schemas for kind in KINDS):
            return False
        definitions = {}
        for kind in KINDS:
            for name, part in self.schemas[kind]["$defs"].items():
                same = definitions.setdefault(name, part) == part
                self.expect(same, f"schema {kind}: $defs/{name} is not as in another schema")
        return True

    def check_parts(self, kind, schema):
        """Every key has a description, and every example is one."""
        for place, part in parts(schema):
            if "examples" in part:
                check = jsonschema.Draft202012Validator({**part, "$defs": schema["$defs"]})
                for example in part["examples"]:
                    wrong = problems(check, example)
                    self.expect(not wrong,
                                f"schema {kind}: {place}: example {example!r}: {wrong}")
            for key, value in part.get("properties", {}).items() if described(place) else ():
                target = schema["$defs"].get(value.get("$ref", "").rpartition("/")[2], {})
                text = value.get("description", target.get("description", ""))
                self.expect(text.endswith("."), f"schema {kind}: {place}/{key} has no description")

    def check_parameters(self):
        """The schemas know which parameters the duties of the shipped taxonomy have."""
        with open(self.root / "policies" / "taxonomy.yaml", "rb") as file:
            taxonomy = load(file.read())
        for name, key, others in (("duty", "require", []),
                                  ("practice", "practice", list(taxonomy["safeguards"]))):
            known = {}
            for rule in self.schemas["graph"]["$defs"][name]["allOf"]:
                keys = rule["then"]["propertyNames"]["enum"]
                parameter = keys[-1] if keys[-1] not in ("practice", "confidence") else ""
                for word in rule["if"]["properties"][key]["enum"]:
                    known[word] = parameter
            wanted = {word: "" for word in others}
            for word, duty in taxonomy["duties"].items():
                wanted[word] = duty.get("parameter", "") if isinstance(duty, dict) else ""
            for word in sorted(known.keys() | wanted.keys()):
                self.expect(known.get(word) == wanted.get(word),
                            f"$defs/{name} of the schemas: the parameter of `{word}` is"
                            f" {known.get(word)!r}, in policies/taxonomy.yaml {wanted.get(word)!r}")

    # 2. and 3. Files as they are.

    def read_small_taxonomy(self, folders):
        """The samples of the loader's tests are written for a taxonomy that stands in C++ there."""
        header = self.root / "tests" / "support" / "memory_files.hpp"
        found = re.search(r'kSmallTaxonomy = R"\((.*?)\)"', header.read_text(), re.DOTALL)
        self.expect(found, f"{header}: holds no kSmallTaxonomy")
        if not found:
            return
        wrong = problems(self.checks["taxonomy"], load(found.group(1)))
        self.expect(not wrong, f"{header}: kSmallTaxonomy is refused by the schema: {first(wrong)}")
        path = pathlib.Path(self.folder.name) / "small-taxonomy"
        path.write_text(found.group(1))
        for folder in folders:
            self.loader.taxonomies[folder] = str(path)

    def judge(self, kind, text, path, companions=()):
        """(what the schema finds, what the loader finds)."""
        found = self.loader.messages(kind, text, path, companions)
        try:
            return problems(self.checks[kind], load(text)), found
        except Unreadable as error:
            return error, found

    def check_good(self, path):
        text = path.read_bytes()
        kind = kind_of(text)
        wrong, found = self.judge(kind, text, path)
        if found and companions_of(path, kind):
            wrong, found = self.judge(kind, text, path, companions_of(path, kind))
        name = path.relative_to(self.root)
        self.expect(not found, f"{name}: refused by flowdown: {first(found)}")
        if isinstance(wrong, Unreadable):
            self.expect(False, f"{name}: refused by PyYAML: {wrong}")
            return
        self.expect(not wrong, f"{name}: refused by the schema: {first(wrong)}")
        wrong = problems(self.checks[kind], load(text, EDITOR))
        self.expect(not wrong, f"{name}: refused by the schema in an editor: {first(wrong)}")

    def check_bad(self, path):
        text = path.read_bytes()
        name = path.relative_to(self.root)
        wrong, found = self.judge(kind_of(text), text, path)
        if not found:
            self.expect(False, f"{name}: accepted by flowdown")
            return
        blind = re.search(rb"^#\s*schema:\s*blind\b", text, re.MULTILINE)
        if isinstance(wrong, Unreadable):
            self.passed += 1  # an editor shows that without a schema
        elif blind:
            self.expect(not wrong, f"{name}: marked `schema: blind`, but the schema refuses it:"
                                   f" {first(wrong)}")
        else:
            self.expect(wrong, f"{name}: accepted by the schema; flowdown says: {first(found)}")

    # 4. Files spoilt.

    def chosen(self, what):
        if self.try_all or re.search(r" (misspelt|taken away|called \w+s)$", what):
            return True
        return zlib.crc32(what.encode()) % (2 if what.endswith(" in a list") else 48) == 0

    def check_mutants(self, paths, pool):
        seen = {kind: set() for kind in KINDS}
        jobs = []
        for path in paths:
            text = path.read_text(encoding="utf-8")
            kind = kind_of(text.encode())
            companions = companions_of(path, kind)
            for what, spoilt in mutants.mutants(kind, text, seen[kind]):
                if self.chosen(what):
                    spoilt = mutants.text_of(spoilt).encode()
                    job = pool.submit(self.judge, kind, spoilt, path, companions)
                    jobs.append((path, what, job))
        for path, what, job in jobs:
            wrong, found = job.result()
            name = f"{path.relative_to(self.root)} with {what}"
            seen_by_schema = isinstance(wrong, Unreadable) or bool(wrong)
            if found and not seen_by_schema:
                unexplained = [message for message in found if not is_blind(what, message)]
                self.expect(not unexplained, f"{name}: accepted by the schema; flowdown says: "
                                             f"{first(unexplained)}")
            elif seen_by_schema and not found:
                strict = what.endswith(" a truth value")
                self.expect(strict, f"{name}: accepted by flowdown; the schema says: "
                                    f"{wrong if isinstance(wrong, Unreadable) else first(wrong)}")
            else:
                self.passed += 1
        return len(jobs)

    def check_coverage(self):
        """Good files have every key that the schemas have, so that every key is spoilt."""
        for kind in KINDS:
            for place, part in parts(self.schemas[kind]):
                if not described(place):
                    continue
                for key in part.get("properties", {}):
                    self.expect((json.dumps(part["properties"][key], sort_keys=True), key)
                                in self.covered, f"schema {kind}: no good file has {place}/{key}")

    # 5. What the program writes.

    def check_findings(self, path):
        result = self.loader.run("check", "--format", "json", str(path))
        name = path.relative_to(self.root)
        try:
            wrong = problems(self.checks["findings"], json.loads(result.stdout))
        except ValueError as error:
            wrong = [f"exit {result.returncode}, {error}"]
        self.expect(not wrong, f"{name}: `check --format json` against `schema findings`:"
                               f" {first(wrong)}")

    def run(self):
        if not self.read_schemas():
            return 0
        self.check_parameters()
        cases = self.root / "tests" / "cases" / "load"
        samples = sorted((self.root / "tests" / "schema" / "samples").glob("*.yaml"))
        graphs = sorted((self.root / "graphs").glob("*.yaml"))
        # The table of licence names is read by the importers, and is no file of a graph.
        good = samples + graphs + [file for file in sorted((self.root / "policies").rglob("*.yaml"))
                                   if file.name != "licences.yaml"]
        good += sorted((cases / "good").rglob("*.yaml"))
        bad = sorted((cases / "bad").rglob("*.yaml"))
        for name, files in (("good", good), ("bad", bad)):
            self.expect(any(cases / name in file.parents for file in files),
                        f"{cases / name}: no files")
        self.read_small_taxonomy([cases / "good", cases / "bad"])
        with concurrent.futures.ThreadPoolExecutor((os.cpu_count() or 2) + 1) as pool:
            for job in [pool.submit(self.check_good, path) for path in good]:
                job.result()
            for job in [pool.submit(self.check_bad, path) for path in bad]:
                job.result()
            self.check_coverage()
            tried = self.check_mutants(samples + graphs, pool)
            if "findings" in self.checks:
                for path in graphs:
                    self.check_findings(path)
        print(f"{len(good)} good files, {len(bad)} bad files, {tried} spoilt files")
        return tried


def is_blind(what, message):
    return any(reason.match(message) for reason in BLIND) or any(
        place.match(what) and reason.match(message) for place, reason in BLIND_PLACES)


def first(found):
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return (found[0] if found else "nothing") + more


def parts(schema, place=""):
    """Each (place, schema) within a schema."""
    if isinstance(schema, dict):
        yield place or "/", schema
        for key, value in schema.items():
            if key not in ("examples", "enum", "const"):
                yield from parts(value, f"{place}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from parts(value, f"{place}/{index}")


def described(place):
    """Whether the keys of a schema at this place are described there, and not only compared."""
    return re.search(r"/(if|then|allOf)\b", place) is None


def recording(schema, covered):
    """A validator that notes which of the schema's keys it has met."""
    base = jsonschema.Draft202012Validator
    check_properties = base.VALIDATORS["properties"]

    def note_properties(check, properties, instance, part):
        if isinstance(instance, dict):
            covered.update((json.dumps(properties[key], sort_keys=True), key)
                           for key in properties if key in instance)
        yield from check_properties(check, properties, instance, part)

    return jsonschema.validators.extend(base, {"properties": note_properties})(schema)


def main(arguments):
    try_all = "--all" in arguments
    arguments = [argument for argument in arguments if argument != "--all"]
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program = pathlib.Path(arguments[0]).resolve()
    if not os.access(program, os.X_OK):
        print(f"cannot run: there is no program {program}", file=sys.stderr)
        return 2
    agreement = Agreement(str(program), pathlib.Path(arguments[1]).resolve(), try_all)
    agreement.run()
    print(f"{agreement.passed} passed, {len(agreement.failures)} failed")
    return 1 if agreement.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
