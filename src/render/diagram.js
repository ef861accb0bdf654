// The diagram: zoom, moving, and lighting of a finding's way or a party's neighbourhood. What the
// elements of the picture show stands beside it as JSON. Other parts of the page ask for light by
// events on the document: `light-finding`, with a finding's id and path, and `light-party`, with a
// party's id.
"use strict";

(() => {
  const one = (selector) => document.querySelector(selector);
  const picture = one("#picture");
  const svg = picture?.querySelector("svg");
  if (!svg) return;
  const index = JSON.parse(one("#diagram-index").textContent);
  const choice = one("#light-party");
  const words = one("#lit");
  const toFindings = one("#lit-findings");

  // ---- zoom and moving: the part of the picture that is seen -------------------------------------

  const whole = svg.getAttribute("viewBox").split(/[\s,]+/).map(Number);
  const fitted = { x: whole[0], y: whole[1], width: whole[2], height: whole[3] };
  let seen = { ...fitted };
  const kStep = 1.25;
  const kDeepest = 16; // times as large as fitted
  const kReadable = 0.9; // pixels for a unit of the picture

  function look(next) {
    seen = next;
    picture.classList.toggle("zoomed", seen.width < fitted.width);
    svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
  }

  // Keeps the point in its place; that of the middle, where none is given.
  function zoom(factor, point = { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 }) {
    const width = Math.min(fitted.width, Math.max(fitted.width / kDeepest, seen.width / factor));
    const scale = width / seen.width;
    look({
      x: point.x - (point.x - seen.x) * scale,
      y: point.y - (point.y - seen.y) * scale,
      width,
      height: seen.height * scale,
    });
    if (width === fitted.width) look({ ...fitted });
  }

  const move = (dx, dy) => look({ ...seen, x: seen.x + dx, y: seen.y + dy });
  const fit = () => look({ ...fitted });

  function pointAt(event) {
    const matrix = svg.getScreenCTM().inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  }

  // On paper there is the whole of it.
  let onScreen = null;
  window.addEventListener("beforeprint", () => { onScreen = seen; fit(); });
  window.addEventListener("afterprint", () => { if (onScreen) look(onScreen); onScreen = null; });

  one("#zoom-in").addEventListener("click", () => zoom(kStep));
  one("#zoom-out").addEventListener("click", () => zoom(1 / kStep));
  one("#zoom-fit").addEventListener("click", fit);

  // The wheel alone scrolls the page, as everywhere.
  picture.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? kStep : 1 / kStep, pointAt(event));
  }, { passive: false });

  picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = seen.width / 10;
    const keys = {
      ArrowLeft: () => move(-step, 0),
      ArrowRight: () => move(step, 0),
      ArrowUp: () => move(0, -step),
      ArrowDown: () => move(0, step),
      "+": () => zoom(kStep),
      "=": () => zoom(kStep),
      "-": () => zoom(1 / kStep),
      0: fit,
      Escape: clear,
    };
    if (!keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
  });

  let grip = null; // where mouse or finger took hold of the picture
  picture.addEventListener("pointerdown", (event) => {
    const scrolls = event.pointerType !== "mouse" && !picture.classList.contains("zoomed");
    if (scrolls || event.button !== 0) return;
    grip = { point: pointAt(event), moved: false };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const now = pointAt(event);
    const dx = grip.point.x - now.x;
    const dy = grip.point.y - now.y;
    const pixels = picture.clientWidth / seen.width;
    if (!grip.moved && Math.hypot(dx, dy) * pixels < 4) return;
    if (!grip.moved) picture.setPointerCapture(event.pointerId);
    grip.moved = true;
    picture.classList.add("moving");
    move(dx, dy);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    picture.addEventListener(name, () => {
      picture.classList.remove("moving");
      setTimeout(() => { grip = null; }); // after the click that follows
    });
  }

  // Goes as near to these elements as letters are read well, and no nearer.
  function goTo(ids) {
    const matrix = svg.getScreenCTM();
    const inverse = matrix.inverse();
    const corners = ids.map((id) => document.getElementById(id)).filter(Boolean).flatMap((element) => {
      const at = element.getBoundingClientRect();
      return [new DOMPoint(at.left, at.top), new DOMPoint(at.right, at.bottom)]
        .map((point) => point.matrixTransform(inverse));
    });
    if (corners.length === 0) return;
    const xs = corners.map((point) => point.x);
    const ys = corners.map((point) => point.y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const shape = fitted.width / fitted.height;
    const readable = (matrix.a * seen.width) / kReadable;
    const width = Math.max(1.1 * (right - left), 1.1 * (bottom - top) * shape, readable);
    if (width > 0.9 * fitted.width) return fit();
    const height = width / shape;
    look({ x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height });
  }

  // ---- light -------------------------------------------------------------------------------------

  function light(ids, text) {
    for (const lit of svg.querySelectorAll(".lit-now")) lit.classList.remove("lit-now");
    for (const id of ids) document.getElementById(id)?.classList.add("lit-now");
    svg.classList.toggle("lighting", ids.length > 0);
    words.textContent = text;
    toFindings.hidden = true;
  }

  function clear() {
    light([], "");
    choice.value = "";
    fit();
  }

  // Of a finding that the picture does not have, being accepted or known, it has the path.
  function lightFinding({ id, path }) {
    const ids = index.findings[id] ?? path.flatMap((step) => [
      ...(index.holdings[`${step.party}/${step.artifact}`] ?? []),
      ...(index.agreements[step.agreement] ?? []),
    ]);
    choice.value = "";
    goTo(ids);
    light(ids, ids.length > 0 ? `Lit: the way of finding ${id}.` : `Finding ${id} is not in the picture.`);
  }

  // Its nodes, what leads to them and away, and who is at the other ends.
  function lightParty(party) {
    if (!party) return clear();
    const ids = index.parties[party] ?? [];
    const ends = ids.flatMap((id) => index.edges[id] ?? []);
    choice.value = ids.length > 0 ? party : "";
    light([...new Set([...ids, ...ends])],
      ids.length > 0 ? `Lit: ${choice.selectedOptions[0].text} and its neighbours.` : `${party} is not in the picture.`);
    toFindings.hidden = ids.length === 0;
  }

  function goToParty(party) {
    goTo(index.parties[party] ?? []);
    lightParty(party);
  }

  choice.addEventListener("change", () => goToParty(choice.value));
  one("#light-off").addEventListener("click", clear);
  document.addEventListener("light-finding", (event) => lightFinding(event.detail));
  document.addEventListener("light-party", (event) => goToParty(event.detail));
  toFindings.addEventListener("click", () => {
    document.dispatchEvent(new CustomEvent("filter-party", { detail: choice.value }));
  });

  // The first party that a node stands for.
  const partyOf = new Map();
  for (const node of index.nodes) {
    const found = Object.keys(index.parties).find((party) => index.parties[party].includes(node));
    if (found) partyOf.set(node, found);
  }
  svg.addEventListener("click", (event) => {
    if (grip?.moved) return;
    const node = event.target.closest("g.node");
    if (node && partyOf.has(node.id)) lightParty(partyOf.get(node.id));
  });
})();
