"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { HOSTILE } = require("./data.js");
const { load } = require("./page.js");

const WIDTH = 292;
const numbers = (path) => path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
const texts = (svg, anchor) => svg.querySelectorAll("text")
  .filter((text) => text.getAttribute("text-anchor") === anchor).map((text) => text.textContent);

test("the arrival has its quantiles in order, at the same scale as the curve", () => {
  const { khorgos, route } = load();
  const svg = khorgos.arrivalChart(route(0), "#111").querySelector("svg");
  assert.equal(svg.getAttribute("aria-label"), "Distribution of the arrival: P10 2.1, P50 2.8, P90 4.6 days");
  const [p10, p50, p90] = ["k-quantile", "k-median", "k-quantile"].map((word, i) => numbers(svg.querySelectorAll(`.${word}`)[i === 2 ? 1 : 0])[0]);
  // 40 to 150 hours, with 4 % of room on both sides, over 280 pixels from 6.
  const x = (hours) => 6 + ((hours - 40 + 4.4) / 118.8) * 280;
  for (const [found, hours] of [[p10, 50], [p50, 68], [p90, 110]]) assert.ok(Math.abs(found - x(hours)) < 0.01);
});

test("the curve of the arrival begins and ends on the axis and reaches its top", () => {
  const { khorgos, route } = load();
  const outline = numbers(khorgos.arrivalChart(route(0), "#111").querySelector(".k-density"));
  const ys = outline.filter((_, i) => i % 2);
  assert.deepEqual([ys[0], ys.at(-1)], [78, 78]);
  assert.equal(Math.min(...ys), 26);
  const xs = outline.filter((_, i) => i % 2 === 0);
  assert.deepEqual(xs, [...xs].sort((a, b) => a - b));
});

test("names of close quantiles stand apart and within the picture", () => {
  const { khorgos, data } = load();
  data.routes.rows[1][3] = [118, 118.5, 119];
  const svg = khorgos.arrivalChart(khorgos.route(data, 1), "#111").querySelector("svg");
  const at = svg.querySelectorAll("text").filter((text) => /^P\d0$/.test(text.textContent)).map((text) => Number(text.getAttribute("x")));
  assert.equal(at.length, 3);
  at.slice(1).forEach((x, i) => assert.ok(x - at[i] >= 41.9, `${at}`));
  assert.ok(at.every((x) => x >= 20 && x <= WIDTH - 20));
});

test("ticks of the arrival are round and within the curve", () => {
  const { khorgos, route } = load();
  const svg = khorgos.arrivalChart(route(0), "#111").querySelector("svg");
  const ticks = texts(svg, "middle").filter((text) => !/^P/.test(text)).slice(3).map(Number);
  assert.deepEqual(ticks, [2, 3, 4, 5, 6]);
});

test("no tick lies beyond the curve", () => {
  const { khorgos, data } = load();
  data.routes.rows[0][4] = [10, 250, 250, 60, 40, 30, 90, 40, 50, 340, 60]; // 25 to 121 hours
  const svg = khorgos.arrivalChart(khorgos.route(data, 0), "#111").querySelector("svg");
  const ticks = texts(svg, "middle").filter((text) => !/^P/.test(text)).slice(3).map(Number);
  assert.deepEqual(ticks, [2, 3, 4, 5]);
});

test("the bar of shares is full, and the words beside it say the same", () => {
  const { khorgos, route } = load();
  const bar = khorgos.shareBar(route(0));
  const widths = bar.querySelectorAll(".k-bar i").map((part) => parseFloat(part.style.width));
  assert.ok(Math.abs(widths.reduce((a, b) => a + b) - 100) < 1e-9);
  assert.deepEqual(bar.querySelectorAll("li").map((item) => item.textContent), ["moving 53 %", "handling 3 %", "borders 44 %"]);
  assert.deepEqual(bar.querySelectorAll(".k-bar i").map((part) => part.style.background), ["blue", "green", "red"]);
});

test("the staircase leads from the corner to the end, steep where nothing moves", () => {
  const { khorgos, route } = load();
  const svg = khorgos.staircase(route(0), "#111").querySelector("svg");
  const paths = svg.querySelectorAll("path").filter((path) => path.getAttribute("stroke"));
  assert.deepEqual(paths.map((path) => path.getAttribute("stroke")), ["blue", "red", "green", "blue"]);
  assert.deepEqual(numbers(paths[0]).slice(0, 2), [26, 140]);
  assert.deepEqual(numbers(paths.at(-1)).slice(-2), [284, 12]);
  const [fromX, fromY, toX, toY] = numbers(paths[1]); // at the border
  assert.equal(fromX, toX);
  assert.ok(Math.abs(fromY - toY - (30 / 68) * 128) < 0.02);
});

test("steps of one cause in a row are one path", () => {
  const { khorgos, route } = load();
  const svg = khorgos.staircase(route(1), "#111").querySelector("svg");
  const strokes = svg.querySelectorAll("path").map((path) => path.getAttribute("stroke")).filter(Boolean);
  assert.deepEqual(strokes, ["blue", "grey", "red", "grey", "blue"]);
  const other = load();
  other.data.routes.steps[1][2] = other.data.routes.steps[2][2]; // two changes of gauge
  const joined = other.khorgos.staircase(other.route(0), "#111").querySelectorAll("path");
  assert.deepEqual(joined.map((path) => path.getAttribute("stroke")).filter(Boolean), ["blue", "green", "blue"]);
});

test("the staircase has round kilometres below and days beside it", () => {
  const { khorgos, route } = load();
  const svg = khorgos.staircase(route(0), "#111").querySelector("svg");
  assert.deepEqual(texts(svg, "middle"), ["0", "500", "1,000"]);
  assert.deepEqual(texts(svg, "end").slice(0, 3), ["0", "1", "2"]);
});

test("the staircase names its longest stops, and puts stops at one place together", () => {
  const { khorgos, route } = load();
  const svg = khorgos.staircase(route(0), "#111").querySelector("svg");
  assert.ok(texts(svg, "start").includes("Border 1.3 d"));
  assert.equal(svg.getAttribute("aria-label"), "Time and distance: 1080 km in 2.8 days. Border 1.3 days");
});

test("bars of trade are as high as what they stand for", () => {
  const { khorgos, data } = load();
  const chart = khorgos.tradeChart(data);
  const bars = chart.querySelectorAll("rect").filter((rect) => rect.getAttribute("width") !== "9");
  const height = (rect) => Number(rect.getAttribute("height"));
  assert.equal(bars.length, 3);
  assert.ok(Math.abs(height(bars[0]) / height(bars[1]) - 2) < 0.01);
  for (const bar of bars) assert.ok(Math.abs(Number(bar.getAttribute("y")) + height(bar) - 104) < 0.02);
  assert.equal(chart.querySelectorAll("summary")[0].textContent, "Trade Kazakhstan–China");
  assert.deepEqual(chart.querySelectorAll("tbody tr").map((row) => row.children[2].textContent), ["40", "20", "44 (derived)"]);
  assert.ok(chart.textContent.includes(HOSTILE));
  assert.equal(khorgos.tradeChart({ trade: [] }), "");
});
