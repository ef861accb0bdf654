#!/usr/bin/env python3
"""Validates YAML files against a JSON Schema, with the values that flowdown sees in them.

    validate.py SCHEMA FILE...    prints each problem; exit 1 if there are any, 2 if it cannot run

JSON Schema speaks of typed values, and YAML readers differ in the types that they give to words.
FLOWDOWN is how flowdown reads them: only `true`, `false`, `null` and whole numbers (with `_`
between digits) are more than text, so a date stays text. EDITOR is YAML 1.2's core schema, by which
editors read; to them `120_000` is text and `1.10` the number 1.1. Keys are text in both.
"""

import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as error:
    print(f"cannot run: the Python module `{error.name}` is missing\n"
          "help: apt-get install python3-yaml python3-jsonschema", file=sys.stderr)
    sys.exit(2)

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FLOWDOWN, EDITOR = "flowdown", "editor"

_NULL = re.compile(r"(?:~|null|Null|NULL|)")
_NUMBERS = {
    FLOWDOWN: [(re.compile(r"0|[1-9][0-9]*(?:_[0-9]+)*"), lambda text: int(text.replace("_", "")))],
    EDITOR: [
        (re.compile(r"[-+]?[0-9]+"), int),
        (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
        (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
        (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
    ],
}
_TRUTH = {
    FLOWDOWN: {"true": True, "false": False},
    EDITOR: {word: word.lower() == "true" for word in "true True TRUE false False FALSE".split()},
}


class Unreadable(Exception):
    """The text is not one YAML document that both flowdown and an editor could read."""


def compose(text):
    """The node tree of the only document of a text."""
    try:
        return yaml.compose(text, Loader=Loader)
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(" ".join(str(error).split())) from error


def value_of(node, view=FLOWDOWN):
    """The JSON value of a node."""
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item, view) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        values = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or (not key.style and key.value in ("", "~")):
                raise Unreadable("a key that is no word")
            if key.value == "<<" and not key.style:
                raise Unreadable("a merge key, which some editors obey and others do not")
            if key.value in values:
                raise Unreadable(f"duplicate key `{key.value}`")
            values[key.value] = value_of(value, view)
        return values
    return node.value if node.style else plain_value(node.value, view)


def plain_value(word, view):
    """The value of a word without quotes."""
    if _NULL.fullmatch(word):
        return None
    if word in _TRUTH[view]:
        return _TRUTH[view][word]
    for form, read in _NUMBERS[view]:
        if form.fullmatch(word):
            return read(word)
    return word


def load(text, view=FLOWDOWN):
    """The JSON value of a YAML text (str or bytes). Raises Unreadable."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(str(error)) from error
    node = compose(text)
    if node is None:
        raise Unreadable("the file is empty")
    return value_of(node, view)


def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(check, value):
    """What a validator finds, as `at/some/place: message`, the most telling of alternatives."""
    found = []
    for error in check.iter_errors(value):
        best = jsonschema.exceptions.best_match([error])
        message = best.message if len(best.message) < 300 else best.message[:300] + "…"
        found.append("/".join(map(str, best.absolute_path)) + ": " + message)
    return found


def main(arguments):
    import json

    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        check = validator(json.load(file))
    failed = False
    for path in arguments[1:]:
        with open(path, "rb") as file:
            text = file.read()
        try:
            found = problems(check, load(text))
        except Unreadable as error:
            found = [str(error)]
        for problem in found:
            print(f"{path}: {problem}")
        failed = failed or bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
