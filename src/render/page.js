// What the page does beyond showing itself. It is complete without this: the script folds the
// evidence, filters, sorts, searches and follows links, and fetches nothing.
//
// The findings stand in one table, each a <tbody> of two rows, what it is and its evidence. Four
// classes of a body say what is seen of it: `off` (the filter leaves it out), `later` (beyond the
// portion that is shown) and `open` (its evidence shows). Paper ignores `later` and `open`, and
// leaves out what is `beyond` what it can hold. In lists of another kind, too, `later` are the items
// after the first ones.
"use strict";

(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);

  const page = document.documentElement;

  // ---- long lists: the first items, and a button for the rest ------------------------------------

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.rest");
    if (!button) return;
    const before = button.previousElementSibling;
    const rest = all(":scope > .later", one("tbody", before) ?? before);
    rest.forEach((item) => item.classList.remove("later"));
    button.remove();
    rest[0].tabIndex = -1;
    rest[0].focus();
  });

  // ---- findings ----------------------------------------------------------------------------------

  const table = one("table.findings");
  if (!table) return;
  const form = one("form.filter");
  const count = one("#count");
  const further = one("#further");
  const portion = Number(table.dataset.portion);
  const collator = new Intl.Collator("en", { numeric: true });
  const kMostOnPaper = 1000; // browsers print no more than some 1,250 without help
  const kSeverities = ["note", "warning", "error"];

  const findings = all("tbody.finding").map((body, place) => ({
    body,
    place,
    toggle: one(".toggle", body),
    data: body.dataset,
    text: null, // in lower case, once it is searched for
  }));
  const byId = new Map(findings.map((finding) => [finding.body.id, finding]));
  let order = findings;
  let shown = portion;

  const isOpen = (finding) => finding.body.classList.contains("open");

  function setOpen(finding, open) {
    finding.body.classList.toggle("open", open);
    finding.toggle.setAttribute("aria-expanded", String(open));
  }

  function textOf(finding) {
    finding.text ??= finding.body.textContent.toLowerCase();
    return finding.text;
  }

  // What the form asks for, as a test of one finding.
  function wanted() {
    const values = new FormData(form);
    const words = (values.get("search") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const severities = values.getAll("severity");
    const anySeverity = !one("[name=severity]", form);
    const listed = (names, value) => names.split(" ").includes(value);
    const same = (key, test) => {
      const value = values.get(key);
      return value ? (data) => test(data, value) : () => true;
    };
    const tests = [
      same("party", (data, value) => listed(data.parties, value)),
      same("group", (data, value) => listed(data.groups, value)),
      same("code", (data, value) => data.code === value),
      same("policy", (data, value) => data.policy === value),
      same("artifact", (data, value) => data.artifact === value),
      same("certainty", (data, value) => data.certainty === value),
      same("state", (data, value) => data.state === value),
    ];
    return (finding) =>
      (anySeverity || severities.includes(finding.data.severity)) &&
      tests.every((test) => test(finding.data)) &&
      words.every((word) => textOf(finding).includes(word));
  }

  // Shows what the form asks for, a portion of it, and says how much that is.
  function show() {
    const admits = wanted();
    let found = 0;
    for (const finding of order) {
      const admitted = admits(finding);
      finding.body.classList.toggle("off", !admitted);
      finding.body.classList.toggle("later", admitted && found >= shown);
      finding.body.classList.toggle("beyond", admitted && found >= Math.max(shown, kMostOnPaper));
      if (admitted) found += 1;
    }
    const total = findings.length;
    const noun = total === 1 ? "finding" : "findings";
    count.textContent = found === total ? `${total} ${noun}` : `${found} of ${total} ${noun}`;
    page.classList.toggle("filtered", found !== total);
    const left = found - shown;
    further.hidden = left <= 0;
    const printed = Math.max(shown, kMostOnPaper);
    one("#on-paper").textContent = found > printed
      ? `On paper are the first ${printed} of them; "Show all" on the page brings all to paper.` : "";
    if (left > 0) {
      one("#more").textContent = `Show ${Math.min(left, portion)} more`;
      one("#all").textContent = `Show all ${found}`;
    }
  }

  function showFrom(least) {
    const before = shown;
    shown = least;
    show();
    const next = all("tbody.finding:not(.off):not(.later)", table)[before];
    if (next) one(".toggle", next).focus();
  }

  function reset() {
    form.reset();
    shown = portion;
  }

  // Brings the finding into sight, whatever the filter says, with its evidence.
  function reveal(finding) {
    setOpen(finding, true);
    if (finding.body.classList.contains("off")) {
      reset();
      show();
    }
    if (finding.body.classList.contains("later")) {
      shown = order.indexOf(finding) + 1;
      show();
    }
    finding.body.scrollIntoView({ block: "start" });
    finding.toggle.focus({ preventScroll: true });
    lightFinding(finding);
  }

  let pending = 0;
  form.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      shown = portion;
      show();
    }, 120);
  });
  form.addEventListener("reset", () => setTimeout(() => {
    shown = portion;
    show();
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  one("#more").addEventListener("click", () => showFrom(shown + portion));
  one("#all").addEventListener("click", () => showFrom(findings.length));

  // ---- sorting -----------------------------------------------------------------------------------

  const cellText = (index) => (finding) => finding.body.rows[0].cells[index].textContent;
  const kKeys = {
    severity: (finding) => kSeverities.indexOf(finding.data.severity),
    downstream: (finding) => Number(finding.data.downstream),
    title: (finding) => finding.toggle.textContent,
    who: cellText(2),
    artifact: cellText(3),
    policy: cellText(4),
  };

  function sortBy(button) {
    const heading = button.closest("th");
    const before = heading.getAttribute("aria-sort");
    const numbers = ["severity", "downstream"].includes(button.dataset.sort);
    const down = before ? before === "ascending" : numbers;
    for (const other of all("[aria-sort]", table)) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = kKeys[button.dataset.sort];
    const keyed = findings.map((finding) => ({ finding, key: key(finding) }));
    const compare = numbers ? (a, b) => a.key - b.key : (a, b) => collator.compare(a.key, b.key);
    keyed.sort((a, b) => (down ? -1 : 1) * compare(a, b) || a.finding.place - b.finding.place);
    order = keyed.map((entry) => entry.finding);
    table.append(...order.map((finding) => finding.body));
    shown = portion;
    show();
  }

  for (const button of all("button[data-sort]")) {
    button.addEventListener("click", () => sortBy(button));
  }

  // ---- choosing a finding ------------------------------------------------------------------------

  const kIdFrom = "finding-".length;
  const kIdTo = kIdFrom + 16; // a second finding of one id has more after it

  function send(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  function lightFinding(finding) {
    send("light-finding", {
      id: finding.body.id.slice(kIdFrom, kIdTo),
      path: all(".path li", finding.body).map((step) => ({ ...step.dataset })),
    });
  }

  function choose(finding) {
    history.replaceState(null, "", `#${finding.body.id}`);
    lightFinding(finding);
  }

  table.addEventListener("click", (event) => {
    const row = event.target.closest("tr.row");
    const inside = event.target.closest("a, button:not(.toggle)");
    if (!row || inside || String(getSelection())) return;
    const finding = byId.get(row.parentElement.id);
    setOpen(finding, !isOpen(finding));
    if (isOpen(finding)) choose(finding);
  });

  // A button of the evidence leads back to the picture.
  if (one("#picture")) {
    table.addEventListener("click", (event) => {
      if (!event.target.closest(".to-diagram")) return;
      lightFinding(byId.get(event.target.closest("tbody").id));
      one("#picture").focus({ preventScroll: true });
      one("#diagram").scrollIntoView();
    });
  }

  // ---- a party: of the form, of the picture, of the matrix ---------------------------------------

  form.addEventListener("change", (event) => {
    if (event.target.name === "party") send("light-party", event.target.value);
  });

  function filterBy(values) {
    reset();
    for (const [name, value] of Object.entries(values)) {
      const field = one(`select[name=${name}]`, form);
      if (field && value) field.value = value;
    }
    show();
    one("#findings").scrollIntoView();
    one("#findings-title").focus({ preventScroll: true });
  }

  document.addEventListener("filter-party", (event) => filterBy({ party: event.detail }));
  for (const cell of all(".matrix button")) {
    cell.addEventListener("click", () =>
      filterBy({ party: cell.closest("tr").dataset.party, group: cell.dataset.group }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const body = event.target.closest?.("tbody.finding.open");
    if (body) {
      const finding = byId.get(body.id);
      setOpen(finding, false);
      finding.toggle.focus();
    } else if (event.target.closest?.("form.filter")) {
      reset();
      show();
    }
  });

  function followLink() {
    const finding = byId.get(location.hash.slice(1));
    if (finding) reveal(finding);
  }
  addEventListener("hashchange", followLink);
  // A link to the finding that the address names already changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#finding-']");
    if (link && link.hash === location.hash) followLink();
  });

  for (const finding of findings) finding.toggle.setAttribute("aria-expanded", "false");
  show();
  // Not before the browser has gone to the place itself, which takes the focus away again.
  addEventListener("load", () => setTimeout(followLink));
})();
