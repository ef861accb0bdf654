// What the page does: finding, sorting, searching, lighting, following links, printing.
import assert from "node:assert/strict";
import test from "node:test";
import { counted, index, litIds, names, seen, visit } from "./browser.mjs";

const kGraph = "bedrock-2024"; // real, with findings of every severity
const total = (page) => page.$$eval("tbody.finding", (all) => all.length);
const selectValues = (page, name) =>
  page.$$eval(`select[name=${name}] option`, (all) => all.map((o) => o.value).filter(Boolean));
const noteOf = (found, all) => (found === all ? `${all} findings` : `${found} of ${all} findings`);

for (const name of names) {
  test(`${name} loads without a complaint and asks for nothing`, () =>
    visit(name, async (page) => {
      assert.ok((await page.title()).length > 0);
      const all = await total(page);
      assert.equal((await seen(page)).length, Math.min(all, 100));
    }));
}

test("each filter shows the findings that have what it says, and no others", () =>
  visit(kGraph, async (page) => {
    const all = await page.$$eval("tbody.finding", (list) => list.map((b) => ({ id: b.id, ...b.dataset })));
    const has = {
      party: (f, v) => f.parties.split(" ").includes(v),
      group: (f, v) => f.groups.split(" ").includes(v),
      code: (f, v) => f.code === v,
      policy: (f, v) => f.policy === v,
      artifact: (f, v) => f.artifact === v,
      certainty: (f, v) => f.certainty === v,
    };
    for (const [name, test] of Object.entries(has)) {
      const values = await selectValues(page, name);
      assert.ok(values.length > 1, name);
      for (const value of values.slice(0, 4)) {
        await page.selectOption(`select[name=${name}]`, value);
        const expected = all.filter((f) => test(f, value)).map((f) => f.id);
        assert.ok(expected.length > 0, `${name} ${value}`);
        await counted(page, noteOf(expected.length, all.length));
        assert.deepEqual((await seen(page)).map((f) => f.id), expected);
      }
      await page.selectOption(`select[name=${name}]`, "");
    }
    await counted(page, noteOf(all.length, all.length));
    await page.uncheck("[name=severity][value=error]");
    await page.uncheck("[name=severity][value=note]");
    const warnings = all.filter((f) => f.severity === "warning").length;
    await counted(page, noteOf(warnings, all.length));
    await page.click("button[type=reset]");
    await counted(page, noteOf(all.length, all.length));
  }));

test("search finds words of the evidence, in any order and case", () =>
  visit(kGraph, async (page) => {
    const all = await total(page);
    await page.fill("[name=search]", "RELAYPOINT suicide");
    await page.waitForFunction(() => document.querySelector("#count").textContent.includes(" of "));
    const found = await seen(page);
    assert.ok(found.length > 0 && found.length < all);
    for (const { id } of found) {
      const text = (await page.textContent(`[id="${id}"]`)).toLowerCase();
      assert.ok(text.includes("relaypoint") && text.includes("suicide"), id);
    }
    await page.fill("[name=search]", "no such words anywhere");
    await counted(page, noteOf(0, all));
    assert.deepEqual(await seen(page), []);
    await page.press("[name=search]", "Escape");
    await counted(page, noteOf(all, all));
  }));

test("a heading sorts, and once more the other way round, and says so", () =>
  visit(kGraph, async (page) => {
    const sortOf = (key) => page.$eval(`.col-${key}`, (th) => th.getAttribute("aria-sort"));
    assert.equal(await sortOf("severity"), "descending");
    await page.click("[data-sort=downstream]");
    assert.deepEqual([await sortOf("downstream"), await sortOf("severity")], ["descending", null]);
    const numbers = (await seen(page)).map((f) => Number(f.downstream));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    await page.click("[data-sort=downstream]");
    assert.equal(await sortOf("downstream"), "ascending");
    await page.click("[data-sort=artifact]");
    assert.equal(await sortOf("artifact"), "ascending");
    const artifacts = (await seen(page)).map((f) => f.artifact);
    const collator = new Intl.Collator("en", { numeric: true });
    assert.deepEqual(artifacts, [...artifacts].sort(collator.compare));
    assert.equal(new Set((await seen(page)).map((f) => f.id)).size, await total(page));
  }));

test("choosing a finding shows its evidence, names it in the address and lights its way", () =>
  visit(kGraph, async (page) => {
    const known = (await index(page)).findings;
    for (const { id } of (await seen(page)).slice(0, 5)) {
      await page.click(`[id="${id}"] .toggle`);
      assert.ok(await page.isVisible(`[id="${id}-more"]`));
      assert.equal(await page.getAttribute(`[id="${id}"] .toggle`, "aria-expanded"), "true");
      assert.equal(new URL(page.url()).hash, `#${id}`);
      const short = id.slice("finding-".length);
      assert.ok(known[short].length > 0);
      assert.deepEqual(await litIds(page), [...known[short]].sort());
      assert.match(await page.textContent("#lit"), new RegExp(short));
    }
    await page.click("tbody.finding.open .to-diagram");
    assert.equal(await page.evaluate(() => document.activeElement.id), "picture");
    await page.click("#light-off");
    assert.deepEqual(await litIds(page), []);
  }));

test("of a finding that is accepted the path is lit all the same", () =>
  visit("18_living_with_findings", async (page) => {
    await page.click(".toggle");
    assert.ok((await litIds(page)).length > 1);
  }));

