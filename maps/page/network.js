"use strict";
// The base map and the lines of the network.
(() => {
  const { decode } = khorgos;

  const LAND = { fillColor: "#f7f5f0", fillOpacity: 1, color: "#c9d6dc", weight: 0.8 };
  const WATER = { fillColor: "#dce9f0", fillOpacity: 1, color: "#c9d6dc", weight: 0.6 };
  const BORDER = { color: "#c3bcae", weight: 1, opacity: 1 };
  const CLOSE_BORDER = { ...BORDER, weight: 1.6, dashArray: "7 2.5 1.5 2.5" };
  const HIT = { weight: 13, opacity: 0, smoothFactor: 2, className: "k-hit" };
  const CLOSE_ZOOM = 6.5;

  // Ours lie below the panes of Leaflet, so that what users add is on top of the network.
  const PANES = {
    land: 210, borders: 220, names: 230, casing: 310, lines: 320,
    halos: 325, routes: 330, hits: 340, routeHits: 345, marks: 610,
  };

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

  /**
   * All lines of one style are one path; a wide unseen path for each line takes the clicks.
   * Returns what adds the unseen ones: nobody clicks before the map is drawn.
   */
  khorgos.drawLines = (map, panes, groups, data) => {
    const drawn = [];
    const hits = [];
    for (const [key, style] of Object.entries(data.style.lines)) {
      const lines = data.lines.filter((line) => line.style === key);
      const group = groups[style.layer];
      if (!lines.length || !group) continue;
      const points = unshared(lines.map((line) => line.points));
      const quiet = { interactive: false, smoothFactor: 1.2, fill: false };
      const casing = L.polyline(points, { ...quiet, color: "#fff", opacity: 0.75, ...panes.casing });
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
        hit.bindPopup(() => khorgos.linePopup(data, line), khorgos.POPUP);
        hits.push([group, hit]);
      }
    }
    const scale = () => {
      const factor = Math.min(1.25, Math.max(0.6, 0.6 + (map.getZoom() - 3.5) * 0.14));
      for (const [path, width] of drawn) path.setStyle({ weight: width * factor });
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
    const html = khorgos.svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, khorgos.cross(7, 7));
    const icon = L.divIcon({ className: "k-cross", html, iconSize: [14, 14] });
    const middle = line.points[Math.floor(line.points.length / 2)];
    const next = line.points.length === 2
      ? [0, 1].map((i) => (line.points[0][i] + line.points[1][i]) / 2) : middle;
    return L.marker(next, { icon, interactive: false, keyboard: false });
  }
})();
