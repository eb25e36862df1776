const packages = /^(?!\.|\/|[A-Za-z]:|\0)/;

/** The command line uses the built package, so that there is one copy of it; only the small kernel is in both. */
const coreFromOutside = {
  name: "core-from-outside",
  resolveId(source) {
    const isCore = /^(?:\.\.\/)+(?!kernel\/)[a-z]+\/index\.js$/.test(source);
    return isCore ? { id: "../index.js", external: "absolute" } : null;
  },
};

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
  ...["index.js", "state/index.js", "simulation/index.js"].map((entry) => ({
    input: `build/lib/${entry}`,
    platform: "node",
    external: packages,
    plugins: [databasesFromOutside, asciiOnly],
    output: { file: `dist/${entry.replace("/index", "")}`, format: "esm" },
  })),
  ...["sqlite/sqlite-run-store.js", "duckdb/duckdb-database.js"].map((file) => ({
    input: `build/lib/store/${file}`,
    platform: "node",
    external: packages,
    plugins: [asciiOnly],
    output: { dir: "dist", format: "esm" },
  })),
  {
    input: "build/lib/cli/bin.js",
    platform: "node",
    external: packages,
    plugins: [coreFromOutside, asciiOnly],
    output: {
      dir: "dist/cli",
      format: "esm",
      chunkFileNames: "[name].js",
      // What every start needs in one file, what every command needs in another.
      codeSplitting: {
        groups: [
          { name: "start", test: /[/\\]cli[/\\](?:io|has-colors|package-manifest)\.js$/ },
          {
            name: "kernel",
            test: /[/\\]kernel[/\\]|[/\\]cli[/\\](?:style|table|texts|command-error)\.js$/,
          },
        ],
      },
    },
  },
];
