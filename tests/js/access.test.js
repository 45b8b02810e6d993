"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");
const { Element } = require("./dom.js");

test("the map has a name and closes what is open on Escape", () => {
  const { khorgos } = load();
  let closed = 0;
  const container = new Element("div");
  khorgos.makeAccessible({ getContainer: () => container, on: () => {}, closePopup: () => { closed += 1; } }, "Map of the network");
  assert.deepEqual([container.getAttribute("role"), container.getAttribute("aria-label")], ["main", "Map of the network"]);
  document.dispatchEvent({ type: "keydown", key: "a" });
  assert.equal(closed, 0);
  document.dispatchEvent({ type: "keydown", key: "Escape" });
  assert.equal(closed, 1);
});
