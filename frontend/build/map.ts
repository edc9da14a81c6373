/**
 * Draws the world once, at build time: Natural Earth 1:50m (public domain) in the Equal Earth projection, as
 * SVG paths by ISO 3166-1 numeric code, light enough to stand inside a page. Python places points with the same
 * formula; `reference` lets a test compare the two.
 *
 * Lines and areas follow the practice of United Nations maps, not Natural Earth's de facto view: what no
 * agreement settles is dashed. Which shapes have a page and figures of their own, Python knows.
 */
import { readFileSync } from "node:fs";
import { geoEqualEarth, geoPath } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature, mergeArcs, mesh } from "topojson-client";
import { topology as topologyOf } from "topojson-server";
import { presimplify, simplify } from "topojson-simplify";

type Point = [number, number];
type Ring = Point[];
type Rings = Ring[];
type Shape = { type: "Feature"; properties: { code: string }; geometry: { type: "MultiPolygon"; coordinates: Rings[] } };

const WIDTH = 2000;
const MARGIN = 8;
const ROTATION = -11; // the map's edge runs through the Bering Strait, not through a country
const DETAIL = 3; // the smallest bend kept, in square units
const SMALLEST_RING = 6; // islands below this many square units are dropped …
const SMALLEST_SHAPE = 56; // … and a country below this many gets a point as well
const ANTARCTICA = "010";
const NOBODY = ""; // a place that no code stands for

const [CHN, CYP, DZA, EGY, ESH, IND, ISR, KEN, KOR, LBN] = ["156", "196", "012", "818", "732", "356", "376", "404", "410", "422"];
const [MAR, MRT, PAK, PRK, PSE, RUS, SDN, SOM, SRB, SSD] = ["504", "478", "586", "408", "275", "643", "729", "706", "688", "728"];
const [SYR, UKR, XKX] = ["760", "804", "XKX"];

/** Natural Earth's names of what has no code of its own there → where United Nations maps draw it. */
const UNCODED: Record<string, string> = {
  Somaliland: SOM,
  "N. Cyprus": CYP,
  Kosovo: XKX,
  "Siachen Glacier": NOBODY,
  "Indian Ocean Ter.": NOBODY,
};

/** Pairs whose common line is not agreed, or not a boundary between states; a test narrows it to a part. */
const DASHED: [string, string, ((place: Point) => boolean)?][] = [
  [EGY, SDN, ([longitude]) => longitude > 33],
  [ESH, DZA],
  [ESH, MAR],
  [ESH, MRT],
  [IND, CHN],
  [IND, PAK, ([, latitude]) => latitude > 32.4],
  [IND, NOBODY],
  [ISR, LBN],
  [ISR, PSE],
  [ISR, SYR],
  [KEN, SSD],
  [PAK, CHN],
  [PAK, NOBODY],
  [CHN, NOBODY],
  [PRK, KOR],
  [SRB, XKX],
  [SDN, SSD],
];

export interface WorldMap {
  width: number;
  height: number;
  projection: { rotation: number; scale: number; translate: Point };
  reference: [number, number, number, number][];
  /** Paths by ISO 3166-1 numeric code (and `XKX`). */
  shapes: Record<string, string>;
  /** Those too small to see or to touch, which get a point as well. */
  small: string[];
  /** What no code stands for. */
  other: string;
  /** Lines that no agreement settles. */
  disputed: string;
}

