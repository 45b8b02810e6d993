"use strict";
// What a page knows of a network of four places, as khorgos.maps.page.page_data builds it: small
// enough to reckon by hand.  tests/maps/page/test_scripts.py holds its shape to the real one.

const HOSTILE = '<img src=x onerror=alert(1)>"&';

const STEP = ["from", "to", "activity", "carrier", "gauge", "km", "typical", "figure", "judgement",
  "status", "kmSource", "line", "reverse"];
const ROUTE = ["from", "to", "kind", "quantiles", "curve", "drivers", "loss", "rests",
  "hours", "totals", "unstated", "why", "chains"];
const WORDS = ["move", "customs", "gauge", "rail", "road", "no", "yes", "range", "open",
  "border formalities", "Border", "queue at Border", "60 h instead of 30", "driving", "",
  "45 h instead of 40"];
const word = (text) => WORDS.indexOf(text);

/** A step, its words as numbers. */
const step = (from, to, activity, carrier, gauge, km, typical, figure, judgement, kmSource, line, reverse = 0) =>
  [from, to, word(activity), word(carrier), gauge, km, typical, figure, word(judgement), word("open"), kmSource, line, reverse];

const STEPS = [
  step(0, 1, "move", "rail", 1520, 480, 12, 0, "no", 4, 0),
  step(1, 1, "customs", "rail", 1520, 0, 30, 3, "yes", -1, -1),
  step(1, 1, "gauge", "rail", 1435, 0, 2, 5, "range", -1, -1),
  step(1, 2, "move", "rail", 1435, 600, 24, 0, "no", 4, 1),
  step(0, 1, "move", "road", 0, 700, 10, 6, "no", 4, 2),
  step(1, 1, "customs", "road", 0, 0, 2, 3, "yes", -1, -1),
  step(1, 3, "move", "road", 0, 650, 10, 6, "no", 4, 3),
  step(2, 1, "move", "rail", 1435, 600, 24, 0, "no", 4, 1, 1),
  step(1, 0, "move", "rail", 1520, 480, 12, 0, "no", 4, 0, 1),
];

/** Probabilities of 1, 5, 20 … 99 per cent in tenths of an hour, as steps. */
const CURVE = [10, 400, 100, 60, 40, 30, 90, 40, 50, 390, 300];

/** Of each group of legs: hundredths of an hour at P50, how much less at P10, and more at P90. */
const BY_RAIL = [3600, 600, 1000, 3000, 1100, 3000, 200, 100, 200];
const BY_ROAD = [2000, 200, 200, 2350, 300, 350, 200, 50, 100];

const FIGURES = [
  { label: "line speed", unit: "km/h", range: [30, 40, 50], judgement: "no", sources: [0], year: 2024 },
  { services: ["fast"], label: "border formalities", unit: "h", range: [2, 4, 8], judgement: "range", sources: [1], year: 2023 },
  { regime: "stressed", label: "border formalities", unit: "h", range: [40, 80, 160], judgement: "yes", sources: [2], year: 2022, note: "queues of 2022" },
  { services: ["standard"], label: "border formalities", unit: "h", range: [10, 30, 60], judgement: "yes", sources: [1], year: 2023, under: { stressed: 2, disrupted: 2 } },
  { label: "drivers' breaks and rests", unit: "h", range: [0.75, 0.75, 0.75], judgement: "range", sources: [3], year: 2010 },
  { label: "change of gauge", unit: "h", range: [1, 2, 4], judgement: "range", sources: [0], year: 2024 },
  { label: "driving", unit: "km/h", range: [55, 65, 75], judgement: "no", sources: [0], year: 2024 },
  { label: "not stated in the question (operator)", unit: "times", range: [0.7, 0.98, 1.3], judgement: "yes", sources: [3], year: 2026 },
];

const place = (name, at, more = {}) => ({
  name, country: "Kazakhstan", kind: "rail_hub", symbol: "hub", layer: "hubs", rank: 1, at, status: "open", confidence: "high", ...more,
});
const edge = (carrier, km, figure, more = {}) => ({ carrier, km, kmSource: 4, figure, country: "Kazakhstan", ...more });

