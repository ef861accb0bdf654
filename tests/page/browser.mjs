// A browser for the tests of the page, and pages in it that must not complain or ask for anything.
import assert from "node:assert/strict";
import { after } from "node:test";
import { readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";
import { chromium } from "playwright-core";

const folder = process.env.FLOWDOWN_PAGES;
const browser = await chromium.launch({
  executablePath: process.env.FLOWDOWN_CHROMIUM,
  args: ["--no-sandbox"], // the pages are our own, and containers rarely allow a sandbox
});
after(() => browser.close());

export const names = readdirSync(folder)
  .filter((name) => name.endsWith(".html"))
  .map((name) => path.basename(name, ".html"))
  .sort();
assert.ok(names.length > 20, "there are too few pages");

export const address = (name) => pathToFileURL(path.join(folder, `${name}.html`)).href;

// Runs `check(page)` on the page of that name. Whatever the console says, every request but that
// for the page, every dialog and every error is a failure.
export async function visit(name, check, { hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => { complaints.push(dialog.message()); dialog.dismiss(); });
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== address(name)) complaints.push(`asks for ${request.url()}`);
    });
    await page.goto(address(name) + hash);
    await check(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

// The findings whose rows are seen, in their order.
export const seen = (page) =>
  page.$$eval("tbody.finding", (all) =>
    all.filter((body) => body.rows[0].getClientRects().length > 0)
      .map((body) => ({ id: body.id, ...body.dataset })));

export const litIds = (page) =>
  page.$$eval("svg .lit-now", (all) => all.map((element) => element.id).sort());

export const index = (page) =>
  page.$eval("#diagram-index", (element) => JSON.parse(element.textContent));

// Waits until the page has shown what the form asks for.
export async function counted(page, words) {
  await page.waitForFunction(
    (expected) => document.querySelector("#count").textContent === expected, words);
}
