"use strict";
// Puts everything together: reads the data, fills folium's layers, adds panel and controls.
(() => {
  const { el, name, number, percent, symbol, sample } = khorgos;

  const PHONE = "(max-width: 760px)";
  const WIDE = !matchMedia(PHONE).matches;
  // Beside the controls on a wide screen; a narrow one hides them while a popup is open.
  khorgos.POPUP = {
    maxWidth: WIDE ? 340 : innerWidth - 60,
    minWidth: 230,
    maxHeight: 340,
    autoPanPaddingTopLeft: [WIDE ? 135 : 8, 12],
    autoPanPaddingBottomRight: [WIDE ? 62 : 8, 24],
  };

  khorgos.start = (map, groups) => {
    const data = JSON.parse(document.getElementById("khorgos-data").textContent);
    for (const line of data.lines) line.points = khorgos.decode(line.path, data.scale);
    drawPanel(map, data);
    map.attributionControl.setPrefix(false).addAttribution(data.style.attribution)
      .addAttribution(el("span", {}, "data version ", name(data.version)).outerHTML);
    const panes = khorgos.makePanes(map);
    map.invalidateSize({ animate: false });
    addControls(map, data);
    frame(map, firstFrame(data), false);
    if (data.base) khorgos.drawBase(map, panes, data);
    const takeClicks = khorgos.drawLines(map, panes, groups, data);
    khorgos.drawRoutes(map, panes, groups, data);
    const marks = khorgos.makeMarks(map, groups, data);
    const arrange = khorgos.drawPlaces(map, panes, groups, data, marks);
    // The layer control comes after this script, and labels leave room for it.  A timer within
    // a frame fires once the frame is painted.
    requestAnimationFrame(() => {
      arrange();
      setTimeout(() => {
        performance.mark("khorgos:drawn");
        takeClicks();
      });
    });
  };

  function firstFrame(data) {
    if (!data.routes.length) return data.style.frames["China–Europe"];
    return L.latLngBounds(data.routes.flatMap((route) => khorgos.routePoints(data, route)));
  }

  function frame(map, corners, animate = true) {
    map.fitBounds(corners, { animate, padding: [30, 30], maxZoom: 11 });
  }

  function addControls(map, data) {
    L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
    const frames = L.control({ position: "topleft" });
    frames.onAdd = () => {
      const buttons = Object.entries(data.style.frames).map(([text, corners]) => {
        const button = el("button", { type: "button", title: `Show ${text}` }, text);
        button.addEventListener("click", () => frame(map, corners));
        return button;
      });
      const box = el("div", { class: "leaflet-bar k-frames" }, buttons);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    frames.addTo(map);
  }

  /** The panel beside the map: a card for each route, the legend, and what the data are. */
  function drawPanel(map, data) {
    const panel = document.getElementById("khorgos-panel");
    panel.setAttribute("aria-label", "Routes and legend");
    const closed = matchMedia(PHONE).matches;
    document.body.classList.toggle("k-closed", closed);
    const button = el("button",
      { type: "button", class: "k-toggle", "aria-expanded": String(!closed), "aria-controls": "khorgos-contents" },
      el("span", {}, data.routes.length ? "Routes and legend" : "Legend"));
    button.addEventListener("click", () => {
      const shut = document.body.classList.toggle("k-closed");
      button.setAttribute("aria-expanded", String(!shut));
      map.invalidateSize({ animate: false });
    });
    const note = (...words) => el("p", { class: "k-note" }, words);
    const cards = data.routes.map((route, index) => routeCard(map, data, route, index));
    if (data.routes.length) {
      document.title = data.routes.map((route) => khorgos.routeTitle(data, route)
        .map((part) => part.textContent ?? part).join("")).join(", ") + " – khorgos";
    }
    panel.append(button, el("div", { id: "khorgos-contents" },
      data.routes.length ? "" : el("h1", {}, "Overland freight between China and Europe"),
      cards, legend(data),
      note("Click a place or a line for its figures, their dates and sources. ",
        "A corridor is quiet, stressed or disrupted; figures hold for a quiet one unless they say otherwise."),
      note("Data version ", name(data.version),
        ". Lines are for drawing; lengths come from their sources. Drawn with Leaflet.")));
  }

  function routeCard(map, data, route, index) {
    const colour = khorgos.routeColour(data, index);
    const key = el("span", { class: "k-key" }, String(index + 1));
    key.style.background = colour;
    const show = el("button", { type: "button", class: "k-show" }, "Show");
    show.addEventListener("click", () => frame(map, L.latLngBounds(khorgos.routePoints(data, route))));
    const kind = [route.mode === "any" ? "any mode" : route.mode,
      route.vehicle === "car" ? "car" : `${route.service} service`,
      ...(route.door ? ["door to door"] : [])].join(", ");
    const borders = route.legs.filter((leg) => leg.activity === "customs").map((leg) => leg.from);
    const stops = [...new Set(borders)].flatMap((i, n) => [n ? ", " : "", name(data.places[i].name)]);
    return el("section", { class: "k-card", "aria-label": `Route ${index + 1}` },
      el("h2", {}, key, el("span", {}, khorgos.routeTitle(data, route)), show),
      el("p", { class: "k-via" }, `${number(route.km)} km · ${kind}`),
      khorgos.headline(route),
      shareBar(data, route),
      lateList(route),
      el("p", { class: "k-state" }, khorgos.state(route)),
      el("p", { class: "k-via" }, `${percent(route.judgement)} of the typical time rests on judgement.`,
        ...(stops.length ? [" Borders at ", ...stops, "."] : [])),
      el("details", {}, el("summary", {}, `${route.legs.length} legs`),
        el("div",
          { class: "k-scroll", tabindex: "0", role: "region", "aria-label": `Legs of route ${index + 1}` },
          khorgos.legTable(data, route))),
      khorgos.routeSources(data, route));
  }

  /** Where the time goes: one bar, and the same in words. */
  function shareBar(data, route) {
    const shares = Object.entries(route.shares).filter(([, share]) => share > 0);
    const parts = shares.map(([word, share]) => {
      const part = el("i", {});
      part.style.width = `${share * 100}%`;
      part.style.background = data.style.causeColours[word];
      return part;
    });
    const words = shares.map(([word, share]) => {
      const dot = el("i", { class: "k-dot" });
      dot.style.background = data.style.causeColours[word];
      return el("li", {}, dot, `${word} ${percent(share)}`);
    });
    return el("div", { class: "k-shares" },
      el("h3", {}, "Where the time goes"),
      el("div", { class: "k-bar", "aria-hidden": "true" }, parts),
      el("ul", { "aria-label": "Where the time goes" }, words));
  }

  /** What moves the arrival most, worst first. */
  function lateList(route) {
    if (!route.drivers.length) return "";
    const items = route.drivers.map(([label, place, share]) =>
      el("li", {},
        el("span", {}, name(label), place && !label.includes(place) ? [", ", name(place)] : ""),
        el("b", {}, percent(share))));
    return el("div", { class: "k-late" },
      el("h3", {}, "What makes it late or early", el("small", {}, "share of the variance")),
      el("ol", {}, items));
  }

  function legend(data) {
    const used = new Set(data.lines.map((line) => line.style));
    const seen = new Set(data.places.map((place) => place.symbol));
    const row = (picture, text) => el("li", {}, el("span", {}, picture), text);
    const lines = data.style.legend.filter((key) => used.has(key)).map((key) => data.style.lines[key]);
    const symbols = Object.entries(data.style.symbols).filter(([key]) => seen.has(key));
    const routes = data.routes.length ? [row(dayPicture(data), "Route, direction, typical end of a day")] : [];
    return el("details", { class: "k-legend", open: "" }, el("summary", {}, "Legend"),
      el("ul", {}, routes, lines.map((style) => row(sample(style), style.label))),
      el("ul", { class: "k-columns" }, symbols.map(([, style]) => row(symbol(style, 17), style.label))));
  }

  function dayPicture(data) {
    const { svg } = khorgos;
    const font = { "text-anchor": "middle", "font-size": 10, "font-weight": 700, fill: "#fff" };
    const text = svg("text", { x: 35, y: 11, ...font }, "4");
    return svg("svg", { width: 46, height: 14, "aria-hidden": "true" },
      svg("path", { d: "M2 7h42", stroke: data.style.routeColours[0], "stroke-width": 6 }),
      svg("path", { d: "M11 4l4 3l-4 3", stroke: "#fff", "stroke-width": 1.6, fill: "none" }),
      svg("circle", { cx: 35, cy: 7, r: 7, fill: data.style.routeColours[0] }), text);
  }
})();
