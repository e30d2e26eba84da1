// The little that the frame of a page needs a script for: an open menu closes with Escape or when the reader goes elsewhere, what
// scrolls sideways can be reached and scrolled with the keys, and contents that are shown say so.
"use strict";

(function () {
  const menu = document.querySelector("details.fm-menu");
  if (menu) {
    const shut = () => { menu.open = false; };
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      const inside = menu.contains(document.activeElement);
      shut();
      if (inside) menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) shut(); });
    addEventListener("pointerdown", (event) => { if (menu.open && !menu.contains(event.target)) shut(); });
  }

  // Where the contents stand beside the text they are always open: who listens hears so, and Tab does not stop to fold them.
  const contents = document.querySelector(".fm-toc > details"), beside = matchMedia("(min-width: 64.01em)");
  const fit = () => {
    contents.open = beside.matches;
    contents.querySelector("summary").tabIndex = beside.matches ? -1 : 0;
  };
  if (contents) {
    fit();
    beside.addEventListener("change", fit);
  }

  // A table is named by its caption or by the heading before it.
  const nameOf = (box) => {
    const caption = box.querySelector("caption");
    if (caption) return caption.textContent.trim();
    const heads = Array.from(document.querySelectorAll("h1, h2, h3, h4"));
    const before = heads.filter((head) => head.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
    return before ? before.firstChild.textContent.trim() : document.title;
  };
  const reach = () => {
    for (const box of document.querySelectorAll(".fm-table, .md-typeset__scrollwrap, .md-typeset pre, .fm-toc")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 || (box.clientHeight > 0 && box.scrollHeight > box.clientHeight + 1);
      if (!scrolls || box.hasAttribute("tabindex")) continue;
      box.tabIndex = 0;
      if (box.matches("nav")) continue;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", nameOf(box));
    }
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);
})();
