"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

/** A folded table, opened. */
function open(page, number) {
  const details = page.khorgos.factTables({}, page.data)[number];
  assert.equal(details.children.length, 1, "made only when opened");
  details.open = true;
  details.dispatchEvent({ type: "toggle" });
  return details;
}
const rows = (details) => details.querySelectorAll("tbody tr").map((row) => row.children.map((cell) => cell.textContent));

test("every place has a row, with the figures of the standard service", () => {
  const details = open(load(), 0);
  assert.equal(details.querySelector("summary").textContent, "Table of 4 places");
  assert.deepEqual(rows(details)[0], ["Alpha", "Rail hub", "Kazakhstan", "open", ""]);
  assert.ok(rows(details)[1][4].startsWith("border formalities: 30 (10–60) h, 2023 judgementBorder report"));
  assert.ok(rows(details)[1][4].includes("change of gauge (planned): 2 (1–4) h, 2024"));
});

test("every edge of a line has a row", () => {
  const found = rows(open(load(), 1));
  assert.deepEqual(found.map((row) => row.slice(0, 5)), [
    ["Alpha – Border", "rail 1520", "480", "open", "12 trains a day"],
    ["Border – Gamma", "rail 1435", "600", "open", ""],
    ["Alpha – Border", "road", "700", "open", ""],
    ["Border – Łódź Ömega", "road", "650", "planned", ""],
  ]);
  assert.ok(found[0][5].startsWith("line speed: 40 (30–50) km/h, 2024"));
});

test("a table folds when names change, and is made anew", () => {
  const page = load();
  const details = open(page, 0);
  page.khorgos.setLanguage("ru");
  assert.equal(details.open, false);
  assert.equal(details.children.length, 1);
  details.open = true;
  details.dispatchEvent({ type: "toggle" });
  assert.deepEqual(rows(details)[0].slice(0, 3), ["Альфа", "Rail hub", "Казахстан"]);
});

test("a page without places has no tables", () => {
  const { khorgos, data } = load();
  assert.deepEqual(khorgos.factTables({}, { ...data, places: [] }), []);
});
