"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { HOSTILE } = require("./data.js");
const { load } = require("./page.js");

const yards = (size, more = {}) => ({
  name: HOSTILE, size, colour: "teal", width: 2, dash: "", radius: 5, fill: 0.2, bounds: [0, 0, 1, 1],
  columns: [
    { name: "yard", values: Array.from({ length: size }, (_, row) => (row ? `Yard ${row}` : null)) },
    { name: HOSTILE, texts: [HOSTILE, "https://example.org/yard"], values: Array.from({ length: size }, (_, row) => row % 2) },
    { name: "tracks", values: Array.from({ length: size }, (_, row) => (row === 1 ? null : 0)) },
  ],
  label: 0, popup: [0, 1, 2], points: { at: Array(size).fill("AA") }, ...more,
});

function table(layer) {
  const { khorgos } = load();
  const [details] = khorgos.ownTables({ own: [layer] });
  details.dispatchEvent({ type: "toggle" });
  return details;
}
const rows = (details) => details.querySelectorAll("tbody tr").map((row) => row.children.map((cell) => cell.textContent));

test("a row is called by its label, else by its number", () => {
  const found = rows(table(yards(3)));
  assert.deepEqual(found.map(([title]) => title), [`${HOSTILE} 1`, "Yard 1", "Yard 2"]);
});

test("texts that were written once, numbers and gaps are told as they are", () => {
  const found = rows(table(yards(3)));
  assert.deepEqual(found.map((row) => row.slice(1)), [[HOSTILE, "0"], ["https://example.org/yard", ""], [HOSTILE, "0"]]);
});

test("values are text, and only an address of the web is a link", () => {
  const details = table(yards(3));
  assert.equal(details.querySelector("img"), null);
  assert.deepEqual(details.querySelectorAll("tbody a").map((link) => link.getAttribute("href")), ["https://example.org/yard"]);
  assert.ok(details.querySelectorAll("th").some((head) => head.textContent === HOSTILE));
});

test("long tables come in parts", () => {
  const details = table(yards(450));
  const more = details.querySelector(".k-own-more");
  assert.equal(rows(details).length, 200);
  assert.equal(more.textContent, "Show 200 more");
  more.click();
  assert.equal(more.textContent, "Show 50 more");
  more.click();
  assert.equal(rows(details).length, 450);
  assert.equal(more.hidden, true);
});

test("a table is made once, when it is opened or printed", () => {
  const { khorgos, fire } = load();
  const [details] = khorgos.ownTables({ own: [yards(2)] });
  assert.equal(details.children.length, 1);
  fire("beforeprint");
  details.dispatchEvent({ type: "toggle" });
  assert.equal(details.children.length, 2);
});

test("only rows with a place can be shown on the map", () => {
  const details = table(yards(3, { points: { at: ["AA"], rows: [1] } }));
  assert.deepEqual(details.querySelectorAll("tbody th").map((head) => Boolean(head.querySelector("button"))), [false, true, false]);
});

test("the legend has a picture of each kind of shape", () => {
  const { khorgos } = load();
  const [item] = khorgos.ownLegend({ own: [yards(1, { lines: { paths: [] } })] });
  assert.equal(item.textContent, HOSTILE);
  assert.deepEqual(item.querySelector("svg").children.map((shape) => shape.tag), ["path", "circle"]);
  assert.deepEqual(khorgos.ownLegend({}), []);
});
