"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { HOSTILE } = require("./data.js");
const { load } = require("./page.js");

test("a number has the digits that count, and thousands apart", () => {
  const { khorgos } = load();
  const cases = [[0, "0"], [0.75, "0.8"], [-3.14, "-3.1"], [9.96, "10"], [12.6, "13"], [1234567, "1,234,567"]];
  for (const [value, text] of cases) assert.equal(khorgos.number(value), text);
});

test("a range names its ends only if they differ when written", () => {
  const { khorgos } = load();
  assert.equal(khorgos.range([8, 12, 20.4]), "12 (8–20)");
  assert.equal(khorgos.range([3, 3, 3]), "3");
  assert.equal(khorgos.range([0.51, 0.52, 0.54]), "0.5");
});

test("durations are hours up to two days, then days", () => {
  const { khorgos } = load();
  assert.equal(khorgos.duration(47.94), "47.9 hours");
  assert.equal(khorgos.duration(48), "2.0 days");
  assert.deepEqual(khorgos.unit(47.9), [1, "hours"]);
  assert.deepEqual(khorgos.unit(48), [24, "days"]);
});

test("a share is told in whole per cent", () => {
  const { khorgos } = load();
  assert.equal(khorgos.percent(0.125), "13 %");
  assert.equal(khorgos.percent(1), "100 %");
});

test("routes that are written field by field are rows again", () => {
  const { khorgos } = load();
  const rows = (fields) => khorgos.readData(JSON.stringify({ routes: { rows: fields } })).routes.rows;
  assert.deepEqual(rows([[0, 1, 2], ["a", "b", "c"]]), [[0, "a"], [1, "b"], [2, "c"]]);
  assert.deepEqual(rows([]), []);
});

test("steps lead back to latitudes and longitudes", () => {
  const { khorgos } = load();
  assert.deepEqual(khorgos.decode([76950, 43340, 10, 0, -10, -40], 1000), [[43.34, 76.95], [43.34, 76.96], [43.3, 76.95]]);
  assert.deepEqual(khorgos.decode([], 1000), []);
});

test("packed numbers come out as they went in", () => {
  const { khorgos } = load();
  // As the docstrings of khorgos.maps.page.compression and own_layers have them.
  assert.deepEqual(khorgos.unpack("AB"), [0, -1]);
  assert.deepEqual(khorgos.unpack("gBe"), [16, 15]);
  assert.deepEqual(khorgos.unpack("g57pPg90tI"), [8026000, 4418000]);
  assert.deepEqual(khorgos.unpack("fgA"), [-16, 0]);
  assert.deepEqual(khorgos.unpack(""), []);
});

test("an element leaves out what is nothing, and takes lists apart", () => {
  const { khorgos } = load();
  const made = khorgos.el("p", { class: "k-note" }, ["a", ["", null, khorgos.el("b", {}, "b")]], "c");
  assert.equal(made.outerHTML, '<p class="k-note">a<b>b</b>c</p>');
  assert.equal(made.nodes.length, 3);
});

test("hostile text is text, in elements and in attributes", () => {
  const { khorgos } = load();
  const made = khorgos.el("p", { title: HOSTILE }, khorgos.name(HOSTILE));
  assert.equal(made.textContent, HOSTILE);
  assert.equal(made.getAttribute("title"), HOSTILE);
  assert.equal(made.querySelector("img"), null);
});

test("only an address of the web becomes a link", () => {
  const { khorgos } = load();
  const link = khorgos.link("Atlas", "https://example.org/a b", "Map");
  assert.equal(link.tag, "a");
  assert.equal(link.getAttribute("href"), "https://example.org/a%20b");
  assert.equal(link.getAttribute("rel"), "noopener noreferrer");
  assert.equal(link.getAttribute("title"), "Map");
  for (const address of ["javascript:alert(1)", "data:text/html,x", "file:///etc", "JaVaScRiPt:alert(1)", "notes.csv", ""]) {
    const plain = khorgos.link(HOSTILE, address);
    assert.equal(plain.tag, "bdi", address);
    assert.equal(plain.textContent, HOSTILE);
  }
});

test("a place is named in the language of the map, else by its own name", () => {
  const { khorgos, data } = load();
  assert.equal(khorgos.placeLabel(data.places[0]).getAttribute("lang"), null);
  khorgos.language = "ru";
  assert.equal(khorgos.placeName(data.places[0]), "Альфа");
  assert.equal(khorgos.placeLabel(data.places[0]).getAttribute("lang"), "ru");
  khorgos.language = "kk";
  assert.equal(khorgos.placeName(data.places[0]), "Alpha");
});
