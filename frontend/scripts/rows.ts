/** Rows of a form: a button with `data-add-row="name"` adds an empty one in place, from `<template id="row-name">`. */
const NUMBER_IN_TEMPLATE = "9990";

export function enhanceRows(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-add-row]");
    const name = button?.dataset["addRow"] ?? "";
    const rows = root.getElementById(`rows-${name}`);
    const template = root.getElementById(`row-${name}`);
    if (!button || !rows || !(template instanceof HTMLTemplateElement)) return;
    event.preventDefault();
    const number = rows.children.length;
    const holder = root.createElement("div");
    holder.innerHTML = template.innerHTML
      .replaceAll(`${name}.${NUMBER_IN_TEMPLATE}`, `${name}.${number}`)
      .replaceAll(String(Number(NUMBER_IN_TEMPLATE) + 1), String(number + 1));
    const row = holder.firstElementChild;
    if (!row) return;
    rows.append(row);
    row.querySelector<HTMLElement>("input, select, textarea")?.focus();
  });
}
