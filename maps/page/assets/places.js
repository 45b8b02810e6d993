"use strict";
// Places and labels: which are shown at a zoom, and where each finds room.
(() => {
  const { el } = khorgos;

  // Zoom from which places of rank 1 to 4 are shown; those of the corridor come sooner.
  const FROM_ZOOM = [0, 0, 4.75, 6.5, 8.5];
  const CORRIDOR_ZOOM = 6.75;
  const SIZE = [0, 18, 16, 14, 12];
  const FONT_SIZE = [0, 12.5, 12, 11, 11];
  const COUNTRY_FONT = { size: 11, weight: 500, spacing: 0.16 };
  const GAP = 3;
  const CROWDED = 11;
  // Where a crowded place may move to: ever wider circles, flat ones as labels are flat.
  const circles = (...radii) => radii.flatMap((radius) =>
    Array.from({ length: 20 }, (_, turn) => {
      const angle = (2 * Math.PI * turn) / 20;
      return [radius * Math.cos(angle), -radius * Math.sin(angle) * 0.8];
    }));
  const NEAREST = circles(26);
  const NEAR = circles(26, 38, 52, 68);
  const FAR = circles(86, 106, 128);
  const CELL = 4; // pixels; lines of the network are known to labels by the cells that they cross
  // How far the name of a country may move: pixels down, and parts of the country's width east.
  const AWAY = [0, 16, -16, 32, -32, 48, -48].flatMap((down) =>
    [0, 0.12, -0.12].map((east) => [down, east]));
  const STEEPEST = 0.22; // of its width that it may move down, or it would stand in a neighbour
  const ROUTE_IN_VIEW = 90; // pixels from which the ends of a route are always named

  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  // The style sheet says which fonts, for the page and for measuring alike.
  let family = "sans-serif";
  const widthOf = (text, font) => {
    const key = font + text;
    if (!widths.has(key)) {
      pen.font = font;
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key);
  };

  /** A box is [left, top, right, bottom] in pixels. */
  khorgos.around = (x, y, w, h) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
  const { around } = khorgos;
  const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  /** Boxes along the line from a point to what stands aside of it; near the point it is crowded. */
  khorgos.stalkBoxes = (point, dx, dy, half) => {
    const length = Math.hypot(dx, dy);
    const boxes = [];
    for (let at = CROWDED; at < length - half; at += 4) {
      boxes.push(around(point.x + (dx * at) / length, point.y + (dy * at) / length, 3, 3));
    }
    return boxes;
  };

  /** Greedy placement: whoever comes first keeps the room. */
  khorgos.Room = class {
    constructor(boxes = []) {
      this.boxes = [...boxes];
    }

    free(...boxes) {
      return !boxes.some((box) => this.boxes.some((taken) => meet(box, taken)));
    }

    take(...boxes) {
      this.boxes.push(...boxes);
    }
  };

  /** The lines of the network in view, as cells of a grid. */
  class Traces {
    constructor(map, data) {
      this.map = map;
      const onGround = data.lines.filter(({ style }) => style !== "air");
      this.lines = onGround.map(({ points }) => {
        const flat = new Float64Array(2 * points.length);
        points.forEach((point, i) => {
          const { x, y } = map.project(point, 0);
          flat.set([x, y], 2 * i);
        });
        return flat;
      });
    }

    look() {
      const scale = 2 ** this.map.getZoom() / CELL;
      const { min, max } = this.map.getPixelBounds();
      const [left, top] = [min.x / CELL, min.y / CELL];
      this.columns = Math.ceil((max.x - min.x) / CELL);
      this.rows = Math.ceil((max.y - min.y) / CELL);
      this.cells = new Uint8Array(this.columns * this.rows);
      for (const flat of this.lines) {
        for (let i = 0; i < flat.length - 2; i += 2) {
          this.cross(flat[i] * scale - left, flat[i + 1] * scale - top,
            flat[i + 2] * scale - left, flat[i + 3] * scale - top);
        }
      }
    }

    cross(x, y, toX, toY) {
      const { columns, rows, cells } = this;
      if ((x < 0 && toX < 0) || (y < 0 && toY < 0)) return;
      if ((x >= columns && toX >= columns) || (y >= rows && toY >= rows)) return;
      const steps = Math.ceil(Math.max(Math.abs(toX - x), Math.abs(toY - y))) || 1;
      for (let i = 0; i <= steps; i++) {
        const column = Math.floor(x + ((toX - x) * i) / steps);
        const row = Math.floor(y + ((toY - y) * i) / steps);
        if (column >= 0 && row >= 0 && column < columns && row < rows) cells[row * columns + column] = 1;
      }
    }

    free([left, top, right, bottom]) {
      const { columns, rows, cells } = this;
      const cell = (value, end) => Math.min(Math.max(Math.floor(value / CELL), 0), end - 1);
      const [west, east] = [cell(left, columns), cell(right, columns)];
      for (let row = cell(top, rows); row <= cell(bottom, rows); row++) {
        for (let column = west; column <= east; column++) {
          if (cells[row * columns + column]) return false;
        }
      }
      return true;
    }
  }

  /** Where a label may stand beside a symbol: centre of the label relative to the symbol's. */
  function sides(half, w, h) {
    const x = half + GAP + w / 2;
    const y = half + h / 2;
    return [[x, 0], [-x, 0], [0, -y], [0, y], [x, -y * 0.7], [x, y * 0.7], [-x, -y * 0.7], [-x, y * 0.7]];
  }

  class Place {
    constructor(data, row, map) {
      Object.assign(this, row);
      this.map = map;
      this.latLng = L.latLng(row.at);
      const [west, south, east, north] = data.corridor;
      this.near = row.at[1] > west && row.at[1] < east && row.at[0] > south && row.at[0] < north
        && row.kind !== "border_point";
      this.size = SIZE[row.rank];
      this.font = `${row.rank === 1 ? 600 : 500} ${FONT_SIZE[row.rank]}px ${family}`;
      this.shown = false;
      this.data = data;
    }

    /** Made when the place is first shown: most never are. */
    get marker() {
      if (this._marker) return this._marker;
      const symbol = khorgos.symbol(this.data.style.symbols[this.symbol], this.size);
      this.label = el("span", { class: "k-label" });
      this.label.style.font = this.font;
      this.leader = el("i", { class: "k-leader" });
      const html = el("div", {}, this.leader, symbol, this.label);
      const className = `k-place k-${this.symbol}`;
      const icon = L.divIcon({ className, html, iconSize: [this.size, this.size] });
      this._marker = L.marker(this.latLng, { icon, zIndexOffset: (5 - this.rank) * 1000, riseOnHover: true });
      this._marker.on("add", () => {
        this.tell();
        this.shift();
      });
      khorgos.bindPages(this._marker, this.page);
      this.rename();
      return this._marker;
    }

    get page() {
      return [this, () => khorgos.placePopup(this.data, this)];
    }

    /** Does its symbol, which may have moved aside, cover a spot? */
    covers({ x, y }) {
      const point = this.map.latLngToContainerPoint(this.latLng);
      const [dx, dy] = this.offset;
      return Math.hypot(point.x + dx - x, point.y + dy - y) <= this.size / 2 + 1;
    }

    /** The name in the chosen language, on the map and for those who listen. */
    rename() {
      if (!this._marker) return;
      this.label.replaceChildren(khorgos.placeLabel(this));
      this.tell();
    }

    tell() {
      const country = khorgos.countryOf(this.data, this.country);
      const words = [`${khorgos.words(this.kind)} ${khorgos.placeName(this)}`, khorgos.placeName(country)];
      this._marker.getElement()?.setAttribute("aria-label", words.join(", "));
    }

    get open() {
      return Boolean(this._marker?.isPopupOpen());
    }

    get focused() {
      return Boolean(this._marker?.getElement()?.contains(document.activeElement));
    }

    wanted(zoom) {
      return zoom >= FROM_ZOOM[this.rank] || this.must(zoom);
    }

    /** Never left out, even if it has to move aside. */
    must(zoom) {
      return this.extent * 2 ** zoom > ROUTE_IN_VIEW || (this.near && zoom >= CORRIDOR_ZOOM);
    }

    /** Find room for symbol and label, moved aside with a leader where the place is crowded. */
    arrange({ room, controls, lines, traces, feet }, zoom) {
      const point = this.map.latLngToContainerPoint(this.latLng);
      const w = widthOf(khorgos.placeName(this), this.font) + 4;
      const h = FONT_SIZE[this.rank] + 4;
      const half = this.size / 2;
      const view = this.map.getSize();
      const inside = (box) => box[0] > 0 && box[1] > 0 && box[2] < view.x && box[3] < view.y;
      const fits = (dx, dy, side, { onLines = false, crossing = false, clear = false } = {}) => {
        const moved = dx !== 0 || dy !== 0;
        const symbol = around(point.x + dx, point.y + dy, this.size, this.size);
        const label = around(point.x + dx + side[0], point.y + dy + side[1], w, h);
        const stalk = khorgos.stalkBoxes(point, dx, dy, half);
        const free = room.free(symbol, label) && controls.free(label) && inside(label)
          && (crossing || (room.free(...stalk) && (!(moved || clear) || feet.free(label))))
          && (onLines || lines.free(label)) && (!clear || traces.free(label))
          && (!moved || lines.free(symbol));
        if (!free) return false;
        room.take(symbol, label, ...stalk);
        this.put(dx, dy, side);
        return true;
      };
      const places = sides(half, w, h);
      const beside = (how) => places.some((side) => fits(0, 0, side, how));
      const aside = (circle, how) =>
        circle.some(([dx, dy]) => fits(dx, dy, places[dx >= 0 ? 0 : 1], how));
      if (beside({ clear: true }) || beside()) return true;
      if (this.must(zoom)) {
        const crossing = { crossing: true };
        if (aside(NEAREST, { clear: true }) || aside(NEAR) || aside(NEAR, crossing)) return true;
        if (aside(FAR) || aside(FAR, crossing)) return true;
      }
      if (beside({ onLines: true })) return true;
      const symbol = around(point.x, point.y, this.size, this.size);
      if (!room.free(symbol)) return false;
      room.take(symbol);
      this.put(0, 0, null);
      return true;
    }

    /** Set the symbol (dx, dy) pixels aside; its label on the given side of it, or nowhere. */
    put(dx, dy, side) {
      void this.marker;
      this.offset = [dx, dy];
      this.label.hidden = !side;
      if (side) {
        const [x, y] = side.map((value) => (value + this.size / 2).toFixed(1));
        this.label.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      }
      const length = Math.hypot(dx, dy);
      this.leader.hidden = length === 0;
      this.leader.style.width = `${length}px`;
      this.leader.style.left = `${this.size / 2 - dx}px`;
      this.leader.style.top = `${this.size / 2 - dy}px`;
      this.leader.style.transform = `rotate(${Math.atan2(dy, dx)}rad)`;
      if (this.shown) this.shift();
    }

    shift() {
      const { style } = this._marker.getElement();
      [style.marginLeft, style.marginTop] = this.offset.map((value) => `${value - this.size / 2}px`);
    }

    show(group, shown) {
      if (shown === this.shown) return;
      this.shown = shown;
      if (shown) group.addLayer(this.marker);
      else group.removeLayer(this.marker);
    }
  }

  /** Show what fits; runs again whenever the view or the layers change. */
  khorgos.drawPlaces = (map, panes, groups, data, trips) => {
    family = getComputedStyle(map.getContainer()).fontFamily;
    const places = data.places.map((row) => new Place(data, row, map));
    // The home corridor first: Khorgos is named before its greater neighbours.
    const home = (place) => place.near + (place.kind === "dry_port");
    const order = [...places].sort((a, b) => a.rank - b.rank || home(b) - home(a));
    const countries = countryLabels(map, panes, data);
    const traces = new Traces(map, data);

    const arrange = () => {
      const zoom = map.getZoom();
      const view = map.getBounds().pad(0.1);
      const room = new khorgos.Room();
      const controls = new khorgos.Room(controlBoxes(map));
      traces.look();
      const shown = trips.shown();
      const lines = new khorgos.Room(shown.flatMap((trip) => trip.boxes));
      for (const place of places) place.extent = 0;
      for (const { route, extent } of shown) {
        for (const end of [route.from, route.to]) {
          places[end].extent = Math.max(places[end].extent, extent);
        }
      }
      // No name over the dot where a place that moves aside really is.
      const feet = new khorgos.Room(places.filter((place) => place.near && place.must(zoom)).map((place) => {
        const point = map.latLngToContainerPoint(place.latLng);
        return around(point.x, point.y, 5, 5);
      }));
      const taken = { room, controls, lines, traces, feet };
      const settle = (place) => {
        const group = groups[place.layer];
        const on = map.hasLayer(group);
        const fits = on && place.wanted(zoom) && view.contains(place.latLng)
          && place.arrange(taken, zoom);
        // Hiding a place would close the popup that somebody reads, or lose the focus.
        place.show(group, fits || (on && (place.open || place.focused)));
      };
      order.filter((place) => place.extent).forEach(settle);
      trips.marks().forEach((mark) => mark.arrange(room, controls));
      order.filter((place) => !place.extent).forEach(settle);
      countries.forEach((country) => country.arrange(room, [controls, lines, traces], zoom));
    };
    khorgos.findable(600, (latlng) => { // where Leaflet has its markers
      const spot = map.latLngToContainerPoint(latlng);
      return order.filter((place) => place.shown && place.covers(spot)).map(({ page }) => page);
    });
    map.on("moveend resize overlayadd overlayremove", arrange);
    document.addEventListener("khorgos:language", () => {
      for (const label of [...places, ...countries]) label.rename();
      arrange();
    });
    return arrange;
  };

  function controlBoxes(map) {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
    });
  }

  /** Faint names of countries, below the network and only where they fit. */
  class Country {
    constructor(map, panes, [english, lat, lon, wide, fromZoom, toZoom, names]) {
      Object.assign(this, { map, name: english, names, wide, fromZoom, toZoom });
      this.latLng = L.latLng(lat, lon);
      this.label = el("span", {});
      const icon = L.divIcon({ className: "k-country", html: this.label, iconSize: [0, 0] });
      const options = { icon, interactive: false, keyboard: false, pane: panes.names.pane };
      this.marker = L.marker(this.latLng, options);
      this.rename();
    }

    rename() {
      const { size, weight, spacing } = COUNTRY_FONT;
      const text = khorgos.placeName(this).toUpperCase();
      this.width = widthOf(text, `${weight} ${size}px ${family}`) + text.length * spacing * size;
      this.label.replaceChildren(khorgos.placeLabel(this));
    }

    arrange(room, others, zoom) {
      const point = this.map.latLngToContainerPoint(this.latLng);
      const wide = (this.wide * 256 * 2 ** zoom) / 360;
      const view = this.map.getSize();
      const wanted = zoom >= this.fromZoom && zoom < this.toZoom && wide > this.width * 1.1;
      const ways = wanted ? AWAY.filter(([down]) => Math.abs(down) <= STEEPEST * wide) : [];
      const found = ways.map(([down, east]) => [Math.min(Math.max(east * wide, -90), 90), down])
        .find(([x, y]) => {
          const box = around(point.x + x, point.y + y, this.width, 13);
          return box[0] > 0 && box[2] < view.x && [room, ...others].every((other) => other.free(box));
        });
      if (!found) {
        this.marker.remove();
        return;
      }
      const [x, y] = found;
      room.take(around(point.x + x, point.y + y, this.width, 13));
      this.label.style.left = `${x}px`;
      this.label.style.top = `${y}px`;
      this.marker.addTo(this.map);
    }
  }

  const countryLabels = (map, panes, data) =>
    (data.base?.names ?? []).map((row) => new Country(map, panes, row));
})();
