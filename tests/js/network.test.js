"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { HOSTILE } = require("./data.js");
const { load } = require("./page.js");

const flow = (unit, typical, year = 2024) => ({ label: HOSTILE, unit, perDay: [1, typical, 2 * typical], year, judgement: "no" });
const samples = (legend) => legend.querySelectorAll("path").map((path) => Number(path.getAttribute("stroke-width")));

test("the legend of traffic has round values below the greatest, wider for more", () => {
  const { khorgos } = load();
  const legend = khorgos.flowLegend({ flows: [flow("trains", 60), flow("trains", 3), flow("trucks", 900)] });
  const lists = legend.querySelectorAll("ul").map((list) => list.children.map((item) => item.textContent));
  assert.deepEqual(lists, [["Trains", "50", "10", "2"], ["Trucks", "500", "100", "20"]]);
  const widths = samples(legend);
  assert.ok(widths[0] > widths[1] && widths[1] > widths[2]);
});

test("units stand in the order of the legend, and years from first to last", () => {
  const { khorgos } = load();
  const legend = khorgos.flowLegend({ flows: [flow("vehicles", 5, 2025), flow("trains", 5, 2019)] });
  assert.deepEqual(legend.querySelectorAll("ul").map((list) => list.getAttribute("aria-label")), ["Trains a day", "All vehicles a day"]);
  assert.ok(legend.textContent.includes("of 2019–2025;"));
  assert.ok(khorgos.flowLegend({ flows: [flow("trains", 5)] }).textContent.includes("of 2024;"));
});

test("there is no legend without traffic", () => {
  const { khorgos } = load();
  assert.equal(khorgos.flowLegend({ flows: [] }), "");
  assert.equal(khorgos.flowLegend({}), "");
});

test("traffic is told with its range, year and sources, as text", () => {
  const { khorgos, data } = load();
  const block = khorgos.flowBlock(data, { ...flow("trucks", 900), sources: [1], note: HOSTILE });
  assert.ok(block.textContent.includes("900 (1–1,800) trucks a day, 2024"));
  assert.equal(block.querySelector("a").getAttribute("href"), "https://example.org/border");
  assert.equal(block.querySelector("img"), null);
});
