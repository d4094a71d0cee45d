"use strict";

// runtime.js and model.js hold bytes as text, as a page opened from a disk may not fetch files.
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const element = (id) => document.getElementById(id);
const picture = element("picture"), seen = element("seen");
const paper = picture.getContext("2d");
const eye = seen.getContext("2d", { willReadFrequently: true });
const SIDE = 48;

let source = null; // an image or a playing video
let square = { x: 0, y: 0, side: picture.width };
let session = null, busy = false, asked = false;

async function loadRuntime() {
  const packed = new Blob([bytes(RUNTIME.wasm)]).stream();
  const wasm = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const script = new Blob([RUNTIME.script], { type: "text/javascript" });
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = wasm;
  ort.env.wasm.wasmPaths = { mjs: URL.createObjectURL(script) };
  return ort.InferenceSession.create(bytes(MODEL.onnx));
}

/** The picture's place on the canvas, as large as fits. */
function frame() {
  const width = source.videoWidth || source.naturalWidth;
  const height = source.videoHeight || source.naturalHeight;
  const scale = picture.width / Math.max(width, height);
  const across = width * scale, down = height * scale;
  return { x: (picture.width - across) / 2, y: (picture.height - down) / 2, across, down, scale };
}

function draw() {
  const place = frame();
  paper.clearRect(0, 0, picture.width, picture.height);
  paper.drawImage(source, place.x, place.y, place.across, place.down);
  // From the source and not from the canvas, which has fewer pixels.
  eye.imageSmoothingQuality = "high";
  eye.fillRect(0, 0, SIDE, SIDE);
  eye.drawImage(
    source,
    (square.x - place.x) / place.scale, (square.y - place.y) / place.scale,
    square.side / place.scale, square.side / place.scale,
    0, 0, SIDE, SIDE,
  );
  const pixels = eye.getImageData(0, 0, SIDE, SIDE);
  const gray = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < gray.length; i++) {
    const [red, green, blue] = pixels.data.slice(4 * i, 4 * i + 3);
    gray[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue); // ITU-R 601, as Pillow's
    pixels.data.fill(gray[i], 4 * i, 4 * i + 3);
  }
  eye.putImageData(pixels, 0, 0);
  paper.strokeStyle = "#fff";
  paper.lineWidth = 3;
  paper.strokeRect(square.x, square.y, square.side, square.side);
  return gray;
}

/** Ask the network; while it still answers, only the last question waits. */
async function judge() {
  if (!source || !session) return;
  const gray = draw();
  asked = busy;
  if (busy) return;
  busy = true;
  const begun = performance.now();
  const images = new ort.Tensor("float32", gray, [1, SIDE, SIDE, 1]);
  const logits = (await session.run({ images })).logits.data;
  const milliseconds = performance.now() - begun;
  busy = false;
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  show(powers.map((power) => power / sum), milliseconds);
  if (asked) judge();
}

function show(shares, milliseconds) {
  const rows = [...element("bars").rows];
  shares.forEach((share, place) => {
    rows[place].querySelector(".bar div").style.width = `${100 * share}%`;
    rows[place].querySelector(".share").textContent = `${(100 * share).toFixed(1)} %`;
  });
  element("answer").textContent = MODEL.labels[shares.indexOf(Math.max(...shares))];
  element("time").textContent = `${milliseconds.toFixed(1)} ms.`;
}

function take(next, side) {
  if (source && source.srcObject) source.srcObject.getTracks().forEach((track) => track.stop());
  source = next;
  square = { x: (picture.width - side) / 2, y: (picture.height - side) / 2, side };
  element("size").value = side;
  judge();
}

function takeImage(address, side) {
  const image = new Image();
  image.onload = () => take(image, side);
  image.onerror = () => { element("message").textContent = "This file is no picture: try another."; };
  image.src = address;
}

async function useCamera() {
  const video = document.createElement("video");
  video.playsInline = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  } catch {
    element("message").textContent = "There is no camera that this page may use.";
    return;
  }
  await video.play();
  take(video, 240);
  const watch = () => {
    if (source !== video) return;
    judge();
    requestAnimationFrame(watch);
  };
  watch();
}

function move(event) {
  if (!(event.buttons & 1)) return;
  const box = picture.getBoundingClientRect(), scale = picture.width / box.width;
  square.x = (event.clientX - box.left) * scale - square.side / 2;
  square.y = (event.clientY - box.top) * scale - square.side / 2;
  judge();
}

function resize() {
  const side = Number(element("size").value), by = (square.side - side) / 2;
  square = { x: square.x + by, y: square.y + by, side };
  judge();
}

for (const label of MODEL.labels) {
  const row = element("bars").insertRow();
  row.insertCell().textContent = label;
  row.insertCell().className = "bar";
  row.cells[1].append(document.createElement("div"));
  row.insertCell().className = "share";
}
element("learnt").textContent = MODEL.learnt;
element("parameters").textContent = MODEL.parameters.toLocaleString("en");
picture.addEventListener("pointerdown", move);
picture.addEventListener("pointermove", move);
element("size").addEventListener("input", resize);
element("camera").addEventListener("click", useCamera);
element("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) takeImage(URL.createObjectURL(file), 240);
});

loadRuntime().then((ready) => {
  session = ready;
  element("message").textContent = "Take a picture or use the camera; below is an example.";
  takeImage(MODEL.example, picture.width);
}).catch((error) => {
  element("message").textContent = `The runtime cannot start here: ${error.message}`;
});
