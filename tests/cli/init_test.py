#!/usr/bin/env python3
"""`flowdown init` as a user runs it: files that load, ids, nothing overwritten.
init_test.py FLOWDOWN SOURCE_DIR [TEST...].
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

import cli_test
from cli_test import CLEAN, FINDINGS

SOURCE = pathlib.Path()


class Init(unittest.TestCase):
    maxDiff = 4000
    write = cli_test.Cli.write
    run_program = cli_test.Cli.run_program
    assert_refused = cli_test.Cli.assert_refused
    assert_harmless = cli_test.Cli.assert_harmless

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flowdown-init-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def succeed(self, *arguments, **options):
        run = self.run_program(*arguments, **options)
        self.assertEqual((run.status, run.err), (CLEAN, ""), run.out)
        return run

    def json_of(self, *arguments, **options):
        return json.loads(self.succeed(*arguments, "-f", "json", **options).out)

    def test_prints_files_that_load(self):
        self.assertIn("yaml-language-server: $schema=policy.schema.json",
                      self.succeed("init", "policy").out)
        self.succeed("init", "policy", "mine", "-o", "mine.yaml")
        self.succeed("init", "graph", "chain", "-o", "chain.yaml")
        value = self.json_of("compare", "mine.yaml", "mine.yaml")
        self.assertEqual([value["left"]["policy"], value["left"]["version"], value["verdict"]],
                         ["mine", "2026-01-01", "equivalent"])
        self.assertEqual(self.json_of("matrix", "chain.yaml")["graph"], "chain")
        run = self.run_program("check", "chain.yaml", "-f", "json")
        self.assertIn(run.status, (CLEAN, FINDINGS), run.err)
        value = json.loads(run.out)
        self.assertEqual(value["graph"], "chain")
        self.assertEqual([(f["code"], f["severity"]) for f in value["findings"]],
                         [("gap-silent", "warning")] * 2)

    def test_with_every_remark_in_effect(self):
        """What is only shown in a comment is right, too."""
        for kind, check in (("policy", ["matrix"]), ("graph", ["check", "--fail-on", "never"])):
            lines = self.succeed("init", kind).out.split("\n")
            body = lines.index("flowdown: 1")
            for at in range(body, len(lines)):
                stripped = lines[at].lstrip()
                indent = lines[at][:len(lines[at]) - len(stripped)]
                if stripped.startswith("# ") and ":" in stripped and not stripped[2:3].isupper():
                    lines[at] = indent + stripped[2:]
            self.write("all.yaml", "\n".join(lines))
            run = self.run_program(check[0], "all.yaml", *check[1:])
            self.assertEqual((run.status, run.err), (CLEAN, ""), "\n".join(lines))

    def test_files_are_as_the_schemas_say(self):
        sys.path.insert(0, str(SOURCE / "tests" / "schema"))
        try:
            import validate
        except SystemExit:
            self.skipTest("the Python module `yaml` is missing")
        for kind in ("policy", "graph"):
            check = validate.validator(json.loads(self.succeed("schema", kind).out))
            for view in (validate.FLOWDOWN, validate.EDITOR):
                text = self.succeed("init", kind).out
                if view == validate.EDITOR:
                    text = text.replace("_000", "000")
                self.assertEqual(validate.problems(check, validate.load(text, view)), [])

    def test_never_overwrites(self):
        self.write("mine.yaml", "keep me")
        (self.folder / "folder").mkdir()
        for place in ("mine.yaml", "folder"):
            self.assert_refused(self.run_program("init", "policy", "-o", place), "exists already")
        self.assertEqual((self.folder / "mine.yaml").read_text(), "keep me")
        self.assert_refused(self.run_program("init", "graph", "-o", "no/such.yaml"), "cannot write")
        # Nor through a link that leads nowhere yet.
        (self.folder / "link.yaml").symlink_to("target.yaml")
        run = self.run_program("init", "graph", "-o", "link.yaml")
        self.assert_refused(run, "exists already")
        self.assertFalse((self.folder / "target.yaml").exists())

    def test_ids(self):
        for name in ("7b", "x.y_z-1", "no", "a" * 200):
            for kind in ("policy", "graph"):
                self.succeed("init", kind, name, "-o", "it.yaml")
                run = self.succeed("matrix", "it.yaml", "-f", "json")
                self.assertIn(name, run.out)
                os.remove(self.folder / "it.yaml")
        for name in ("a b", "-x/", "a:b", "", "ü", "a" * 201, 'a"b', "a\nb"):
            run = self.run_program("init", "policy", "--", name)
            self.assert_refused(run, "cannot be an id")
        self.assert_refused(self.run_program("init"), "KIND")
        self.assert_refused(self.run_program("init", "taxonomy"))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    cli_test.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
