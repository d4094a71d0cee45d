// The camera's video with what the runs say drawn over it. One frame at a time is on its way: those
// that come meanwhile are dropped.
const LONGEST = 640, QUALITY = 0.8
const MOST_A_SECOND = 15
const PATIENCE = 4000 // milliseconds until an answer counts as lost
const cameras = new WeakMap()

const REFUSED = {
  NotAllowedError: "The browser may not use the camera: allow it beside the address, then press Start.",
  NotFoundError: "There is no camera: connect one, then press Start.",
  NotReadableError: "Another program uses the camera: close it, then press Start.",
}

export default function ({ parentElement, data, setTriggerValue }) {
  let camera = cameras.get(parentElement)
  if (!camera) {
    camera = new Camera(parentElement.querySelector(".live"))
    cameras.set(parentElement, camera)
    camera.start()
  }
  camera.send = (frame) => setTriggerValue("frame", frame)
  camera.told(data)
  // Streamlit may call this while the element stays, and has removed it by then where it goes.
  return () => setTimeout(() => camera.root.isConnected || camera.stop())
}

class Camera {
  constructor(root) {
    this.root = root
    this.find = (name) => root.querySelector(name)
    this.video = this.find("video")
    this.canvas = document.createElement("canvas")
    this.number = 0
    this.answered = 0
    this.times = []
    this.find("button").onclick = () => (this.stream ? this.stop() : this.start())
  }

