"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

test("a symbol is its shapes at the size that is asked for", () => {
  const { khorgos } = load();
  const svg = khorgos.symbol({ shapes: [["M0 0", "red", "none", 2], ["M1 1", "blue", "black", 1]] }, 17);
  assert.equal(svg.getAttribute("width"), "17");
  assert.deepEqual(svg.children.map((path) => [path.getAttribute("d"), path.getAttribute("fill")]), [["M0 0", "red"], ["M1 1", "blue"]]);
});

test("a sample has all strokes of a line, and a cross if it is suspended", () => {
  const { khorgos } = load();
  const strokes = [{ colour: "red", width: 3, dash: "", cap: "butt" }, { colour: "white", width: 1, dash: "4 4", cap: "round" }];
  const dashes = (style) => khorgos.sample(style).children.map((path) => path.getAttribute("stroke-dasharray"));
  assert.deepEqual(dashes({ strokes }), ["none", "4 4"]);
  assert.equal(khorgos.sample({ strokes, cross: true }).children.length, 3);
});

test("a pin of folium has its colour, or one that looks like it", () => {
  load();
  const fill = (markerColor) => globalThis.L.AwesomeMarkers.icon({ markerColor }).html.children[0].getAttribute("fill");
  assert.equal(fill("red"), "red");
  assert.equal(fill("cadetblue"), "#436978");
});
