"use strict";
// The page's scripts, loaded as the page loads them, over a stub of what they touch.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { Document, Events } = require("./dom.js");
const { makeData } = require("./data.js");

const PAGE = path.join(__dirname, "..", "..", "maps", "page");
// In the order in which the page has them.
const LIST = fs.readFileSync(path.join(PAGE, "offline.py"), "utf8").match(/^SCRIPTS = \(([^)]*)\)/m)[1];
const NAMES = [...LIST.matchAll(/"([\w.]+)"/g)].map(([, name]) => name);
const SCRIPTS = NAMES.map((name) => {
  const filename = path.join(PAGE, "assets", name);
  return new vm.Script(fs.readFileSync(filename, "utf8"), { filename });
});

/** A marker, popup or tooltip that remembers what it was told. */
class Shown {
  constructor(...told) {
    this.told = told;
    this.on = false;
  }

  setLatLng(at) {
    this.at = at;
    return this;
  }

  addTo() {
    this.on = true;
    return this;
  }

  remove() {
    this.on = false;
  }
}

const LEAFLET = {
  divIcon: (options) => options,
  marker: (...told) => new Shown(...told),
  latLngBounds: (points) => ({ points }),
};

/** Fresh scripts in a fresh document; frames and timers run when `settle` is called. */
function load({ hash = "" } = {}) {
  const waiting = [];
  const events = new Events();
  Object.assign(globalThis, {
    window: globalThis,
    document: new Document(),
    location: { hash },
    history: { replaceState: (_, __, to) => { globalThis.location.hash = to; } },
    L: { ...LEAFLET },
    matchMedia: () => ({ matches: false, addEventListener: () => {} }),
    innerWidth: 1280,
    addEventListener: (type, listener) => events.addEventListener(type, listener),
    requestAnimationFrame: (action) => waiting.push(action),
    cancelAnimationFrame: (number) => { waiting[number - 1] = null; },
    CustomEvent: class { constructor(type, options) { Object.assign(this, { type, ...options }); } },
  });
  for (const script of SCRIPTS) script.runInThisContext();
  const { khorgos } = globalThis;
  khorgos.afterPaint = (action) => action();
  const data = makeData();
  for (const line of data.lines) line.points = khorgos.decode(line.path, data.scale);
  /** Run one frame of what waits for one, at a time in milliseconds. */
  const frame = (now) => waiting.splice(0).forEach((action) => action?.(now));
  return { khorgos, data, frame, fire: (type) => events.dispatchEvent({ type }), route: (n) => khorgos.route(data, n) };
}

/** What stands in something that may be a list of texts and elements. */
const textOf = (parts) => [parts].flat(Infinity).map((part) => part.textContent ?? part).join("");

module.exports = { load, textOf };
