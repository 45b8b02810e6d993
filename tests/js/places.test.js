"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

test("a box stands around its middle", () => {
  assert.deepEqual(load().khorgos.around(10, 20, 6, 4), [7, 18, 13, 22]);
});

test("whoever comes first keeps the room, and neighbours may touch", () => {
  const { khorgos } = load();
  const room = new khorgos.Room([[0, 0, 10, 10]]);
  assert.equal(room.free([5, 5, 15, 15]), false);
  assert.equal(room.free([10, 0, 20, 10]), true);
  room.take([10, 0, 20, 10]);
  assert.equal(room.free([12, 2, 14, 4]), false);
  assert.equal(room.free([30, 0, 40, 10], [15, 5, 25, 15]), false, "all boxes need room");
});

test("a room has a list of its own", () => {
  const { khorgos } = load();
  const boxes = [[0, 0, 1, 1]];
  new khorgos.Room(boxes).take([5, 5, 6, 6]);
  assert.equal(boxes.length, 1);
});

test("a stalk is boxes from near the point to the label, along a line", () => {
  const { khorgos } = load();
  const boxes = khorgos.stalkBoxes({ x: 100, y: 100 }, 30, 40, 8);
  const middles = boxes.map(([left, top, right, bottom]) => [(left + right) / 2 - 100, (top + bottom) / 2 - 100]);
  assert.ok(boxes.length > 5);
  for (const [x, y] of middles) {
    assert.ok(Math.abs(y / x - 4 / 3) < 1e-9);
    assert.ok(Math.hypot(x, y) >= 11 - 1e-9 && Math.hypot(x, y) < 42);
  }
  assert.deepEqual(khorgos.stalkBoxes({ x: 0, y: 0 }, 0, 0, 8), []);
});
