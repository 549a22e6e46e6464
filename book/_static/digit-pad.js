// A place to draw a digit, and models that read it in this browser.
//
// Nothing is loaded before the reader asks. What is loaded then are the files that the
// page links to, as scripts, which also works for a page opened from a disk.

(() => {
  "use strict";

  const SIZE = 280; // of the paper, in its own pixels
  const BLOCK = 4; // dots of the drawing to a side of a cell
  const STEP = SIZE / 28; // of the pen, for one press of an arrow key
  const ARROWS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };

  // Elements -----------------------------------------------------------------

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in element && typeof value !== "string") element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // What the site brought along ----------------------------------------------

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = make("script", { src: address });
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${address} could not be loaded`));
      document.head.append(script);
    });
  }

  async function unpack(text) {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed])
      .stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  async function start(engine) {
    const module = new Blob([await unpack(engine.module)], { type: "text/javascript" });
    const address = URL.createObjectURL(module);
    const ort = await import(address);
    URL.revokeObjectURL(address);
    ort.env.wasm.wasmBinary = (await unpack(engine.wasm)).buffer;
    // More would need headers that not every place to put a site can send.
    ort.env.wasm.numThreads = 1;
    return ort;
  }

  async function reader(ort, packed) {
    const session = await ort.InferenceSession.create(await unpack(packed));
    const [input] = session.inputNames;
    const [output] = session.outputNames;
    return async (pixels) => {
      const tensor = new ort.Tensor("float32", pixels, [1, 28, 28]);
      const begun = performance.now();
      const scores = (await session.run({ [input]: tensor }))[output].data;
      return { scores: [...scores], milliseconds: performance.now() - begun };
    };
  }

  // From strokes to pixels ---------------------------------------------------

  // As those who collected the digits did it: fit the drawing into a square, count the
  // ink in each of its cells, and lay it in the middle of 28 x 28 pixels.
  function pixelsOf(strokes, settings) {
    const grid = cellsOf(strokes, settings);
    const box = enlarge(grid, settings.enlarge);
    const margin = (28 - box.length) / 2;
    const [down, right] = settings.centred ? toTheMiddle(box) : [0, 0];
    const pixels = new Float32Array(28 * 28);
    box.forEach((row, i) =>
      row.forEach((ink, j) => {
        const [y, x] = [i + margin + down, j + margin + right];
        if (y >= 0 && y < 28 && x >= 0 && x < 28) pixels[28 * y + x] = ink;
      }),
    );
    return pixels;
  }

  function cellsOf(strokes, settings) {
    const { cells, pen } = settings;
    const side = BLOCK * cells;
    const brush = make("canvas", { width: side, height: side }).getContext("2d", {
      willReadFrequently: true,
    });
    const points = strokes.flat();
    const low = [0, 1].map((axis) => Math.min(...points.map((p) => p[axis])));
    const high = [0, 1].map((axis) => Math.max(...points.map((p) => p[axis])));
    // A dot is not made as large as a digit.
    const extent = Math.max(high[0] - low[0], high[1] - low[1], SIZE / 8);
    const scale = (side * (1 - pen)) / extent;
    const place = (value, axis) =>
      side / 2 + scale * (value - (low[axis] + high[axis]) / 2);
    paint(brush, strokes, pen * side, place);
    const { data } = brush.getImageData(0, 0, side, side);
    const dark = (y, x) => Number(data[4 * (side * y + x) + 3] > 127);
    return Array.from({ length: cells }, (_, i) =>
      Array.from({ length: cells }, (_, j) => {
        let ink = 0;
        for (let k = 0; k < BLOCK * BLOCK; k += 1)
          ink += dark(BLOCK * i + Math.floor(k / BLOCK), BLOCK * j + (k % BLOCK));
        return ink / BLOCK ** 2;
      }),
    );
  }

  function paint(brush, strokes, width, place) {
    brush.lineWidth = width;
    brush.lineCap = brush.lineJoin = "round";
    for (const stroke of strokes) {
      brush.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) brush.lineTo(place(x, 0), place(y, 1));
      brush.stroke();
    }
  }

  // A matrix times the cells times the matrix turned over: each row, then each column.
  function enlarge(grid, matrix) {
    const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const tall = matrix.map((weights) =>
      grid[0].map((_, j) => dot(weights, grid.map((row) => row[j]))),
    );
    return tall.map((row) => matrix.map((weights) => dot(weights, row)));
  }

  function toTheMiddle(box) {
    let [mass, y, x] = [0, 0, 0];
    box.forEach((row, i) =>
      row.forEach((ink, j) => {
        [mass, y, x] = [mass + ink, y + i * ink, x + j * ink];
      }),
    );
    const middle = (box.length - 1) / 2;
    return mass ? [Math.round(middle - y / mass), Math.round(middle - x / mass)] : [0, 0];
  }

  // Answers ------------------------------------------------------------------

  function shares(scores) {
    const most = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - most));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  }

  const percent = (share) => `${Math.round(100 * share)} %`;

  class Answer {
    constructor(framework) {
      this.framework = framework;
      this.digit = make("span", { class: "digit-pad-digit" }, "–");
      this.rows = Array.from({ length: 10 }, (_, digit) => {
        const bar = make("span", { class: "digit-pad-bar" });
        const number = make("td", { class: "digit-pad-number" });
        const name = make("th", { scope: "row" }, String(digit));
        const row = make("tr", {}, name, make("td", {}, bar), number);
        return { row, bar, number };
      });
      const caption = make("caption", {}, `Trained in ${framework}: `, this.digit);
      const body = make("tbody", {}, ...this.rows.map(({ row }) => row));
      const look = `digit-pad-answer of-${framework.toLowerCase()}`;
      this.element = make("table", { class: look }, caption, body);
      this.show(null);
    }

    show(scores) {
      const parts = scores && shares(scores);
      this.best = parts && parts.indexOf(Math.max(...parts));
      this.words = parts && `${this.framework}: ${this.best}, ${percent(parts[this.best])}`;
      this.digit.textContent = parts ? String(this.best) : "–";
      this.rows.forEach(({ row, bar, number }, digit) => {
        bar.style.setProperty("--share", parts ? parts[digit] : 0);
        number.textContent = parts ? percent(parts[digit]) : "";
        row.classList.toggle("best", Boolean(parts) && digit === this.best);
      });
    }
  }

  // The pad ------------------------------------------------------------------

  class Pad {
    constructor(place, settings, files) {
      [this.place, this.settings, this.files] = [place, settings, files];
      this.strokes = [];
      this.shown = null; // a digit that was not drawn, as pixels
      this.pen = [SIZE / 2, SIZE / 2];
      this.down = false;
      this.next = 0;
      this.offer();
    }

    offer() {
      this.begin = make("button", { type: "button", class: "digit-pad-start" });
      this.begin.textContent = `Load the engine and both models (${this.settings.size})`;
      this.status = make("p", { class: "digit-pad-status", role: "status" });
      this.place.replaceChildren(this.begin, this.status);
      this.begin.addEventListener("click", () => this.open());
    }

    async open() {
      this.begin.disabled = true;
      this.status.textContent = "Loading …";
      try {
        for (const address of this.files) await load(address);
        const { engine, models, samples } = window.digitPad;
        const ort = await start(engine);
        this.readers = {};
        for (const [name, packed] of Object.entries(models))
          this.readers[name] = await reader(ort, packed);
        this.samples = new Float32Array((await unpack(samples)).buffer);
        this.build();
      } catch (error) {
        this.begin.disabled = false;
        this.status.textContent = `This browser could not do it: ${error.message}`;
      }
    }

    build() {
      this.paper = make("canvas", {
        width: SIZE,
        height: SIZE,
        class: "digit-pad-paper",
        tabindex: "0",
        role: "application",
        "aria-label": "Paper to draw a digit on",
        "aria-describedby": "digit-pad-help",
      });
      this.seen = make("canvas", {
        width: 28,
        height: 28,
        class: "digit-pad-seen",
        role: "img",
        "aria-label": "What the models are given: 28 by 28 pixels",
      });
      const clear = make("button", { type: "button" }, "Clear");
      const sample = make("button", { type: "button" }, "Show one");
      sample.title = "Show a digit that was held back when the models were trained";
      this.answers = Object.keys(this.readers).map((name) => new Answer(name));
      const help = make("p", { id: "digit-pad-help", class: "digit-pad-help" });
      help.textContent =
        "Draw with the mouse or a finger. On a keyboard: the arrow keys move the pen, " +
        "Space lowers and lifts it, Delete clears. “Show one” takes a digit that neither " +
        "model has seen.";
      this.place.replaceChildren(
        make(
          "div",
          { class: "digit-pad-desk" },
          this.paper,
          make("div", { class: "digit-pad-tools" }, clear, sample, this.seen),
          ...this.answers.map(({ element }) => element),
        ),
        help,
        this.status,
      );
      clear.addEventListener("click", () => this.clear());
      sample.addEventListener("click", () => this.showSample());
      this.listen();
      this.clear();
      this.paper.focus({ preventScroll: true });
    }

    listen() {
      const at = (event) => {
        const frame = this.paper.getBoundingClientRect();
        const share = [event.clientX - frame.left, event.clientY - frame.top];
        return share.map((value) => (value * SIZE) / frame.width);
      };
      this.paper.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        this.paper.setPointerCapture(event.pointerId);
        this.begun = event.pointerId;
        this.down = false;
        this.touchDown(at(event));
      });
      this.paper.addEventListener("pointermove", (event) => {
        if (event.pointerId !== this.begun) return;
        const events = event.getCoalescedEvents?.() ?? [];
        for (const each of events.length ? events : [event]) this.draw(at(each));
        this.look();
      });
      for (const name of ["pointerup", "pointercancel"])
        this.paper.addEventListener(name, () => (this.begun = null));
      this.paper.addEventListener("keydown", (event) => this.key(event));
      for (const name of ["focus", "blur"])
        this.paper.addEventListener(name, () => this.redraw());
      const look = new MutationObserver(() => this.redraw());
      look.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    }

    key(event) {
      if (event.key in ARROWS) {
        const move = ARROWS[event.key];
        const point = this.pen.map((value, axis) =>
          Math.min(SIZE, Math.max(0, value + STEP * move[axis])),
        );
        if (this.down) this.draw(point);
        else this.pen = point;
      } else if (event.key === " ") {
        this.down = !this.down;
        if (this.down) this.touchDown(this.pen);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        this.clear();
      } else {
        return;
      }
      event.preventDefault();
      this.look();
    }

    touchDown(point) {
      this.shown = null;
      this.strokes.push([]);
      this.draw(point);
      this.look();
    }

    draw(point) {
      this.pen = point;
      this.strokes.at(-1).push(point);
    }

    clear() {
      [this.strokes, this.shown, this.down] = [[], null, false];
      this.look();
    }

    showSample() {
      const count = this.samples.length / 784;
      const first = 784 * (this.next % count);
      this.next += 1;
      this.strokes = [];
      this.shown = this.samples.slice(first, first + 784);
      this.down = false;
      this.look();
    }

    get pixels() {
      if (this.shown) return this.shown;
      return this.strokes.length ? pixelsOf(this.strokes, this.settings) : null;
    }

    // Draw at once, and ask the models when they are done with what was asked before.
    async look() {
      this.redraw();
      this.stale = true;
      if (this.busy) return;
      this.busy = true;
      while (this.stale) {
        this.stale = false;
        await this.ask(this.pixels);
      }
      this.busy = false;
    }

    async ask(pixels) {
      show(this.seen, pixels ?? new Float32Array(784));
      if (!pixels) {
        this.answers.forEach((answer) => answer.show(null));
        this.status.textContent = "Ready. Nothing that you draw leaves this machine.";
        return;
      }
      const said = {};
      for (const answer of this.answers) {
        said[answer.framework] = await this.readers[answer.framework](pixels);
        answer.show(said[answer.framework].scores);
      }
      this.status.textContent = this.words(Object.values(said));
    }

    words(said) {
      const [one, other] = said.map(({ scores }) => scores);
      const apart = Math.max(...one.map((score, i) => Math.abs(score - other[i])));
      const time = said.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      const spoken = this.answers.map(({ words }) => words).join(". ");
      return (
        `${spoken}. Their scores are at most ${apart.toExponential(1)} apart. ` +
        `Both answers took ${time.toFixed(1)} ms.`
      );
    }

    // For whoever wants to ask without drawing.
    async scores(pixels) {
      const all = {};
      for (const [name, read] of Object.entries(this.readers))
        all[name] = (await read(Float32Array.from(pixels))).scores;
      return all;
    }

    redraw() {
      const brush = this.paper.getContext("2d");
      const ink = getComputedStyle(this.paper).color;
      brush.clearRect(0, 0, SIZE, SIZE);
      brush.fillStyle = brush.strokeStyle = ink;
      if (this.shown) {
        this.shown.forEach((share, k) => {
          brush.globalAlpha = share;
          brush.fillRect(10 * (k % 28), 10 * Math.floor(k / 28), 10, 10);
        });
        brush.globalAlpha = 1;
      }
      paint(brush, this.strokes, 18, (value) => value);
      if (this.paper.matches(":focus-visible")) this.drawPen(brush);
    }

    drawPen(brush) {
      const [x, y] = this.pen;
      brush.lineWidth = 2;
      brush.beginPath();
      brush.arc(x, y, this.down ? 13 : 18, 0, 2 * Math.PI);
      brush.moveTo(x - 5, y);
      brush.lineTo(x + 5, y);
      brush.moveTo(x, y - 5);
      brush.lineTo(x, y + 5);
      brush.stroke();
    }
  }

  // White on black, as the models see it, in either look of the page.
  function show(canvas, pixels) {
    const brush = canvas.getContext("2d");
    const image = brush.createImageData(28, 28);
    pixels.forEach((share, k) => image.data.set([0, 0, 0, 255].map(
      (value, channel) => (channel < 3 ? Math.round(255 * share) : value),
    ), 4 * k));
    brush.putImageData(image, 0, 0);
  }

  for (const place of document.querySelectorAll(".digit-pad")) {
    const figure = place.closest("figure");
    const files = [...figure.querySelectorAll("a.demonstration-file")].map((a) => a.href);
    place.pad = new Pad(place, JSON.parse(place.dataset.settings), files);
  }
})();
