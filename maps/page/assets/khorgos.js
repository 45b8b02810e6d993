"use strict";
// Puts everything together: reads the data, fills folium's layers, adds panel and controls.
(() => {
  const { el, name, symbol, sample } = khorgos;

  const SMALL = 0.3; // of the view
  const WIDE = !matchMedia("(max-width: 760px)").matches;
  // Beside the controls on a wide screen; a narrow one hides them while a popup is open.
  khorgos.POPUP = {
    maxWidth: WIDE ? 340 : innerWidth - 60,
    minWidth: 230,
    maxHeight: 340,
    autoPanPaddingTopLeft: [WIDE ? 135 : 8, 12],
    autoPanPaddingBottomRight: [WIDE ? 62 : 8, 24],
  };

  khorgos.start = (map, groups) => {
    const { type, textContent } = document.getElementById("khorgos-data");
    if (type === "application/json") begin(map, groups, khorgos.readData(textContent));
    else if (!window.DecompressionStream) {
      document.getElementById("khorgos-panel").append("This page needs a browser of 2023 or later.");
    } else khorgos.inflate(textContent).then((text) => begin(map, groups, khorgos.readData(text)));
  };

  function begin(map, groups, data) {
    for (const line of data.lines) line.points = khorgos.decode(line.path, data.scale);
    map.attributionControl.setPrefix(false).addAttribution(data.style.attribution);
    if (data.version) {
      map.attributionControl.addAttribution(
        el("span", {}, "data version ", name(data.version)).outerHTML);
    }
    const panes = khorgos.makePanes(map);
    const contents = drawPanel(map, data);
    khorgos.makeAccessible(map, "Map of the network");
    map.invalidateSize({ animate: false });
    khorgos.addControls(map, data);
    addFrames(map, data);
    frame(map, firstFrame(data), false);
    if (data.base) khorgos.drawBase(map, panes, data);
    const takeClicks = khorgos.drawLines(map, panes, groups, data);
    khorgos.drawOwn(map, panes, groups, data);
    const trips = khorgos.drawRoutes(map, panes, groups, data);
    khorgos.makeStage(map);
    const arrange = khorgos.drawPlaces(map, panes, groups, data, trips);
    const explorer = data.explorer && khorgos.makeExplorer(map, data, trips, (route) => {
      arrange();
      // First the answer, then the view: a new zoom draws the whole network again.
      if (route) khorgos.afterPaint(() => showWhole(map, data, route));
    });
    // For those who write their own script.
    Object.assign(khorgos, { data, explorer });
    fillPanel(map, data, contents, explorer);
    explorer?.follow();
    document.addEventListener("khorgos:language", () => {
      fillPanel(map, data, contents, explorer);
      explorer?.show();
    });
    // The layer control comes after this script, and labels leave room for it.
    requestAnimationFrame(() => {
      arrange();
      setTimeout(() => {
        performance.mark("khorgos:drawn");
        takeClicks();
      });
    });
  }

  function firstFrame(data) {
    const number = data.explorer?.first;
    const routes = number === undefined ? data.asked : [number];
    if (!routes.length) return data.frames[data.whole ?? Object.keys(data.frames)[0]];
    return L.latLngBounds(routes.flatMap((route) => khorgos.routePoints(data, khorgos.route(data, route))));
  }

  /** Move the map only if a route is not in view, or lost in it: that costs a redraw. */
  function showWhole(map, data, route) {
    const bounds = L.latLngBounds(khorgos.routePoints(data, route));
    const size = (box) => {
      const [a, b] = [box.getNorthWest(), box.getSouthEast()].map((corner) => map.latLngToContainerPoint(corner));
      return Math.max((b.x - a.x) / map.getSize().x, (b.y - a.y) / map.getSize().y);
    };
    if (!map.getBounds().contains(bounds) || size(bounds) < SMALL) frame(map, bounds);
  }

  function frame(map, corners, animate = true) {
    map.fitBounds(corners, { animate, padding: WIDE ? [30, 30] : [10, 16], maxZoom: 11 });
  }

  function addFrames(map, data) {
    L.control.scale({ imperial: false, maxWidth: WIDE ? 120 : 80 }).addTo(map);
    const frames = L.control({ position: WIDE ? "topleft" : "bottomleft" });
    frames.onAdd = () => {
      const buttons = Object.entries(data.frames).map(([text, corners]) => {
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

  /** The panel beside the map; it returns the element that takes its contents. */
  function drawPanel(map, data) {
    const panel = document.getElementById("khorgos-panel");
    panel.setAttribute("aria-label", "Routes and legend");
    const open = String(!document.body.classList.contains("k-closed"));
    const button = el("button",
      { type: "button", class: "k-toggle", "aria-expanded": open, "aria-controls": "khorgos-contents" },
      el("span", {}, data.explorer || data.asked.length ? "Routes and legend" : "Legend"));
    button.addEventListener("click", () => {
      const shut = document.body.classList.toggle("k-closed");
      button.setAttribute("aria-expanded", String(!shut));
      map.invalidateSize({ animate: false });
    });
    const contents = el("div", { id: "khorgos-contents" });
    panel.append(button, contents);
    return contents;
  }

  /** What to choose from, a card for each asked route, the legend, and what the data are. */
  function fillPanel(map, data, contents, explorer) {
    const note = (...words) => el("p", { class: "k-note" }, words);
    const title = data.page.title || data.heading;
    // The routes are the title of their page; who listens still needs a heading above theirs.
    const unseen = data.asked.length && !explorer && !data.page.title ? { class: "k-unseen" } : {};
    const asked = data.asked.map((number) => khorgos.route(data, number));
    if (asked.length && !data.page.title) {
      document.title = asked.map((route) => khorgos.routeTitle(route)
        .map((part) => part.textContent ?? part).join("")).join(", ") + " – khorgos";
    }
    contents.replaceChildren(
      el("h1", unseen, name(title)),
      explorer?.box ?? "",
      ...asked.map((route, index) => askedCard(map, data, route, index)),
      khorgos.tradeChart(data),
      legend(data),
      ...khorgos.ownTables(data),
      ...khorgos.factTables(map, data),
      data.lines.length ? note("Click a place or a line for its figures, their dates and sources. ",
        "A corridor is quiet, stressed or disrupted; figures hold for a quiet one unless they say otherwise.") : "",
      data.version ? note("Data version ", name(data.version),
        ". Lines are for drawing; lengths come from their sources. Drawn with Leaflet.") : note("Drawn with Leaflet."));
  }

  function askedCard(map, data, route, index) {
    const colour = khorgos.routeColour(data, index);
    const key = el("span", { class: "k-key" }, String(index + 1));
    key.style.background = colour;
    const show = el("button", { type: "button", class: "k-show" }, "Show");
    show.addEventListener("click", () => frame(map, L.latLngBounds(khorgos.routePoints(data, route))));
    const card = khorgos.routeCard(route, { label: `Route ${index + 1}`, heading: key, buttons: [show], colour });
    const caption = data.page.captions[index];
    if (caption) card.querySelector("h2").after(el("p", { class: "k-caption" }, name(caption)));
    return card;
  }

  function legend(data) {
    const used = new Set(data.lines.map((line) => line.style));
    const seen = new Set(data.places.map((place) => place.symbol));
    const row = (picture, text) => el("li", {}, el("span", {}, picture), text);
    const lines = data.style.legend.filter((key) => used.has(key)).map((key) => data.style.lines[key]);
    const symbols = Object.entries(data.style.symbols).filter(([key]) => seen.has(key));
    const routes = data.asked.length || data.explorer ? [row(dayPicture(data), "Route, direction, end of a day at P50")] : [];
    return el("details", { class: "k-legend", open: "" }, el("summary", {}, "Legend"),
      el("ul", {}, routes, lines.map((style) => row(sample(style), style.label)), khorgos.ownLegend(data)),
      el("ul", { class: "k-columns" }, symbols.map(([, style]) => row(symbol(style, 17), style.label))), khorgos.flowLegend(data));
  }

  function dayPicture(data) {
    const { svg } = khorgos;
    const font = { "text-anchor": "middle", "font-size": 10, "font-weight": 700, fill: "var(--on-colour)" };
    const text = svg("text", { x: 35, y: 11, ...font }, "4");
    return svg("svg", { width: 46, height: 14, "aria-hidden": "true" },
      svg("path", { d: "M2 7h42", stroke: data.style.routeColours[0], "stroke-width": 6 }),
      svg("path", { d: "M11 4l4 3l-4 3", stroke: "var(--on-colour)", "stroke-width": 1.6, fill: "none" }),
      svg("circle", { cx: 35, cy: 7, r: 7, fill: data.style.routeColours[0] }), text);
  }
})();
