"use strict";
// What a click shows: a place with its handling times, a line with its edges, a route's legs.
(() => {
  const { el, name, link, number } = khorgos;

  const finders = []; // who knows what lies where, the topmost first

  /**
   * Let features be found that lie over or under others.  `find` gives, for a place on the map, what
   * lies there, the topmost first: the feature itself and a function that makes what it tells.
   */
  khorgos.findable = (z, find) => {
    finders.push({ z, find });
    finders.sort((a, b) => b.z - a.z);
  };

  /** All that lies in a place, what was clicked first. */
  khorgos.allAt = (latlng, [feature, tell]) => {
    const found = new Map([[feature, tell]]);
    for (const { find } of finders) {
      for (const [other, words] of find(latlng)) if (!found.has(other)) found.set(other, words);
    }
    return [...found.values()];
  };

  /** What a popup says: one of several features, how many there are, and buttons for the others. */
  khorgos.Pages = class {
    constructor(popup, tells) {
      Object.assign(this, { popup, tells, at: 0 });
      this.count = el("span", { role: "status" });
      this.buttons = [[-1, "‹", "Previous feature here"], [1, "›", "Next feature here"]].map(([step, sign, words]) => {
        const button = el("button", { type: "button", "aria-label": words, title: words }, sign);
        button.addEventListener("click", () => {
          this.at = (this.at + step + tells.length) % tells.length;
          popup.update();
          button.focus({ preventScroll: true });
        });
        return button;
      });
      // The same for all pages: a click on a button that is gone would be one on the map.
      this.pager = el("div", { class: "k-pager", role: "group", "aria-label": "Features here" },
        this.buttons[0], this.count, this.buttons[1]);
    }

    content() {
      const page = this.tells[this.at]();
      if (this.tells.length === 1) return page;
      this.count.textContent = `${this.at + 1} of ${this.tells.length} here`;
      page.append(this.pager);
      return page;
    }
  };

  /** Give a layer of Leaflet a popup of its feature and all that lies under it. */
  khorgos.bindPages = (layer, first, options = khorgos.POPUP) => {
    let pages = null;
    let at = null;
    layer.bindPopup(() => {
      const popup = layer.getPopup();
      const latlng = popup.getLatLng();
      if (!latlng) return first[1](); // not on the map
      if (!pages || !latlng.equals(at)) {
        at = latlng;
        pages = new khorgos.Pages(popup, khorgos.allAt(latlng, first));
      }
      return pages.content();
    }, options);
    layer.on("popupclose", () => { pages = null; });
  };

  /** Open a popup of a feature and all that lies under it. */
  khorgos.openPages = (map, latlng, first) => {
    const popup = L.popup(khorgos.POPUP).setLatLng(latlng);
    const pages = new khorgos.Pages(popup, khorgos.allAt(latlng, first));
    popup.setContent(() => pages.content()).openOn(map);
  };

  /** Pixels from a place on the map to a line; beyond `reach` only that it is so. */
  khorgos.awayFrom = (map, latlng, points, reach) => {
    const at = map.latLngToLayerPoint(latlng);
    let [best, last] = [Infinity, null];
    for (const point of points) {
      const next = map.latLngToLayerPoint(point);
      if (last) best = Math.min(best, L.LineUtil.pointToSegmentDistance(at, last, next));
      last = next;
    }
    return best <= reach ? best : Infinity;
  };

  const LANGUAGES = { ru: "Russian", kk: "Kazakh", zh: "Chinese" };
  const JUDGEMENT = { range: "range: judgement", yes: "judgement" };

  /** kind_of_thing -> Kind of thing */
  const words = (text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");
  khorgos.words = words;

  khorgos.badge = (judgement) =>
    JUDGEMENT[judgement] ? el("span", { class: "k-badge" }, JUDGEMENT[judgement]) : "";

  khorgos.sourceList = (data, numbers) => {
    if (!numbers.length) return "";
    const items = numbers.map((i) => el("li", {}, link(...data.sources[i])));
    return el("ul", { class: "k-sources", "aria-label": "Sources" }, items);
  };

  /** Rows of a figure, each with whom it is for and, if it replaces theirs under stress, its regime. */
  function figureRows(data, figure) {
    let who = "";
    return data.figures[figure].map((number) => {
      const row = data.figureRows[number];
      if (!row.regime) who = row.services ? words(row.services.join(", ")) : "All services";
      return [who, row.regime ?? "", row];
    });
  }

  /** The row of a figure that a service uses in a quiet month. */
  khorgos.figureFor = (data, figure, service) =>
    data.figures[figure].map((number) => data.figureRows[number])
      .find((row) => !row.regime && (row.services ?? [service]).includes(service));

  /** A figure: typical, low and high for each service and regime, its date, and its sources. */
  function figureBlock(data, figure, note = "") {
    const rows = figureRows(data, figure);
    const { label, unit } = rows.at(-1)[2];
    const head = ["", "1 in 10\nbelow", `Typical\n${unit === "h" ? "hours" : unit}`, "1 in 10\nabove", "As of"];
    const table = el("table", { class: "k-range" },
      el("thead", {}, el("tr", {}, head.map((text) => (text ? el("th", { scope: "col" }, text) : el("td"))))),
      el("tbody", {}, rows.map(([who, regime, { range: [low, typical, high], year, judgement }]) =>
        el("tr", regime ? { class: "k-regime" } : {},
          el("th", { scope: "row" }, regime || who, " ", khorgos.badge(judgement)),
          [low, typical, high].map((value) => el("td", {}, number(value))),
          el("td", {}, String(year))))));
    const notes = new Map();
    for (const [who, regime, { note: text }] of rows) {
      const whose = regime ? `${who}, ${regime}` : who;
      if (text) notes.set(text, [...(notes.get(text) ?? []), whose]);
    }
    const whose = (who) => (rows.length > 1 && who.length < rows.length ? `${who.join("; ")}: ` : "");
    return el("section", { class: "k-figure" },
      el("h3", {}, name(label), note ? ` (${note})` : ""),
      table,
      [...notes].map(([text, who]) => el("p", { class: "k-note" }, whose(who), name(text))),
      khorgos.sourceList(data, [...new Set(rows.flatMap(([, , row]) => row.sources ?? []))]));
  }

  khorgos.placePopup = (data, place) => {
    const names = Object.entries(place.names ?? {}).map(([code, text]) =>
      el("span", { lang: code, title: LANGUAGES[code] }, name(text)));
    const country = khorgos.placeLabel(khorgos.countryOf(data, place.country));
    const facts = [words(place.kind), country, place.status,
      `position: ${place.confidence} confidence`];
    return el("div", { class: "k-popup" },
      el("h2", {}, khorgos.placeLabel(place)),
      names.length ? el("p", { class: "k-names" }, names) : "",
      el("p", { class: "k-facts" }, facts.map((fact) => el("span", {}, fact))),
      place.note ? el("p", { class: "k-note" }, name(place.note)) : "",
      (place.handling ?? []).map(([figure, status]) =>
        figureBlock(data, figure, status === "open" ? "" : status)));
  };

  function edgeBlock(data, edge) {
    const row = (label, ...cells) =>
      el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, cells));
    const gauge = edge.gauge ? `, ${edge.gauge} mm` : "";
    return el("div", { class: "k-edge" },
      el("table", {},
        row("Carrier", words(edge.carrier) + gauge),
        edge.tracks ? row("Tracks", String(edge.tracks)) : "",
        row("Length", `${number(edge.km)} km (`, link(...data.sources[edge.kmSource]), ")"),
        edge.country ? row("Country", khorgos.placeLabel(khorgos.countryOf(data, edge.country))) : "",
        edge.status ? row("Status", edge.status) : ""),
      figureBlock(data, edge.figure),
      edge.schematic ? el("p", { class: "k-note" }, "The drawn line is only a sketch.") : "",
      edge.note ? el("p", { class: "k-note" }, name(edge.note)) : "");
  }

  khorgos.linePopup = (data, line) =>
    el("div", { class: "k-popup" },
      el("h2", {}, khorgos.placeLabel(data.places[line.from]), " – ", khorgos.placeLabel(data.places[line.to])),
      line.edges.map((edge) => edgeBlock(data, edge)),
      line.flow === undefined ? "" : khorgos.flowBlock(data, data.flows[line.flow]));

  khorgos.routePopup = (route) =>
    el("div", { class: "k-popup" },
      el("h2", {}, khorgos.routeTitle(route)),
      khorgos.headline(route),
      el("p", { class: "k-facts" }, el("span", {}, `${number(route.km)} km`),
        route.door ? el("span", {}, "door to door") : ""),
      khorgos.scroll("Legs of the route", khorgos.legTable(route)),
      khorgos.routeSources(route));
})();
