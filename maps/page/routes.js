"use strict";
// Asked routes: their lines side by side, arrows, and day marks.
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

  const along = (data, [line, reverse]) => {
    const { points } = data.lines[line];
    return reverse ? [...points].reverse() : points;
  };

  /** Points of a route in order of travel. */
  khorgos.routePoints = (data, route) => route.path.flatMap((piece) => along(data, piece));

  /** Runs of a route, each with the lane that it has among the routes on the same lines. */
  function lanes(data) {
    const users = new Map();
    data.routes.forEach((route, index) => {
      for (const [line, reverse] of route.path) {
        if (!users.has(line)) users.set(line, []);
        const here = users.get(line);
        if (!here.some((user) => user.index === index)) here.push({ index, reverse });
      }
    });
    return data.routes.map((route, index) => {
      const runs = [];
      for (const piece of route.path) {
        const here = users.get(piece[0]);
        const lane = here.findIndex((user) => user.index === index) - (here.length - 1) / 2;
        // Sides are those of the first user, or routes against each other would overlap.
        const shift = LANE * lane * (piece[1] === here[0].reverse ? -1 : 1);
        if (runs.at(-1)?.shift === shift) runs.at(-1).points.push(...along(data, piece));
        else runs.push({ shift, points: [...along(data, piece)] });
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

  khorgos.drawRoutes = (map, panes, groups, data) => {
    const quiet = { interactive: false, smoothFactor: 0 };
    const runs = lanes(data);
    data.routes.forEach((route, index) => {
      const colour = khorgos.routeColour(data, index);
      const halo = L.polyline([], { ...quiet, color: "#fff", weight: WIDTH + 4, ...panes.halos });
      const own = { color: colour, weight: WIDTH, className: "k-route" };
      const line = L.polyline([], { ...quiet, ...own, ...panes.routes });
      const arrows = L.polyline([], { ...quiet, color: "#fff", weight: 1.8, ...panes.routes });
      const hit = L.polyline([], { ...HIT, ...panes.routeHits });
      hit.bindPopup(() => khorgos.routePopup(data, route), { ...khorgos.POPUP, maxWidth: 420 });
      for (const layer of [halo, line, arrows, hit]) groups[`route${index + 1}`].addLayer(layer);

      const trace = () => {
        const zoom = map.getZoom();
        const shifted = runs[index].flatMap((run) =>
          beside(run.points.map((point) => map.project(point, zoom)), run.shift));
        const back = (points) => points.map((point) => map.unproject(point, zoom));
        const latLngs = back(shifted);
        for (const layer of [halo, line, hit]) layer.setLatLngs(latLngs);
        const first = ARROW_EVERY * (0.4 + 0.2 * (index % 4));
        arrows.setLatLngs([...milestones(shifted, ARROW_EVERY, first)].map((at) => back(chevron(...at))));
        route.trace = [...milestones(shifted, TRACE_EVERY, 0)].map(([point]) => point);
      };
      trace();
      map.on("zoomend", trace);
    });
  };

  /** Boxes that labels had better leave free: the shown routes, in pixels of the map. */
  khorgos.routeBoxes = (map, groups, data) => {
    const { min, max } = map.getPixelBounds();
    const half = WIDTH / 2 + 1;
    return data.routes
      .filter((_, index) => map.hasLayer(groups[`route${index + 1}`]))
      .flatMap((route) => route.trace)
      .filter((p) => p.x > min.x && p.x < max.x && p.y > min.y && p.y < max.y)
      .map((p) => p.subtract(min))
      .map((p) => [p.x - half, p.y - half, p.x + half, p.y + half]);
  };

  /** Where each day ends: a dot on the line and a number beside it, if there is room. */
  class Mark {
    constructor(map, group, colour, route, [first, last, lat, lon]) {
      Object.assign(this, { map, group, route });
      this.latLng = L.latLng(lat, lon);
      const text = first === last ? String(first) : `${first}–${last}`;
      this.width = MARK_HEIGHT + 7 * (text.length - 1);
      this.label = el("span", { class: "k-day" }, text);
      this.label.style.background = colour;
      this.stalk = el("i", { class: "k-stalk" });
      this.stalk.style.background = colour;
      const html = el("div", {}, this.stalk, this.label);
      const icon = L.divIcon({ className: "k-mark", html, iconSize: [0, 0] });
      const options = { icon, interactive: false, keyboard: false, pane: "khorgos-marks" };
      this.marker = L.marker(this.latLng, options);
      const words = `Route ${route + 1}: ${first === last ? "end of day" : "end of days"} ${text}`;
      this.marker.on("add", () => {
        this.marker.getElement().setAttribute("aria-label", words);
        this.marker.getElement().setAttribute("role", "img");
      });
    }

    arrange(room, controls) {
      const point = this.map.latLngToContainerPoint(this.latLng);
      const box = (dx, dy) => khorgos.around(point.x + dx, point.y + dy, this.width + 2, MARK_HEIGHT + 2);
      // Odd routes above their line, even ones below, so that shared lines stay legible.
      const up = this.route % 2 ? 1 : -1;
      const near = 18 + 3 * this.route;
      const far = near + 20;
      const tries = [near, far].flatMap((away) =>
        [[0, up * away], [0, -up * away], [away, 0], [-away, 0]]);
      const on = this.map.hasLayer(this.group.days) && this.map.hasLayer(this.group.line);
      const boxes = (dx, dy) => [box(dx, dy), ...khorgos.stalkBoxes(point, dx, dy, MARK_HEIGHT / 2)];
      const found = on && tries.find((way) => room.free(...boxes(...way)) && controls.free(box(...way)));
      if (!found) {
        this.group.days.removeLayer(this.marker);
        return;
      }
      const [dx, dy] = found;
      room.take(...boxes(dx, dy), khorgos.around(point.x, point.y, 7, 7));
      this.label.style.transform = `translate(${dx}px, ${dy}px) translate(-50%, -50%)`;
      this.stalk.style.width = `${Math.hypot(dx, dy)}px`;
      this.stalk.style.transform = `rotate(${Math.atan2(dy, dx)}rad)`;
      this.group.days.addLayer(this.marker);
    }
  }

  khorgos.makeMarks = (map, groups, data) =>
    data.routes.flatMap((route, index) => {
      const group = { days: groups.days, line: groups[`route${index + 1}`] };
      const colour = khorgos.routeColour(data, index);
      return route.marks.map((mark) => new Mark(map, group, colour, index, mark));
    });
})();