  async start() {
    this.say("Waiting for the camera")
    if (!navigator.mediaDevices) {
      return this.say("Browsers show the camera only to pages at localhost or with https.")
    }
    const size = { width: { ideal: 640 }, height: { ideal: 480 } }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { ...size, facingMode: "user" },
      })
    } catch (error) {
      this.button()
      return this.say(REFUSED[error.name] || `The camera does not start: ${error.message}`)
    }
    if (!this.root.isConnected) return this.stop()
    this.stream.getVideoTracks()[0].onended = () => this.stop()
    this.video.srcObject = this.stream
    await this.video.play()
    this.find(".stage").style.aspectRatio = `${this.video.videoWidth} / ${this.video.videoHeight}`
    this.say("")
    this.button()
    this.waiting = null
    this.next()
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop())
    this.stream = this.video.srcObject = this.waiting = null
    clearTimeout(this.timer)
    this.times = []
    this.draw([])
    this.find(".rate").textContent = ""
    this.button()
    this.say("")
  }

  button() {
    this.find("button").textContent = this.stream ? "Stop" : "Start"
  }

  say(text) {
    this.find(".says").textContent = text
  }

  // Send the frame that is on the screen now, once there is a new one.
  next() {
    clearTimeout(this.timer)
    if (!this.stream) return
    const since = performance.now() - (this.sent || 0)
    const wait = Math.max(0, 1000 / MOST_A_SECOND - since)
    this.timer = setTimeout(() => {
      if (document.hidden) return (this.timer = setTimeout(() => this.next(), 300))
      this.capture()
    }, wait)
  }

  capture() {
    const { videoWidth, videoHeight } = this.video
    const scale = Math.min(1, LONGEST / Math.max(videoWidth, videoHeight))
    this.canvas.width = Math.round(videoWidth * scale)
    this.canvas.height = Math.round(videoHeight * scale)
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height)
    const picture = this.canvas.toDataURL("image/jpeg", QUALITY)
    this.number += 1
    this.waiting = this.number
    this.sent = performance.now()
    this.send({ number: this.number, picture: picture.slice(picture.indexOf(",") + 1) })
    this.timer = setTimeout(() => this.next(), PATIENCE)
  }

  told({ runs, answer }) {
    this.runs = runs
    if (!answer || answer.number !== this.waiting || !this.stream) return
    this.waiting = null
    this.answered += 1
    this.root.dataset.answered = this.answered
    this.say(answer.error || "")
    this.draw(answer.faces)
    this.pace()
    this.next()
  }

  pace() {
    const now = performance.now()
    this.times = [...this.times.filter((time) => now - time < 3000), now]
    const seconds = (now - this.times[0]) / 1000
    if (seconds > 1) {
      const rate = Math.round((this.times.length - 1) / seconds)
      const none = this.find(".faces").childElementCount ? "" : "no face found, "
      this.find(".rate").textContent = `${none}${rate} ${rate === 1 ? "frame" : "frames"} a second`
      this.root.dataset.rate = ((this.times.length - 1) / seconds).toFixed(1)
    }
  }

  draw(faces) {
    const boxes = this.find(".faces")
    fit(boxes, faces.length, "div", () => make("span"))
    faces.forEach((face, place) => {
      const said = face.answers.map((answer, run) => this.runs[run].classes[top(answer)])
      const labels = [...new Set(said)]
      const [x, y, width, height] = face.box
      const box = boxes.children[place]
      const agreed = labels.length === 1
      box.className = said.length < 2 ? "" : agreed ? "agree" : "part"
      box.classList.toggle("low", y < 0.06)
      const share = (part) => `${100 * part}%`
      Object.assign(box.style, {
        left: share(1 - x - width), top: share(y), width: share(width), height: share(height),
      })
      const sign = said.length < 2 ? "" : agreed ? "✓ " : "≠ "
      box.firstChild.textContent = `${faces.length > 1 ? face.number + " " : ""}${sign}${labels.join(" / ")}`
    })
    this.bars(faces[0], faces.length)
  }

  // Move the bars to the other side of the video where they would cover the face.
  aside(panel, [x, , width]) {
    const share = panel.offsetWidth / this.root.querySelector(".stage").offsetWidth
    const covers = { left: 1 - x - width < share, right: 1 - x > 1 - share }
    const side = panel.classList.contains("left") ? "left" : "right"
    const other = side === "left" ? "right" : "left"
    if (covers[side] && !covers[other]) panel.classList.toggle("left", other === "left")
  }

  // Every class of the largest face, a bar a run.
  bars(face, count) {
    const panel = this.find(".panel")
    panel.hidden = !face
    if (!face) return
    this.aside(panel, face.box)
    const classes = [...new Set(this.runs.flatMap((run) => run.classes))]
    const shape = JSON.stringify([this.runs, classes])
    if (shape !== this.shape) {
      this.shape = shape
      panel.replaceChildren(make("div", "title"), ...this.runs.map(headOf), ...classes.map((name) => rowOf(name, this.runs)))
    }
    panel.querySelector(".title").textContent = count > 1 ? `Face ${face.number}, the largest` : ""
    face.answers.forEach((answer, place) => {
      const run = this.runs[place]
      const best = top(answer)
      panel.querySelectorAll(".run b")[place].textContent =
        `${run.classes[best]} ${Math.round(100 * answer[best])}%${run.raw ? " raw" : ""}`
      classes.forEach((name, row) => {
        const bar = panel.querySelectorAll(".bars")[row].children[place].lastChild.firstChild
        bar.style.transform = `scaleX(${answer[run.classes.indexOf(name)] || 0})`
      })
    })
  }
}

const top = (answer) => answer.indexOf(Math.max(...answer))

function make(tag, name = "", ...inside) {
  const element = document.createElement(tag)
  element.className = name
  element.append(...inside)
  return element
}

function fit(parent, count, tag, inside) {
  while (parent.children.length > count) parent.lastChild.remove()
  while (parent.children.length < count) parent.append(make(tag, "", inside()))
}

function headOf(run) {
  const colour = make("i", "", run.mark)
  colour.style.background = run.color
  return make("div", "run", make("b"), colour, run.name)
}

function rowOf(name, runs) {
  const bars = runs.map((run) => {
    const bar = make("div")
    bar.style.cssText = `background: ${run.color}; transform: scaleX(0)`
    const marked = make("div", "bar", run.mark, make("div", "", bar))
    marked.title = run.name
    marked.setAttribute("role", "img")
    marked.setAttribute("aria-label", run.name)
    return marked
  })
  return make("div", "class", make("span", "", name), make("div", "bars", ...bars))
}
