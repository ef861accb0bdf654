#!/usr/bin/env python3
"""What docs/pipelines.md offers works: the action, the hooks, the recipes.

usage: pipeline_test.py FLOWDOWN SOURCE_DIR
The steps of the action and of the recipes are run as their runner would run them, in a folder with a
small chain; what only a runner can do (checking out, uploading) is not. The hooks are run by
pre-commit where it is installed, and else as it would call them.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
problems, passed = [], 0


def expect(condition, what):
    global passed
    if condition:
        passed += 1
    else:
        problems.append(what)


def chain(folder, clean):
    """graphs/my-chain.yaml with an error, or without."""
    (folder / "graphs").mkdir()
    (folder / "policies").mkdir()
    uses = "[eating_disorders, malware]" if clean else "[malware]"
    common = "document: standalone\nversion: '1'\neffective: 2026-01-01\nsource: https://example.org\n"
    (folder / "policies/maker-aup.yaml").write_text(
        f"flowdown: 1\npolicy: maker-aup\ntitle: Maker (fictional)\nissuer: maker\n{common}"
        "rules: [{prohibit: [eating_disorders], clause: '1'}]\n")
    (folder / "policies/shop-terms.yaml").write_text(
        f"flowdown: 1\npolicy: shop-terms\ntitle: Shop (fictional)\nissuer: shop\n{common}"
        f"rules: [{{prohibit: {uses}, clause: '1'}}]\n")
    (folder / "graphs/my-chain.yaml").write_text(
        "flowdown: 1\ngraph: my-chain\nas_of: 2026-06-01\npolicies: [../policies]\nparties:\n"
        "  maker: {kind: developer, title: Maker (fictional), policies: [maker-aup], practices: [monitoring]}\n"
        "  shop: {kind: application, title: Shop (fictional), policies: [shop-terms], practices: [monitoring]}\n"
        "artifacts:\n  model: {kind: model, developer: maker}\nagreements:\n"
        "  - {id: supply, from: maker, to: shop, artifacts: [model], channel: api, incorporates: []}\n")


class Folder:
    def __init__(self, clean):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="flowdown-pipeline-"))
        chain(self.path, clean)
        (self.path / "bin").mkdir()
        (self.path / "bin/flowdown").symlink_to(flowdown)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        shutil.rmtree(self.path)

    def run(self, script, **env):
        environment = dict(os.environ, PATH=f"{self.path}/bin:{os.environ['PATH']}", **env)
        return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.path, env=environment,
                              capture_output=True, text=True, timeout=120)


def test_action():
    action = yaml.safe_load((source / "examples/github-action/action.yml").read_text())
    expect(action["runs"]["using"] == "composite", "the action is not composite")
    steps = action["runs"]["steps"]
    for step in steps:
        expect("uses" in step or step.get("shell") == "bash", f"step `{step['name']}` names no shell")
        if "run" in step:
            # What a user gives reaches a script by the environment alone, never as part of its text.
            expect("${{" not in step["run"], f"step `{step['name']}` puts an expression into its script")
            syntax = subprocess.run(["bash", "-n", "-c", step["run"]], capture_output=True, text=True)
            expect(syntax.returncode == 0, f"step `{step['name']}`: {syntax.stderr}")
        for name in re.findall(r"inputs\.([\w-]+)", json.dumps(step)):
            expect(name in action["inputs"], f"step `{step['name']}` uses the input {name}, which does not exist")
    check = next(step for step in steps if step.get("id") == "check")
    for clean in (True, False):
        with Folder(clean) as folder:
            ran = folder.run(check["run"], GRAPH="graphs/my-chain.yaml", FAIL_ON="error", ARGUMENTS="",
                             RUNNER_TEMP=str(folder.path), GITHUB_OUTPUT=str(folder.path / "output"),
                             GITHUB_STEP_SUMMARY=str(folder.path / "summary.md"))
            expect(ran.returncode == (0 if clean else 1), f"the action's check: {ran.returncode} {ran.stderr}")
            sarif = json.loads((folder.path / "flowdown.sarif").read_text())
            expect(bool(sarif["runs"][0]["results"]) != clean, "the action's SARIF is not of this chain")
            expect((folder.path / "summary.md").stat().st_size > 0, "the action writes no summary")
            expect("flowdown.sarif" in (folder.path / "output").read_text(), "the action names no SARIF file")
    upload = next(step for step in steps if "uses" in step)
    expect(upload["with"]["category"] == "${{ inputs.category }}", "the action uploads under a fixed category")
    expect("steps.check.outputs.sarif != ''" in upload["if"], "the action uploads what was not written")
    for arguments in ("--grouping nothing", "--baseline nowhere.json"):
        with Folder(True) as folder:
            (folder.path / "flowdown.sarif").write_text("of another run")
            ran = folder.run(check["run"], GRAPH="graphs/my-chain.yaml", FAIL_ON="error", ARGUMENTS=arguments,
                             RUNNER_TEMP=str(folder.path), GITHUB_OUTPUT=str(folder.path / "output"),
                             GITHUB_STEP_SUMMARY=str(folder.path / "summary.md"))
            expect(ran.returncode == 2, f"the action passes what could not run: {ran.returncode} {ran.stderr}")
            expect(not (folder.path / "output").exists() and not (folder.path / "flowdown.sarif").exists(),
                   "the action names a SARIF file where the check could not run")
    with Folder(True) as folder:
        (folder.path / "graphs/flowdown.exceptions.yaml").write_text(
            "flowdown: 1\nexceptions:\n  - {finding: '0123456789abcdef', reason: x, owner: y, expires: 2099-12-31}\n")
        ran = folder.run(check["run"], GRAPH="graphs/my-chain.yaml", FAIL_ON="never", ARGUMENTS="--strict",
                         RUNNER_TEMP=str(folder.path), GITHUB_OUTPUT=str(folder.path / "output"),
                         GITHUB_STEP_SUMMARY=str(folder.path / "summary.md"))
        expect(ran.returncode == 1 and (folder.path / "output").exists(),
               f"the action and --strict: {ran.returncode} {ran.stderr}")
    with Folder(True) as folder:
        planted = folder.path / "planted"
        ran = folder.run(check["run"], GRAPH=f"$(touch {planted}) ; touch {planted}", FAIL_ON="error", ARGUMENTS="",
                         RUNNER_TEMP=str(folder.path), GITHUB_OUTPUT=str(folder.path / "output"),
                         GITHUB_STEP_SUMMARY=str(folder.path / "summary.md"))
        expect(ran.returncode == 2 and not planted.exists(), "the action runs what stands in an input")


def test_hooks():
    hooks = yaml.safe_load((source / ".pre-commit-hooks.yaml").read_text())
    expect({hook["id"] for hook in hooks} == {"flowdown-lint", "flowdown-check"}, "the hooks are others")
    if shutil.which("pre-commit"):
        print("pipeline_test: the hooks are run by pre-commit")
    else:
        print("pipeline_test: SKIPPED pre-commit itself, which is not installed; its calls are imitated")
    for clean in (True, False):
        with Folder(clean) as folder:
            names = sorted(str(path.relative_to(folder.path)) for path in folder.path.rglob("*.yaml"))
            for hook in hooks:
                if shutil.which("pre-commit"):
                    folder.run("git init -q . && git add graphs policies")
                    ran = folder.run(f"pre-commit try-repo {shlex.quote(str(source))} {hook['id']} --all-files")
                else:
                    files = [name for name in names if re.search(hook["files"], name)
                             and not re.search(hook.get("exclude", "^$"), name)]
                    expect(files, f"hook {hook['id']} meets no file")
                    passed_on = shlex.join(files) if hook.get("pass_filenames", True) else ""
                    ran = folder.run(f"{hook['entry']} {passed_on}")
                fails = hook["id"] == "flowdown-check" and not clean
                expect((ran.returncode != 0) == fails, f"hook {hook['id']}: {ran.returncode} {ran.stdout}{ran.stderr}")


def test_recipes():
    page = (source / "docs/pipelines.md").read_text()
    scripts = re.findall(r"```sh\n(.*?)```", page, re.S)
    recipes = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.S)]
    expect(len(scripts) == 2 and len(recipes) == 2, "docs/pipelines.md has other blocks than the test knows")
    with Folder(True) as folder:
        for script in scripts:
            ran = folder.run(script)
            expect(ran.returncode == 0, f"a recipe fails on a clean chain: {script}{ran.stdout}{ran.stderr}")
    with Folder(False) as folder:
        # A second graph of another date, and files that are no graphs, beside the first.
        text = (folder.path / "graphs/my-chain.yaml").read_text()
        (folder.path / "graphs/other.yaml").write_text(text.replace("my-chain", "other").replace("2026-06-01", "2026-07-01"))
        (folder.path / "graphs/flowdown.exceptions.yaml").write_text("flowdown: 1\nexceptions: []\n")
        check = next(hook for hook in yaml.safe_load((source / ".pre-commit-hooks.yaml").read_text())
                     if hook["id"] == "flowdown-check")
        ran = folder.run(check["entry"])
        expect(ran.returncode == 1 and ran.stdout.count("judged as of") == 2 and not ran.stderr,
               f"the hook does not audit two graphs apart: {ran.returncode} {ran.stdout[:300]}{ran.stderr}")
        # Wherever the folder is, whatever the file is called, and however its key is written.
        (folder.path / "deep er").mkdir()
        (folder.path / "graphs").rename(folder.path / "deep er/graphs")
        (folder.path / "policies").rename(folder.path / "deep er/policies")
        moved = folder.path / "deep er/graphs"
        (moved / "other.yaml").rename(moved / "a graph.yml")
        spelt = moved / "my-chain.yaml"
        spelt.write_text(spelt.read_text().replace("graph:", '"graph":', 1))
        ran = folder.run(check["entry"])
        expect(ran.returncode == 1 and ran.stdout.count("judged as of") == 2 and not ran.stderr,
               f"the hook does not find graphs elsewhere: {ran.returncode} {ran.stdout[:300]}{ran.stderr}")
        (moved / "a graph.yml").rename(moved / "other.yaml")
        moved.rename(folder.path / "graphs")
        (folder.path / "deep er/policies").rename(folder.path / "policies")
        for name in ("other.yaml", "flowdown.exceptions.yaml"):
            (folder.path / "graphs" / name).unlink()
        ran = folder.run(scripts[0])
        expect(ran.returncode == 1, f"the recipe passes a chain with an error: {ran.stderr}")
        ran = folder.run(scripts[1])
        expect(ran.returncode == 0, f"the baseline does not hold what it recorded: {ran.stdout}{ran.stderr}")
        ran = folder.run("\n".join(recipes[0]["flowdown"]["script"]))
        expect(ran.returncode == 1, f"the recipe for GitLab passes an error: {ran.stderr}")
        report = folder.path / recipes[0]["flowdown"]["artifacts"]["reports"]["codequality"]
        expect(len(json.loads(report.read_text())) > 0, "the recipe for GitLab writes an empty report")
    ids = {hook["id"] for hook in yaml.safe_load((source / ".pre-commit-hooks.yaml").read_text())}
    expect({hook["id"] for hook in recipes[1]["repos"][0]["hooks"]} == ids, "the page names other hooks")


test_action()
test_hooks()
test_recipes()
for problem in problems:
    print("pipeline_test:", problem)
print(f"{passed} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
