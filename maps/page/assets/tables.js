"use strict";
// Every fact on the map as a table too; made when opened, for most readers never do.
(() => {
  const { el, name, number } = khorgos;

  const CLOSE = 8; // zoom at which a place is shown from its row

  const table = (label, head, rows) =>
    khorgos.scroll(label, el("table", { class: "k-facts-table" },
      el("thead", {}, el("tr", {}, head.map((word) => el("th", { scope: "col" }, word)))),
      el("tbody", {}, rows)));

  /** A figure in one cell: what, range, year, and its sources. */
  const figure = (data, number_, note = "") => {
    const { label, unit, range, year, judgement, sources = [] } = khorgos.figureFor(data, number_, "standard");
    return el("div", {}, name(label), note ? ` (${note})` : "", `: ${khorgos.range(range)} ${unit}, ${year} `,
      khorgos.badge(judgement), khorgos.sourceList(data, sources));
  };

  function placeRows(map, data) {
    return data.places.map((place) => {
      const show = el("button", { type: "button", class: "k-goto" }, khorgos.placeLabel(place));
      show.addEventListener("click", () => {
        map.setView(place.at, Math.max(map.getZoom(), CLOSE), { animate: false });
        map.openPopup(khorgos.placePopup(data, place), place.at, khorgos.POPUP);
      });
      return el("tr", {}, el("th", { scope: "row" }, show),
        el("td", {}, khorgos.words(place.kind)), el("td", {}, khorgos.placeLabel(khorgos.countryOf(data, place.country))), el("td", {}, name(place.status)),
        el("td", {}, (place.handling ?? []).map(([number_, status]) =>
          figure(data, number_, status === "open" ? "" : status)),
        place.note ? el("div", {}, name(place.note)) : ""));
    });
  }

  function lineRows(map, data) {
    return data.lines.flatMap((line) => line.edges.map((edge) => {
      const [from, to] = [line.from, line.to].map((i) => khorgos.placeLabel(data.places[i]));
      const show = el("button", { type: "button", class: "k-goto" }, from, " – ", to);
      show.addEventListener("click", () => {
        map.fitBounds(L.latLngBounds(line.points), { animate: false, maxZoom: CLOSE + 2, padding: [40, 40] });
        const middle = line.points[Math.floor(line.points.length / 2)];
        map.openPopup(khorgos.linePopup(data, line), middle, khorgos.POPUP);
      });
      const flow = line.flow === undefined ? "" : data.flows[line.flow];
      return el("tr", {}, el("th", { scope: "row" }, show),
        el("td", {}, edge.gauge ? `${edge.carrier} ${edge.gauge}` : edge.carrier),
        el("td", {}, number(edge.km)), el("td", {}, edge.status ?? "open"),
        el("td", {}, flow ? `${number(flow.perDay[1])} ${flow.unit} a day` : ""),
        el("td", {}, figure(data, edge.figure)));
    }));
  }

  /** Tables of places and lines, folded away. */
  khorgos.factTables = (map, data) => {
    const folded = (label, head, rows) => {
      const details = el("details", {}, el("summary", {}, label));
      details.addEventListener("toggle", () => {
        if (details.open && details.children.length === 1) details.append(table(label, head, rows(map, data)));
      });
      document.addEventListener("khorgos:language", () => {
        details.open = false;
        while (details.children.length > 1) details.lastChild.remove();
      });
      return details;
    };
    if (!data.places.length) return [];
    return [
      folded(`Table of ${data.places.length} places`, ["Place", "Kind", "Country", "Status", "What happens there"], placeRows),
      folded(`Table of ${data.lines.length} lines`, ["Line", "By", "km", "Status", "Traffic", "Speed"], lineRows),
    ];
  };
})();
