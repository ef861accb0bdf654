#!/usr/bin/env python3
"""The JSON Schema of a line of JSON Lines, made from those of the files in YAML.

    line_schema.py ROOT           prints how schemas/line.schema.json differs; exit 1 if it does
    line_schema.py ROOT --write   writes it

A line holds what an entry of a graph, or a whole file of a policy or taxonomy, holds in YAML. So
its schema is put together from those: whoever changes one of them writes this one anew.
"""

import copy
import difflib
import json
import pathlib
import sys

PLACE = {"description": "A line and a column, both counted from 1; columns count bytes.",
         "type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 4294967294},
         "minItems": 2, "maxItems": 2}


def line_schema(root):
    schemas = {kind: json.loads((root / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
               for kind in ("graph", "policy", "taxonomy")}
    graph, policy, taxonomy = (schemas[kind] for kind in ("graph", "policy", "taxonomy"))
    defs = {}
    for schema in schemas.values():
        for name, definition in schema["$defs"].items():
            assert defs.setdefault(name, definition) == definition, f"two meanings of {name}"
    # In JSON a number has no `_` between its digits, and no quotes.
    defs["whole_number"] = {"description": "A whole number.", "type": "integer", "minimum": 0,
                            "maximum": 9223372036854775807}
    for name in ("party", "artifact"):
        defs[name] = with_id(defs[name], {"$ref": "#/$defs/id", "description": f"The id of the {name}."})
    defs["policy"] = document(policy, "policy")
    defs["taxonomy"] = document(taxonomy, "taxonomy")
    defs["use_entry"] = {**with_id(defs["use"], {"$ref": "#/$defs/id",
                                                 "description": "The id of the use."}),
                         "description": "A use.", "type": "object"}
    defs["place"] = PLACE
    defs["at"] = {
        "description": "Where the entry stood in the file that it was exported from: `id` is the place of "
                       "the whole, and each other key the path of a value in the entry, such as `uses/0`.",
        "type": "object", "required": ["file", "id"],
        "properties": {"file": {"description": "The name of the file.", "type": "string"}},
        "additionalProperties": {"$ref": "#/$defs/place"}}
    head = {key: copy.deepcopy(graph["properties"][key])
            for key in ("flowdown", "graph", "title", "as_of", "policies", "source", "note")}
    head["graph"] = {"description": "The id of the graph; several where it was made of several.",
                     "$ref": "#/$defs/some_ids", "examples": ["my-chain"]}
    entries = [("party", "party"), ("artifact", "artifact"), ("agreement", "agreement"),
               ("policy", "policy"), ("use", "use_entry"), ("taxonomy", "taxonomy")]
    lines = [{"title": "the first line", "type": "object", "required": ["flowdown", "graph"],
              "properties": head, "additionalProperties": False}]
    for key, definition in entries:
        properties = {key: {"$ref": f"#/$defs/{definition}"}, "at": {"$ref": "#/$defs/at"}}
        lines.append({"title": f"an entry: {key}", "type": "object", "required": [key],
                      "properties": properties, "additionalProperties": False})
    lines.append({
        "title": "lines of a file that entries were exported from, to quote", "type": "object",
        "required": ["file"], "additionalProperties": False,
        "properties": {"file": {
            "type": "object", "required": ["name"], "additionalProperties": False,
            "properties": {
                "name": {"description": "What `at` calls the file.", "type": "string"},
                "lines": {"description": "The text of a line by its number.", "type": "object",
                          "propertyNames": {"pattern": "^[1-9][0-9]{0,9}$"},
                          "additionalProperties": {"type": "string"}}}}}})
    return {
        "$schema": graph["$schema"], "$id": "urn:flowdown:schema:line:1", "title": "flowdown line",
        "description": "One line of a graph that is written as JSON Lines (docs/bulk.md).",
        "type": "object", "oneOf": lines, "$defs": used(lines, defs)}


def with_id(definition, identity):
    result = copy.deepcopy(definition)
    result["required"] = ["id"] + result.get("required", [])
    result["properties"] = {"id": identity, **result.get("properties", {})}
    return result


def document(schema, key):
    """What stands in a file of that kind, with `id` for the key that tells the kind."""
    properties = {"id" if name == key else name: value
                  for name, value in schema["properties"].items() if name != "flowdown"}
    return {"description": schema["description"], "type": "object",
            "required": ["id" if name == key else name
                         for name in schema["required"] if name != "flowdown"],
            "properties": properties, "additionalProperties": False}


def used(lines, defs):
    """The definitions that the lines lead to, in their order."""
    found, left = set(), [lines]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += [v for k, v in value.items() if k != "$ref"]
            name = str(value.get("$ref", "")).removeprefix("#/$defs/")
            if name in defs and name not in found:
                found.add(name)
                left.append(defs[name])
    return {name: definition for name, definition in defs.items() if name in found}


def main(arguments):
    if len(arguments) not in (1, 2) or (len(arguments) == 2 and arguments[1] != "--write"):
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(arguments[0])
    path = root / "schemas" / "line.schema.json"
    text = json.dumps(line_schema(root), indent=2, ensure_ascii=False) + "\n"
    if len(arguments) == 2:
        path.write_text(text, "utf-8")
        return 0
    present = path.read_text("utf-8") if path.exists() else ""
    sys.stdout.writelines(difflib.unified_diff(present.splitlines(True), text.splitlines(True),
                                               "schemas/line.schema.json", "as it should be"))
    return 0 if present == text else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
