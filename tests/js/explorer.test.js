"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { load, textOf } = require("./page.js");

/** An explorer, and what it has shown. */
function open(hash = "", ends = {}) {
  const page = load({ hash });
  page.data.explorer.ends = ends;
  const told = [];
  page.khorgos.makeStage({});
  const trips = { choose: (route, faint) => told.push({ route: route?.number ?? null, faint: faint.map(({ number }) => number) }) };
  const explorer = page.khorgos.makeExplorer({}, page.data, trips, () => {});
  explorer.follow();
  return { ...page, explorer, told, last: () => told.at(-1), message: () => explorer.message.textContent };
}
const choose = (explorer, key, value) => {
  explorer.selects[key].value = value;
  explorer.selects[key].dispatchEvent({ type: "change" });
};
const hash = () => decodeURIComponent(location.hash.replaceAll("+", " "));

test("it opens with the route that the page names first, the others beside it", () => {
  const { last, message } = open();
  assert.deepEqual(last(), { route: 2, faint: [3, 7] });
  assert.equal(message(), "");
});

test("the choice is a link", () => {
  const { explorer } = open();
  assert.equal(hash(), "#from=Alpha&to=Gamma&service=standard");
  choose(explorer, "service", "fast");
  assert.equal(hash(), "#from=Alpha&to=Gamma&service=fast");
  choose(explorer, "to", "3");
  assert.equal(explorer.choice.route, null, "nothing goes there fast");
});

test("a link opens what it says", () => {
  const { explorer, last } = open("#from=Gamma&to=Alpha&service=standard");
  assert.equal(last().route, 5);
  assert.deepEqual([explorer.choice.from, explorer.choice.to], [2, 0]);
});

test("a link may name a corridor, and a way by its id", () => {
  assert.equal(open("#from=Alpha&to=Gamma&corridor=middle").last().route, 3);
  const { last } = open("#from=Alpha&to=Gamma&way=rail-middle");
  assert.equal(last().route, 3);
  assert.equal(hash(), "#from=Alpha&to=Gamma&service=standard&way=rail-middle");
});

test("a link that is made is the link that is read", () => {
  for (const asked of ["#from=Alpha&to=Gamma&service=fast", "#from=Gamma&to=Alpha&service=standard", "#from=Alpha&to=Gamma&service=standard&way=rail-middle",
    "#from=Alpha&to=Gamma&service=standard&corridor=middle", "#from=Alpha&to=Łódź Ömega&service=standard"]) {
    open(asked);
    assert.equal(hash(), asked);
  }
});

test("hubs are found by parts, in any language, without accents", () => {
  const { explorer } = open();
  const cases = [["alpha", 0], [" ALPHA ", 0], ["Альфа", 0], ["阿尔法", 0], ["gam", 2], ["Łódź Ömega", 3], ["lodz omega", 3], ["OMEGA", 3],
    ["Al-pha", 0], ["al’pha", 0], ["al pha", 0], ["Aleph", 0]];
  for (const [asked, hub] of cases) assert.equal(explorer.hub(asked), hub, asked);
});

test("what is no hub, or several, is not guessed", () => {
  const { explorer } = open();
  for (const asked of ["Atlantis", "", "  ", "m", "Border", "__proto__"]) assert.equal(explorer.hub(asked), undefined, asked);
});

test("a link in vain says what is wrong, and what is shown instead", () => {
  const known = "A link knows no “KEY”, only from, to, service, corridor, way, each once. ";
  const long = "x".repeat(10000);
  const cases = [
    ["#from=Atlantis", "No hub is called “Atlantis”; shown is from Alpha. "],
    ["#to=Atlantis", "No hub is called “Atlantis”; shown is to Gamma. "],
    ["#from=Gamma&to=Gamma", "Origin and destination are the same hub; shown is from Alpha to Gamma. "],
    ["#service=teleport", "No service is called “teleport”; shown is standard. "],
    ["#from=Alpha&to=Gamma&way=2", "This pair has no way called “2”; shown is Rail, northern by Border. "],
    ["#corridor=moon", "No corridor is called “moon”; shown is any. "],
    ["#from=<b>", "No hub is called “<b>”; shown is from Alpha. "],
    ["#from=a%0A%00%20b", "No hub is called “a b”; shown is from Alpha. "],
    [`#from=${long}`, `No hub is called “${"x".repeat(60)}…”; shown is from Alpha. `],
    ["#from=%E0%A4", "No hub is called “�”; shown is from Alpha. "],
    ["#from=Gamma&to=Alpha&corridor=middle", "This pair has no way by Rail, Middle Corridor; the quickest is shown. "],
    ["#from=Alpha&to=Gamma&way=rail-middle&corridor=northern", "The way “rail-middle” is not by Rail, northern; shown is that way. "],
    ["#form=Gamma", known.replace("KEY", "form")],
    ["#Gamma", known.replace("KEY", "Gamma")],
    ["#%E0%A4", known.replace("KEY", "�")],
    ["#from=Alpha&from=Gamma", known.replace("KEY", "from")],
    ["#from=Atlantis&service=x", "No hub is called “Atlantis”; shown is from Alpha. No service is called “x”; shown is standard. "],
  ];
  for (const [asked, words] of cases) {
    const { message, last } = open(asked);
    assert.equal(message(), words);
    assert.notEqual(last().route, null);
  }
});

