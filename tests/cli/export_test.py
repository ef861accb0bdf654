#!/usr/bin/env python3
"""`flowdown export`, read back: export_test.py PROGRAM SOURCE_DIR SCRATCH_DIR.

JSON Lines are read back by flowdown itself, which must find the same to the byte; tables by SQLite's
shell and by DuckDB; GraphML by networkx. DuckDB comes from npm into SCRATCH_DIR where there is no
`duckdb` command; where npm cannot get it either, that check is left out, and the last line says so.
"""

import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import jsonschema

PROGRAM = ""
SOURCE = pathlib.Path()
SCRATCH = pathlib.Path()
LEFT_OUT = []

DUCKDB = "@duckdb/node-api@1.5.6-r.1"


def run(*arguments, cwd=None, text=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd or SOURCE, text=True, input=text,
                          capture_output=True, timeout=300, check=False)


def graphs():
    """The graphs that ship, and those of the examples that load by themselves."""
    found = sorted(SOURCE.glob("graphs/*.yaml")) + sorted(SOURCE.glob("examples/*/*.yaml"))
    return [path.relative_to(SOURCE) for path in found
            if re.search(r"^graph:", path.read_text("utf-8"), re.MULTILINE)]


class Jsonl(unittest.TestCase):
    def export(self, *arguments, text=None):
        done = run("export", "jsonl", *arguments, text=text)
        self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
        return done.stdout

    def check_alike(self, before, after, arguments, what):
        """The same findings to the byte, in JSON, in text and in a format with columns."""
        for form in ("json", "text", "sarif"):
            one = run("check", *before, "--format", form, "--no-exceptions", *arguments)
            other = run("check", *after, "--format", form, "--no-exceptions", *arguments)
            self.assertIn(one.returncode, (0, 1), one.stderr)
            # SARIF tells how it was called, and lists the files.
            if form != "sarif":
                self.assertEqual(one.stdout, other.stdout, (what, form))
            self.assertEqual((one.returncode, one.stderr), (other.returncode, other.stderr), what)

    def test_read_back_it_gives_the_same_findings_to_the_byte(self):
        self.assertGreater(len(graphs()), 20)
        for graph in graphs():
            lines = self.export(graph)
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "exported.jsonl"
                path.write_text(lines, "utf-8")
                self.check_alike([graph], [path], [], graph)
                # What is read back is written as it was.
                self.assertEqual(self.export(path), lines, graph)

    def test_explanations_stand_where_they_stood(self):
        graph = "examples/01_lost_on_the_way/graph.yaml"
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "exported.jsonl"
            path.write_text(self.export(graph), "utf-8")
            for form in ("json", "text"):
                one, other = (run("explain", file, "--party", "lumen", "--format", form)
                              for file in (graph, path))
                self.assertEqual(one.returncode, 0, one.stderr)
                self.assertEqual(one.stdout, other.stdout)

    def test_without_places_the_findings_are_the_same_but_for_where_they_lie(self):
        def without(findings):
            if isinstance(findings, dict):
                return {key: without(value) for key, value in findings.items() if key != "location"}
            return [without(item) for item in findings] if isinstance(findings, list) else findings

        graph = "graphs/bedrock-2024.yaml"
        lines = self.export(graph, "--without-places")
        self.assertNotIn('"at":', lines)
        one = json.loads(run("check", graph, "--format", "json").stdout)
        other = json.loads(run("check", "-", "--format", "json", text=lines).stdout)
        drop = re.compile(r'(?:graphs|policies)/[\w./-]+\.yaml|<stdin>|:\d+|lines? [\d, ]+'
                          r'|"(?:line|column)": \d+')
        self.assertEqual(drop.sub("", json.dumps(without(one))), drop.sub("", json.dumps(without(other))))

    def test_standard_input_and_several_files_are_one_graph(self):
        graph = "examples/01_lost_on_the_way/graph.yaml"
        text = (SOURCE / graph).read_text("utf-8")
        head, rest = text.split("agreements:", 1)
        with tempfile.TemporaryDirectory(dir=SOURCE / "examples/01_lost_on_the_way") as folder:
            one = pathlib.Path(folder) / "parties.yaml"
            two = pathlib.Path(folder) / "agreements.yaml"
            one.write_text(head.replace("[policies]", "[../policies]"), "utf-8")
            two.write_text("flowdown: 1\ngraph: more\n\nagreements:" + rest, "utf-8")
            lines = self.export(one, two)
            self.assertIn('"graph":["lost-on-the-way","more"]', lines)
            after = run("check", "-", "--format", "json", text=lines)
            self.assertEqual(run("check", one, two, "--format", "json").stdout, after.stdout)

    def test_beside_yaml(self):
        """A graph of which a part is YAML, its policies too, and a candidate over JSON Lines."""
        folder = SOURCE / "examples/01_lost_on_the_way"
        lines = self.export(folder / "graph.yaml").splitlines()
        kept = [line for line in lines if '"policy":{' not in line and '"file":{' not in line]
        with tempfile.TemporaryDirectory() as scratch:
            path = pathlib.Path(scratch) / "graph.ndjson"
            path.write_text("\n".join(kept), "utf-8")
            missing = run("check", path)
            self.assertEqual(missing.returncode, 2)
            self.assertIn("unknown policy `larch-aup`", missing.stderr)
            one = run("check", folder / "graph.yaml", "--format", "json")
            other = run("check", path, "--policies", folder / "policies", "--format", "json")
            self.assertEqual(json.loads(one.stdout)["summary"], json.loads(other.stdout)["summary"])

    def test_every_line_fits_its_schema(self):
        schema = json.loads(run("schema", "line").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        seen = set()  # most policies are in many graphs
        for graph in graphs():
            for line in self.export(graph).splitlines():
                if line in seen:
                    continue
                seen.add(line)
                # The closest alternative says what is wrong.
                for error in validator.iter_errors(json.loads(line)):
                    self.fail(f"{graph}: {jsonschema.exceptions.best_match([error]).message[:500]}")
        for bad in ({"party": {"id": "a"}}, {"party": {"id": "a b", "kind": "developer"}},
                    {"flowdown": 1}, {"party": {}, "artifact": {}}, {"use": {"title": "x"}},
                    {"policy": {"policy": "p", "issuer": "i", "document": "licence", "rules": []}},
                    {"party": {"id": "a", "kind": "developer", "titel": "x"}},
                    {"party": {"id": "a", "kind": "developer"}, "at": {"file": "x"}}):
            self.assertFalse(validator.is_valid(bad), bad)
            file = '{"flowdown": 1, "graph": "g"}\n' + json.dumps(bad) + "\n{}"
            self.assertEqual(run("check", "-", text=file).returncode, 2, bad)

    def test_the_date_asked_for_is_the_date_of_the_export(self):
        for graph, date in (("graphs/bedrock-2024.yaml", "2024-05-05"),):
            head = json.loads(self.export(graph, "--as-of", date).splitlines()[0])
            self.assertEqual(head["as_of"], date)

    def test_it_does_not_write_over_a_decision_log(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, start in (("x.jsonl", '{"flowdown":1,"entry":1'), ("hurt.jsonl", '\ufeffx"flowdown":1,"entry":1')):
                log = pathlib.Path(folder) / name
                log.write_text(start, "utf-8")
                for kind in ("jsonl", "graphml"):
                    done = run("export", kind, "graphs/bedrock-2024.yaml", "-o", log)
                    self.assertEqual(done.returncode, 2)
                    self.assertIn("it is a decision log", done.stderr)
                self.assertEqual(log.read_text("utf-8"), start)

    def test_it_does_not_write_over_what_it_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "graph.jsonl"
            path.write_text(self.export("graphs/bedrock-2024.yaml"), "utf-8")
            done = run("export", "jsonl", path, "-o", path)
            self.assertEqual(done.returncode, 2)
            self.assertIn("one of the files that were read", done.stderr)


class Tables(unittest.TestCase):
    GRAPH = "graphs/bedrock-2024.yaml"

    def tables(self, folder, *arguments):
        done = run("export", "csv", self.GRAPH, "-o", folder, *arguments)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        return {path.stem: list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
                for path in pathlib.Path(folder).glob("*.csv")}

    def test_they_hold_what_check_finds(self):
        audit = json.loads(run("check", self.GRAPH, "--format", "json").stdout)
        with tempfile.TemporaryDirectory() as folder:
            tables = self.tables(pathlib.Path(folder) / "new" / "tables")
            for name in ("parties", "artifacts", "agreements", "holdings"):
                self.assertEqual(len(tables[name]), audit["summary"][name], name)
            self.assertEqual([(row["id"], row["code"], row["party"], row["message"])
                              for row in tables["findings"]],
                             [(f["id"], f["code"], f["party"] or "", f["message"])
                              for f in audit["findings"]])
            self.assertEqual({(row["finding"], row["use_id"]) for row in tables["finding_uses"]},
                             {(f["id"], use) for f in audit["findings"] for use in f["uses"]})
            ids = {row["id"] for row in tables["artifacts"]}
            self.assertTrue(tables["derivations"] == [] or
                            {row["parent"] for row in tables["derivations"]} <= ids)
            self.assertEqual({row["bound"] for row in tables["obligations"]} - {"no", "partly", "yes"},
                             set())
            one = run("export", "csv", self.GRAPH, "--table", "parties")
            self.assertEqual(one.stdout,
                             (pathlib.Path(folder) / "new/tables/parties.csv").read_text("utf-8"))

    EVIL = """\
flowdown: 1
graph: evil
parties:
  a: {kind: developer, title: "=1+1", policies: none}
  b: {kind: application, title: "x,\\"y\\"\\nz", note: "a;@b", policies: none}
artifacts:
  m: {kind: model, developer: a, title: "-2"}
agreements: [{id: g, from: a, to: b, artifacts: m, channel: api, incorporates: []}]
"""

    def test_texts_are_exact_unless_they_are_for_spreadsheets(self):
        def titles(*arguments):
            done = run("export", "csv", "-", "--table", "parties", *arguments, text=self.EVIL)
            self.assertEqual(done.returncode, 0, done.stderr)
            return [row["title"] for row in csv.DictReader(io.StringIO(done.stdout, newline=""))]

        self.assertEqual(titles(), ["=1+1", 'x,"y"\nz'])
        self.assertEqual(titles("--for-spreadsheets")[0], "'=1+1")

    def in_sqlite(self, folder, query):
        done = subprocess.run(["sqlite3", "audit.db"], cwd=folder, text=True, input=query,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_sqlite_reads_them(self):
        if shutil.which("sqlite3") is None:
            LEFT_OUT.append("tables in SQLite (no sqlite3 command)")
            self.skipTest("no sqlite3")
        with tempfile.TemporaryDirectory() as folder:
            tables = self.tables(folder)
            self.in_sqlite(folder, ".read sqlite.sql\n")
            for name, rows in tables.items():
                self.assertEqual(self.in_sqlite(folder, f"select count(*) from {name};"),
                                 f"{len(rows)}\n", name)
            self.assertEqual(self.in_sqlite(folder, "select typeof(line) from parties limit 1;"), "integer\n")
            self.assertEqual(
                self.in_sqlite(folder, "select count(*) from findings where agreement is null;"),
                f"{sum(row['agreement'] == '' for row in tables['findings'])}\n")

            text = (SOURCE / "docs/export.md").read_text("utf-8")
            queries = re.findall(r"^```sql\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
            self.assertTrue(queries)
            for query in queries:
                self.assertNotEqual(self.in_sqlite(folder, query), "", query)

    def test_duckdb_reads_them(self):
        with tempfile.TemporaryDirectory() as folder:
            tables = self.tables(folder)
            counts = duckdb_counts(folder, sorted(tables))
            if counts is None:
                LEFT_OUT.append("tables in DuckDB (neither a duckdb command nor npm)")
                self.skipTest("no DuckDB")
            self.assertEqual(counts, {name: len(rows) for name, rows in tables.items()})

    def test_a_folder_is_needed(self):
        done = run("export", "csv", self.GRAPH)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--output FOLDER", done.stderr)

    def test_the_documentation_has_every_column(self):
        text = (SOURCE / "docs/export.md").read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            self.tables(folder)
            for path in pathlib.Path(folder).glob("*.csv"):
                row = re.search(rf"^\| `{path.stem}` \|.*$", text, re.MULTILINE)
                self.assertTrue(row, path.stem)
                header = path.read_text("utf-8").splitlines()[0].split(",")
                named = re.findall(r"`(\w+)`", row[0])[1:]
                if header[-3:] == ["file", "line", "column_number"]:
                    header = header[:-3]
                self.assertEqual(named, header, path.stem)


def duckdb_counts(folder, names):
    """How many rows each table has after duckdb.sql; None where there is no DuckDB."""
    count = "".join(f"select '{name}', count(*) from {name};" for name in names)
    script = (pathlib.Path(folder) / "duckdb.sql").read_text("utf-8")
    if shutil.which("duckdb"):
        done = subprocess.run(["duckdb", "-csv", "-noheader"], cwd=folder, input=script + count,
                              text=True, capture_output=True, timeout=120, check=True)
        return {name: int(rows) for name, rows in csv.reader(io.StringIO(done.stdout))}
    modules = pathlib.Path(os.environ.get("FLOWDOWN_DUCKDB", SCRATCH)) / "node_modules"
    if not (modules / "@duckdb").is_dir():
        if shutil.which("npm") is None:
            return None
        SCRATCH.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "install", "--silent", "--prefix", SCRATCH, DUCKDB],
                              capture_output=True, timeout=300, check=False)
        if done.returncode != 0:
            return None
    program = """
      const {DuckDBInstance} = require('@duckdb/node-api');
      (async () => {
        const connection = await (await DuckDBInstance.create(':memory:')).connect();
        await connection.run(require('fs').readFileSync('duckdb.sql', 'utf8'));
        const counts = {};
        for (const name of process.argv.slice(1)) {
          const result = await connection.runAndReadAll('select count(*) from ' + name);
          counts[name] = Number(result.getRows()[0][0]);
        }
        console.log(JSON.stringify(counts));
      })().catch(error => { console.error(error); process.exit(1); });
    """
    done = subprocess.run(["node", "-e", program, *names], cwd=folder, text=True, check=False,
                          capture_output=True, timeout=120,
                          env={**os.environ, "NODE_PATH": str(modules)})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Graphml(unittest.TestCase):
    def test_networkx_reads_it(self):
        try:
            import networkx  # pylint: disable=import-outside-toplevel
        except ImportError:
            LEFT_OUT.append("GraphML in networkx (no such module)")
            self.skipTest("no networkx")
        graph = "graphs/foundation-models-2024.yaml"
        audit = json.loads(run("check", graph, "--format", "json").stdout)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "graph.graphml"
            self.assertEqual(run("export", "graphml", graph, "-o", path).returncode, 0)
            read = networkx.read_graphml(path)
        parties = [n for n, data in read.nodes(data=True) if data["type"] == "party"]
        artifacts = [n for n, data in read.nodes(data=True) if data["type"] == "artifact"]
        self.assertEqual((len(parties), len(artifacts)),
                         (audit["summary"]["parties"], audit["summary"]["artifacts"]))
        for node, data in read.nodes(data=True):
            self.assertEqual(node, f"{data['type']}:{data['name']}")
            self.assertIsInstance(data["errors"], int)
        relations = {data["relation"] for _, _, data in read.edges(data=True)}
        self.assertLessEqual({"develops", "supplies"}, relations)
        agreements = {data["agreement"] for _, _, data in read.edges(data=True)
                      if data["relation"] == "supplies"}
        self.assertEqual(len(agreements), audit["summary"]["agreements"])
        self.assertEqual(sum(data["errors"] for node, data in read.nodes(data=True)
                             if data["type"] == "party"),
                         sum(f["severity"] == "error" and f["party"] is not None
                             for f in audit["findings"]))

    def test_it_is_well_formed_whatever_the_titles(self):
        done = run("export", "graphml", "-", text=Tables.EVIL.replace("=1+1", "<&'\\u00e9]]>"))
        self.assertEqual(done.returncode, 0, done.stderr)
        root = xml.etree.ElementTree.fromstring(done.stdout)
        titles = [data.text for data in root.iter("{http://graphml.graphdrawing.org/xmlns}data")
                  if data.get("key") == "title"]
        self.assertIn("<&'é]]>", titles)


def main():
    global PROGRAM, SOURCE, SCRATCH
    PROGRAM, SOURCE, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    result = unittest.main(argv=sys.argv[:1] + sys.argv[4:], exit=False, verbosity=0).result
    for what in LEFT_OUT:
        print(f"not checked: {what}")
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
