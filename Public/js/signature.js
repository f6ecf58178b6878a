// A signature drawn on a canvas: the strokes with their times go into the form's hidden field, the picture is only what the hand sees.
// The format is `width,height;x,y,t x,y,t;…`: whole numbers, one group a stroke, t in milliseconds since the first touch.
const LIMIT = 3000; // points in all; more would not fit the form

/** @param {HTMLElement} box holds the canvas, the button that clears and the hidden field */
export function signaturePad(box) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[name=strokes]");
  const said = box.querySelector("[data-said]");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let started = 0;
  let drawing = false;

  const fit = () => {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || !height) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#14201d";
    for (const stroke of strokes) draw(stroke);
  };
  const draw = (stroke) => {
    pen.beginPath();
    pen.moveTo(stroke[0][0], stroke[0][1]);
    if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
    for (const [x, y] of stroke.slice(1)) pen.lineTo(x, y);
    pen.stroke();
  };
  const size = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  const write = () => {
    const { width, height } = canvas.getBoundingClientRect();
    field.value = strokes.length
      ? [`${Math.round(width)},${Math.round(height)}`, ...strokes.map((stroke) => stroke.map((point) => point.join(",")).join(" "))].join(";")
      : "";
    said.textContent = strokes.length ? "已写入手写签名。" : "";
  };
  const point = (event) => {
    const place = canvas.getBoundingClientRect();
    const clamp = (value, most) => Math.max(0, Math.min(Math.round(most), Math.round(value)));
    return [clamp(event.clientX - place.left, place.width), clamp(event.clientY - place.top, place.height), Math.round(event.timeStamp - started)];
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || size() >= LIMIT) return;
    event.preventDefault();
    if (!strokes.length) started = event.timeStamp;
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
    draw(strokes.at(-1));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || size() >= LIMIT) return;
    const stroke = strokes.at(-1);
    const next = point(event);
    const last = stroke.at(-1);
    if (next[0] === last[0] && next[1] === last[1]) return;
    stroke.push(next);
    draw([last, next]);
  });
  const end = () => {
    if (!drawing) return;
    drawing = false;
    write();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    pen.clearRect(0, 0, canvas.width, canvas.height);
    write();
  });
  window.addEventListener("resize", fit);
  box.hidden = false;
  fit();
}

for (const box of document.querySelectorAll("[data-signature]")) signaturePad(box);