/** Read the world, correct it, project it, make it light. */
export function drawWorld(): WorldMap {
  const pieces = correct(readPieces());
  const { projection, height } = fitted(pieces);
  // Precision 0: no points are added along edges, so neighbours keep sharing their vertices.
  const flat = { type: "FeatureCollection", features: pieces };
  const whole = presimplify(topologyOf({ pieces: geoProject(flat, projection.precision(0)) }, 1e6));
  const light = simplify(whole, DETAIL);
  const countries = byCode(light);

  const shapes: Record<string, string> = {};
  const small: string[] = [];
  let other = "";
  for (const country of countries) {
    const { code } = country.properties;
    const polygons: Rings[] = feature(light, country).geometry.coordinates;
    const kept = polygons.filter((polygon) => Math.abs(area(polygon[0] ?? [])) >= SMALLEST_RING);
    const drawn = kept.map((polygon) => polygon.map(ringPath).join("")).join("");
    if (code === NOBODY) other = drawn;
    else if (drawn) shapes[code] = drawn;
    if (code !== NOBODY && total(polygons) < SMALLEST_SHAPE) small.push(code);
  }
  return {
    width: WIDTH,
    height,
    projection: { rotation: ROTATION, scale: projection.scale(), translate: projection.translate() },
    reference: REFERENCES.map((place) => [...place, ...(projection(place) as Point)]),
    shapes: Object.fromEntries(Object.entries(shapes).sort()),
    small: small.sort(),
    other,
    disputed: disputedPath(light, countries, projection),
  };
}

const REFERENCES: Point[] = [[0, 0], [36.8, -1.3], [-175.2, -21.1], [179.2, -8.5], [-77.05, -12], [105, 62], [-168, 65]];

/** Every country of the atlas with the code it is drawn as. */
function readPieces(): Shape[] {
  const world = JSON.parse(readFileSync("node_modules/world-atlas/countries-50m.json", "utf8"));
  return feature(world, world.objects.countries).features.flatMap((each: any) => {
    const code = each.id ?? UNCODED[each.properties.name];
    if (code === undefined) throw new Error(`nobody said how to draw ${each.properties.name}`);
    if (code === ANTARCTICA) return [];
    const { type, coordinates } = each.geometry;
    return [shape(code, type === "Polygon" ? [coordinates] : coordinates)];
  });
}

/** Undo three de facto assignments of Natural Earth that United Nations resolutions do not recognise. */
function correct(pieces: Shape[]): Shape[] {
  const of = (code: string) => pieces.filter((each) => each.properties.code === code);
  const cut = (from: string, to: string, axis: 0 | 1, limit: number, above: boolean) =>
    of(from).flatMap((each) => {
      const [inside, outside] = divide(each.geometry.coordinates, axis, limit, above);
      each.geometry.coordinates = outside;
      return inside.length ? [shape(to, inside)] : [];
    });
  const westernSahara = cut(MAR, ESH, 1, 27.6669, false); // the whole of the territory
  const golan = cut(ISR, SYR, 0, 35.65, true);
  const crimea = of(RUS).flatMap((each) => {
    const isCrimea = ([ring]: Rings) => !!ring && ring.every(([x, y]) => x > 32 && x < 37 && y > 44 && y < 46.5);
    const found = each.geometry.coordinates.filter(isCrimea);
    each.geometry.coordinates = each.geometry.coordinates.filter((polygon) => !isCrimea(polygon));
    return [shape(UKR, found)];
  });
  if (!westernSahara.length || !golan.length || crimea.some((each) => !each.geometry.coordinates.length)) {
    throw new Error("the map's data changed: a correction found nothing to correct");
  }
  return [...pieces, ...westernSahara, ...golan, ...crimea];
}

function shape(code: string, coordinates: Rings[]): Shape {
  return { type: "Feature", properties: { code }, geometry: { type: "MultiPolygon", coordinates } };
}

/** Cut polygons at a meridian or parallel: [what lies on the wanted side, the rest]. */
function divide(polygons: Rings[], axis: 0 | 1, limit: number, above: boolean): [Rings[], Rings[]] {
  const half = (keepAbove: boolean) =>
    polygons
      .map((rings) => rings.map((ring) => clip(ring, axis, limit, keepAbove)).filter((ring) => ring.length > 3))
      .filter((rings) => rings.length);
  return [half(above), half(!above)];
}

