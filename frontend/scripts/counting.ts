/** Texts with a limit say how many characters are left: `<textarea data-most="240">`. */
export function countCharacters(root: Document): void {
  const numbers = new Intl.NumberFormat(root.documentElement.lang);
  root.querySelectorAll<HTMLTextAreaElement>("textarea[data-most]").forEach((area) => {
    const most = Number(area.dataset["most"]);
    const count = root.createElement("output");
    count.className = "small count-left";
    count.htmlFor.add(area.id);
    const tell = (): void => {
      const used = area.value.trim().length;
      count.textContent = `${numbers.format(used)} / ${numbers.format(most)}`;
      count.classList.toggle("fault", used > most);
    };
    area.addEventListener("input", tell);
    area.after(count);
    tell();
  });
}
