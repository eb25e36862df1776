const packages = /^(?!\.|\/|[A-Za-z]:|\0)/;

/** The command line uses the built package, so that there is one copy of it; only the small kernel is in both. */
const coreFromOutside = {
  name: "core-from-outside",
  resolveId(source) {
    const isCore = /^(?:\.\.\/)+(?!kernel\/)[a-z]+\/index\.js$/.test(source);
    return isCore ? { id: "../index.js", external: "absolute" } : null;
  },
};

/** The run store is loaded when one is opened; in a file of its own it leaves the start in one, and has its own kernel too. */
const runStoreFromOutside = {
  name: "run-store-from-outside",
  resolveId(source) {
    const isRunStore = source.endsWith("/sqlite-run-store.js");
    return isRunStore ? { id: "./sqlite-run-store.js", external: "absolute" } : null;
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
  {
    input: "build/lib/index.js",
    platform: "node",
    external: packages,
    plugins: [runStoreFromOutside, asciiOnly],
    output: { dir: "dist", format: "esm" },
  },
  {
    input: "build/lib/store/sqlite/sqlite-run-store.js",
    platform: "node",
    external: packages,
    plugins: [asciiOnly],
    output: { dir: "dist", format: "esm" },
  },
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