const makeData = () => structuredClone({
  version: "1.2",
  base: { names: [["Kazakhstan", 48, 67, 40, 1, 6.5, { ru: "Казахстан" }]] },
  scale: 1000,
  corridor: [74, 42, 85, 47],
  places: [
    place("Alpha", [40, 60], { names: { ru: "Альфа", zh: "阿尔法" } }),
    place("Border", [40, 62], { kind: "border_crossing", handling: [[1, "open"], [3, "planned"]], note: HOSTILE }),
    place("Gamma", [44, 62]),
    place("Łódź Ömega", [44, 70]),
  ],
  lines: [
    { from: 0, to: 1, path: [60000, 40000, 2000, 0], edges: [edge("rail", 480, 0, { gauge: 1520, tracks: 2 })], style: "rail1520", flow: 0 },
    { from: 1, to: 2, path: [62000, 40000, 0, 1000, 0, 3000], edges: [edge("rail", 600, 0, { gauge: 1435 })], style: "rail1435" },
    { from: 0, to: 1, path: [60000, 40000, 2000, 0], edges: [edge("road", 700, 4)], style: "road" },
    { from: 1, to: 3, path: [62000, 40000, 8000, 4000], edges: [edge("road", 650, 4, { status: "planned", schematic: true })], style: "road" },
  ],
  flows: [{ label: "trains at Border", unit: "trains", perDay: [9, 12, 14], year: 2024, judgement: "range", sources: [1] }],
  own: [],
  routes: {
    fields: { step: STEP, route: ROUTE, levels: [0.01, 0.05, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.95, 0.99], quantiles: [0.1, 0.5, 0.9], unit: 100,
      labels: ["quickest", "cheapest", "least CO₂e", "surest"] },
    words: WORDS,
    kinds: [
      { mode: "rail", service: "standard", vehicle: "truck", corridor: "northern", id: "rail-northern-border", way: "Rail, northern by Border", regimes: 0, left: 7 },
      { mode: "road", service: "standard", vehicle: "truck", corridor: "road", id: "road", way: "Truck", rest: [4, word("range")], regimes: 1 },
      { mode: "rail", service: "standard", vehicle: "truck", corridor: "middle", id: "rail-middle", way: "Rail, Middle Corridor", regimes: 0 },
      { mode: "rail", service: "fast", vehicle: "truck", corridor: "northern", id: "rail-northern-border", way: "Rail, northern by Border", regimes: 1 },
      { mode: "any", service: "standard", vehicle: "truck", door: true, corridor: "middle", id: "sea-rail-middle", way: "Sea and rail, Middle Corridor", regimes: 0 },
    ],
    regimes: [
      ["northern corridor", { quiet: 0.65, stressed: 0.25, disrupted: 0.1 }, "yes", 2025, [5]],
      ["by road", { quiet: 1 }, "no", 2025, []],
    ],
    // One step, two stops, twice.
    rests: [[], [1, "CECE"], [1, "EA"]],
    stops: { 1: [[4.5, 0.75], [9, 11], [13.5, 0.75], [18, 11], [22.5, 0.75]] },
    steps: STEPS,
    // The second stands for the first and two steps more.
    chains: [[0, 1], [-1, 2, 3], [4, 5, 6], [7, 1, 8]],
    rows: [
      [0, 2, 0, [50, 68, 110], CURVE, [word("border formalities"), word("Border"), 80, word("queue at Border"), word("Border"), 20],
        [word("border formalities"), word("Border"), word("60 h instead of 30")], 0, BY_RAIL, [4801, 5203, 6999, 960, 1040, 1400], 33, 0, [1]],
      [0, 3, 1, [40, 45.5, 52], CURVE, [], [word("driving"), word(""), word("45 h instead of 40")], 1, BY_ROAD, [], 0, 0, [2]],
      [0, 2, 0, [50, 68, 110], CURVE, [], [], 0, BY_RAIL, [5203, 1400], 0, 13, [1]],
      [0, 2, 2, [60, 84, 120], CURVE, [], [], 0, [4000, 400, 800, 4100, 1900, 2700, 300, 100, 100], [604, 196], 0, 2, [1]],
      [0, 2, 3, [30, 40, 47.9], CURVE, [], [], 0, [2000, 300, 200, 1900, 700, 590, 100, 0, 0], [6000, 1400], 0, 15, [1]],
      [2, 0, 0, [51, 69, 111], CURVE, [], [], 0, [3600, 600, 1000, 3300, 1200, 3200], [5203, 1400], 0, 15, [3]],
      [0, 3, 1, [40, 45.5, 52], CURVE, [], [], 1, BY_ROAD, [7000, 3000], 0, 15, [2]],
      // Each leg for itself.
      [0, 2, 4, [60, 90, 120], CURVE, [], [], 0, [3000, 400, 400, 4500, 2400, 2400, 500, 100, 100, 1000, 100, 100], [], 0, 0, [1]],
      [0, 3, 1, [40, 45.5, 52], CURVE, [], [], 2, [3600, 300, 300, 450, 50, 50, 500, 200, 300], [], 0, 0, [2]],
    ],
  },
  asked: [0, 1],
  explorer: {
    hubs: [0, 2, 3], routes: 2, first: 2, ends: {},
    names: { alpha: 0, альфа: 0, 阿尔法: 0, gamma: 2, lodzomega: 3, aleph: 0 },
    letters: { "'": "", "’": "", "-": " ", ł: "l" },
  },
  corridors: { northern: "Rail, northern", middle: "Rail, Middle Corridor", road: "Road" },
  causes: { move: "moving", lift: "handling", gauge: "handling", customs: "borders", queue: "waiting", departure: "waiting", rest: "waiting", door: "handling" },
  traders: ["Kazakhstan", "China"],
  trade: [[2023, "China", 40, "reported", "", [0]], [2023, "Kazakhstan", 20, "reported", HOSTILE, [0]], [2024, "China", 44, "derived", "", [1]]],
  figures: [[0], [1, 3, 2], [4], [5], [6], [7]],
  figureRows: FIGURES,
  sources: [["Railway atlas", "https://example.org/atlas"], ["Border report", "https://example.org/border"],
    ["Queues of 2022", "https://example.org/queues"], ["AETR", "https://example.org/aetr"],
    ["Lengths", "file.csv"], [HOSTILE, "javascript:alert(1)"]],
  style: {
    causeColours: { moving: "blue", handling: "green", borders: "red", waiting: "grey" },
    routeColours: ["#111111", "#222222"],
    lines: {},
    symbols: { hub: { label: "Hub", shapes: [] } },
    legend: [],
    attribution: "",
  },
  frames: { All: [[40, 60], [50, 70]] },
  whole: "All",
  heading: "Overland freight",
  page: { theme: "auto", language: "en", title: null, captions: [] },
});

module.exports = { HOSTILE, makeData };
