// What is wider or higher than its box can be scrolled with the keyboard, and what is
// not is no stop on the way. The theme does so for some boxes, after a pause.

(() => {
  "use strict";

  const BOXES = "pre, .drawing, .formula, .output, .pst-scrollable-table-container";

  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const hidden =
        target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      target.tabIndex = hidden ? 0 : -1;
    }
  });
  document.querySelectorAll(BOXES).forEach((box) => watcher.observe(box));
})();
