"use strict";
// Reads addresses, one JSON text a line, and tells for each what the page made of it, or what broke.
const readline = require("node:readline");
const { load } = require("./page.js");

const page = load();
page.data.explorer.ends = {};
page.khorgos.makeStage({});
const trips = { choose: () => {} };
const explorer = page.khorgos.makeExplorer({}, page.data, trips, () => {});
explorer.follow();

readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  const told = {};
  try {
    location.hash = JSON.parse(line);
    explorer.follow();
    const { from, to, service, route } = explorer.choice;
    Object.assign(told, { from, to, service, route, message: explorer.message.textContent });
  } catch (error) {
    told.error = String(error.stack);
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
});
