"use strict";
// Routes from their rows: legs, hours, sources, and where the shipment is at any hour.
(() => {
  const zip = (fields, row) => Object.fromEntries(fields.map((field, i) => [field, row[i]]));

  /** Row of a figure for a service in a regime, as khorgos.geo.parameters.variant_of picks it. */
  khorgos.figureOf = (rows, variant, regime = "") => {
    const row = (own, state) => rows.find((one) => one.variant === own && (one.regime ?? "") === state);
    const own = [variant, "any", "standard"].find((name) => row(name, ""));
    const states = { disrupted: ["disrupted", "stressed", ""], stressed: ["stressed", ""] };
    for (const state of states[regime] ?? [""]) if (row(own, state)) return row(own, state);
    return null;
  };

  /** Hours at the wheel at which drivers have to stop, and for how long: khorgos.geo.drivers. */
  function* listStops({ stretch, pause, day, rest, week, weekly_rest: weekend }) {
    for (let start = 0; ; start += week) {
      for (let driven = stretch; driven < week; driven += stretch) {
        const hours = driven % day ? pause : rest;
        if (hours) yield [start + driven, hours];
      }
      yield [start + week, weekend];
    }
  }

  class Route {
    constructor(data, number) {
      const { fields, rows, words, kinds, regimes } = data.routes;
      const row = zip(fields.route, rows[number]);
      const kind = kinds[row.kind];
      const [label, weights, judgement, year, sources] = regimes[kind.regimes];
      const drivers = [];
      for (let i = 0; i < row.drivers.length; i += 3) {
        const [what, where, share] = row.drivers.slice(i, i + 3);
        drivers.push([words[what], words[where], share / 100]);
      }
      Object.assign(this, row, kind, {
        data,
        number,
        drivers,
        state: [label, weights, judgement, year],
        stateSources: sources,
      });
    }

    get variant() {
      return this.vehicle === "car" ? "car" : this.service;
    }

    /** [probability, hours] from the first per cent to the last but one. */
    get points() {
      const [unit, ...steps] = this.curve;
      let hours = 0;
      const curve = steps.map((step, i) => [this.data.routes.fields.levels[i], (hours += step) / unit]);
      const told = [0.1, 0.5, 0.9].map((p, i) => [p, this.quantiles[i]]);
      return [...curve, ...told].sort(([p], [q]) => p - q);
    }

    get legs() {
      return (this._legs ??= this.listLegs());
    }

    listLegs() {
      const { fields, words, chains, steps } = this.data.routes;
      const all = (chain) => chains[chain].flatMap((step) => (step < 0 ? all(-1 - step) : step));
      const numbers = this.chains.flatMap(all);
      const moves = numbers.map((number) => {
        const step = zip(fields.step, steps[number]);
        for (const field of ["activity", "carrier", "judgement", "status"]) step[field] = words[step[field]];
        return { ...step, ...this.basis(step), hours: [step.low, step.mode, step.high], pauses: [] };
      });
      const legs = this.rests.length ? this.withRests(moves) : moves;
      let day = 0;
      for (const leg of legs) {
        day += leg.hours[1] / 24;
        leg.day = day;
        leg.cause = this.data.causes[leg.activity];
      }
      return legs;
    }

    /** What a leg's hours are called, and what they rest on. */
    basis({ figure, kmSource }) {
      const { label, sources = [] } = khorgos.figureOf(this.data.figures[figure], this.variant);
      return { label, sources: [...new Set([...sources, ...(kmSource < 0 ? [] : [kmSource])])] };
    }

    /** The rests of the drivers after the drives in which they fall; none follows the last one. */
    withRests(moves) {
      const [drivers, ...total] = this.rests;
      const stops = listStops(this.data.routes.rules[drivers]);
      let stop = stops.next().value;
      let wheel = 0;
      for (const leg of moves) {
        if (leg.activity !== "move" || leg.carrier !== "road") continue;
        const begin = wheel;
        wheel += leg.hours[1];
        // Nobody rests on arrival: what is due at the end of a drive belongs to the next one.
        for (; stop[0] < wheel; stop = stops.next().value) leg.pauses.push([stop[0] - begin, stop[1]]);
      }
      const last = moves.findLastIndex((leg) => leg.activity === "move" && leg.carrier === "road");
      const figure = this.data.restFigure;
      return moves.flatMap((leg, i) => {
        const hours = leg.pauses.reduce((sum, [, pause]) => sum + pause, 0);
        const share = total[1] ? hours / total[1] : Number(i === last);
        if (!share) return [leg];
        const rest = { ...leg, activity: "rest", figure, line: -1, km: 0, kmSource: -1, pauses: [],
          hours: total.map((value) => value * share),
          ...this.basis({ figure, kmSource: -1 }) };
        rest.judgement = khorgos.figureOf(this.data.figures[figure], this.variant).judgement ?? "no";
        return i === last ? [{ ...rest, to: leg.from }, leg] : [leg, { ...rest, from: leg.to }];
      });
    }

    get hours() {
      return this.legs.reduce((sum, leg) => sum + leg.hours[1], 0);
    }

    get km() {
      return this.legs.reduce((sum, leg) => sum + leg.km, 0);
    }

    share(counts) {
      const hours = this.legs.filter(counts).reduce((sum, leg) => sum + leg.hours[1], 0);
      return this.hours ? hours / this.hours : 0;
    }

    /** Cause -> share of the typical hours, in the order of the style. */
    get shares() {
      return Object.fromEntries(Object.keys(this.data.style.causeColours)
        .map((cause) => [cause, this.share((leg) => leg.cause === cause)]));
    }

    get judged() {
      return this.share((leg) => leg.judgement === "yes");
    }

    /** Numbers of all sources, of worse months too, in order of use. */
    get sources() {
      const [, weights] = this.state;
      const figures = [...new Set(this.legs.map((leg) => leg.figure))].flatMap((figure) =>
        Object.keys(weights).map((regime) =>
          khorgos.figureOf(this.data.figures[figure], this.variant, regime)));
      return [...new Set([...this.legs.flatMap((leg) => leg.sources), ...this.stateSources,
        ...figures.flatMap((figure) => figure.sources ?? [])])];
    }

    /** Pairs of line and direction, in order of travel. */
    get path() {
      return this.legs.filter((leg) => leg.line >= 0).map((leg) => [leg.line, leg.reverse]);
    }

    /** What happens when: {leg, begin, end, from, to}; `from` and `to` are shares of the line. */
    get moments() {
      return (this._moments ??= this.listMoments());
    }

    listMoments() {
      const moments = [];
      let clock = 0;
      const add = (leg, hours, from, to) => {
        if (hours > 0) moments.push({ leg, begin: clock, end: (clock += hours), from, to });
      };
      for (const leg of this.legs) {
        // Rests are told with the drive in which they fall.
        if (leg.activity === "rest") continue;
        let share = 0;
        const drive = leg.hours[1];
        for (const [at, hours] of leg.pauses) {
          add(leg, at - share * drive, share, at / drive);
          share = at / drive;
          add({ ...leg, activity: "rest", ...this.basis({ figure: this.data.restFigure, kmSource: -1 }) },
            hours, share, share);
        }
        const moves = leg.line >= 0;
        add(leg, drive * (1 - share), moves ? share : 0, moves ? 1 : 0);
      }
      return moments;
    }

    /** Latitude and longitude on a leg. */
    position(leg, share) {
      if (leg.line < 0) return this.data.places[leg.from].at;
      return alongLine(khorgos.directed(this.data, [leg.line, leg.reverse]), share);
    }

    /** [moment, position] at an hour. */
    at(hour) {
      const { moments } = this;
      const moment = moments.find(({ end }) => hour < end) ?? moments.at(-1);
      const { leg, begin, end, from, to } = moment;
      const share = from + (to - from) * Math.min((hour - begin) / (end - begin), 1);
      return [moment, this.position(leg, share)];
    }

    /** [first day, last day, latitude, longitude] where days end; days of one stop are one mark. */
    get marks() {
      const marks = [];
      for (const { leg, begin, end, from, to } of this.moments) {
        for (let day = Math.floor(begin / 24) + 1; day * 24 <= end; day++) {
          const at = this.position(leg, from + ((to - from) * (day * 24 - begin)) / (end - begin));
          const last = marks.at(-1);
          if (last && from === to && last[2] === at[0] && last[3] === at[1]) last[1] = day;
          else marks.push([day, day, ...at]);
        }
      }
      return marks;
    }
  }

  /** Points of a line in the direction of travel. */
  khorgos.directed = (data, [line, reverse]) => {
    const { points } = data.lines[line];
    return reverse ? [...points].reverse() : points;
  };

  function alongLine(points, share) {
    const lengths = points.slice(1).map(([lat, lon], i) =>
      Math.hypot(lat - points[i][0], lon - points[i][1]));
    let left = share * lengths.reduce((sum, length) => sum + length, 0);
    for (const [i, length] of lengths.entries()) {
      if (left <= length && length) {
        return [0, 1].map((axis) =>
          points[i][axis] + ((points[i + 1][axis] - points[i][axis]) * left) / length);
      }
      left -= length;
    }
    return points.at(-1);
  }

  /** A route by its number; made when first asked for. */
  khorgos.route = (data, number) =>
    ((data.routes.made ??= new Map()).get(number)
      ?? data.routes.made.set(number, new Route(data, number)).get(number));
})();
