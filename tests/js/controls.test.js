"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load } = require("./page.js");

test("a country has its names if the base map knows it", () => {
  const { khorgos, data } = load();
  khorgos.language = "ru";
  assert.equal(khorgos.placeName(khorgos.countryOf(data, "Kazakhstan")), "Казахстан");
  assert.equal(khorgos.placeName(khorgos.countryOf(data, "Atlantis")), "Atlantis");
  assert.equal(khorgos.placeName(khorgos.countryOf({ base: null }, "Kazakhstan")), "Kazakhstan");
});

test("the language changes to one that there is, and tells", () => {
  const { khorgos } = load();
  const told = [];
  document.addEventListener("khorgos:language", ({ detail }) => told.push(detail.language));
  for (const language of ["zh", "zh", "xx", "__proto__", "toString", "en"]) khorgos.setLanguage(language);
  assert.deepEqual(told, ["zh", "en"]);
  assert.equal(khorgos.language, "en");
});

test("a theme is set on the page and told", () => {
  const { khorgos } = load();
  const told = [];
  document.addEventListener("khorgos:theme", ({ detail }) => told.push(detail.theme));
  khorgos.setTheme("dark");
  assert.equal(document.documentElement.dataset.theme, "dark");
  assert.deepEqual(told, ["dark"]);
});
