"use strict";
// Routes from their rows: legs, hours, sources, and where the shipment is at any hour.
(() => {
  const sum = (values) => values.reduce((all, value) => all + value, 0);
  const zip = (fields, row) => Object.fromEntries(fields.map((field, i) => [field, row[i]]));

  class Route {
    constructor(data, number) {
      const { fields, rows, words, kinds, regimes } = data.routes;
      const { hours, loss, why, unstated, ...row } = zip(fields.route, rows[number]);
      const kind = kinds[row.kind];
      const [label, weights, judgement, year, sources] = regimes[kind.regimes];
      const drivers = [];
      for (let i = 0; i < row.drivers.length; i += 3) {
        const [what, where, share] = row.drivers.slice(i, i + 3);
        drivers.push([words[what], words[where], share / 100]);
      }
      Object.assign(this, row, kind, {
        data,
        groupHours: hours,
        loss: loss.map((word) => words[word]),
        why: fields.labels.filter((_, bit) => why & (1 << bit)),
        number,
        drivers,
        unstated: unstated / 100,
        state: [label, weights, judgement, year],
        stateSources: sources,
      });
    }

    /** [probability, hours] from the first per cent to the last but one. */
    get points() {
      const { levels, quantiles } = this.data.routes.fields;
      const [unit, ...steps] = this.curve;
      let hours = 0;
      const curve = steps.map((step, i) => [levels[i], (hours += step) / unit]);
      const told = quantiles.map((p, i) => [p, this.quantiles[i]]);
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
        return { ...step, ...this.basis(step), pauses: [] };
      });
      const legs = this.rests ? this.withRests(moves) : moves;
      this.giveHours(legs);
      let day = 0;
      for (const leg of legs) {
        day += leg.hours[1] / 24;
        leg.day = day;
        leg.cause = this.data.causes[leg.activity];
      }
      return legs;
    }

    /** Hours of each leg in journeys of P10, P50 and P90, from those of its group in the row. */
    giveHours(legs) {
      const { unit } = this.data.routes.fields;
      const each = this.groupHours.length === 3 * legs.length;
      const groups = new Map();
      legs.forEach((leg, number) => {
        const shared = !each && ["move", "rest"].includes(leg.activity);
        const key = shared ? `${leg.activity} ${leg.activity === "move" ? leg.figure : ""}` : number;
        groups.set(key, [...(groups.get(key) ?? []), leg]);
      });
      [...groups.values()].forEach((group, i) => {
        const [usual, less, more] = this.groupHours.slice(3 * i, 3 * i + 3).map((part) => part / unit);
        const typical = sum(group.map((leg) => leg.typical));
        for (const leg of group) {
          const share = typical ? leg.typical / typical : 1;
          leg.hours = [usual - less, usual, usual + more].map((part) => part * share);
        }
      });
    }

    /** What a leg's hours are called, and what they rest on. */
    basis({ figure, kmSource }) {
      const { label, sources = [] } = this.data.figureRows[figure];
      return { label, sources: [...new Set([...sources, ...(kmSource < 0 ? [] : [kmSource])])] };
    }

    /** What all rests of the drivers have in common. */
    get restLeg() {
      const [figure, judgement] = this.rest;
      const step = { activity: "rest", carrier: "road", gauge: 0, km: 0, kmSource: -1, line: -1, figure };
      return { ...step, ...this.basis(step), judgement: this.data.routes.words[judgement], pauses: [] };
    }

    /** The rests of the drivers between the legs, as khorgos.geo.routing.rests has put them. */
    withRests(moves) {
      const { rests, stops } = this.data.routes;
      const [drivers, places] = rests[this.rests];
      const numbers = khorgos.unpack(places);
      const counts = numbers.filter((_, i) => i % 2);
      const due = stops[drivers].slice(0, sum(counts));
      const legs = [];
      let [at, stop] = [0, 0];
      counts.forEach((count, i) => {
        legs.push(...moves.slice(at, (at += numbers[2 * i])));
        const typical = sum(due.slice(stop, (stop += count)).map(([, pause]) => pause));
        const place = legs.at(-1)?.to ?? this.from;
        legs.push({ ...this.restLeg, from: place, to: place, typical });
      });
      this.pause(moves.filter((leg) => leg.activity === "move" && leg.carrier === "road"), due);
      return [...legs, ...moves.slice(at)];
    }

    /** Tell each drive at which of its typical hours the truck stands still, and for how long. */
    pause(drives, stops) {
      const due = [...stops];
      let wheel = 0;
      for (const drive of drives) {
        const begin = wheel;
        wheel += drive.typical;
        while (due.length && (due[0][0] < wheel || drive === drives.at(-1))) {
          const [at, hours] = due.shift();
          drive.pauses.push([Math.min(Math.max(at - begin, 0), drive.typical), hours]);
        }
      }
    }

    /** Of a journey that takes P50, by which the page goes. */
    get hours() {
      return sum(this.legs.map((leg) => leg.hours[1]));
    }

    get km() {
      return sum(this.legs.map((leg) => leg.km));
    }

    share(counts) {
      const hours = sum(this.legs.filter(counts).map((leg) => leg.hours[1]));
      return this.hours ? hours / this.hours : 0;
    }

    /** Cause -> share of the hours at P50, in the order of the style. */
    get shares() {
      return Object.fromEntries(Object.keys(this.data.style.causeColours)
        .map((cause) => [cause, this.share((leg) => leg.cause === cause)]));
    }

    /** Share of the typical hours that rests on judgement. */
    get judged() {
      const typical = (legs) => sum(legs.map((leg) => leg.typical));
      return typical(this.legs.filter((leg) => leg.judgement === "yes")) / (typical(this.legs) || 1);
    }

    /** Numbers of all sources, of worse months too, in order of use. */
    get sources() {
      const { figureRows } = this.data;
      const [, weights] = this.state;
      const rows = [...new Set(this.legs.map((leg) => leg.figure))].flatMap((figure) =>
        Object.keys(weights).map((regime) => figureRows[figureRows[figure].under?.[regime] ?? figure]));
      return [...new Set([...this.legs.flatMap((leg) => leg.sources), ...this.stateSources,
        ...[...rows, figureRows[this.left]].flatMap((row) => row?.sources ?? [])])];
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
      const rests = this.legs.filter((leg) => leg.activity === "rest");
      const usual = sum(rests.map((leg) => leg.typical));
      const pace = usual ? sum(rests.map((leg) => leg.hours[1])) / usual : 0;
      for (const leg of this.legs) {
        // Rests are told with the drive in which they fall, if there is one in which they do.
        if (leg.activity === "rest" && usual) continue;
        let share = 0;
        const drive = leg.hours[1];
        for (const [at, hours] of leg.pauses) {
          add(leg, (at / leg.typical - share) * drive, share, at / leg.typical);
          share = at / leg.typical;
          add({ ...leg, activity: "rest", ...this.basis(this.restLeg) }, hours * pace, share, share);
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
    let left = share * sum(lengths);
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