/** Sutherland and Hodgman's clipping of a closed ring by one half-plane. */
function clip(ring: Ring, axis: 0 | 1, limit: number, above: boolean): Ring {
  const inside = (place: Point) => (above ? place[axis] >= limit : place[axis] <= limit);
  const kept: Ring = [];
  for (let index = 1; index < ring.length; index += 1) {
    const [from, to] = [ring[index - 1] as Point, ring[index] as Point];
    if (inside(from) !== inside(to)) {
      const share = (limit - from[axis]) / (to[axis] - from[axis]);
      const crossing: Point = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
      crossing[axis] = limit;
      kept.push(crossing);
    }
    if (inside(to)) kept.push(to);
  }
  return kept.length ? [...kept, kept[0] as Point] : [];
}

/** The projection that fills the width with the globe and the height with the land. */
function fitted(pieces: Shape[]) {
  const projection = geoEqualEarth().rotate([ROTATION, 0]);
  projection.fitWidth(WIDTH - 2 * MARGIN, { type: "Sphere" });
  const [x] = projection.translate();
  projection.translate([x + MARGIN, 0]);
  const [[, top], [, bottom]] = geoPath(projection).bounds({ type: "FeatureCollection", features: pieces });
  projection.translate([x + MARGIN, MARGIN - top]);
  return { projection, height: Math.ceil(bottom - top + 2 * MARGIN) };
}

/** One geometry per code, its pieces' inner lines gone. */
function byCode(world: any): any[] {
  const groups = new Map<string, any[]>();
  for (const piece of world.objects.pieces.geometries) {
    if (!piece.type) continue;
    const { code } = piece.properties;
    groups.set(code, [...(groups.get(code) ?? []), piece]);
  }
  return [...groups].map(([code, pieces]) => ({ ...mergeArcs(world, pieces), properties: { code } }));
}

function disputedPath(world: any, countries: any[], projection: any): string {
  return DASHED.map(([one, two, part]) => {
    const pair = new Set([one, two]);
    const borders = mesh(world, { type: "GeometryCollection", geometries: countries }, (a: any, b: any) =>
      a !== b && pair.has(a.properties.code) && pair.has(b.properties.code));
    if (!part) return borders.coordinates.map((line: Point[]) => linePath(line)).join("");
    const holds = (point: Point) => part(projection.invert(point));
    return borders.coordinates.map((line: Point[]) => linePath(stepped(line).filter(holds))).join("");
  }).join("");
}

/** A line with points between its points, so that a part can be cut out of a long straight one. */
function stepped(line: Point[]): Point[] {
  return line.flatMap(([x, y], index) => {
    const [toX, toY] = line[index + 1] ?? [x, y];
    const steps = Math.max(1, Math.round(Math.hypot(toX - x, toY - y) / 4));
    return Array.from({ length: steps }, (_, step): Point => [x + ((toX - x) * step) / steps, y + ((toY - y) * step) / steps]);
  });
}

/** The signed area of a closed ring, in square units. */
function area(ring: Ring): number {
  let doubled = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [[x1, y1], [x2, y2]] = [ring[index - 1] as Point, ring[index] as Point];
    doubled += x1 * y2 - x2 * y1;
  }
  return doubled / 2;
}

function total(polygons: Rings[]): number {
  return polygons.reduce((sum, [outer]) => sum + Math.abs(area(outer ?? [])), 0);
}

function ringPath(ring: Ring): string {
  const drawn = linePath(ring.slice(0, -1), 3);
  return drawn && `${drawn}z`;
}

/** `M` and relative moves in whole units; points that fall together are left out. */
function linePath(line: Point[], least = 2): string {
  const points: Point[] = [];
  for (const [x, y] of line) {
    const point: Point = [Math.round(x), Math.round(y)];
    const last = points.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  if (points.length < least) return "";
  const moves = points.map(([x, y], index) => {
    const before = points[index - 1];
    return before ? pair(x - before[0], y - before[1]) : `M${pair(x, y)}`;
  });
  return `${moves[0]}l${moves.slice(1).join(" ")}`.replace(/ -/g, "-");
}

function pair(x: number, y: number): string {
  return `${x},${y}`.replace(",-", "-");
}
