"use strict";
// Pictures: symbols of places, samples of lines, and icons that users may ask folium for.
(() => {
  const { svg } = khorgos;

  const ROUND = { "stroke-linejoin": "round", "stroke-linecap": "round" };

  /** Symbol of a place, as the style describes it. */
  khorgos.symbol = ({ shapes }, size) =>
    svg(
      "svg",
      { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" },
      shapes.map(([d, fill, stroke, width]) =>
        svg("path", { d, fill, stroke, "stroke-width": width, ...ROUND }),
      ),
    );

  /** A piece of line for the legend. */
  khorgos.sample = ({ strokes, cross }, width = 46) =>
    svg(
      "svg",
      { width, height: 14, "aria-hidden": "true" },
      strokes.map(({ colour, width: weight, dash, cap }) =>
        svg("path", {
          d: `M2 7h${width - 4}`,
          fill: "none",
          stroke: colour,
          "stroke-width": weight,
          "stroke-dasharray": dash || "none",
          "stroke-linecap": cap,
        }),
      ),
      cross ? [khorgos.cross(width / 2, 7)] : [],
    );

  /** The cross that marks a suspended link. */
  khorgos.cross = (x, y) =>
    svg("path", { d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8`, stroke: "var(--ink)", "stroke-width": 2, fill: "none" });

  // folium.Icon asks for a plug-in that lives on the web; a pin of the same colour stands in.
  const COLOURS = { darkred: "#a23336", lightred: "#ff8e7f", beige: "#ffca92", darkgreen: "#728224",
    lightgreen: "#bbf970", darkblue: "#00649f", cadetblue: "#436978", lightblue: "#8adaff",
    darkpurple: "#5b396b", lightgray: "#a3a3a3" };
  L.AwesomeMarkers = {
    icon: ({ markerColor = "blue" }) =>
      L.divIcon({
        className: "k-pin",
        html: svg(
          "svg",
          { viewBox: "0 0 24 36", width: 24, height: 36, "aria-hidden": "true" },
          svg("path", {
            d: "M12 1a11 11 0 0 1 11 11c0 8-11 23-11 23S1 20 1 12A11 11 0 0 1 12 1z",
            fill: COLOURS[markerColor] ?? markerColor,
            stroke: "#fff",
          }),
          svg("circle", { cx: 12, cy: 12, r: 4, fill: "#fff" }),
        ),
        iconSize: [24, 36],
        iconAnchor: [12, 35],
        popupAnchor: [0, -30],
      }),
  };
})();
