"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

/** A player of a route on a stage, and what moves there. */
function play(number) {
  const page = load();
  let marker = null;
  const { marker: make } = globalThis.L;
  globalThis.L.marker = (...told) => (marker = make(...told));
  const map = {
    hasLayer: (layer) => layer.on,
    latLngToContainerPoint: ([, x]) => ({ x }),
    getSize: () => ({ x: 130 }),
    getBounds: () => ({ pad: () => ({ contains: () => true }) }),
  };
  page.khorgos.makeStage(map);
  const box = page.khorgos.player(page.route(number), "#111");
  const [button, slider, told] = box.children;
  const to = (thousandths) => {
    slider.value = String(thousandths);
    slider.dispatchEvent({ type: "input" });
    return told.value;
  };
  return { ...page, button, slider, told, to, marker };
}

test("the words tell the day and where the shipment is", () => {
  const { to } = play(0);
  assert.equal(to(0), "day 0.0 · Alpha – Border");
  assert.equal(to(1000), "day 2.8 · Border – Gamma");
});

test("a wait is told with its place and how long it is", () => {
  const { to, marker, slider } = play(0);
  assert.equal(to(300), "day 0.8 · Border, border formalities: 30.0 hours");
  assert.deepEqual(marker.at, [40, 62]);
  assert.equal(slider.getAttribute("aria-valuetext"), "day 0.8 · Border, border formalities: 30.0 hours");
});

test("a rest is told without a place, and the truck stands still", () => {
  const { to, marker } = play(1);
  assert.equal(to(220), "10.0 hours · rest: 11.0 hours");
  const before = marker.at;
  to(450);
  assert.deepEqual(marker.at, before);
  to(470);
  assert.notDeepEqual(marker.at, before);
});

test("a journey takes 24 seconds, stops at its end and begins again", () => {
  const { button, slider, frame, told } = play(0);
  button.click();
  assert.equal(button.textContent, "❚❚ Pause");
  const start = performance.now();
  frame(start + 12000);
  assert.ok(Math.abs(Number(slider.value) - 500) <= 5, slider.value);
  frame(start + 30000);
  assert.equal(slider.value, "1000");
  assert.equal(button.textContent, "▶ Play");
  button.click();
  frame(performance.now());
  assert.ok(told.value.startsWith("day 0.0"), told.value);
});

test("a pause keeps the place", () => {
  const { button, slider, frame } = play(0);
  button.click();
  frame(performance.now() + 6000);
  button.click();
  const { value } = slider;
  assert.ok(Number(value) > 0);
  frame(performance.now() + 20000);
  assert.equal(slider.value, value);
});

test("only one shipment is on its way at a time", () => {
  const { khorgos, to, marker } = play(0);
  to(100);
  assert.equal(marker.on, true);
  khorgos.clearStage();
  assert.equal(marker.on, false);
});
