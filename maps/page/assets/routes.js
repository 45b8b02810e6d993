"use strict";
// Routes on the map: their lines side by side, arrows, and day marks.
(() => {
  const { el } = khorgos;

  const WIDTH = 6;
  const LANE = WIDTH + 1.5;
  const HIT = { weight: WIDTH + 8, opacity: 0, smoothFactor: 0, className: "k-hit k-hit-route" };
  const ARROW_EVERY = 120;
  const ARROW_SIZE = 5;
  const TRACE_EVERY = 8;
  const MARK_HEIGHT = 17;
  const SHARPEST = 0.6; // a bend widens the shift by no more than 1 / 0.6

  khorgos.routeColour = (data, index) =>
    data.style.routeColours[index % data.style.routeColours.length];

  /** Points of a route in order of travel. */
  khorgos.routePoints = (data, route) =>
    route.path.flatMap((piece) => khorgos.directed(data, piece));

  /** Runs of each route with the lane that it has among the routes on the same lines. */
  function lanes(data, routes) {
    const users = new Map();
    routes.forEach((route, index) => {
      for (const [line, reverse] of route.path) {
        if (!users.has(line)) users.set(line, []);
        const here = users.get(line);
        if (!here.some((user) => user.index === index)) here.push({ index, reverse });
      }
    });
    return routes.map((route, index) => {
      const runs = [];
      for (const piece of route.path) {
        const here = users.get(piece[0]);
        const lane = here.findIndex((user) => user.index === index) - (here.length - 1) / 2;
        // Sides are those of the first user, or routes against each other would overlap.
        const shift = LANE * lane * (piece[1] === here[0].reverse ? -1 : 1);
        const points = khorgos.directed(data, piece);
        if (runs.at(-1)?.shift === shift) runs.at(-1).points.push(...points);
        else runs.push({ shift, points: [...points] });
      }
      return runs;
    });
  }

  /** A line in pixels, moved to its right. */
  function beside(points, shift) {
    const line = L.LineUtil.simplify(points, 1.5).filter((p, i, all) => !i || !p.equals(all[i - 1]));
    if (!shift || line.length < 2) return line;
    const normals = line.slice(1).map((b, i) => {
      const d = b.subtract(line[i]);
      return L.point(-d.y, d.x).divideBy(Math.hypot(d.x, d.y));
    });
    return line.map((p, i) => {
      const [a, b] = [normals[Math.max(0, i - 1)], normals[Math.min(i, normals.length - 1)]];
      const middle = a.add(b).divideBy(2);
      const length = Math.hypot(middle.x, middle.y);
      if (length < 0.05) return p.add(a.multiplyBy(shift));
      return p.add(middle.multiplyBy(shift / (length * Math.max(length, SHARPEST))));
    });
  }

  /** Points at equal distances along a line in pixels, each with the direction of travel. */
  function* milestones(line, every, first) {
    let next = first;
    for (let i = 1; i < line.length; i++) {
      const length = line[i - 1].distanceTo(line[i]);
      if (!length) continue;
      const step = line[i].subtract(line[i - 1]).divideBy(length);
      for (; next <= length; next += every) yield [line[i - 1].add(step.multiplyBy(next)), step];
      next -= length;
    }
  }

  function chevron(tip, step) {
    const back = tip.subtract(step.multiplyBy(ARROW_SIZE));
    const side = L.point(-step.y, step.x).multiplyBy(ARROW_SIZE * 0.55);
    return [back.add(side), tip, back.subtract(side)];
  }

  /** One coloured line with its arrows and day marks; `show` gives it another route. */
  class Trip {
    constructor(map, panes, groups, key, colour, index) {
      Object.assign(this, { map, groups, key, colour, index, route: null, runs: [], trace: [], marks: [] });
      const quiet = { interactive: false, smoothFactor: 0 };
      const line = (options) => L.polyline([], { ...quiet, ...options }).addTo(groups[key]);
      this.halo = line({ weight: WIDTH + 4, color: "#fff", className: "k-halo", ...panes.halos });
      this.line = line({ color: colour, weight: WIDTH, className: "k-route", ...panes.routes });
      this.arrows = line({ color: "#fff", weight: 1.8, className: "k-arrows", ...panes.routes });
      this.hit = line({ ...HIT, interactive: true, ...panes.routeHits });
      const page = [this, () => khorgos.routePopup(this.route)];
      khorgos.bindPages(this.hit, page, { ...khorgos.POPUP, maxWidth: 420 });
      khorgos.findable(345 + index / 100, (latlng) => { // as routeHits, the last on top
        const away = this.on ? khorgos.awayFrom(map, latlng, this.hit.getLatLngs(), HIT.weight / 2) : Infinity;
        return away < Infinity ? [page] : [];
      });
      map.on("zoomend", () => this.draw());
    }

    get on() {
      return Boolean(this.route) && this.map.hasLayer(this.groups[this.key]);
    }

    show(route, runs) {
      this.clear();
      Object.assign(this, { route, runs });
      this.marks = route.marks.map((mark) => new Mark(this, mark));
      const points = khorgos.routePoints(route.data, route).map((point) => this.map.project(point, 0));
      const { x, y } = L.bounds(points).getSize();
      this.extent = Math.hypot(x, y);
      this.draw();
    }

    clear() {
      for (const mark of this.marks) mark.remove();
      Object.assign(this, { route: null, runs: [], trace: [], marks: [] });
      for (const layer of [this.halo, this.line, this.arrows, this.hit]) layer.setLatLngs([]);
    }

    draw() {
      const zoom = this.map.getZoom();
      const shifted = this.runs.flatMap((run) =>
        beside(run.points.map((point) => this.map.project(point, zoom)), run.shift));
      const back = (points) => points.map((point) => this.map.unproject(point, zoom));
      const latLngs = back(shifted);
      for (const layer of [this.halo, this.line, this.hit]) layer.setLatLngs(latLngs);
      const first = ARROW_EVERY * (0.4 + 0.2 * (this.index % 4));
      this.arrows.setLatLngs([...milestones(shifted, ARROW_EVERY, first)].map((at) => back(chevron(...at))));
      this.trace = [...milestones(shifted, TRACE_EVERY, 0)].map(([point]) => point);
    }

    /** Boxes in pixels of the map that labels had better leave free. */
    get boxes() {
      const { min, max } = this.map.getPixelBounds();
      const half = WIDTH / 2 + 1;
      return this.trace
        .filter((p) => p.x > min.x && p.x < max.x && p.y > min.y && p.y < max.y)
        .map((p) => p.subtract(min))
        .map((p) => [p.x - half, p.y - half, p.x + half, p.y + half]);
    }
  }

  /** Where each day ends: a dot on the line and a number beside it, if there is room. */
  class Mark {
    constructor(trip, [first, last, lat, lon]) {
      this.trip = trip;
      this.latLng = L.latLng(lat, lon);
      const text = first === last ? String(first) : `${first}–${last}`;
      this.width = MARK_HEIGHT + 7 * (text.length - 1);
      this.label = el("span", { class: "k-day" }, text);
      this.label.style.background = trip.colour;
      this.stalk = el("i", { class: "k-stalk" });
      this.stalk.style.background = trip.colour;
      const html = el("div", {}, this.stalk, this.label);
      const icon = L.divIcon({ className: "k-mark", html, iconSize: [0, 0] });
      const options = { icon, interactive: false, keyboard: false, pane: "khorgos-marks" };
      this.marker = L.marker(this.latLng, options);
      const whose = trip.key === "route" ? "" : `Route ${trip.index + 1}: `;
      const words = `${whose}${first === last ? "end of day" : "end of days"} ${text}`;
      this.marker.on("add", () => {
        this.marker.getElement().setAttribute("aria-label", words);
        this.marker.getElement().setAttribute("role", "img");
      });
    }

    remove() {
      this.trip.groups.days.removeLayer(this.marker);
    }

    arrange(room, controls) {
      const { map, groups, index, on } = this.trip;
      const point = map.latLngToContainerPoint(this.latLng);
      const box = (dx, dy) => khorgos.around(point.x + dx, point.y + dy, this.width + 2, MARK_HEIGHT + 2);
      // Odd routes above their line, even ones below, so that shared lines stay legible.
      const up = index % 2 ? 1 : -1;
      const near = 18 + 3 * index;
      const far = near + 20;
      const tries = [near, far].flatMap((away) =>
        [[0, up * away], [0, -up * away], [away, 0], [-away, 0]]);
      const boxes = (dx, dy) => [box(dx, dy), ...khorgos.stalkBoxes(point, dx, dy, MARK_HEIGHT / 2)];
      const found = on && map.hasLayer(groups.days)
        && tries.find((way) => room.free(...boxes(...way)) && controls.free(box(...way)));
      if (!found) {
        this.remove();
        return;
      }
      const [dx, dy] = found;
      room.take(...boxes(dx, dy), khorgos.around(point.x, point.y, 7, 7));
      this.label.style.transform = `translate(${dx}px, ${dy}px) translate(-50%, -50%)`;
      this.stalk.style.width = `${Math.hypot(dx, dy)}px`;
      this.stalk.style.transform = `rotate(${Math.atan2(dy, dx)}rad)`;
      groups.days.addLayer(this.marker);
    }
  }

  /** Draw the asked routes, each in its own group, and make ready for chosen ones. */
  khorgos.drawRoutes = (map, panes, groups, data) => {
    const asked = data.asked.map((number) => khorgos.route(data, number));
    const trips = asked.map((route, i) =>
      new Trip(map, panes, groups, `route${i + 1}`, khorgos.routeColour(data, i), i));
    lanes(data, asked).forEach((runs, i) => trips[i].show(asked[i], runs));
    let chosen = null;
    let others = null;
    if (data.explorer) {
      const faint = { interactive: false, weight: 3, className: "k-other", ...panes.halos };
      others = L.polyline([], faint).addTo(groups.route);
      chosen = new Trip(map, panes, groups, "route", khorgos.routeColour(data, asked.length), asked.length);
    }
    return {
      shown: () => [...trips, ...(chosen ? [chosen] : [])].filter((trip) => trip.on),
      marks: () => [...trips, ...(chosen ? [chosen] : [])].flatMap((trip) => trip.marks),
      /** Light up a route, and show others faintly. */
      choose: (route, faint) => {
        others.setLatLngs(faint.map((other) => khorgos.routePoints(data, other)));
        if (route) chosen.show(route, lanes(data, [route])[0]);
        else chosen.clear();
      },
    };
  };
})();
