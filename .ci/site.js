// Sliders: play ready frames. Painter: a stand-in for the model that Jupyter would provide.
addEventListener("input", e => {
  const s = e.target; if (!s.dataset?.plays) return;
  s.parentNode.querySelector("output").value = JSON.parse(s.dataset.marks)[s.value];
  s.dataset.plays.split(" ").forEach(id => [...document.getElementById(id).children].forEach((c, i) => c.hidden = i != s.value));
});
function standIn(values) {
  const heard = {}, bytes = t => new DataView(Uint8Array.from(atob(t), c => c.charCodeAt(0)).buffer);
  for (const k of ["image", "mask"]) values[k] = bytes(values[k]);
  return { get: k => values[k], save_changes() {},
    set(k, v) { values[k] = v; (heard[k] || []).forEach(f => f()); },
    on(names, f) { names.split(" ").forEach(n => (heard[n.replace("change:", "")] ||= []).push(f)); } };
}
addEventListener("DOMContentLoaded", () => {                       // the menu opens where the reader is
  const menu = document.querySelector("aside"), here = menu?.querySelector("[aria-current]");
  if (here) menu.scrollTop = here.offsetTop - menu.clientHeight / 2;
});
