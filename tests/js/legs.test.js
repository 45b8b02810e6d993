"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

const [RAIL, TRUCK, FAST, BACK, SELDOM] = [0, 1, 4, 5, 8];
const near = (found, expected) => {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${found} is not ${expected}`));
};

test("a route is its steps, in the order of its chains and of chains within them", () => {
  const { legs } = load().route(RAIL);
  assert.deepEqual(legs.map((leg) => leg.activity), ["move", "customs", "gauge", "move"]);
  assert.deepEqual(legs.map((leg) => [leg.from, leg.to]), [[0, 1], [1, 1], [1, 1], [1, 2]]);
  near(legs[0].hours, [10, 12, 46 / 3]);
  assert.deepEqual(legs[1].hours, [19, 30, 60]);
  assert.deepEqual([legs[0].carrier, legs[0].gauge, legs[0].status], ["rail", 1520, "open"]);
});

test("legs are called by their figure and cite it and the length once each", () => {
  const { legs } = load().route(RAIL);
  assert.deepEqual(legs.map((leg) => leg.label), ["line speed", "border formalities", "change of gauge", "line speed"]);
  assert.deepEqual(legs.map((leg) => leg.sources), [[0, 4], [1], [0], [0, 4]]);
});

test("a leg's day is that of its end", () => {
  near(load().route(RAIL).legs.map((leg) => leg.day), [0.5, 1.75, 44 / 24, 68 / 24]);
});

test("hours, kilometres and shares add up", () => {
  const route = load().route(RAIL);
  assert.equal(route.hours, 68);
  assert.equal(route.km, 1080);
  near(Object.values(route.shares), [36 / 68, 2 / 68, 30 / 68, 0]);
  assert.deepEqual(Object.keys(route.shares), ["moving", "handling", "borders", "waiting"]);
  near([route.judged], [30 / 68]);
});

test("sources are those of the legs, then of the state, then of worse months", () => {
  const page = load();
  assert.deepEqual(page.route(RAIL).sources, [0, 4, 1, 5, 2, 3]); // and of what is not stated
  // On a corridor that is always quiet nothing of worse months counts.
  assert.deepEqual(page.route(TRUCK).sources, [0, 4, 3, 1]);
});

test("sources of disruption count even where stress is never asked for", () => {
  const { data, khorgos } = load();
  data.routes.regimes[1][1] = { disrupted: 1 };
  assert.ok(khorgos.route(data, TRUCK).sources.includes(2));
});

test("points of the curve ascend, with the quantiles among them", () => {
  const { points } = load().route(RAIL);
  assert.deepEqual(points.map(([p]) => p), [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]);
  assert.deepEqual(points.map(([, hours]) => hours), [40, 50, 50, 56, 60, 63, 68, 72, 76, 81, 110, 120, 150]);
});

test("what moves the arrival is told in words and shares", () => {
  const { drivers } = load().route(RAIL);
  assert.deepEqual(drivers, [["border formalities", "Border", 0.8], ["queue at Border", "Border", 0.2]]);
});

test("rests stand where the model has put them, each with its part of the hours", () => {
  const { legs } = load().route(TRUCK);
  assert.deepEqual(legs.map((leg) => leg.activity), ["move", "rest", "customs", "rest", "move"]);
  const rests = legs.filter((leg) => leg.activity === "rest");
  for (const rest of rests) {
    near(rest.hours, [10.25, 11.75, 13.5]);
    assert.deepEqual([rest.from, rest.to, rest.km, rest.line], [1, 1, 0, -1]);
    assert.deepEqual([rest.label, rest.judgement, rest.cause], ["drivers' breaks and rests", "range", "waiting"]);
    assert.deepEqual(rest.sources, [3]);
  }
});

test("a rest that is never typical still has its hours", () => {
  const route = load().route(SELDOM);
  const rest = route.legs.find((leg) => leg.activity === "rest");
  assert.deepEqual(rest.hours, [3, 5, 8]);
  assert.equal(route.legs.indexOf(rest), 2);
  assert.deepEqual(route.moments.map(({ leg }) => leg.activity), ["move", "customs", "rest", "move"]);
});

test("legs add up to the quantiles, whether they share a figure's hours or have their own", () => {
  const page = load();
  for (const number of page.data.routes.rows.keys()) {
    const { legs, quantiles, hours } = page.route(number);
    near(quantiles.map((_, i) => legs.reduce((all, leg) => all + leg.hours[i], 0)), quantiles);
    near([hours], [quantiles[1]]);
  }
  near(page.route(7).legs.map((leg) => leg.hours[1]), [30, 45, 5, 10]);
});

test("a truck stands still within its drives, and each is driven to its end", () => {
  const { moments } = load().route(TRUCK);
  assert.deepEqual(moments.map(({ leg, begin, end }) => [leg.activity, begin, end]), [
    ["move", 0, 4.5], ["rest", 4.5, 5.25], ["move", 5.25, 9.75], ["rest", 9.75, 20.75], ["move", 20.75, 21.75],
    ["customs", 21.75, 23.75],
    ["move", 23.75, 27.25], ["rest", 27.25, 28], ["move", 28, 32.5], ["rest", 32.5, 43.5], ["move", 43.5, 45.5],
  ]);
  near(moments.filter(({ leg }) => leg.activity === "move").map(({ to }) => to), [0.45, 0.9, 1, 0.35, 0.8, 1]);
});

test("moments follow each other without a gap and last as long as the legs", () => {
  const page = load();
  for (const number of page.data.routes.rows.keys()) {
    const { moments, hours } = page.route(number);
    moments.slice(1).forEach(({ begin }, i) => assert.equal(begin, moments[i].end));
    near([moments.at(-1).end], [hours]);
  }
});

test("a stop that rounding puts beyond the last drive is made within it", () => {
  const { data, khorgos } = load();
  data.routes.stops[1][3] = [20.004, 11];
  const route = khorgos.route(data, TRUCK);
  assert.deepEqual(route.legs.at(-1).pauses, [[3.5, 0.75], [10, 11]]);
  assert.ok(route.moments.every(({ begin, end }) => end > begin));
});

test("the shipment is along its line while it moves", () => {
  const route = load().route(RAIL);
  near(route.at(0)[1], [40, 60]);
  near(route.at(3)[1], [40, 60.5]);
  near(route.at(44 + 6)[1], [41, 62]); // a quarter of the second line, whose first piece is a quarter
  near(route.at(44 + 12)[1], [42, 62]);
  near(route.at(68)[1], [44, 62]);
  near(route.at(1e6)[1], [44, 62]);
});

test("the shipment stands at the border while it waits there", () => {
  const route = load().route(RAIL);
  for (const hour of [12, 20, 41.9, 43]) {
    const [moment, at] = route.at(hour);
    assert.deepEqual(at, [40, 62]);
    assert.equal(moment.leg.activity, hour < 42 ? "customs" : "gauge");
  }
});

test("the shipment stands still on the road while its driver rests", () => {
  const route = load().route(TRUCK);
  const [first, last] = [route.at(9.8), route.at(20.7)];
  assert.equal(first[0].leg.activity, "rest");
  near(first[1], [40, 61.8]);
  near(last[1], first[1]);
});

test("a route against the direction of a line is drawn from its other end", () => {
  const page = load();
  const route = page.route(BACK);
  near(route.at(0)[1], [44, 62]);
  near(route.at(6)[1], [43, 62]);
  assert.deepEqual(route.path, [[1, 1], [0, 1]]);
  assert.deepEqual(page.data.lines[1].points[0], [40, 62], "the line itself stays as it is");
});

test("days that end in one stop are one mark, others lie on the line", () => {
  const { data, khorgos, route } = load();
  const marks = route(RAIL).marks;
  assert.deepEqual(marks[0], [1, 1, 40, 62]);
  near(marks[1], [2, 2, 40 + 4 / 6, 62]);
  assert.equal(marks.length, 2);
  data.routes.rows[RAIL][8] = data.routes.rows[RAIL][8].with(3, 8000); // at the border
  data.routes.made.clear();
  assert.deepEqual(khorgos.route(data, RAIL).marks[0], [1, 3, 40, 62]);
});

test("a route is made once", () => {
  const { route } = load();
  assert.equal(route(RAIL), route(RAIL));
  assert.notEqual(route(RAIL), route(FAST));
});
