import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the command line wants to know of the package it belongs to. */
export interface PackageManifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: { readonly tsyringe: string };
}

/** The `package.json` of this package, which lies two folders above `src/cli` and `dist/cli`. */
export function readManifest(): PackageManifest {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as PackageManifest;
}

/** The folder of the example that a project can begin with, which is published with the package. */
export function exampleFolder(): string {
  return fileURLToPath(new URL("../../examples/retirement-plan", import.meta.url));
}
