"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { HOSTILE } = require("./data.js");
const { load, textOf } = require("./page.js");

const card = ({ khorgos, route }, number) => khorgos.routeCard(route(number), { label: "Route 1", colour: "#111" });
const cells = (row) => row.children.map((cell) => cell.textContent);

test("the headline is in hours up to two days, then in days", () => {
  const { khorgos, route } = load();
  assert.equal(khorgos.headline(route(1)).textContent, "1 in 10 arrives within 40.0 hours, half within 45.5, 9 in 10 within 52.0 (P10-P50-P90).");
  assert.equal(khorgos.headline(route(0)).textContent, "1 in 10 arrives within 2.1 days, half within 2.8, 9 in 10 within 4.6 (P10-P50-P90).");
});

test("money and emissions have their ranges if the page knows them", () => {
  const { khorgos, route } = load();
  assert.deepEqual(khorgos.totals(route(0)), ["US$ 5,203 (4,801–6,999)", "1.0 (1.0–1.4) t CO₂e"]);
  assert.deepEqual(khorgos.totals(route(2)), ["US$ 5,203", "1.4 t CO₂e"]);
  assert.deepEqual(khorgos.totals(route(1)), []);
});

test("emissions of short hauls are told more finely", () => {
  const { khorgos, route } = load();
  assert.deepEqual(khorgos.totals(route(3)), ["US$ 604", "0.20 t CO₂e"]);
});

test("the card of a way over all modes says what carries it", () => {
  const page = load();
  const [kind] = card(page, 7).querySelectorAll(".k-via");
  assert.equal(kind.textContent, "Sea and rail, Middle Corridor · 1,080 km · land and sea, standard service, door to door");
  assert.match(card(page, 1).querySelector(".k-via").textContent, /^Truck · 1,350 km · road, standard service$/);
});

test("the card names borders once, the state, and what makes it late", () => {
  const found = card(load(), 0);
  const text = found.textContent;
  assert.ok(text.includes("44 % of the typical time rests on judgement. Borders at Border."));
  assert.equal(found.querySelector(".k-state").textContent, "State of the corridor, northern corridor: quiet 65 %, stressed 25 %, disrupted 10 % (2025) judgement");
  // A place that the label has already is not told again.
  assert.deepEqual(found.querySelectorAll(".k-late li").map((item) => item.textContent), ["border formalities, Border80 %", "queue at Border20 %"]);
});

test("what a question does not state is told apart, where there is something", () => {
  const page = load();
  const apart = (number) => card(page, number).querySelectorAll(".k-via").map((line) => line.textContent)
    .filter((text) => text.includes("Not stated"));
  assert.deepEqual(apart(0), ["Not stated in the question (operator): 33 % of the variance judgement"]);
  assert.deepEqual(apart(1), []);
});

test("a border with two formalities is named once", () => {
  const page = load();
  page.data.routes.steps[2][2] = page.data.routes.steps[1][2];
  assert.ok(card(page, 0).textContent.includes(" Borders at Border."));
});

test("the table of legs tells what moves, what waits, and what is judged", () => {
  const { khorgos, route } = load();
  const table = khorgos.legTable(route(0));
  assert.deepEqual(table.querySelectorAll("tbody tr").map(cells), [
    ["Alpha – Border", "rail 1520", "480", "10", "12", "15", "0.5", "1 2"],
    ["Border: border formalities", "Border formalities", "", "19", "30*", "60", "1.8", "3"],
    ["Border: change of gauge", "Gauge change", "", "1", "2", "4", "1.8", "1"],
    ["Border – Gamma", "rail 1435", "600", "20", "24", "31", "2.8", "1 2"],
  ]);
  assert.deepEqual(table.querySelectorAll("tfoot tr").map(cells), [["In all", "", "1,080", "50", "68", "110", "2.8", ""]]);
});

test("one line says where a late journey loses most", () => {
  const { khorgos, route } = load();
  const line = (number) => khorgos.routeCard(route(number), { label: "Route", colour: "red" }).textContent;
  assert.ok(line(0).includes("A late journey (P90) loses most at Border: 60 h instead of 30."));
  assert.ok(line(1).includes("A late journey (P90) loses most under way (driving): 45 h instead of 40."));
  assert.ok(!line(2).includes("A late journey"));
});

test("a rest is on the way to a place", () => {
  const { khorgos, route } = load();
  const rests = khorgos.legTable(route(1)).querySelectorAll("tbody tr").map(cells).filter(([, by]) => by === "Rest");
  assert.deepEqual(rests.map(([leg]) => leg), Array(2).fill("On the way to Border: drivers' breaks and rests"));
});

test("sources are counted in words and listed as text or link", () => {
  const { khorgos, route } = load();
  const box = khorgos.routeSources(route(0));
  assert.equal(box.querySelector("summary").textContent, "6 sources");
  const items = box.querySelectorAll("li");
  assert.equal(items[0].querySelector("a").getAttribute("href"), "https://example.org/atlas");
  const hostile = items.find((item) => item.textContent === HOSTILE);
  assert.equal(hostile.querySelector("a"), null);
  assert.equal(khorgos.routeSources({ data: route(0).data, sources: [0] }).querySelector("summary").textContent, "1 source");
});
