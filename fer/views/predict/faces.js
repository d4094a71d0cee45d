// A row a face, a column a run; a click on a row asks for what is behind it.
export default function ({ parentElement, data, setTriggerValue }) {
  const table = parentElement.querySelector("table")
  const head = make("tr", "", make("th", "", "Face"), ...data.runs.map(headOf))
  const rows = data.faces.map((face) => rowOf(face, () => setTriggerValue("face", face.number)))
  table.replaceChildren(make("thead", "", head), make("tbody", "", ...rows))
}

function headOf(run) {
  return make("th", "", run.name, make("small", "", run.size))
}

function rowOf(face, ask) {
  const crop = make("img")
  crop.src = face.crop
  crop.alt = ""
  const button = make("button", "", `${face.number}`, crop, face.sign)
  button.type = "button"
  button.title = `Face ${face.number}: ${face.words}`
  button.setAttribute("aria-label", button.title)
  const row = make("tr", face.agree ? "agree" : "", make("td", "", button), ...face.answers.map(cellOf))
  row.onclick = ask
  return row
}

function cellOf(answer) {
  return make("td", answer.odd ? "odd" : "", answer.odd ? "≠ " : "", make("b", "", answer.label), ` ${answer.percent}`)
}

function make(tag, name = "", ...inside) {
  const element = document.createElement(tag)
  element.className = name
  element.append(...inside)
  return element
}
