import { isBuiltin } from "node:module";
import { posix } from "node:path";
import type { Metafile } from "esbuild";

interface Layer {
  /** Prefixes of the project's files that this layer may import, besides its own. */
  readonly files: readonly string[];
  /** Packages and Node's own modules that it may import; "any" for the layers that meet the world. */
  readonly packages: readonly string[] | "any";
}

const domain = "shared/domain/";
const ports = "shared/ports/";
const names = "shared/names.ts";
const config = "shared/config/";
const tenant = "shared/tenant/";
const adapters = "shared/adapters/";
/** The one adapter that the others are built on. */
const http = "shared/adapters/http/";
const unattended: Layer = {
  files: [domain, ports, names, config, tenant],
  packages: ["node:crypto", "node:util", "p-map"],
};

// The rules of the lint configuration again, over what is really bundled: a layer is known by its path's beginning.
const layers: Readonly<Record<string, Layer>> = {
  [domain]: { files: [], packages: ["node:crypto"] },
  [ports]: { files: [domain], packages: [] },
  [names]: { files: [], packages: [] },
  [config]: { files: [domain, ports, names], packages: ["zod", "fastest-levenshtein"] },
  [tenant]: { files: [domain, ports, names, config], packages: [] },
  "shared/run/": unattended,
  "shared/dispatch/": unattended,
  "shared/operator/": { files: [domain, ports, names, config, tenant, "shared/run/"], packages: ["node:util"] },
  [adapters]: { files: [domain, ports, names], packages: "any" },
  "functions/": { files: ["shared/"], packages: "any" },
};

/** Every import in a bundle that breaks the layers, as `from -> to: why`, and every file that has no business in it. */
export function layerBreaches({ inputs }: Metafile): readonly string[] {
  return ownFiles(inputs).flatMap((file) => {
    const layer = layerOf(file);
    if (layer === undefined) return [`${file}: belongs to no layer that ships`];
    return (inputs[file]?.imports ?? [])
      .filter(({ path }) => path !== "<runtime>")
      .map(({ path }) => breach({ from: file, to: path, layer }))
      .filter((found) => found !== undefined);
  });
}

/** The project's own files in a bundle, without those of packages. */
export function ownFiles(inputs: Metafile["inputs"]): readonly string[] {
  return Object.keys(inputs).filter((file) => !file.includes("node_modules/") && !file.startsWith("<"));
}

/** The files of which at least one byte is in the bundle: what nothing uses is read and left out. */
function bundledFiles({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}

/** The packages of which at least one file is in the bundle. */
export function bundledPackages(metafile: Metafile): ReadonlySet<string> {
  return new Set(bundledFiles(metafile).flatMap((file) => packageOf(file) ?? []));
}

function breach(edge: { readonly from: string; readonly to: string; readonly layer: string }): string | undefined {
  const { from, to, layer } = edge;
  const allowed = layers[layer];
  if (allowed === undefined) return `${from} -> ${to}: no rule for ${layer}`;
  const external = isBuiltin(to) ? to : packageOf(to);
  if (external !== undefined)
    return allowed.packages === "any" || allowed.packages.includes(external)
      ? undefined
      : `${from} -> ${external}: ${layer} imports [${allowed.packages.join(", ")}] and no other package`;
  if (layer === adapters && to.startsWith(adapters) && !to.startsWith(http))
    return posix.dirname(to) === posix.dirname(from) ? undefined : `${from} -> ${to}: a sibling adapter`;
  return [layer, ...allowed.files].some((prefix) => to.startsWith(prefix))
    ? undefined
    : `${from} -> ${to}: ${layer} imports [${allowed.files.join(", ")}] and no other layer`;
}

function layerOf(file: string): string | undefined {
  return Object.keys(layers).find((prefix) => file.startsWith(prefix));
}

/** `@scope/name` or `name` of a file in `node_modules`, the innermost one where packages are nested. */
function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}
