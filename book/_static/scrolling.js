// What is wider or higher than its box can be scrolled with the keyboard, and what is
// not is no stop on the way. The theme does so for some boxes, after a pause.

(() => {
  "use strict";

  const BOXES = "pre, .drawing, .formula, .output, .pst-scrollable-table-container";

  const stop = (box) =>
    box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight ? 0 : -1;

  const watcher = new ResizeObserver((entries) => {
    // All are measured before any is changed: a change makes the next measure slow.
    const stops = entries.map(({ target }) => [target, stop(target)]);
    for (const [box, index] of stops) if (box.tabIndex !== index) box.tabIndex = index;
  });
  document.querySelectorAll(BOXES).forEach((box) => watcher.observe(box));
})();
