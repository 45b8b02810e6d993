"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

test("points of a route are those of its lines in the direction of travel", () => {
  const { khorgos, data, route } = load();
  const there = [[40, 60], [40, 62], [40, 62], [41, 62], [44, 62]];
  assert.deepEqual(khorgos.routePoints(data, route(0)), there);
  assert.deepEqual(khorgos.routePoints(data, route(5)), [...there].reverse());
});

test("colours of routes begin again when they are used up", () => {
  const { khorgos, data } = load();
  assert.deepEqual([0, 1, 2, 3].map((index) => khorgos.routeColour(data, index)), ["#111111", "#222222", "#111111", "#222222"]);
});
