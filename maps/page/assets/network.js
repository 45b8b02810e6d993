"use strict";
// The base map, the lines of the network, and the traffic on them.
(() => {
  const { decode, el, name, number, svg } = khorgos;

  // Colours are custom properties of the style sheet, so that a theme needs no new drawing.
  const SHORE = { color: "var(--shore)", weight: 0.8, fillOpacity: 1 };
  const LAND = { ...SHORE, fillColor: "var(--land)", className: "k-land" };
  const WATER = { ...SHORE, fillColor: "var(--water)", weight: 0.6, className: "k-water" };
  const BORDER = { color: "var(--border)", weight: 1, opacity: 1, className: "k-border" };
  const CLOSE_BORDER = { ...BORDER, weight: 1.6, dashArray: "7 2.5 1.5 2.5" };
  const HIT = { weight: 13, opacity: 0, smoothFactor: 2, className: "k-hit" };
  const CLOSE_ZOOM = 6.5;
  const HITS = 340;

  // Ours lie below the panes of Leaflet, so that what users add is on top of the network.
  const PANES = {
    land: 210, borders: 220, flows: 225, names: 230, casing: 310, lines: 320,
    halos: 325, routes: 330, hits: HITS, routeHits: 345, marks: 610,
  };

  // Bands of traffic reach from just beyond the ticks of a line to the greatest flow of their unit.
  const NARROW = 8;
  const BROAD = 24;
  const CLASS = 2; // pixels from one width to the next
  const UNITS = { trains: "Trains", trucks: "Trucks", vehicles: "All vehicles" };
  const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

  khorgos.makePanes = (map) => {
    const panes = {};
    for (const [key, z] of Object.entries(PANES)) {
      const pane = `khorgos-${key}`;
      map.createPane(pane).style.zIndex = z;
      panes[key] = { pane, renderer: L.svg({ pane, padding: 0.3 }) };
    }
    return panes;
  };

  khorgos.drawBase = (map, panes, { base, scale }) => {
    const quiet = { interactive: false, smoothFactor: 1 };
    const [west, south, east, north] = base.bounds;
    const rings = (polygons) =>
      polygons.map((polygon) => polygon.map((ring) => decode(ring, base.scale)));
    const lines = (paths, to) => paths.map((path) => decode(path, to));
    const sheet = [[south, west], [north, east]];
    L.rectangle(sheet, { ...quiet, ...WATER, ...panes.land }).addTo(map);
    L.polygon(rings(base.land), { ...quiet, ...LAND, ...panes.land }).addTo(map);
    L.polygon(rings(base.lakes), { ...quiet, ...WATER, ...panes.land }).addTo(map);
    L.polyline(lines(base.borders, base.scale), { ...quiet, ...BORDER, ...panes.borders }).addTo(map);
    const close = L.polyline(lines(base.close, base.scale), { ...quiet, ...BORDER, ...panes.borders });
    const fine = L.polyline(lines(base.fine, scale), { ...quiet, ...CLOSE_BORDER, ...panes.borders });
    const swap = () => {
      const [on, off] = map.getZoom() < CLOSE_ZOOM ? [close, fine] : [fine, close];
      off.remove();
      on.addTo(map);
    };
    swap();
    map.on("zoomend", swap);
  };

  /** How much wider or narrower than written lines are at a zoom. */
  const factor = (zoom) => Math.min(1.25, Math.max(0.6, 0.6 + (zoom - 3.5) * 0.14));

  /**
   * All lines of one style are one path; a wide unseen path for each line takes the clicks.
   * Returns what adds the unseen ones: nobody clicks before the map is drawn.
   */
  khorgos.drawLines = (map, panes, groups, data) => {
    const drawn = drawFlows(map, panes, groups, data);
    const hits = [];
    for (const [key, style] of Object.entries(data.style.lines)) {
      const lines = data.lines.filter((line) => line.style === key);
      const group = groups[style.layer];
      if (!lines.length || !group) continue;
      const points = unshared(lines.map((line) => line.points));
      const quiet = { interactive: false, smoothFactor: 1.2, fill: false };
      const casing = L.polyline(points, { ...quiet, color: "var(--casing)", opacity: 0.75, ...panes.casing });
      drawn.push([casing, style.strokes[0].width + 2]);
      group.addLayer(casing);
      for (const { colour, width, dash, cap } of style.strokes) {
        const stroke = { color: colour, dashArray: dash || null, lineCap: cap };
        const path = L.polyline(points, { ...quiet, ...stroke, ...panes.lines });
        path.options.className = `k-line k-line-${key}`;
        drawn.push([path, width]);
        group.addLayer(path);
      }
      if (style.cross) lines.forEach((line) => group.addLayer(crossOn(line)));
      for (const line of lines) {
        const hit = L.polyline(line.points, { ...HIT, ...panes.hits });
        khorgos.bindPages(hit, [line, () => khorgos.linePopup(data, line)]);
        hits.push([group, hit]);
        line.shownIn = group;
      }
    }
    khorgos.findable(HITS, (latlng) => [...data.lines].reverse()
      .filter(({ shownIn, points }) => map.hasLayer(shownIn)
        && khorgos.awayFrom(map, latlng, points, HIT.weight / 2) < Infinity)
      .map((line) => [line, () => khorgos.linePopup(data, line)]));
    const scale = () => {
      for (const [path, width] of drawn) path.setStyle({ weight: width * factor(map.getZoom()) });
    };
    scale();
    map.on("zoomend", scale);
    return () => hits.forEach(([group, hit]) => group.addLayer(hit));
  };

  /** Lines without the segments that an earlier one has: dashes over dashes would fill the gaps. */
  function unshared(lines) {
    const seen = new Set();
    const parts = [];
    for (const points of lines) {
      let part = [points[0]];
      const end = () => part.length > 1 && parts.push(part);
      for (let i = 1; i < points.length; i++) {
        const key = [points[i - 1], points[i]].map(String).sort().join(" ");
        if (seen.has(key)) {
          end();
          part = [points[i]];
        } else {
          seen.add(key);
          part.push(points[i]);
        }
      }
      end();
    }
    return parts;
  }

  function crossOn(line) {
    const html = svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, khorgos.cross(7, 7));
    const icon = L.divIcon({ className: "k-cross", html, iconSize: [14, 14] });
    const middle = line.points[Math.floor(line.points.length / 2)];
    const next = line.points.length === 2
      ? [0, 1].map((i) => (line.points[0][i] + line.points[1][i]) / 2) : middle;
    return L.marker(next, { icon, interactive: false, keyboard: false });
  }

  /** Greatest flow of each unit. */
  function greatest(flows) {
    // In the order of the legend.
    const most = Object.fromEntries(
      Object.keys(UNITS).filter((key) => flows.some(({ unit }) => unit === key)).map((key) => [key, 0]));
    for (const { unit, perDay } of flows) most[unit] = Math.max(most[unit], perDay[1]);
    return most;
  }

  /** Width of a band: its part beyond the narrowest grows with the square root of the flow. */
  const band = (perDay, most) =>
    CLASS * Math.round((NARROW + (BROAD - NARROW) * Math.sqrt(perDay / most)) / CLASS);

  /** Bands below the lines, one path for each unit and width, narrow ones over broad ones. */
  function drawFlows(map, panes, groups, data) {
    const most = greatest(data.flows ?? []);
    const bands = new Map();
    for (const line of data.lines) {
      const flow = data.flows?.[line.flow];
      if (!flow) continue;
      const width = band(flow.perDay[1], most[flow.unit]);
      const key = `${flow.unit} ${width}`;
      if (!bands.has(key)) bands.set(key, { unit: flow.unit, width, lines: [] });
      bands.get(key).lines.push(line.points);
    }
    const group = groups.flow ?? L.layerGroup().addTo(map);
    return [...bands.values()].sort((a, b) => b.width - a.width).map(({ unit, width, lines }) => {
      const look = { color: `var(--${unit})`, className: `k-flow k-flow-${unit}`, lineCap: "butt" };
      const path = L.polyline(unshared(lines),
        { interactive: false, smoothFactor: 1.2, fill: false, ...look, ...panes.flows });
      group.addLayer(path);
      return [path, width];
    });
  }

  /** Three widths of each unit, with what they stand for, as wide as on a map of middle scale. */
  khorgos.flowLegend = (data) => {
    const flows = data.flows ?? [];
    if (!flows.length) return "";
    const lists = Object.entries(greatest(flows)).map(([unit, most]) => {
      const top = ROUND.findLastIndex((value) => value <= most);
      const values = [top, top - 2, top - 4].filter((i) => i >= 0).map((i) => ROUND[i]);
      return el("ul", { "aria-label": `${UNITS[unit]} a day` },
        el("li", { "aria-hidden": "true" }, UNITS[unit]),
        (values.length ? values : [most]).map((value) =>
          el("li", {}, el("span", {}, sample(unit, band(value, most) * factor(6))), number(value))));
    });
    const years = flows.map(({ year }) => Number(year));
    const [first, last] = [Math.min(...years), Math.max(...years)];
    return el("div", { class: "k-flow-legend" },
      el("h2", {}, "Traffic a day"),
      el("div", {}, lists),
      el("p", { class: "k-note" }, "Both directions together, where there is a figure, of ",
        first === last ? String(first) : `${first}–${last}`,
        "; a line's popup tells its range and sources."));
  };

  function sample(unit, width) {
    const height = Math.max(14, Math.ceil(width));
    return svg("svg", { width: 46, height, "aria-hidden": "true", class: "k-flow-sample" },
      svg("path", { d: `M2 ${height / 2}h42`, stroke: `var(--${unit})`, "stroke-width": width }));
  }

  /** The traffic of a line for its popup: typical, range, year and sources. */
  khorgos.flowBlock = (data, { label, unit, perDay, year, judgement, sources = [], note }) =>
    el("section", { class: "k-flow-block" },
      el("h3", {}, name(label)),
      el("p", {}, el("strong", {}, khorgos.range(perDay)), ` ${unit} a day, ${year} `,
        khorgos.badge(judgement)),
      note ? el("p", { class: "k-note" }, name(note)) : "",
      khorgos.sourceList(data, sources));
})();