test("choosing a party lights its neighbourhood, by the list and in the picture", () =>
  visit(kGraph, async (page) => {
    const { parties, edges } = await index(page);
    const neighbours = (party) =>
      [...new Set([...parties[party], ...parties[party].flatMap((id) => edges[id] ?? [])])].sort();
    assert.ok(neighbours("relaypoint").length > 2);
    await page.selectOption("#light-party", "relaypoint");
    assert.deepEqual(await litIds(page), neighbours("relaypoint"));
    await page.click("#lit-findings");
    const found = await seen(page);
    assert.ok(found.length > 0 && found.every((f) => f.parties.split(" ").includes("relaypoint")));
    await page.selectOption("select[name=party]", "aws");
    assert.deepEqual(await litIds(page), neighbours("aws"));
    const node = parties.relaypoint.find((id) => !(id in edges));
    await page.click("#light-off");
    await page.locator(`[id="${node}"]`).click();
    assert.equal(await page.inputValue("#light-party"), "relaypoint");
    assert.deepEqual(await litIds(page), neighbours("relaypoint"));
  }));

test("the picture zooms and moves by buttons, keys and mouse, and fits again", () =>
  visit(kGraph, async (page) => {
    const view = async () => (await page.getAttribute("#picture svg", "viewBox")).split(" ").map(Number);
    const whole = await view();
    await page.click("#zoom-in");
    const near = await view();
    assert.ok(near[2] < whole[2] && near[0] > whole[0]);
    await page.focus("#picture");
    await page.keyboard.press("ArrowRight");
    assert.ok((await view())[0] > near[0]);
    await page.keyboard.press("+");
    assert.ok((await view())[2] < near[2]);
    const box = await page.locator("#picture").boundingBox();
    const before = await view();
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 120, box.y + 160, { steps: 4 });
    await page.mouse.up();
    const after = await view();
    assert.ok(after[0] > before[0] && after[1] > before[1] && after[2] === before[2]);
    await page.keyboard.press("0");
    assert.deepEqual(await view(), whole);
    await page.click("#zoom-out");
    assert.deepEqual(await view(), whole);
  }));

test("a link to a finding opens it, wherever it stands and whatever is filtered", async () => {
  let last;
  await visit("foundation-models-2024", async (page) => {
    last = await page.$eval("tbody.finding:last-of-type", (body) => body.id);
  });
  await visit("foundation-models-2024", async (page) => {
    const arrived = async (id) => {
      await page.waitForFunction((i) => document.activeElement.closest("tbody")?.id === i, id);
      assert.ok(await page.isVisible(`[id="${id}-more"]`));
      assert.ok(await page.locator(`[id="${id}"] .toggle`).evaluate((e) => {
        const at = e.getBoundingClientRect();
        return at.top >= 0 && at.bottom <= innerHeight;
      }));
    };
    await arrived(last);
    await page.selectOption("select[name=code]", { index: 1 });
    await page.waitForSelector("tbody.finding.off", { state: "attached" });
    const hidden = await page.$eval("tbody.finding.off", (body) => body.id);
    await page.evaluate((id) => { location.hash = id; }, hidden);
    await arrived(hidden);
    await page.locator("#acting .refs a").first().click();
    await arrived(new URL(page.url()).hash.slice(1));
  }, { hash: `#${last}` });
});

test("a cell of the matrix leads to the findings that it stands for", () =>
  visit(kGraph, async (page) => {
    const cells = page.locator(".matrix .weaker button");
    assert.ok((await cells.count()) > 10);
    for (const n of [0, 7, 20]) {
      const cell = cells.nth(n);
      const party = await cell.evaluate((button) => button.closest("tr").dataset.party);
      const group = await cell.getAttribute("data-group");
      await cell.click();
      const found = await seen(page);
      assert.ok(found.length > 0);
      for (const f of found) {
        assert.ok(f.parties.split(" ").includes(party) && f.groups.split(" ").includes(group));
      }
    }
  }));

test("5,000 findings can be searched, sorted, opened and shown", () =>
  visit("large", async (page) => {
    const all = await total(page);
    assert.ok(all >= 5000, String(all));
    assert.equal((await seen(page)).length, 100);
    await page.click("#more");
    assert.equal((await seen(page)).length, 200);
    await page.fill("[name=search]", "\"application 77\" medical");
    await counted(page, noteOf(0, all));
    await page.fill("[name=search]", "(p777)");
    await page.fill("[name=search]", "p777");
    await page.waitForFunction((none) => document.querySelector("#count").textContent !== none, noteOf(0, all));
    const found = await seen(page);
    assert.ok(found.length >= 4 && found.every((f) => f.parties.includes("p777")));
    await page.click("button[type=reset]");
    await page.click("[data-sort=who]");
    await page.click("tbody.finding:not(.later) .toggle");
    assert.ok(await page.isVisible("tbody.finding.open .evidence"));
    const ids = new Set((await seen(page)).map((f) => f.id));
    assert.equal(ids.size, 100);
  }));

test("hostile names show as text, and nothing of them runs", () =>
  visit("hostile", async (page) => {
    for (const name of ["party", "code"]) {
      for (const value of await selectValues(page, name)) {
        await page.selectOption(`select[name=${name}]`, value);
      }
      await page.selectOption(`select[name=${name}]`, "");
    }
    for (const value of await page.$$eval("#light-party option", (all) => all.map((o) => o.value))) {
      await page.selectOption("#light-party", value);
    }
    await page.fill("[name=search]", "<script>");
    for (const toggle of (await page.$$("tbody.finding:not(.off) .toggle")).slice(0, 12)) await toggle.click();
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal(await page.textContent("h1"), "</script><script>window.ran = 1</script>");
    assert.equal(await page.$$eval("main img, main script:not([type='application/json'])", (all) => all.length), 0);
    assert.ok((await page.textContent("main")).includes("\\u202e"));
  }));
