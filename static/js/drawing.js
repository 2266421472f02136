// <drawing-pad>: draws with finger, pen or mouse, and keeps the picture as a PNG in the form's hidden `drawing`.
// A pen draws as broad as it is pressed; fingers and mice do not tell, or not truly.
const PAPER = "#ffffff";
const MOST_CHARACTERS = 300 * 1024 * 4 / 3; // what the server keeps, as base64

class DrawingPad extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.kept = this.closest("form").elements.drawing;
    this.strokes = [];
    this.undone = [];
    this.color = this.querySelector("[data-color]").dataset.color;
    this.width = 14;
    this.querySelector(".pad").hidden = false;
    this.querySelectorAll("[data-color]").forEach((button) => { button.style.background = button.dataset.color; });
    this.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.extend(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.end());
    document.addEventListener("fullscreenchange", this);
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.isFull && this.full());
    this.restore();
  }

  disconnectedCallback() {
    document.removeEventListener("fullscreenchange", this);
  }

  handleEvent() { // left by the phone's own gesture
    if (!document.fullscreenElement && this.isFull) this.full();
  }

  /** What is kept is the picture itself; here it is taken up again. */
  get reached() {
    return this.strokes.length || null;
  }

  set reached(_strokes) {
    this.restore();
  }

  /** After a refused form the picture comes back, as the ground for more strokes. */
  restore() {
    if (this.kept.value) {
      const image = new Image();
      image.addEventListener("load", () => { this.ground = image; this.redraw(); });
      image.src = `data:image/png;base64,${this.kept.value}`;
    }
    this.redraw();
  }

  press(button) {
    if (!button) return;
    const { color, width, eraser } = button.dataset;
    if (color) this.erasing = false, this.color = color, this.querySelector("[data-color-name]").textContent = button.ariaLabel;
    if (width) this.width = Number(width);
    if (eraser !== undefined) this.erasing = !this.erasing;
    if (button.dataset.do) this[button.dataset.do](), this.redraw(), this.keep();
    this.mark(button.dataset.do === "clear");
  }

  undo() {
    if (this.strokes.length) this.undone.push(this.strokes.pop());
  }

  redo() {
    if (this.undone.length) this.strokes.push(this.undone.pop());
  }

  clear() {
    this.strokes.push("clear");
    this.undone = [];
  }

  get isFull() {
    return this.hasAttribute("data-full");
  }

  /** The whole screen, or back; where a phone has no such mode, at least the whole page. */
  full() {
    const isFull = this.toggleAttribute("data-full");
    this.querySelector("[data-do=full]").ariaPressed = String(isFull);
    if (isFull) this.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
  }

  mark(cleared) {
    const pressed = ({ dataset }) => dataset.eraser !== undefined ? Boolean(this.erasing)
      : dataset.color ? !this.erasing && dataset.color === this.color : Number(dataset.width) === this.width;
    for (const button of this.querySelectorAll("[aria-pressed]")) if (!button.dataset.do) button.ariaPressed = String(pressed(button));
    this.querySelector("[data-do=undo]").ariaDisabled = String(!this.strokes.length);
    this.querySelector("[data-do=redo]").ariaDisabled = String(!this.undone.length);
    const said = this.querySelector("[data-said]");
    said.textContent = cleared ? said.dataset.cleared : "";
  }

  begin(event) {
    if (event.button !== 0 || this.current) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.current = { id: event.pointerId, color: this.erasing ? PAPER : this.color, width: this.width, points: [this.point(event)] };
    this.strokes.push(this.current);
    this.undone = [];
    this.draw(this.current);
  }

  extend(event) {
    if (event.pointerId !== this.current?.id) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    const points = (moves.length ? moves : [event]).map((move) => this.point(move));
    this.draw({ ...this.current, points: [this.current.points.at(-1), ...points] });
    this.current.points.push(...points);
  }

  end() {
    if (!this.current) return;
    this.current = null;
    this.redraw(); // the whole stroke in one go: without the seams of its pieces
    this.keep();
    this.mark();
  }

  /** Where on the paper, and how hard: 1 is the chosen width. */
  point({ clientX, clientY, pointerType, pressure }) {
    const box = this.canvas.getBoundingClientRect();
    const force = pointerType === "pen" && pressure ? 0.3 + 1.4 * pressure : 1;
    return [(clientX - box.left) * this.canvas.width / box.width, (clientY - box.top) * this.canvas.height / box.height, force];
  }

  redraw() {
    const { width, height } = this.canvas;
    this.pen.fillStyle = PAPER;
    this.pen.fillRect(0, 0, width, height);
    const cleared = this.strokes.lastIndexOf("clear");
    if (this.ground && cleared < 0) this.pen.drawImage(this.ground, 0, 0, width, height);
    this.strokes.slice(cleared + 1).forEach((stroke) => this.draw(stroke));
  }

  /** A line of one width in one go; where the width changes, a new piece begins. */
  draw({ color, width, points: [first, ...rest] }) {
    Object.assign(this.pen, { strokeStyle: color, lineCap: "round", lineJoin: "round" });
    let from = first, force;
    for (const to of rest.length ? rest : [first]) {
      if (to[2] !== force) {
        if (force) this.pen.stroke();
        this.pen.beginPath();
        this.pen.moveTo(from[0], from[1]);
        this.pen.lineWidth = width * (force = to[2]);
      }
      this.pen.lineTo(to[0], to[1]);
      from = to;
    }
    this.pen.stroke();
  }

  keep() {
    const empty = this.strokes.length ? this.strokes.at(-1) === "clear" : !this.ground;
    this.kept.value = empty ? "" : this.png();
  }

  /** The picture as base64; a very dense one is kept smaller rather than refused. */
  png() {
    for (let size = this.canvas.width; ; size *= 0.75) {
      const sheet = Object.assign(document.createElement("canvas"), { width: size, height: size });
      sheet.getContext("2d").drawImage(this.canvas, 0, 0, size, size);
      const text = sheet.toDataURL("image/png").split(",")[1];
      if (text.length <= MOST_CHARACTERS || size < 200) return text;
    }
  }
}

customElements.define("drawing-pad", DrawingPad);
