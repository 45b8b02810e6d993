"use strict";
// Small pictures of a route: when it arrives, where the time goes, and the staircase of time.
(() => {
  const { el, svg, percent } = khorgos;

  const WIDTH = 292;
  const LEFT = 26;
  const RIGHT = 8;

  /** Round numbers that divide a span into a few parts. */
  function ticks(end, parts = 4) {
    const rough = end / parts;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough);
    return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
  }

  const chart = (height, label, ...children) =>
    svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "k-chart", role: "img", "aria-label": label }, children);
  const text = (x, y, words, attributes = {}) => svg("text", { x, y, ...attributes }, words);
  const tidy = (value) => String(Number(value.toFixed(2)));

  /** How likely each time of arrival is, with P10, P50 and P90. */
  khorgos.arrivalChart = (route, colour) => {
    const HEIGHT = 104;
    const BASE = 78;
    const { points } = route;
    const [unit, words] = khorgos.unit(route.quantiles[1]);
    const [first, last] = [points[0][1], points.at(-1)[1]];
    const room = Math.max((last - first) * 0.04, 0.1);
    const x = (hours) => 6 + ((hours - first + room) / (last - first + 2 * room)) * (WIDTH - 12);
    // The density at a point of the curve is the chance per hour between its neighbours.
    const density = points.slice(1, -1).map(([, hours], i) => {
      const [[p, begin], , [q, end]] = points.slice(i, i + 3);
      return [hours, (q - p) / Math.max(end - begin, 1e-6)];
    });
    const top = Math.max(...density.map(([, value]) => value));
    const y = (value) => BASE - (value / top) * (BASE - 26);
    const outline = [[first, 0], ...density, [last, 0]]
      .map(([hours, value]) => `${tidy(x(hours))} ${tidy(y(value))}`);
    const told = route.quantiles.map((hours) => (hours / unit).toFixed(1));
    // Names stand apart even where the quantiles are close.
    const names = route.quantiles.map(x);
    names[1] = Math.max(names[1], names[0] + 42);
    names[2] = Math.max(names[2], names[1] + 42);
    const over = Math.max(names[2] - (WIDTH - 20), 0);
    const marks = route.quantiles.flatMap((hours, i) => [
      svg("path", { d: `M${tidy(x(hours))} ${BASE}V24`, class: i === 1 ? "k-median" : "k-quantile" }),
      text(Math.max(names[i] - over, 20), 10, `P${[10, 50, 90][i]}`, { "text-anchor": "middle" }),
      text(Math.max(names[i] - over, 20), 20, told[i], { "text-anchor": "middle", class: "k-strong" }),
    ]);
    const axis = ticks((last - first) / unit, 5).map((step) => Math.ceil(first / unit) + step)
      .filter((tick) => tick * unit <= last)
      .flatMap((tick) => [
        svg("path", { d: `M${tidy(x(tick * unit))} ${BASE}v4`, class: "k-axis" }),
        text(x(tick * unit), BASE + 14, String(Math.round(tick * 10) / 10), { "text-anchor": "middle" })]);
    const label = `Distribution of the arrival: P10 ${told[0]}, P50 ${told[1]}, P90 ${told[2]} ${words}`;
    return el("figure", { class: "k-figure-chart" },
      el("figcaption", {}, "When it arrives"),
      chart(HEIGHT, label,
        svg("path", { d: `M${outline.join("L")}Z`, fill: colour, class: "k-density" }),
        svg("path", { d: `M0 ${BASE}H${WIDTH}`, class: "k-axis" }), marks, axis,
        text(WIDTH - 6, HEIGHT - 2, `${words} after departure`, { "text-anchor": "end" })));
  };

  /** Where the time goes: one bar, and the same in words. */
  khorgos.shareBar = (route) => {
    const { causeColours } = route.data.style;
    const shares = Object.entries(route.shares).filter(([, share]) => share > 0);
    const parts = shares.map(([word, share]) => {
      const part = el("i", {});
      part.style.width = `${share * 100}%`;
      part.style.background = causeColours[word];
      return part;
    });
    const words = shares.map(([word, share]) => {
      const dot = el("i", { class: "k-dot" });
      dot.style.background = causeColours[word];
      return el("li", {}, dot, `${word} ${percent(share)}`);
    });
    return el("div", { class: "k-shares" },
      el("h3", {}, "Where the time goes"),
      el("div", { class: "k-bar", "aria-hidden": "true" }, parts),
      el("ul", { "aria-label": "Where the time goes" }, words));
  };

  /** UNESCAP's time-distance diagram: slopes move, steps wait. */
  khorgos.staircase = (route, colour) => {
    const HEIGHT = 168;
    const TOP = 12;
    const BASE = 140;
    const { data, legs } = route;
    const [unit, words] = khorgos.unit(route.quantiles[1]);
    const [km, hours] = [route.km || 1, route.hours || 1];
    const x = (distance) => LEFT + (distance / km) * (WIDTH - LEFT - RIGHT);
    const y = (time) => BASE - (time / hours) * (BASE - TOP);
    let [distance, time] = [0, 0];
    const steps = legs.map((leg) => {
      const from = [distance, time];
      distance += leg.km;
      time += leg.hours[1];
      return { leg, from, to: [distance, time] };
    });
    const point = ([a, b]) => `${tidy(x(a))} ${tidy(y(b))}`;
    // Legs of one cause in a row are one path.
    const runs = [];
    for (const { leg, from, to } of steps) {
      if (runs.at(-1)?.cause === leg.cause) runs.at(-1).d += `L${point(to)}`;
      else runs.push({ cause: leg.cause, d: `M${point(from)}L${point(to)}` });
    }
    const paths = runs.map(({ cause, d }) =>
      svg("path", { d, fill: "none", stroke: data.style.causeColours[cause], "stroke-width": cause === "moving" ? 2 : 4 }));
    const grid = [
      ...ticks(hours / unit).flatMap((tick) => [
        svg("path", { d: `M${LEFT} ${tidy(y(tick * unit))}H${WIDTH - RIGHT}`, class: "k-grid" }),
        text(LEFT - 4, y(tick * unit) + 3.5, tidy(tick), { "text-anchor": "end" })]),
      ...ticks(km).map((tick) =>
        text(x(tick), BASE + 13, tick.toLocaleString("en"), { "text-anchor": "middle" })),
    ];
    // Stops at one place are one step; the longest are named.
    const stops = [];
    for (const { leg, from, to } of steps) {
      if (leg.cause === "moving" || leg.activity === "rest") continue;
      const last = stops.at(-1);
      if (last?.place === leg.from && last.km === from[0]) last.end = to[1];
      else stops.push({ place: leg.from, km: from[0], begin: from[1], end: to[1] });
    }
    const named = stops.sort((a, b) => b.end - b.begin - (a.end - a.begin)).slice(0, 3)
      .filter(({ begin, end }) => end - begin > hours / 40);
    const taken = [];
    const labels = named.flatMap(({ place, km: at, begin, end }) => {
      const spot = y((begin + end) / 2) + 3.5;
      if (taken.some((other) => Math.abs(other - spot) < 11)) return [];
      taken.push(spot);
      const left = x(at) > WIDTH / 2;
      const days = `${((end - begin) / unit).toFixed(1)} ${words === "days" ? "d" : "h"}`;
      return [text(x(at) + (left ? -6 : 6), spot,
        `${khorgos.placeName(data.places[place])} ${days}`, { "text-anchor": left ? "end" : "start" })];
    });
    const label = `Time and distance: ${Math.round(km)} km in ${(hours / unit).toFixed(1)} ${words}. `
      + named.map((stop) => `${khorgos.placeName(data.places[stop.place])} ${((stop.end - stop.begin) / unit).toFixed(1)} ${words}`).join(", ");
    return el("figure", { class: "k-figure-chart" },
      el("figcaption", {}, "Time and distance", el("small", {}, `${words} of a journey of P50`)),
      chart(HEIGHT, label, grid, svg("path", { d: `M${LEFT} ${TOP}V${BASE}H${WIDTH - RIGHT}`, class: "k-axis" }),
        paths, labels, svg("circle", { cx: x(km), cy: y(hours), r: 3.5, fill: colour }),
        text(WIDTH - RIGHT, HEIGHT - 2, "km", { "text-anchor": "end" })));
  };

  /** Trade by year, as each of the countries counts it. */
  khorgos.tradeChart = (data) => {
    if (!data.trade.length) return "";
    const HEIGHT = 132;
    const BASE = 104;
    const years = [...new Set(data.trade.map(([year]) => year))];
    const series = [...new Set(data.trade.map(([, name]) => name))];
    const most = Math.max(...data.trade.map(([, , value]) => value));
    const wide = (WIDTH - LEFT) / years.length;
    const bar = Math.min(26, wide / (series.length + 1));
    const y = (value) => BASE - (value / most) * (BASE - 14);
    const bars = data.trade.flatMap(([year, name, value]) => {
      const s = series.indexOf(name);
      const left = LEFT + wide * (years.indexOf(year) + 0.5) + bar * (s - series.length / 2);
      return [
        svg("rect", { x: tidy(left), y: tidy(y(value)), width: tidy(bar - 2), height: tidy(BASE - y(value)), class: `k-series-${s}` }),
        text(left + bar / 2 - 1, y(value) - 3, tidy(value), { "text-anchor": "middle" })];
    });
    const labels = years.map((year, i) =>
      text(LEFT + wide * (i + 0.5), BASE + 13, String(year), { "text-anchor": "middle" }));
    const keys = series.flatMap((name, s) => [
      svg("rect", { x: 4 + s * 146, y: HEIGHT - 10, width: 9, height: 9, class: `k-series-${s}` }),
      text(17 + s * 146, HEIGHT - 2, name)]);
    const rows = data.trade.map(([year, name, value, basis, note, sources]) =>
      el("tr", {}, el("th", { scope: "row" }, String(year)), el("td", {}, khorgos.name(name)),
        el("td", {}, tidy(value), basis === "reported" ? "" : ` (${basis})`),
        el("td", {}, note ? khorgos.name(note) : "", khorgos.sourceList(data, sources))));
    return el("details", { class: "k-trade" },
      el("summary", {}, `Trade ${data.traders.join("–")}`.trim()),
      el("figure", { class: "k-figure-chart" },
        el("figcaption", {}, "US$ bn a year"),
        chart(HEIGHT, `Trade by year in US$ bn: ${data.trade.map(([year, name, value]) => `${year} ${value} (${name})`).join(", ")}`,
          svg("path", { d: `M${LEFT} ${BASE}H${WIDTH}`, class: "k-axis" }), bars, labels, keys)),
      el("div", { class: "k-scroll", tabindex: "0", role: "region", "aria-label": "Trade by year" },
        el("table", { class: "k-facts-table" },
          el("thead", {}, el("tr", {}, ["Year", "Statistics of", "US$ bn", "Source"].map((word) => el("th", { scope: "col" }, word)))),
          el("tbody", {}, rows))));
  };
})();
