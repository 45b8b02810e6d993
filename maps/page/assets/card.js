"use strict";
// What the panel says of one route: how long, how sure, where the time goes, leg by leg.
(() => {
  const { el, name, link, number, percent } = khorgos;

  const ACTIVITIES = {
    move: "Line haul", lift: "Lift", gauge: "Gauge change", customs: "Border formalities",
    queue: "Queue", departure: "Wait for departure", rest: "Rest", door: "Door",
  };

  khorgos.activity = (leg) => ACTIVITIES[leg.activity];

  khorgos.routeTitle = ({ data, from, to }) =>
    [khorgos.placeLabel(data.places[from]), " → ", khorgos.placeLabel(data.places[to])];

  /** The answer in one line: when half, one and nine in ten have arrived. */
  khorgos.headline = ({ quantiles: [p10, p50, p90] }) => {
    const [unit, words] = khorgos.unit(p50);
    const told = (hours) => (hours / unit).toFixed(1);
    return el("p", { class: "k-total" }, `1 in 10 arrives within ${told(p10)} ${words}, `,
      el("strong", {}, `half within ${told(p50)}`),
      `, 9 in 10 within ${told(p90)} (P10-P50-P90).`);
  };

  /** US$ and t CO2e of a container, with their ranges if the page knows them. */
  khorgos.totals = ({ totals }) => {
    if (!totals.length) return [];
    const middle = totals.length / 2;
    const [dollars, kilograms] = [totals.slice(0, middle), totals.slice(middle)];
    const told = ([low, typical, high], write) =>
      (high === undefined ? write(low) : `${write(typical)} (${write(low)}–${write(high)})`);
    // Short hauls emit less than a tonne.
    const digits = kilograms[kilograms.length >> 1] < 1000 ? 2 : 1;
    return [`US$ ${told(dollars, number)}`,
      `${told(kilograms, (value) => (value / 1000).toFixed(digits))} t CO₂e`];
  };

  /** In which state its corridor is, how often, and on what that rests. */
  function state({ state: [label, weights, judgement, year] }) {
    const told = Object.entries(weights).flatMap(([regime, weight], i) =>
      [i ? ", " : ": ", el("span", { class: "k-whole" }, `${regime} ${percent(weight)}`)]);
    return ["State of the corridor, ", name(label), ...told, ` (${year}) `, khorgos.badge(judgement)];
  }

  /** What moves the arrival most, worst first. */
  function lateList({ drivers }) {
    if (!drivers.length) return "";
    const items = drivers.map(([label, place, share]) =>
      el("li", {},
        el("span", {}, name(label), place && !label.includes(place) ? [", ", name(place)] : ""),
        el("b", {}, percent(share))));
    return el("div", { class: "k-late" },
      el("h3", {}, "What makes it late or early", el("small", {}, "share of the variance")),
      el("ol", {}, items));
  }

  /** What its question does not state, told apart. */
  function unstatedLine({ data, unstated, left }) {
    if (left === undefined) return "";
    const { label, judgement } = data.figureRows[left];
    return el("p", { class: "k-via" }, name(label[0].toUpperCase() + label.slice(1)),
      `: ${percent(unstated)} of the variance `, khorgos.badge(judgement));
  }

  /** Where a late journey loses most, in one line. */
  function lossLine({ loss: [label, place, hours] }) {
    if (!label) return "";
    const where = place ? [" at ", name(place)] : [" under way (", name(label), ")"];
    return el("p", { class: "k-via" }, "A late journey (P90) loses most", where, `: ${hours}.`);
  }

  /** The legs of a route with km, hours and sources; numbers refer to the list of sources below. */
  khorgos.legTable = (route) => {
    const { data, sources } = route;
    const head = ["Leg", "By", "km", "P10", "P50", "P90", "Day", "Source"];
    const judged = (leg) => (leg.judgement === "yes" ? el("abbr", { title: "rests on judgement" }, "*") : "");
    const rows = route.legs.map((leg) => {
      const [from, to] = [leg.from, leg.to].map((i) => khorgos.placeLabel(data.places[i]));
      const moves = leg.activity === "move";
      const carrier = leg.gauge ? `${leg.carrier} ${leg.gauge}` : leg.carrier;
      // Rests fall somewhere on the leg before them, not at its end.
      const at = leg.activity === "rest" ? "On the way to " : "";
      const cited = leg.sources.flatMap((i, n) => [n ? " " : "",
        khorgos.link(String(sources.indexOf(i) + 1), data.sources[i][1], data.sources[i][0])]);
      return el("tr", moves ? {} : { class: "k-stop" },
        el("th", { scope: "row" }, moves ? [from, " – ", to] : [at, from, ": ", name(leg.label)]),
        el("td", {}, moves ? carrier : ACTIVITIES[leg.activity]),
        el("td", {}, moves ? number(leg.km) : ""),
        leg.hours.map((hours, i) => el("td", {}, number(hours), i === 1 ? judged(leg) : "")),
        el("td", {}, leg.day.toFixed(1)),
        el("td", {}, cited.length ? cited : "–"));
    });
    return el("table", { class: "k-legs" },
      el("caption", {}, "P10, P50, P90: hours of the leg in a journey that takes so long in all; ",
        "* rests on judgement. Day: at the end of the leg in a journey of P50. ",
        "Source: number in the list of sources."),
      el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows),
      el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "In all"), el("td"),
        el("td", {}, number(route.km)), route.quantiles.map((hours) => el("td", {}, number(hours))),
        el("td", {}, (route.quantiles[1] / 24).toFixed(1)), el("td"))));
  };

  const scroll = (label, ...children) =>
    el("div", { class: "k-scroll", tabindex: "0", role: "region", "aria-label": label }, children);

  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** Every source behind a route, folded away. */
  khorgos.routeSources = ({ data, sources }, label = "the route") =>
    afterPaint(el("details", {}, el("summary", {}, counted(sources.length, "source"))),
      () => scroll(`Sources: ${label}`,
        el("ol", { class: "k-sources" }, sources.map((i) => el("li", {}, link(...data.sources[i]))))));

  khorgos.scroll = scroll;

  /** A card: `heading` is what stands before the title, `buttons` what stands after it. */
  khorgos.routeCard = (route, { label, heading = "", buttons = [], colour }) => {
    const { data } = route;
    const kind = [route.mode === "any" ? "land and sea" : route.mode,
      route.vehicle === "car" ? "car" : `${route.service} service`,
      ...(route.door ? ["door to door"] : [])].join(", ");
    const borders = route.legs.filter((leg) => leg.activity === "customs").map((leg) => leg.from);
    const stops = [...new Set(borders)].flatMap((i, n) =>
      [n ? ", " : "", khorgos.placeLabel(data.places[i])]);
    return el("section", { class: "k-card", "aria-label": label },
      el("h2", {}, heading, el("span", {}, khorgos.routeTitle(route)), buttons),
      el("p", { class: "k-via" }, route.way, ` · ${number(route.km)} km · ${kind}`),
      khorgos.headline(route),
      totals(route),
      khorgos.player(route, colour),
      khorgos.arrivalChart(route, colour),
      khorgos.shareBar(route),
      khorgos.staircase(route, colour),
      lossLine(route),
      lateList(route),
      unstatedLine(route),
      el("p", { class: "k-state" }, state(route)),
      el("p", { class: "k-via" }, `${percent(route.judged)} of the typical time rests on judgement.`,
        ...(stops.length ? [" Borders at ", ...stops, "."] : [])),
      afterPaint(el("details", {}, el("summary", {}, counted(route.legs.length, "leg"))),
        () => scroll(`Legs: ${label}`, khorgos.legTable(route))),
      khorgos.routeSources(route, label));
  };

  function totals(route) {
    const told = khorgos.totals(route);
    return told.length ? el("p", { class: "k-totals" }, told.join(" · "),
      el("small", {}, " per forty-foot container with 20 t; CO₂e well to wheel; judgement in part")) : "";
  }

  /** The long and folded parts come when the answer is on the screen. */
  function afterPaint(details, make) {
    khorgos.afterPaint(() => details.append(make()));
    return details;
  }
})();
