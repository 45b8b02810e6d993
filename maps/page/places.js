"use strict";
// Places and labels: which are shown at a zoom, and where each finds room.
(() => {
  const { el, name } = khorgos;

  // Zoom from which places of rank 1 to 4 are shown; those of the corridor come sooner.
  const FROM_ZOOM = [0, 0, 4.75, 6.5, 8.5];
  const CORRIDOR_ZOOM = 6.75;
  const SIZE = [0, 18, 16, 14, 12];
  const FONT_SIZE = [0, 12.5, 12, 11, 11];
  const FAMILY = '"Noto Sans", "Segoe UI", Roboto, Helvetica, Arial, sans-serif';
  const GAP = 3;
  const CROWDED = 11;
  // Where a crowded place may move to: ever wider circles, flat ones as labels are flat.
  const circles = (...radii) => radii.flatMap((radius) =>
    Array.from({ length: 20 }, (_, turn) => {
      const angle = (2 * Math.PI * turn) / 20;
      return [radius * Math.cos(angle), -radius * Math.sin(angle) * 0.8];
    }));
  const NEAR = circles(26, 38, 52, 68);
  const FAR = circles(86, 106, 128);
  const ROUTE_IN_VIEW = 90; // pixels from which the ends of a route are always named

  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();
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
      this.font = `${row.rank === 1 ? 600 : 500} ${FONT_SIZE[row.rank]}px ${FAMILY}`;
      this.shown = false;
      this.data = data;
    }

    /** Made when the place is first shown: most never are. */
    get marker() {
      if (this._marker) return this._marker;
      const symbol = khorgos.symbol(this.data.style.symbols[this.symbol], this.size);
      this.label = el("span", { class: "k-label" }, name(this.name));
      this.label.style.font = this.font;
      this.leader = el("i", { class: "k-leader" });
      const html = el("div", {}, this.leader, symbol, this.label);
      const className = `k-place k-${this.symbol}`;
      const icon = L.divIcon({ className, html, iconSize: [this.size, this.size] });
      const words = `${khorgos.words(this.kind)} ${this.name}, ${this.country}`;
      this._marker = L.marker(this.latLng, { icon, zIndexOffset: (5 - this.rank) * 1000, riseOnHover: true });
      this._marker.on("add", () => {
        this._marker.getElement().setAttribute("aria-label", words);
        this.shift();
      });
      this._marker.bindPopup(() => khorgos.placePopup(this.data, this), khorgos.POPUP);
      return this._marker;
    }

    get open() {
      return Boolean(this._marker?.isPopupOpen());
    }

    wanted(zoom) {
      return zoom >= FROM_ZOOM[this.rank] || this.must(zoom);
    }

    /** Never left out, even if it has to move aside. */
    must(zoom) {
      const ends = this.routes?.some((route) => route.extent * 2 ** zoom > ROUTE_IN_VIEW);
      return ends || (this.near && zoom >= CORRIDOR_ZOOM);
    }

    /** Find room for symbol and label, moved aside with a leader where the place is crowded. */
    arrange(room, controls, lines, zoom) {
      const point = this.map.latLngToContainerPoint(this.latLng);
      const w = widthOf(this.name, this.font) + 4;
      const h = FONT_SIZE[this.rank] + 4;
      const half = this.size / 2;
      const view = this.map.getSize();
      const inside = (box) => box[0] > 0 && box[1] > 0 && box[2] < view.x && box[3] < view.y;
      const fits = (dx, dy, side, { onLines = false, crossing = false } = {}) => {
        const symbol = around(point.x + dx, point.y + dy, this.size, this.size);
        const label = around(point.x + dx + side[0], point.y + dy + side[1], w, h);
        const stalk = khorgos.stalkBoxes(point, dx, dy, half);
        const free = room.free(symbol, label) && controls.free(label) && inside(label)
          && (crossing || room.free(...stalk))
          && (onLines || lines.free(label)) && (dx === 0 || lines.free(symbol));
        if (!free) return false;
        room.take(symbol, label, ...stalk);
        this.put(dx, dy, side);
        return true;
      };
      const places = sides(half, w, h);
      const beside = (how) => places.some((side) => fits(0, 0, side, how));
      const aside = (circle, how) =>
        circle.some(([dx, dy]) => fits(dx, dy, places[dx >= 0 ? 0 : 1], how));
      if (beside()) return true;
      if (this.must(zoom)) {
        const crossing = { crossing: true };
        if (aside(NEAR) || aside(NEAR, crossing) || aside(FAR) || aside(FAR, crossing)) return true;
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
  khorgos.drawPlaces = (map, panes, groups, data, marks) => {
    const places = data.places.map((row) => new Place(data, row, map));
    for (const route of data.routes) {
      const points = khorgos.routePoints(data, route).map((point) => map.project(point, 0));
      const { x, y } = L.bounds(points).getSize();
      route.extent = Math.hypot(x, y);
      for (const end of [route.from, route.to]) (places[end].routes ??= []).push(route);
    }
    // The home corridor first: Khorgos is named before its greater neighbours.
    const home = (place) => place.near + (place.kind === "dry_port");
    const order = [...places].sort((a, b) => a.rank - b.rank || home(b) - home(a));
    const countries = countryLabels(map, panes, data);

    const arrange = () => {
      const zoom = map.getZoom();
      const view = map.getBounds().pad(0.1);
      const room = new khorgos.Room();
      const controls = new khorgos.Room(controlBoxes(map));
      const lines = new khorgos.Room(khorgos.routeBoxes(map, groups, data));
      const settle = (place) => {
        const group = groups[place.layer];
        const on = map.hasLayer(group);
        const fits = on && place.wanted(zoom) && view.contains(place.latLng)
          && place.arrange(room, controls, lines, zoom);
        // Hiding a place would close the popup that somebody reads.
        place.show(group, fits || (on && place.open));
      };
      order.filter((place) => place.routes).forEach(settle);
      marks.forEach((mark) => mark.arrange(room, controls));
      order.filter((place) => !place.routes).forEach(settle);
      countries.forEach((country) => country.arrange(room, lines, zoom));
    };
    map.on("moveend resize overlayadd overlayremove", arrange);
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
  function countryLabels(map, panes, data) {
    return (data.base?.names ?? []).map(([text, lat, lon, wide, fromZoom, toZoom]) => {
      const icon = L.divIcon({ className: "k-country", html: el("span", {}, name(text)), iconSize: [0, 0] });
      const options = { icon, interactive: false, keyboard: false, pane: panes.names.pane };
      const marker = L.marker([lat, lon], options);
      const width = widthOf(text.toUpperCase(), `500 11px ${FAMILY}`) * 1.25;
      const arrange = (room, lines, zoom) => {
        const point = map.latLngToContainerPoint([lat, lon]);
        const box = around(point.x, point.y, width, 13);
        const fits = zoom >= fromZoom && zoom < toZoom && (wide * 256 * 2 ** zoom) / 360 > width * 1.1
          && room.free(box) && lines.free(box);
        if (fits) {
          room.take(box);
          marker.addTo(map);
        } else {
          marker.remove();
        }
      };
      return { arrange };
    });
  }
})();
