"use strict";
// What a click shows: a place with its handling times, a line with its edges, a route's legs.
(() => {
  const { el, name, link, number, range } = khorgos;

  const LANGUAGES = { ru: "Russian", kk: "Kazakh", zh: "Chinese" };
  const ACTIVITIES = {
    move: "Line haul", lift: "Lift", gauge: "Gauge change", customs: "Border formalities",
    queue: "Queue", departure: "Wait for departure",
  };
  const JUDGEMENT = { range: "range: judgement", yes: "judgement" };
  const SERVICES = ["fast", "standard", "car"];

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

  /** A figure: its range for each service, whether it is judgement, and its sources. */
  function figureBlock(data, variants, note = "") {
    const of = (service) =>
      variants.find((row) => row.variant === service) ?? variants.find((row) => row.variant === "any");
    const rows = SERVICES.map((service) => [service, of(service)]).filter(([, row]) => row);
    const same = new Set(rows.map(([, row]) => row)).size === 1;
    const shown = same ? [["all services", rows[0][1]]] : rows;
    const table = el(
      "table",
      {},
      shown.map(([service, row]) =>
        el("tr", {}, el("th", { scope: "row" }, words(service)),
          el("td", {}, range(row.range, row.unit), " ", badge(row.judgement))),
      ),
    );
    const sources = [...new Set(shown.flatMap(([, row]) => row.sources ?? []))];
    const notes = [...new Set(shown.map(([, row]) => row.note).filter(Boolean))];
    return el("section", { class: "k-figure" },
      el("h4", {}, name(shown.at(-1)[1].label), note ? ` (${note})` : ""),
      table,
      notes.map((text) => el("p", { class: "k-note" }, name(text))),
      sourceList(data, sources));
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

  /** The legs of a route, as the table that a screen reader can walk through. */
  khorgos.legTable = (data, route) => {
    const head = ["Leg", "By", "km", "Hours", "Day"];
    const rows = route.legs.map((leg) => {
      const [from, to] = [leg.from, leg.to].map((i) => name(data.places[i].name));
      const moves = leg.activity === "move";
      const carrier = leg.gauge ? `${leg.carrier} ${leg.gauge}` : leg.carrier;
      return el("tr", moves ? {} : { class: "k-stop" },
        el("th", { scope: "row" }, moves ? [from, " – ", to] : [from, ": ", name(leg.label)]),
        el("td", {}, moves ? carrier : ACTIVITIES[leg.activity]),
        el("td", {}, moves ? number(leg.km) : ""),
        el("td", {}, range(leg.hours, ""),
          leg.judgement === "yes" ? el("abbr", { title: "rests on judgement" }, "*") : ""),
        el("td", {}, leg.day.toFixed(1)));
    });
    return el("table", { class: "k-legs" },
      el("caption", {}, "Hours: most likely (least–most); * rests on judgement; day at the end of the leg"),
      el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows));
  };

  khorgos.routePopup = (data, route) =>
    el("div", { class: "k-popup" },
      el("h3", {}, khorgos.routeTitle(data, route)),
      el("p", { class: "k-facts" }, el("span", {}, khorgos.duration(route.hours)),
        el("span", {}, `${number(route.km)} km`)),
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
