// Who uses the page how: by keyboard, in the dark, on a telephone, on paper, without scripts, and
// with a screen reader, as far as axe-core can tell.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import { seen, visit } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kGraph = "bedrock-2024";
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);
const colour = (page, selector, name) =>
  page.$eval(selector, (element, key) => getComputedStyle(element)[key], name);
// From 0, black, to 255, white.
const lightness = (rgb) => rgb.match(/\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0) / 3;

for (const colorScheme of ["light", "dark"]) {
  for (const name of [kGraph, "01_lost_on_the_way", "18_living_with_findings", "hostile"]) {
    test(`axe finds nothing serious in ${name}, ${colorScheme}`, () =>
      visit(name, async (page) => {
        await page.click(".toggle");
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate(() => axe.run(document));
        assert.ok(passes.length > 20);
        const grave = violations.filter((v) => ["serious", "critical"].includes(v.impact));
        assert.deepEqual(
          grave.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(" | ")}`), []);
      }, { colorScheme }));
  }
}

test("the keyboard reaches and works everything", () =>
  visit(kGraph, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "main");
    const toggle = page.locator(".toggle").first();
    await toggle.focus();
    assert.notEqual(await toggle.evaluate((e) => getComputedStyle(e).outlineStyle), "none");
    await page.keyboard.press("Enter");
    assert.equal(await toggle.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Space");
    assert.equal(await toggle.getAttribute("aria-expanded"), "false");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab"); // into the evidence
    assert.notEqual(await focused(page), "toggle");
    await page.keyboard.press("Escape");
    assert.equal(await toggle.getAttribute("aria-expanded"), "false");
    assert.equal(await focused(page), "toggle");
    await page.locator("[data-sort=who]").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute(".col-who", "aria-sort"), "ascending");
    // Everything that takes the focus is seen while it has it, and the focus comes through to the end.
    await page.locator(".skip").focus();
    const ends = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input, select, [tabindex='0']")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled);
      for (const element of all) {
        element.focus();
        if (document.activeElement !== element) return element.outerHTML;
      }
      return all.length;
    });
    assert.ok(ends > 50, String(ends));
  }));

test("in the dark the page is dark, and its paper white", () =>
  visit(kGraph, async (page) => {
    assert.ok(lightness(await colour(page, "body", "backgroundColor")) < 60);
    assert.ok(lightness(await colour(page, "body", "color")) > 200);
    await page.emulateMedia({ media: "print" });
    assert.ok(lightness(await colour(page, "body", "backgroundColor")) > 240);
    assert.ok(lightness(await colour(page, "body", "color")) < 80);
  }, { colorScheme: "dark" }));

test("a narrow window needs no scrolling sideways, and loses no words", () =>
  visit(kGraph, async (page) => {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.click(".toggle");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const message = await page.locator(".row p").first().boundingBox();
    const evidence = await page.locator(".evidence").first().boundingBox();
    assert.ok(message.width > 180 && evidence.width > 280, `${message.width} ${evidence.width}`);
    assert.ok(await page.locator(".row .small").first().isVisible());
  }, { viewport: { width: 360, height: 740 } }));

test("paper has everything that the filter shows, unfolded, and no controls", () =>
  visit("foundation-models-2024", async (page) => {
    const all = await page.$$eval("tbody.finding", (list) => list.length);
    assert.ok(all > 150);
    assert.equal((await seen(page)).length, 100);
    await page.emulateMedia({ media: "print" });
    assert.equal((await seen(page)).length, all);
    assert.deepEqual(await page.$$eval(".evidence, .actor, .item", (list) =>
      list.filter((e) => e.getClientRects().length === 0).map((e) => e.outerHTML.slice(0, 90))), []);
    for (const selector of [".filter", ".sections", ".skip", ".rest", ".controls", ".to-diagram", ".further"]) {
      assert.equal(await page.$$eval(selector, (list) => list.some((e) => e.getClientRects().length > 0)), false,
        selector);
    }
    await page.emulateMedia({ media: "screen" });
    await page.selectOption("select[name=code]", "breach-duty");
    await page.waitForFunction(() => / of /.test(document.querySelector("#count").textContent));
    await page.emulateMedia({ media: "print" });
    assert.ok((await seen(page)).every((finding) => finding.code === "breach-duty"));
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 50_000);
  }));

test("without scripts the page is complete, and shows no control that would do nothing", () =>
  visit(kGraph, async (page) => {
    const all = await page.locator("tbody.finding").count();
    assert.equal(await page.locator("tbody.finding .evidence").count(), all);
    for (const n of [0, all - 1]) {
      assert.ok(await page.locator("tbody.finding .evidence").nth(n).isVisible());
    }
    assert.ok(await page.locator("#picture svg").isVisible());
    for (const selector of [".filter", ".controls", ".to-diagram", ".further", ".rest"]) {
      const first = page.locator(selector).first();
      assert.equal((await first.count()) > 0 && (await first.isVisible()), false, selector);
    }
  }, { javaScriptEnabled: false }));
