/**
 * Maps are SVG with a link for each place; `aria-label` or `<title>` names it. This shows that name at the
 * pointer or the focus at once, where a browser's own tooltip comes late and never for the keyboard.
 */
export function enhanceMaps(root: Document): void {
  const tip = root.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");

  const show = (place: Element, x: number, y: number): void => {
    const map = place.closest<HTMLElement>("[data-map]");
    const name = place.getAttribute("aria-label") ?? place.querySelector("title")?.textContent ?? "";
    if (!map || !name) return;
    if (tip.parentElement !== map) map.append(tip);
    tip.textContent = name;
    tip.hidden = false;
    const frame = map.getBoundingClientRect();
    const left = Math.min(Math.max(x - frame.left, tip.offsetWidth / 2), frame.width - tip.offsetWidth / 2);
    tip.style.setProperty("left", `${left}px`);
    tip.style.setProperty("top", `${y - frame.top}px`);
  };
  const placeOf = (target: EventTarget | null): Element | null =>
    target instanceof Element ? target.closest("[data-map] a") : null;

  root.addEventListener("pointermove", (event) => {
    const place = placeOf(event.target);
    if (place) show(place, event.clientX, event.clientY);
    else tip.hidden = true;
  });
  root.addEventListener("focusin", (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    const box = place.getBoundingClientRect();
    show(place, box.left + box.width / 2, box.top);
  });
  root.addEventListener("focusout", (event) => {
    if (placeOf(event.target)) tip.hidden = true;
  });
}
