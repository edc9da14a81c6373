import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { iconNames } from "./build/icons";
import { drawWorld } from "./build/map";

/** Writes `icons.json`: the inner SVG of each icon the templates name, from the lucide set. */
function icons(): Plugin {
  return {
    name: "registry-icons",
    generateBundle() {
      const drawn = Object.fromEntries(
        iconNames.map((name) => {
          const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
          const inner = svg.replace(/<!--[^]*?-->/g, "").replace(/^[^]*?<svg[^>]*>|<\/svg>[^]*$/g, "");
          return [name, inner.replace(/\s+/g, " ").trim()];
        }),
      );
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(drawn, null, 1) });
    },
  };
}

/** Writes `world.json`: the shapes of the map, which Python puts into pages. */
function world(): Plugin {
  return {
    name: "registry-world",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "world.json", source: JSON.stringify(drawWorld()) });
    },
  };
}

/** Writes `.gz` and `.br` beside each text file, so that the server compresses nothing while serving. */
function precompress(): Plugin {
  return {
    name: "registry-precompress",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const [fileName, output] of Object.entries(bundle)) {
        if (!/^assets\/.*\.(js|css|svg|json)$/.test(fileName)) continue;
        const content = Buffer.from(output.type === "chunk" ? output.code : output.source);
        this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gzipSync(content, { level: 9 }) });
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotliCompressSync(content, quality) });
      }
    },
  };
}

export default defineConfig({
  base: "/",
  publicDir: false,
  plugins: [icons(), world(), precompress()],
  build: {
    outDir: "../registry/_built",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: false,
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    rolldownOptions: {
      // htmx can evaluate expressions in attributes; the pages switch that off (allowEval) and the policy forbids it.
      onLog(level, log, handle) {
        if (log.code !== "EVAL") handle(level, log);
      },
      input: ["styles/main.css", "styles/work.css", "scripts/main.ts", "scripts/results.ts", "scripts/secrets.ts", "scripts/shortcuts.ts", "scripts/draft.ts", "scripts/at-once.ts", "images/favicon.svg"],
    },
  },
});
