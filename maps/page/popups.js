"use strict";
// What a click shows: a place with its handling times, a line with its edges, a route's legs.
(() => {
  const { el, name, link, number, percent, range } = khorgos;

  const LANGUAGES = { ru: "Russian", kk: "Kazakh", zh: "Chinese" };
  const ACTIVITIES = {
    move: "Line haul", lift: "Lift", gauge: "Gauge change", customs: "Border formalities",
    queue: "Queue", departure: "Wait for departure", rest: "Rest", door: "Door",
  };
  const JUDGEMENT = { range: "range: judgement", yes: "judgement" };
  const SERVICES = ["fast", "standard", "car"];
  const REGIMES = ["stressed", "disrupted"];

  /** kind_of_thing -> Kind of thing */
  const words = (text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");
  khorgos.words = words;

  const badge = (judgement) =>
    JUDGEMENT[judgement] ? el("span", { class: "k-badge" }, JUDGEMENT[judgement]) : "";

  function sourceList(data, numbers) {
    if (!numbers.length) return "";
    const items = numbers.map((i) => el("li", {}, link(...data.sources[i])));
    return el("ul", { class: "k-sources", "aria-label": "Sources" }, items);
  }

  /** Rows of a figure, each with its services and, if it replaces theirs under stress, its regime. */
  function figureRows(variants) {
    const row = (variant, regime) =>
      variants.find((one) => one.variant === variant && one.regime === regime);
    const users = new Map();
    for (const service of SERVICES) {
      const own = row(service) ?? row("any");
      if (own) users.set(own, [...(users.get(own) ?? []), service]);
    }
    return [...users].flatMap(([own, services]) => {
      const who = users.size === 1 ? "All services" : words(services.join(", "));
      const worse = REGIMES.map((regime) => [who, regime, row(own.variant, regime)]);
      return [[who, "", own], ...worse.filter(([, , found]) => found)];
    });
  }

  /** A figure: typical, low and high for each service and regime, its date, and its sources. */
  function figureBlock(data, variants, note = "") {
    const rows = figureRows(variants);
    const { label, unit } = rows.at(-1)[2];
    const head = ["", "1 in 10\nbelow", `Typical\n${unit === "h" ? "hours" : unit}`, "1 in 10\nabove", "As of"];
    const table = el("table", { class: "k-range" },
      el("thead", {}, el("tr", {}, head.map((text) => el(text ? "th" : "td", { scope: "col" }, text)))),
      el("tbody", {}, rows.map(([who, regime, { range: [low, mode, high], year, judgement }]) =>
        el("tr", regime ? { class: "k-regime" } : {},
          el("th", { scope: "row" }, regime || who, " ", badge(judgement)),
          [low, mode, high].map((value) => el("td", {}, number(value))),
          el("td", {}, String(year))))));
    const notes = new Map();
    for (const [who, regime, { note: text }] of rows) {
      const whose = regime ? `${who}, ${regime}` : who;
      if (text) notes.set(text, [...(notes.get(text) ?? []), whose]);
    }
    const whose = (who) => (rows.length > 1 && who.length < rows.length ? `${who.join("; ")}: ` : "");
    return el("section", { class: "k-figure" },
      el("h4", {}, name(label), note ? ` (${note})` : ""),
      table,
      [...notes].map(([text, who]) => el("p", { class: "k-note" }, whose(who), name(text))),
      sourceList(data, [...new Set(rows.flatMap(([, , row]) => row.sources ?? []))]));
  }

  khorgos.placePopup = (data, place) => {
    const names = Object.entries(place.names ?? {}).map(([code, text]) =>
      el("span", { lang: code, title: LANGUAGES[code] }, name(text)));
    const facts = [words(place.kind), place.country, place.status,
      `position: ${place.confidence} confidence`];
    return el("div", { class: "k-popup" },
      el("h3", {}, name(place.name)),
      names.length ? el("p", { class: "k-names" }, names) : "",
      el("p", { class: "k-facts" }, facts.map((fact) => el("span", {}, name(fact)))),
      place.note ? el("p", { class: "k-note" }, name(place.note)) : "",
      (place.handling ?? []).map(([figure, status]) =>
        figureBlock(data, data.figures[figure], status === "open" ? "" : status)));
  };

  function edgeBlock(data, edge) {
    const row = (label, ...cells) =>
      el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, cells));
    const gauge = edge.gauge ? `, ${edge.gauge} mm` : "";
    return el("section", {},
      el("table", {},
        row("Carrier", words(edge.carrier) + gauge),
        edge.tracks ? row("Tracks", String(edge.tracks)) : "",
        row("Length", `${number(edge.km)} km (`, link(...data.sources[edge.kmSource]), ")"),
        row("Country", name(edge.country)),
        edge.status ? row("Status", edge.status) : ""),
      figureBlock(data, data.figures[edge.figure]),
      edge.schematic ? el("p", { class: "k-note" }, "The drawn line is only a sketch.") : "",
      edge.note ? el("p", { class: "k-note" }, name(edge.note)) : "");
  }

  khorgos.linePopup = (data, line) =>
    el("div", { class: "k-popup" },
      el("h3", {}, name(data.places[line.from].name), " – ", name(data.places[line.to].name)),
      line.edges.map((edge) => edgeBlock(data, edge)));

  /** The answer in one line: when half, one and nine in ten have arrived. */
  khorgos.headline = ({ headline }) => {
    const [start, half, end] = headline.split(", ");
    return el("p", { class: "k-total" }, `${start}, `, el("strong", {}, half), `, ${end}`);
  };

  /** In which state its corridor is, how often, and on what that rests. */
  khorgos.state = ({ state: [label, weights, judgement, year] }) => {
    const told = Object.entries(weights).flatMap(([regime, weight], i) =>
      [i ? ", " : ": ", el("span", { class: "k-whole" }, `${regime} ${percent(weight)}`)]);
    return ["State of the corridor, ", name(label), ...told, ` (${year}) `, badge(judgement)];
  };

  /** The legs of a route, as the table that a screen reader can walk through. */
  khorgos.legTable = (data, route) => {
    const head = ["Leg", "By", "km", "Hours", "Day"];
    const rows = route.legs.map((leg) => {
      const [from, to] = [leg.from, leg.to].map((i) => name(data.places[i].name));
      const moves = leg.activity === "move";
      const carrier = leg.gauge ? `${leg.carrier} ${leg.gauge}` : leg.carrier;
      // Rests fall somewhere on the leg before them, not at its end.
      const at = leg.activity === "rest" ? "On the way to " : "";
      return el("tr", moves ? {} : { class: "k-stop" },
        el("th", { scope: "row" }, moves ? [from, " – ", to] : [at, from, ": ", name(leg.label)]),
        el("td", {}, moves ? carrier : ACTIVITIES[leg.activity]),
        el("td", {}, moves ? number(leg.km) : ""),
        el("td", {}, range(leg.hours),
          leg.judgement === "yes" ? el("abbr", { title: "rests on judgement" }, "*") : ""),
        el("td", {}, leg.day.toFixed(1)));
    });
    return el("table", { class: "k-legs" },
      el("caption", {}, "Hours: typical (1 in 10 below–1 in 10 above); * rests on judgement. ",
        `Day: at the end of the leg, with every leg at its typical time in a quiet month, together ${
          khorgos.duration(route.hours)}.`),
      el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows));
  };

  khorgos.routePopup = (data, route) =>
    el("div", { class: "k-popup" },
      el("h3", {}, khorgos.routeTitle(data, route)),
      khorgos.headline(route),
      el("p", { class: "k-facts" }, el("span", {}, `${number(route.km)} km`),
        route.door ? el("span", {}, "door to door") : ""),
      el("div", { class: "k-scroll" }, khorgos.legTable(data, route)),
      khorgos.routeSources(data, route));

  /** Every source behind a route, folded away. */
  khorgos.routeSources = (data, route) =>
    el("details", {}, el("summary", {}, `${route.sources.length} sources`),
      el("div", { class: "k-scroll", tabindex: "0", role: "region", "aria-label": "Sources of the route" },
        sourceList(data, route.sources)));

  khorgos.routeTitle = (data, route) =>
    [name(data.places[route.from].name), " → ", name(data.places[route.to].name)];
})();
