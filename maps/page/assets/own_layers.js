"use strict";
// Layers of one's own: one path for all features of a layer that look alike, and a table of them.
(() => {
  const { el, link, name, svg } = khorgos;

  // Areas below the network, which stays in reach; lines and points above routes, but broad
  // lines below them: they would hide a route that runs along.
  const PANES = { ownAreas: 215, ownBroad: 322, own: 350, ownPoints: 360, ownLabels: 605 };
  const QUIET = { interactive: false, smoothFactor: 1 };
  const BROAD = 10; // pixels: as a route with its halo
  const REACH = 7; // pixels beside a line or a point that still count as a click on it
  const HEAD = 16; // pixels from a point to the label beside it, at most
  const NEAR = 8; // zoom at which neighbours are told apart
  const SMALL = 60; // pixels, from corner to corner
  const MOST_LABELS = 300;
  const PAGE = 200; // rows of a table that are made at once

  let open = () => {}; // shows a feature on the map, once there is one

  khorgos.drawOwn = (map, panes, groups, data) => {
    if (!data.own?.length) return;
    for (const [key, z] of Object.entries(PANES)) {
      const pane = `khorgos-${key}`;
      map.createPane(pane).style.zIndex = z;
      panes[key] = { pane, renderer: L.svg({ pane, padding: 0.3 }) };
    }
    const shapes = data.own.flatMap((layer, index) => {
      const group = groups[`own${index + 1}`];
      return [["areas", Areas], ["lines", Lines], ["points", Points]]
        .filter(([kind]) => layer[kind])
        .map(([, Kind]) => new Kind(map, panes, group, layer));
    });
    open = (layer, row) => {
      const shape = shapes.find((one) => one.layer === layer && one.rows.includes(row));
      if (!shape) return;
      map.addLayer(shape.group);
      shape.show(row);
    };
    const labels = makeLabels(map, shapes);
    labels();
    map.on("moveend resize overlayadd overlayremove", labels);
    if (data.lines.length || data.explorer) return;
    const on = data.own.filter(({ show }) => show);
    map.fitBounds(boundsOf(on.length ? on : data.own), { animate: false, padding: [30, 30], maxZoom: 11 });
  };

  /** Corners of own layers. */
  const boundsOf = (layers) =>
    L.latLngBounds(layers.flatMap(({ bounds: [west, south, east, north] }) => [[south, west], [north, east]]));

  /** What a row says in a column: text, number or nothing. */
  const value = ({ texts, values }, row) => (texts ? texts[values[row]] : values[row]) ?? null;

  /** The same as it may stand in the page; an address of the web can be followed. */
  function shown(column, row) {
    const found = value(column, row);
    return typeof found === "string" ? link(found, found) : String(found ?? "");
  }

  /** What a feature is called. */
  const title = (layer, row) => {
    const label = layer.label === undefined ? null : value(layer.columns[layer.label], row);
    return label === null || label === "" ? `${layer.name} ${row + 1}` : String(label);
  };

  function popup(layer, row) {
    const facts = layer.popup.filter((number) => number !== layer.label) // the heading says it
      .map((number) => layer.columns[number])
      .filter((column) => value(column, row) !== null)
      .map((column) => el("tr", {}, el("th", { scope: "row" }, name(column.name)), el("td", {}, shown(column, row))));
    return el("div", { class: "k-popup" },
      el("h2", {}, name(title(layer, row))),
      facts.length ? el("table", { class: "k-own-facts" }, el("tbody", {}, facts)) : "");
  }

  /** All shapes of one kind in a layer.  Who is clicked is found by looking where. */
  class Shapes {
    constructor(map, group, layer, { rows }, parts) {
      Object.assign(this, { map, group, layer, parts });
      this.rows = rows ?? parts.map((_, row) => row);
    }

    /** Box around each part; nobody asks before the first click. */
    get bounds() {
      this._bounds ??= this.parts.map((part) => L.latLngBounds(part));
      return this._bounds;
    }

    /** Let a path take clicks, and tell what is under the pointer. */
    listen(path, z) {
      const { map, layer } = this;
      const tip = L.tooltip({ direction: "top", offset: [0, -8] });
      const find = (event, act) => {
        const [part] = this.under(event.latlng);
        if (part !== undefined) act(this.rows[part], event.latlng);
      };
      khorgos.findable(z, (latlng) => (map.hasLayer(this.group)
        ? this.under(latlng).map((part) => this.page(this.rows[part])) : []));
      path.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        map.closeTooltip(tip);
        find(event, (row, latlng) => this.tell(row, latlng));
      });
      if (layer.label !== undefined) {
        path.on("mousemove", (event) => find(event, (row, latlng) =>
          map.openTooltip(tip.setContent(el("span", {}, name(title(layer, row)))).setLatLng(latlng))));
        path.on("mouseout", () => map.closeTooltip(tip));
      }
      this.group.addLayer(path);
    }

    /** A row as a page of a popup: what is the same for all its parts, and what it tells. */
    page(row) {
      const { layer } = this;
      layer.keys ??= new Map();
      if (!layer.keys.has(row)) layer.keys.set(row, { layer, row });
      return [layer.keys.get(row), () => popup(layer, row)];
    }

    tell(row, latlng) {
      khorgos.openPages(this.map, latlng, this.page(row));
    }

    /** Move to a feature, unless it is in view and can be told from others, and open its popup. */
    show(row) {
      const { map } = this;
      const parts = this.rows.flatMap((own, part) => (own === row ? [part] : []));
      const bounds = parts.reduce((all, part) => all.extend(this.bounds[part]), L.latLngBounds([]));
      const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.latLngToLayerPoint(corner));
      const lost = map.getZoom() < NEAR && corners[0].distanceTo(corners[1]) < SMALL;
      if (lost || !map.getBounds().contains(bounds)) {
        map.fitBounds(bounds, { animate: false, padding: [60, 60], maxZoom: Math.max(NEAR, map.getZoom()) });
      }
      this.tell(row, this.middle(parts[0]));
    }

    /** Parts whose box is near a place, the topmost first. */
    * near(latlng, reach) {
      const at = this.map.latLngToLayerPoint(latlng);
      const box = L.latLngBounds([-reach, reach].map((d) => this.map.layerPointToLatLng(at.add([d, d]))));
      for (let part = this.parts.length - 1; part >= 0; part--) {
        if (this.bounds[part].intersects(box)) yield part;
      }
    }

    /** Parts within a distance in pixels, the nearest first and then the topmost. */
    nearest(latlng, reach, distance) {
      return [...this.near(latlng, reach)].map((part) => [distance(part), part])
        .filter(([away]) => away <= reach + 1).sort(([a], [b]) => a - b).map(([, part]) => part);
    }
  }

  class Lines extends Shapes {
    constructor(map, panes, group, layer) {
      const paths = layer.lines.paths.map(line);
      super(map, group, layer, layer.lines, paths);
      const { colour: color, width: weight, dash } = layer;
      const pane = weight < BROAD ? panes.own : panes.ownBroad;
      const casing = { ...QUIET, weight: weight + 2, opacity: 0.75, className: "k-own-casing" };
      group.addLayer(L.polyline(paths, { ...casing, ...pane }));
      // Round ends would fill the gaps of broad dashes.
      const dashes = dash ? { dashArray: dash, lineCap: "butt" } : {};
      group.addLayer(L.polyline(paths,
        { ...QUIET, color, weight, opacity: 1, ...dashes, className: "k-own-line", ...pane }));
      this.reach = weight / 2 + REACH;
      this.listen(L.polyline(paths,
        { smoothFactor: 1, weight: 2 * this.reach, opacity: 0, className: "k-hit k-hit-own", ...panes.own }), PANES.own);
    }

    under(latlng) {
      return this.nearest(latlng, this.reach, (part) =>
        khorgos.awayFrom(this.map, latlng, this.parts[part], this.reach + 1));
    }

    middle(part) {
      const points = this.parts[part];
      const half = Math.floor((points.length - 1) / 2);
      return [0, 1].map((axis) => (points[half][axis] + points[half + 1][axis]) / 2);
    }
  }

  /** Points are lines without length: their round ends are the dots. */
  class Points extends Shapes {
    constructor(map, panes, group, layer) {
      const points = layer.points.at.map((text) => unpack(text)[0]);
      super(map, group, layer, layer.points, points.map((point) => [point]));
      const dots = points.map((point) => [point, point]);
      const { colour: color, radius } = layer;
      const dot = { interactive: false, smoothFactor: 0, opacity: 1, ...panes.ownPoints };
      group.addLayer(L.polyline(dots, { ...dot, weight: 2 * radius + 3, className: "k-own-casing" }));
      group.addLayer(L.polyline(dots, { ...dot, color, weight: 2 * radius, className: "k-own-point" }));
      this.reach = radius + REACH;
      this.listen(L.polyline(dots,
        { ...dot, interactive: true, opacity: 0, weight: 2 * this.reach, className: "k-hit k-hit-own" }), PANES.ownPoints);
    }

    under(latlng) {
      const at = this.map.latLngToLayerPoint(latlng);
      return this.nearest(latlng, this.reach, (part) =>
        at.distanceTo(this.map.latLngToLayerPoint(this.parts[part][0])));
    }

    middle(part) {
      return this.parts[part][0];
    }
  }

  class Areas extends Shapes {
    constructor(map, panes, group, layer) {
      const areas = layer.areas.rings.map((rings) => rings.map(line));
      super(map, group, layer, layer.areas, areas);
      const { colour: color, width: weight, dash, fill } = layer;
      // Holes turn the other way, so that an area over another one does not cut it out.
      this.listen(L.polygon(areas, { smoothFactor: 1, color, weight, opacity: 1, dashArray: dash || null,
        fillOpacity: fill, fillRule: "nonzero", className: "k-hit k-hit-own k-own-area", ...panes.ownAreas }), PANES.ownAreas);
    }

    under(latlng) {
      const near = [...this.near(latlng, REACH)];
      const around = near.filter((part) => inside(latlng, this.parts[part]));
      // On an outline, beside all of them.
      return around.length ? around : near.slice(0, 1);
    }

    /** Middle of the area along the parallel through the middle of its box. */
    middle(part) {
      const lat = this.bounds[part].getCenter().lat;
      const cuts = this.parts[part].flatMap((ring) => crossings(ring, lat)).sort((a, b) => a - b);
      let [best, lng] = [-1, this.bounds[part].getCenter().lng];
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        if (cuts[i + 1] - cuts[i] > best) [best, lng] = [cuts[i + 1] - cuts[i], (cuts[i] + cuts[i + 1]) / 2];
      }
      return [lat, lng];
    }
  }

  const SCALE = 100000; // as khorgos.maps.page.compression has it

  const unpack = (text) => khorgos.decode(khorgos.unpack(text), SCALE);

  /** A line or ring, of at least two points: one alone would not be drawn. */
  function line(text) {
    const points = unpack(text);
    return points.length > 1 ? points : [points[0], points[0]];
  }

  /** Where a ring crosses a parallel. */
  const crossings = (ring, lat) => ring.flatMap(([y, x], i) => {
    const [y2, x2] = ring[(i + 1) % ring.length];
    return (y > lat) === (y2 > lat) ? [] : [x + ((lat - y) / (y2 - y)) * (x2 - x)];
  });

  const inside = ({ lat, lng }, rings) =>
    rings.flatMap((ring) => crossings(ring, lat)).filter((x) => x < lng).length % 2 === 1;

  /** Names of points beside them, where there is room. */
  function makeLabels(map, shapes) {
    const pane = map.getPane("khorgos-ownLabels");
    pane.classList.add("leaflet-zoom-hide");
    pane.style.pointerEvents = "none";
    const named = shapes.filter((shape) => shape instanceof Points && shape.layer.label !== undefined);
    const arrange = () => {
      pane.replaceChildren();
      const { left, top } = map.getContainer().getBoundingClientRect();
      const boxes = [...map.getContainer().querySelectorAll(".k-label, .k-day, .k-place svg, .leaflet-control")]
        .map((taken) => taken.getBoundingClientRect())
        .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
      const room = new khorgos.Room(boxes);
      const countries = [...map.getContainer().querySelectorAll(".k-country span")].map((span) => {
        const box = span.getBoundingClientRect();
        return { span, box: [box.left - left, box.top - top, box.right - left, box.bottom - top] };
      });
      const view = map.getBounds();
      const wanted = named.filter((shape) => map.hasLayer(shape.group)).flatMap((shape) =>
        shape.parts.map(([point], part) => ({ shape, point, row: shape.rows[part] }))
          .filter(({ point }) => view.contains(point)));
      if (wanted.length > MOST_LABELS) return; // they would not fit anyway
      const spots = wanted.map(({ shape, point, row }) => {
        const label = el("span", { class: "k-own-label" }, name(title(shape.layer, row)));
        pane.append(label);
        const { x, y } = map.latLngToContainerPoint(point);
        const { radius } = shape.layer;
        room.take(khorgos.around(x, y, 2 * radius, 2 * radius));
        return { label, point, x, y, away: Math.min(HEAD, radius + 4) };
      });
      // All are measured before any moves: to and fro would lay out the page each time.
      const sizes = spots.map(({ label }) => [label.offsetWidth, label.offsetHeight]);
      spots.forEach(({ label, point, x, y, away }, i) => {
        const [w, h] = sizes[i];
        const places = [[away + w / 2, 0], [-away - w / 2, 0], [0, -away - h / 2], [0, away + h / 2]];
        const found = places.find(([dx, dy]) => room.free(khorgos.around(x + dx, y + dy, w, h)));
        if (!found) {
          label.remove();
          return;
        }
        room.take(khorgos.around(x + found[0], y + found[1], w, h));
        const at = map.latLngToLayerPoint(point).add(found);
        label.style.transform = `translate(${at.x - w / 2}px, ${at.y - h / 2}px)`;
      });
      // The faint names of countries give way: nobody could read one through the other.
      countries.forEach(({ span, box }) => { span.style.visibility = room.free(box) ? "" : "hidden"; });
    };
    // After the network has found room for its own names.
    return () => requestAnimationFrame(() => setTimeout(arrange));
  }

  /** Rows that have a place on the map. */
  const located = (layer) => {
    layer.located ??= new Set(["areas", "lines", "points"].filter((kind) => layer[kind]).flatMap((kind) =>
      layer[kind].rows ?? Array.from({ length: layer.size }, (_, row) => row)));
    return layer.located;
  };

  function sample(layer, width = 46) {
    const stroke = { stroke: layer.colour, "stroke-width": Math.min(8, layer.width), "stroke-dasharray": layer.dash || "none" };
    const area = { x: width / 2 - 10, y: 2, width: 20, height: 10, fill: layer.colour, "fill-opacity": layer.fill };
    return svg("svg", { width, height: 14, "aria-hidden": "true" },
      layer.areas ? svg("rect", { ...area, ...stroke }) : "",
      layer.lines ? svg("path", { d: `M2 7h${width - 4}`, fill: "none", ...stroke }) : "",
      layer.points ? svg("circle", { cx: width / 2, cy: 7, r: Math.min(6, layer.radius), fill: layer.colour }) : "");
  }

  /** Rows of the legend. */
  khorgos.ownLegend = (data) =>
    (data.own ?? []).map((layer) => el("li", {}, el("span", {}, sample(layer)), name(layer.name)));

  /** For each layer, all that its features say, and a button that shows each on the map. */
  khorgos.ownTables = (data) => {
    tables ??= (data.own ?? []).map(makeTable);
    return tables;
  };

  let tables = null; // made once: the panel is filled again for each language

  function makeTable(layer) {
    const box = el("details", { class: "k-own" },
      el("summary", {}, el("span", { class: "k-own-key" }, sample(layer, 24)), name(layer.name),
        ` (${layer.size.toLocaleString("en")})`));
    // Most readers never open it, and thousands of rows take their time.
    const make = () => {
      if (box.children.length > 1) return;
      const body = el("tbody", {});
      const columns = layer.popup.filter((number) => number !== layer.label).map((number) => layer.columns[number]);
      const first = layer.label === undefined ? "Feature" : layer.columns[layer.label].name;
      const head = [first, ...columns.map((column) => column.name)];
      const table = el("table", { class: "k-own-table" },
        el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, name(text))))), body);
      const more = el("button", { type: "button", class: "k-own-more" });
      const fill = () => {
        const from = body.children.length;
        const to = Math.min(layer.size, from + PAGE);
        for (let row = from; row < to; row++) body.append(tableRow(layer, columns, row));
        more.hidden = to === layer.size;
        more.textContent = `Show ${Math.min(PAGE, layer.size - to)} more`;
      };
      more.addEventListener("click", fill);
      fill();
      const words = `Features of ${layer.name}`;
      box.append(el("div", { class: "k-scroll", tabindex: "0", role: "region", "aria-label": words }, table, more));
    };
    box.addEventListener("toggle", make);
    addEventListener("beforeprint", make);
    return box;
  }

  function tableRow(layer, columns, row) {
    const text = name(title(layer, row));
    const show = located(layer).has(row) ? el("button", { type: "button" }, text) : text;
    show.addEventListener("click", () => open(layer, row));
    return el("tr", {}, el("th", { scope: "row" }, show),
      columns.map((column) => el("td", {}, shown(column, row))));
  }
})();
