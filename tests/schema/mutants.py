"""Spoils files: one small mistake at a time, at every kind of place that a file has.

A file is turned into a tree of Word, list and dict, one value of the tree is replaced, and the tree
is written out as YAML again. Places that differ only in an id or a position in a list are one kind
of place, and each kind is spoilt once.
"""

import json
import re

import yaml

from validate import FLOWDOWN, compose, plain_value

# Mappings whose keys are names that the author chooses.
NAMED = re.compile(
    r"graph:(parties|artifacts|parties/\*/attributes|parties/\*/attributes/\*)"
    r"|taxonomy:(uses|territories|safeguards|duties|attributes|groupings|groupings/\*)"
)
VERBS = ("prohibit", "allow", "require", "limit")


class Word:
    """A scalar as it is written: without quotes (plain) or with them."""

    def __init__(self, text, plain=True):
        self.text, self.plain = text, plain

    def __str__(self):
        return self.text if self.plain else json.dumps(self.text, ensure_ascii=False)


NOTHING = Word("~")


def tree_of(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: tree_of(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [tree_of(item) for item in node.value]
    return Word(node.value or "~" if not node.style else node.value, plain=not node.style)


def parse(text):
    return tree_of(compose(text))


def emit(tree, indent=""):
    """The YAML text of a tree, in block style."""
    if isinstance(tree, Word):
        return f" {tree}\n"
    if not tree:
        return " {}\n" if isinstance(tree, dict) else " []\n"
    below = indent + "  "
    if isinstance(tree, list):
        return "\n" + "".join(f"{indent}-{emit(item, below)}" for item in tree)
    return "\n" + "".join(f"{indent}{key_text(key)}:{emit(value, below)}"
                          for key, value in tree.items())


def key_text(key):
    is_plain = re.fullmatch(r"[\w.@/-]+", key) and plain_value(key, FLOWDOWN) is not None
    return key if is_plain else json.dumps(key, ensure_ascii=False)


def text_of(tree):
    return emit(tree).lstrip("\n")


def places(kind, tree, sign="", path=()):
    """Each (kind of place, path) below a tree, in the order of the file."""
    if path:
        yield sign, path
    if isinstance(tree, list):
        for index, item in enumerate(tree):
            verb = next((v for v in VERBS if isinstance(item, dict) and v in item), "")
            yield from places(kind, item, f"{sign}/*{verb}", path + (index,))
    elif isinstance(tree, dict):
        named = NAMED.fullmatch(f"{kind}:{sign}")
        for key, value in tree.items():
            below = f"{sign}/{'*' if named else key}".lstrip("/")
            yield from places(kind, value, below, path + (key,))


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def replaced(tree, path, value):
    if not path:
        return value
    if isinstance(tree, list):
        return [replaced(item, path[1:], value) if index == path[0] else item
                for index, item in enumerate(tree)]
    return {key: replaced(item, path[1:], value) if key == path[0] else item
            for key, item in tree.items()}


def renamed(tree, path, name):
    """The tree with another name for the last key of `path`; None takes the key away."""
    parent = at(tree, path[:-1])
    if isinstance(parent, list):
        pairs = [item for index, item in enumerate(parent) if index != path[-1]]
    else:
        pairs = {(name if key == path[-1] else key): item for key, item in parent.items()
                 if key != path[-1] or name is not None}
    return replaced(tree, path[:-1], pairs)


DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"[0-9][0-9_]*")
QUANTITY = re.compile(r"[0-9]+(s|min|h|d|w)")


def spoilt_words(word):
    """Each (what is wrong, value) to put in the place of a word."""
    text = word.text
    yield "misspelt", Word(text + "x", word.plain)
    yield "in a list", [word]
    yield "in a list of lists", [[word]]
    yield "in a mapping", {"value": word}
    yield "left out", NOTHING
    yield "empty", Word("", plain=False)
    if word.plain:
        yield "in quotes", Word(text, plain=False)
    if DATE.fullmatch(text):
        for other in ("2023-02-29", "2024-02-29", "1900-02-29", "2023-04-31", "2023-13-01",
                      "2023-1-1", "23-01-01", "1582-12-31", "2023-01-01T00:00", "2023", "today"):
            yield f"the date {other}", Word(other)
    elif NUMBER.fullmatch(text) or QUANTITY.fullmatch(text):
        for other in ("0", "-1", "+1", "1.5", "1e3", "012", "0x1f", "1_000", "1__0", "_1", "1_",
                      "1,000", "9223372036854775807", "9223372036854775808", "72h", "1_0d", "3 d",
                      "5m", "2W", "-2w", "h"):
            yield f"the number {other}", Word(other)
        yield "a number in quotes", Word("12", plain=False)
        yield "a number with `_` in quotes", Word("1_000", plain=False)
    elif text in ("true", "false"):
        for other in ("yes", "no", "on", "True", "FALSE", "1", "0"):
            yield f"the truth value {other}", Word(other)
    else:
        yield "the other case", Word(text.swapcase(), word.plain)
        yield "two words", Word(text + " too", word.plain)
        yield "begun with a dot", Word("." + text, word.plain)
        yield "with a version", Word(text + "@9", word.plain)
        yield "a number", Word("7")
        yield "a truth value", Word("true")
        for other in ("none", "upstream", "elsewhere", "other", "host", "within"):
            yield f"the word {other}", Word(other)
        yield "very long", Word("a" * 201)


def spoilt_lists(items):
    yield "empty", []
    yield "left out", NOTHING
    yield "a word", Word("lonely")
    yield "a mapping", {"lonely": Word("word")}
    yield "with nothing in it", items + [NOTHING]
    yield "with a list in it", items + [[Word("inner")]]
    yield "with a mapping in it", items + [{"inner": Word("word")}]
    yield "with an empty list in it", items + [[]]
    if items:
        yield "repeated", items + items[:1]
        if not isinstance(items[0], dict):
            yield "its first alone", items[0]


def spoilt_mappings(entries):
    yield "empty", {}
    yield "left out", NOTHING
    yield "a word", Word("lonely")
    yield "a list", [Word("lonely")]
    yield "in a list", [entries]
    for value in (Word("5"), Word("word"), [], {}):
        yield f"with one more key of {text_of(value).strip()}", {**entries, "surplus": value}


def mutants(kind, text, seen):
    """Each (what is wrong, tree) of a file, at kinds of place not in `seen`, which it adds to."""
    tree = parse(text)
    for sign, path in places(kind, tree):
        if sign in seen:
            continue
        seen.add(sign)
        value = at(tree, path)
        spoilt = (spoilt_words(value) if isinstance(value, Word) else
                  spoilt_lists(value) if isinstance(value, list) else spoilt_mappings(value))
        for what, other in spoilt:
            yield f"{sign} {what}", replaced(tree, path, other)
        yield f"{sign} taken away", renamed(tree, path, None)
        if isinstance(path[-1], str):
            for name in (path[-1] + "s", path[-1].swapcase(), path[-1] + " too"):
                yield f"{sign} called {name}", renamed(tree, path, name)
