import { fileURLToPath } from "node:url";

const packages = /^(?!\.|\/|[A-Za-z]:|\0)/;

/**
 * In which built file a room lies, for bundles that use it from there, so that there is one copy of what is large or has a
 * state. The rest, such as the kernel, is in every bundle that uses it.
 */
const core = ["pipeline", "registry", "resolution"];
const bundles = {
  cli: {
    ...inBundle("index", [...core, "graph", "specification"]),
    metadata: "metadata",
    state: "state",
    simulation: "simulation",
  },
  simulation: { ...inBundle("index", core), state: "state" },
};

function inBundle(file, rooms) {
  return Object.fromEntries(rooms.map((room) => [room, file]));
}

/** Takes rooms out of a bundle, which imports the built files in their place. */
function roomsFromOutside(fileOfRoom, folder) {
  return {
    name: "rooms-from-outside",
    resolveId(source) {
      const file = fileOfRoom[roomOf(source)];
      return file === undefined ? null : { id: `${folder}/${file}.js`, external: "absolute" };
    },
  };
}

/** The same for a bundle that also uses what the rooms do not publish: it has that, and imports the rest. */
function publishedFromOutside(fileOfRoom, folder) {
  const door = "\0door:";
  return {
    name: "published-from-outside",
    resolveId(source, importer = "") {
      if (importer.startsWith(door))
        return source.startsWith(".") ? { id: source, external: "absolute" } : null;
      const room = roomOf(source);
      return fileOfRoom[room] === undefined ? null : `${door}${room}`;
    },
    async load(id) {
      if (!id.startsWith(door)) return null;
      const room = id.slice(door.length);
      const file = fileOfRoom[room];
      const published = await namesIn(file === "index" ? "index.js" : `${file}/index.js`);
      const names = [...(await namesIn(`${room}/index.js`))];
      const list = (wanted) => names.filter(wanted).join(", ");
      const inside = fileURLToPath(new URL(`build/lib/${room}/index.js`, import.meta.url));
      const code = [
        `export { ${list((name) => published.has(name))} } from "${folder}/${file}.js";`,
        `export { ${list((name) => !published.has(name))} } from ${JSON.stringify(inside)};`,
      ].join("\n");
      return { code, moduleSideEffects: false };
    },
  };
}

function roomOf(source) {
  return /^(?:\.\.\/)+([a-z]+)\/index\.js$/.exec(source)?.[1];
}

async function namesIn(file) {
  return new Set(Object.keys(await import(new URL(`build/lib/${file}`, import.meta.url).href)));
}

/** What needs a database is loaded when one is opened; in files of their own they leave the start in one, and have their own kernel too. */
const databaseFiles = ["sqlite-run-store.js", "duckdb-database.js"];
const databasesFromOutside = {
  name: "databases-from-outside",
  resolveId(source) {
    const file = databaseFiles.find((name) => source.endsWith(`/${name}`));
    return file === undefined ? null : { id: `./${file}`, external: "absolute" };
  },
};

/**
 * Writes everything beyond ASCII as escapes: a file with one arrow in it is kept and scanned by V8 with two bytes for each
 * character, and takes a third longer to load. Beyond ASCII there are texts and comments only.
 */
const asciiOnly = {
  name: "ascii-only",
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (/String\.raw`[^`]*[^\0-\x7f]/.test(chunk.code)) throw new Error("String.raw takes no escapes.");
      chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, escaped);
    }
  },
};

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export default [
  ...["index.js", "metadata/index.js", "state/index.js"].map((entry) => ({
    input: `build/lib/${entry}`,
    platform: "node",
    external: packages,
    plugins: [databasesFromOutside, asciiOnly],
    output: { file: `dist/${entry.replace("/index", "")}`, format: "esm" },
  })),
  {
    input: { simulation: "build/lib/simulation/index.js" },
    platform: "node",
    external: packages,
    plugins: [publishedFromOutside(bundles.simulation, "."), databasesFromOutside, asciiOnly],
    // What is loaded on use is in files of its own, all in one folder, from where the other bundles are found.
    output: {
      dir: "dist",
      chunkFileNames: "simulation-[name].js",
      format: "esm",
      codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
    },
  },
  ...["sqlite/sqlite-run-store.js", "duckdb/duckdb-database.js"].map((file) => ({
    input: `build/lib/store/${file}`,
    platform: "node",
    external: packages,
    plugins: [asciiOnly],
    output: { dir: "dist", format: "esm" },
  })),
  {
    input: { bin: "build/lib/cli/bin.js", "run-multi-year": "build/lib/cli/legacy/bin.js" },
    platform: "node",
    external: packages,
    plugins: [
      roomsFromOutside(bundles.cli, ".."),
      publishedFromOutside({ store: "index" }, ".."),
      databasesFromOutside,
      asciiOnly,
    ],
    output: {
      dir: "dist/cli",
      format: "esm",
      chunkFileNames: "[name].js",
      // What every start needs in one file, what every command needs in another.
      codeSplitting: {
        groups: [
          {
            name: "start",
            test: /[/\\]cli[/\\](?:io|has-colors|main|package-manifest|program|programs[/\\][a-z-]+)\.js$/,
          },
          { name: "files", test: /[/\\]store[/\\]/ },
          {
            name: "kernel",
            test: /[/\\]kernel[/\\]|[/\\]cli[/\\](?:style|table|texts|command-error)\.js$/,
          },
        ],
      },
    },
  },
];
