"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { HOSTILE } = require("./data.js");
const { load } = require("./page.js");

const rows = (popup) => popup.querySelectorAll(".k-range tbody tr").map((row) => row.children.map((cell) => cell.textContent));

test("a figure has a row for each service, and what replaces it under stress", () => {
  const { khorgos, data } = load();
  assert.deepEqual(rows(khorgos.placePopup(data, data.places[1])).slice(0, 3), [
    ["Fast range: judgement", "2", "4", "8", "2023"],
    ["Standard judgement", "10", "30", "60", "2023"],
    ["stressed judgement", "40", "80", "160", "2022"],
  ]);
});

test("a figure for all says so, and what is not open is marked", () => {
  const { khorgos, data } = load();
  const popup = khorgos.placePopup(data, data.places[1]);
  assert.deepEqual(rows(popup)[3], ["All services range: judgement", "1", "2", "4", "2024"]);
  assert.deepEqual(popup.querySelectorAll("h3").map((head) => head.textContent), ["border formalities", "change of gauge (planned)"]);
});

test("a note says of whom it speaks unless it speaks of all", () => {
  const { khorgos, data } = load();
  const notes = (place) => khorgos.placePopup(data, place).querySelectorAll(".k-figure .k-note").map((note) => note.textContent);
  assert.deepEqual(notes(data.places[1]), ["Standard, stressed: queues of 2022"]);
  data.figureRows[5].note = "by bogies";
  assert.deepEqual(notes(data.places[1]), ["Standard, stressed: queues of 2022", "by bogies"]);
});

test("a note of all rows names nobody", () => {
  const { khorgos, data } = load();
  for (const number of data.figures[1]) data.figureRows[number].note = "at the gate";
  const notes = khorgos.placePopup(data, data.places[1]).querySelectorAll(".k-figure .k-note");
  assert.deepEqual(notes.map((note) => note.textContent), ["at the gate"]);
});

test("what rests on judgement has a badge, what rests on sources has none", () => {
  const { khorgos } = load();
  assert.equal(khorgos.badge("yes").textContent, "judgement");
  assert.equal(khorgos.badge("range").textContent, "range: judgement");
  assert.equal(khorgos.badge("no"), "");
});

test("a figure is found for a service", () => {
  const { khorgos, data } = load();
  assert.equal(khorgos.figureFor(data, 1, "fast"), data.figureRows[1]);
  assert.equal(khorgos.figureFor(data, 1, "standard"), data.figureRows[3]);
  assert.equal(khorgos.figureFor(data, 0, "standard"), data.figureRows[0]);
  assert.equal(khorgos.figureFor(data, 1, "car"), undefined);
});

test("a place tells its names, and its note is text", () => {
  const { khorgos, data } = load();
  const names = khorgos.placePopup(data, data.places[0]).querySelectorAll(".k-names span");
  assert.deepEqual(names.map((name) => [name.getAttribute("lang"), name.textContent]), [["ru", "Альфа"], ["zh", "阿尔法"]]);
  const popup = khorgos.placePopup(data, data.places[1]);
  assert.equal(popup.querySelector("img"), null);
  assert.ok(popup.textContent.includes(HOSTILE));
  assert.ok(popup.textContent.includes("Border crossing"));
});

test("a line tells its edges, and what is sketched or not open", () => {
  const { khorgos, data } = load();
  const text = (line) => khorgos.linePopup(data, data.lines[line]).textContent;
  assert.ok(text(0).includes("CarrierRail, 1520 mmTracks2Length480 km (Lengths)"));
  assert.ok(text(0).includes("12 (9–14) trains a day, 2024 range: judgement"));
  assert.ok(text(3).includes("Statusplanned"));
  assert.ok(text(3).includes("only a sketch"));
  assert.ok(!text(2).includes("Status"));
});

test("a route's popup begins with the answer", () => {
  const { khorgos, route } = load();
  const popup = khorgos.routePopup(route(0));
  assert.ok(popup.textContent.startsWith("Alpha → Gamma1 in 10 arrives within 2.1 days"));
  assert.equal(popup.querySelectorAll(".k-legs tbody tr").length, 4);
});

const page = (khorgos, text) => () => khorgos.el("div", {}, khorgos.el("h2", {}, text));

test("what lies in a place is told once each: what was clicked, then from the top", () => {
  const { khorgos } = load();
  const [low, high, top] = ["low", "high", "top"].map((text) => [{ text }, () => text]);
  khorgos.findable(200, () => [low]);
  khorgos.findable(600, () => [top]);
  khorgos.findable(300, (at) => (at === "here" ? [high, low] : []));
  const told = (at, first) => khorgos.allAt(at, first).map((tell) => tell());
  assert.deepEqual(told("here", low), ["low", "top", "high"]);
  assert.deepEqual(told("there", top), ["top", "low"]);
});

test("one feature has no pages", () => {
  const { khorgos } = load();
  const content = new khorgos.Pages({}, [page(khorgos, "only")]).content();
  assert.equal(content.textContent, "only");
  assert.equal(content.querySelector("button"), null);
});

test("several features are pages, round and round, and the popup says how many", () => {
  const { khorgos } = load();
  let shown = null;
  const popup = { update: () => { shown = pages.content(); } };
  const pages = new khorgos.Pages(popup, ["a", HOSTILE, "c"].map((text) => page(khorgos, text)));
  const focused = [];
  for (const button of pages.buttons) button.focus = () => focused.push(button.getAttribute("aria-label"));
  popup.update();
  const told = () => [shown.querySelector("h2").textContent, shown.querySelectorAll("span").at(-1).textContent];
  const seen = [told()];
  for (const number of [1, 1, 1, 0]) {
    pages.buttons[number].click();
    seen.push(told());
  }
  assert.deepEqual(seen, [["a", "1 of 3 here"], [HOSTILE, "2 of 3 here"], ["c", "3 of 3 here"], ["a", "1 of 3 here"], ["c", "3 of 3 here"]]);
  assert.deepEqual(focused, [...Array(3).fill("Next feature here"), "Previous feature here"]);
});
