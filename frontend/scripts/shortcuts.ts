/**
 * Keys for those who work through lists: j and k go to the next and previous row, and an element with `data-key`
 * is reached by that key: its first button is pressed, or it is focused. Never while something is being typed.
 */
const PRESSED = "button, a, input:not([type=hidden])";
const ROWS = "[data-rows] tbody tr, [data-row]";

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function go(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
  (next?.matches("tr") ? next.querySelector<HTMLElement>("a") : next)?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j" || event.key === "k") {
    go(event.key === "j" ? 1 : -1);
    event.preventDefault();
    return;
  }
  if (!/^[a-z0-9]$/.test(event.key)) return;
  const reached = document.querySelector<HTMLElement>(`[data-key="${event.key}"]`);
  if (!reached) return;
  event.preventDefault();
  (reached.matches(PRESSED) ? reached : reached.querySelector<HTMLElement>(PRESSED))?.click();
});