test("a link to a pair without a way says so, too", () => {
  const { message, last } = open("#from=Alpha&to=Łódź Ömega&service=fast&way=rail");
  assert.equal(message(), "This pair has no way called “rail”; shown is none. ");
  assert.equal(last().route, null);
});

test("names that mean something to JavaScript are names", () => {
  for (const asked of ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"]) {
    for (const key of ["from", "to", "service", "corridor", "way", asked]) {
      const { message, last } = open(`#${key}=${asked}`);
      assert.match(message(), new RegExp(`“${asked}”`));
      assert.doesNotMatch(message(), /function|object/);
      assert.notEqual(last().route, null);
    }
  }
});

test("a link that was encoded on its way is read all the same", () => {
  const link = "from=Gamma&to=Łódź Ömega&service=standard";
  const once = encodeURIComponent(link);
  for (const asked of [link, once, encodeURIComponent(once), link.replaceAll("&", "&amp;"),
    link.replaceAll("&", "&#38;"), encodeURIComponent(link.replaceAll("&", "&amp;"))]) {
    const { explorer, message } = open(`#${asked}`);
    assert.equal(message(), "", asked);
    assert.deepEqual([explorer.choice.from, explorer.choice.to], [2, 3], asked);
  }
  assert.equal(open("#from%3DGamma").explorer.choice.from, 2);
});

test("a link in vain stays in the address until the reader chooses", () => {
  for (const asked of ["#from=Alpha&to=Atlantis", "#from=Alpha&to=Gamma&way=2", "#from=Gamma&to=Alpha&corridor=middle"]) {
    const { explorer, message } = open(asked);
    assert.equal(hash(), asked);
    explorer.show();
    assert.equal(hash(), asked, "as in another language");
    choose(explorer, "service", "fast");
    assert.match(hash(), /^#from=(Alpha|Gamma)&to=(Gamma|Alpha)&service=fast$/);
    assert.equal(message(), "");
  }
});

test("a way that ends elsewhere than at its hubs is among those of its pair", () => {
  const ends = { 6: [0, 2] }; // by road to another place of the same name
  const before = open().explorer.routes({ from: 0, to: 2, service: "standard" });
  const { explorer } = open("", ends);
  const after = explorer.routes({ from: 0, to: 2, service: "standard" });
  assert.deepEqual(after.filter((route) => !before.includes(route)), [6]);
  assert.equal(explorer.row(6).to, 2);
  assert.equal(explorer.data.routes.rows[6][1], 3, "the route itself ends where it ends");
});

test("one end that is the other's place moves the other", () => {
  const { explorer } = open();
  choose(explorer, "to", "0");
  assert.deepEqual([explorer.choice.from, explorer.choice.to], [2, 0]);
  assert.deepEqual(open("#from=Gamma").explorer.choice.to, 0);
});

test("a hub that is called otherwise is told", () => {
  assert.equal(open("#from=Aleph&to=Gamma").message(), "“Aleph” is read as Alpha. ");
  assert.equal(open("#from=Alpha&to=lodz omega").message(), "“lodz omega” is read as Łódź Ömega. ");
  assert.equal(open("#from=ALPHA&to=Gamma").message(), "");
});

test("swapping leads back", () => {
  const { explorer, last } = open();
  explorer.box.querySelector(".k-swap").click();
  assert.equal(last().route, 5);
  explorer.box.querySelector(".k-swap").click();
  assert.equal(last().route, 2);
});

test("corridors are offered with the time of their quickest way", () => {
  const { explorer } = open();
  const options = explorer.selects.corridor.children.map((option) => option.textContent);
  assert.deepEqual(options, ["All", "Rail, northern (2.8 days)", "Rail, Middle Corridor (3.5 days)"]);
});

test("hubs are offered in the order of their names in the chosen language", () => {
  const { explorer, khorgos } = open();
  const offered = () => explorer.selects.from.children.map((option) => option.textContent);
  assert.deepEqual(offered(), ["Alpha", "Gamma", "Łódź Ömega"]);
  khorgos.language = "ru";
  explorer.show();
  assert.deepEqual(offered(), ["Альфа", "Gamma", "Łódź Ömega"].sort((a, b) => a.localeCompare(b, "ru")));
});

test("ways lie on one scale, and the chosen one is pressed", () => {
  const { explorer } = open();
  const rows = explorer.result.querySelectorAll(".k-ways tbody tr");
  assert.deepEqual(rows.map((row) => row.querySelector("button").getAttribute("aria-pressed")), ["true", "false", "false"]);
  assert.deepEqual(rows.map((row) => row.children.slice(1).map((cell) => cell.textContent)), [["2.1", "2.8", "4.6"], ["2.5", "3.5", "5.0"], ["2.5", "3.8", "5.0"]]);
  const spans = rows.map((row) => row.querySelector(".k-span").style);
  assert.equal(spans[1].left, "50%");
  assert.equal(spans[1].width, "50%");
  assert.equal(parseFloat(spans[0].left), (100 * 50) / 120);
  assert.deepEqual(rows.map((row) => row.querySelector("small").textContent), [
    "1,080 km · US$ 5,203 · 1.4 t CO₂e · quickest · least CO₂e · surest",
    "1,080 km · US$ 604 · 0.20 t CO₂e · cheapest",
    "1,080 km",
  ]);
  assert.ok(textOf(rows[0]).startsWith("Rail, northern by Border1,080 km"));
  rows[1].querySelector("button").click();
  assert.equal(explorer.choice.route, 3);
});
