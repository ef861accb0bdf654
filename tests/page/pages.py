"""Graphs that the tests of the page write for themselves."""

# Texts of a user's that would act on a page that did not make them safe.
HOSTILE = [
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "\"><img src=x onerror='window.ran = 1'>",
    "' autofocus onfocus='window.ran = 1",
    "<!--<script>",
    "{{style}} ${7*7} &lt;b&gt; &#60;",
    "`<b>`` a ` b",
    "abc\u202egfe\u2066x\u2069 \u200f",
    "line\u2028line\u2029line",
    "]]> \ufeff &amp;",
]
ADDRESS = "https://example.org/<script>window.ran=1</script>\"onclick=\"x"


def quoted(text):
    """The text as a YAML string, in ASCII."""
    out = ""
    for c in text:
        if c in "\"\\":
            out += "\\" + c
        elif " " <= c <= "~":
            out += c
        else:
            out += f"\\u{ord(c):04x}"
    return f'"{out}"'


def write_hostile(folder):
    """A graph with findings in which every text that may be free is hostile; returns its file."""
    titles = HOSTILE
    policies = folder / "policies"
    policies.mkdir(parents=True, exist_ok=True)
    (policies / "aup.yaml").write_text(f"""\
flowdown: 1
policy: aup
title: {quoted(titles[0])}
issuer: maker
document: standalone
version: {quoted(titles[2])}
effective: 2024-01-01
source: {quoted("javascript:window.ran = 1")}
flow_down: bind
rules:
  - prohibit: [suicide]
    clause: {quoted(titles[3])}
    text: {quoted(titles[1])}
    note: {quoted(titles[4])}
    source: {quoted(ADDRESS)}
  - prohibit: [medical_advice]
    clause: {quoted(titles[7])}
    source: {quoted(" https://example.org/")}
""", encoding="utf-8")
    (policies / "own.yaml").write_text(f"""\
flowdown: 1
policy: own
title: {quoted(titles[8])}
issuer: p0
document: standalone
effective: 2024-01-01
flow_down: none
rules:
  - allow: [medical_advice]
    clause: {quoted(titles[5])}
    text: {quoted(titles[6])}
""", encoding="utf-8")
    lines = ["flowdown: 1", "graph: hostile", f"title: {quoted(titles[1])}", "as_of: 2024-06-01",
             "policies: [policies]", "parties:",
             f"  maker: {{kind: developer, title: {quoted(titles[2])}, policies: [aup]}}"]
    for number, title in enumerate(titles):
        lines.append(f"  p{number}: {{kind: application, title: {quoted(title)}, policies: [own], "
                     "uses: [medical_advice]}")
    lines += ["artifacts:", f"  model: {{kind: model, title: {quoted(titles[0])}, developer: maker}}",
              "agreements:"]
    for number, title in enumerate(titles):
        lines += [f"  - {{id: a{number}, title: {quoted(title)}, from: maker, to: p{number}, "
                  f"artifacts: [model], channel: api, incorporates: [], source: {quoted(title)}}}"]
    graph = folder / "graph.yaml"
    graph.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return graph


def write_large(folder, applications):
    """A graph with four findings for each application; returns its file."""
    policies = folder / "policies"
    policies.mkdir(parents=True, exist_ok=True)
    (policies / "aup.yaml").write_text("""\
flowdown: 1
policy: aup
issuer: maker
document: standalone
effective: 2024-01-01
flow_down: bind
rules:
  - {prohibit: [suicide], clause: "1"}
  - {prohibit: [medical_advice], clause: "2"}
""", encoding="utf-8")
    (policies / "own.yaml").write_text("""\
flowdown: 1
policy: own
issuer: p0
document: standalone
effective: 2024-01-01
flow_down: none
rules:
  - {allow: [medical_advice], clause: "1"}
""", encoding="utf-8")
    lines = ["flowdown: 1", "graph: large", "title: Many applications", "as_of: 2024-06-01",
             "policies: [policies]", "parties:",
             "  maker: {kind: developer, title: Maker, policies: [aup]}"]
    for number in range(applications):
        lines.append(f"  p{number}: {{kind: application, title: Application {number}, "
                     "policies: [own], uses: [medical_advice]}")
    lines += ["artifacts:", "  model: {kind: model, title: Model, developer: maker}", "agreements:"]
    for number in range(applications):
        lines.append(f"  - {{id: a{number}, from: maker, to: p{number}, artifacts: [model], "
                     "channel: api, incorporates: []}")
    graph = folder / "graph.yaml"
    graph.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return graph
