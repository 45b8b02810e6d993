"use strict";
// For those who use keys or listen: names of the map and its popups, and where the focus goes.
(() => {
  const NAME_LENGTH = 80;

  /** Name the map, and let the keyboard open, read and close what it shows. */
  khorgos.makeAccessible = (map, words = "Map") => {
    const container = map.getContainer();
    container.setAttribute("role", "main");
    container.setAttribute("aria-label", words);
    let opener = null;
    let open = null;
    const tell = () => {
      const box = open.getElement();
      const content = box.querySelector(".leaflet-popup-content");
      const title = content.querySelector("h1, h2, h3, h4, h5, h6") ?? content;
      const label = title.textContent.trim().slice(0, NAME_LENGTH) || words;
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", label);
      box.tabIndex = -1;
      // A long popup scrolls: arrow keys do that once it has the focus.
      if (content.classList.contains("leaflet-popup-scrolled")) {
        content.setAttribute("role", "group");
        content.setAttribute("aria-label", label);
        content.tabIndex = 0;
      }
      return box;
    };
    const again = () => queueMicrotask(() => open?.isOpen() && tell());
    map.on("popupopen", ({ popup }) => {
      opener = document.activeElement;
      open = popup;
      const box = tell();
      // Another page has another name.
      popup.on("contentupdate", again);
      // Whoever opened it with a key reads on in it; a mouse leaves the focus where it is.
      if (opener.matches(".leaflet-container :focus-visible")) box.focus({ preventScroll: true });
    });
    map.on("popupclose", ({ popup }) => {
      if (open === popup) open = null;
      popup.off("contentupdate", again);
      const focus = document.activeElement;
      if (focus !== document.body && !popup.getElement().contains(focus)) return;
      const back = opener?.isConnected && opener !== document.body ? opener : container;
      back.focus({ preventScroll: true });
    });
    // Leaflet listens for Escape only while the map itself has the focus.
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") map.closePopup();
    });
  };
})();
