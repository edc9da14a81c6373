/** What every page gets: suggestions in the search box, menus that close, filters inside long lists. */
import { enhanceComboboxes } from "./combobox";
import { enhanceListFilters } from "./list-filter";
import { enhanceMenus } from "./menus";
import { enhanceMaps } from "./map";

document.documentElement.classList.add("js");
enhanceComboboxes(document);
enhanceListFilters(document);
enhanceMenus(document);
enhanceMaps(document);
