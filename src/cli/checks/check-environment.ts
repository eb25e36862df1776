import { relative } from "node:path";
import { readManifest } from "../package-manifest.js";
import type { Check } from "./check.js";
import { findCopies, type PackageCopy } from "./package-copies.js";

/** Checks what programs in a folder would run with: Node, this package, and the packages it shares with them. */
export async function checkEnvironment(
  folder: string,
  nodeVersion: string = process.versions.node,
): Promise<readonly Check[]> {
  const { version, engines, peerDependencies } = readManifest();
  const [own, tsyringe] = await Promise.all([
    findCopies(folder, "bailiwick"),
    findCopies(folder, "tsyringe"),
  ]);
  return [
    checkNode(nodeVersion, lowestOf(engines.node)),
    checkPackage(version, own, folder),
    checkTsyringe(lowestOf(peerDependencies.tsyringe), tsyringe, folder),
  ];
}

function checkNode(found: string, lowest: string): Check {
  const check = "node-version";
  if (isAtLeast(found, lowest)) return { check, level: "ok", message: `Node is ${found}.` };
  return {
    check,
    level: "problem",
    message: `Node is ${found}, which is older than ${lowest}.`,
    fix: `install Node ${lowest} or later.`,
  };
}

function checkPackage(version: string, copies: readonly PackageCopy[], folder: string): Check {
  const check = "bailiwick-copies";
  const others = copies.filter((copy) => copy.version !== version);
  if (copies.length > 1) {
    return {
      check,
      level: "note",
      message: `There are ${copies.length} copies of bailiwick: ${placesOf(copies, folder)}. They share their contexts.`,
      fix: "run npm dedupe, so that one version is loaded once.",
    };
  }
  if (others.length > 0) {
    return {
      check,
      level: "note",
      message: `This command is of bailiwick ${version}, and the project has ${placesOf(others, folder)}.`,
      fix: "run the command of the project: npx bailiwick.",
    };
  }
  return { check, level: "ok", message: `bailiwick is ${version}.` };
}

function checkTsyringe(lowest: string, copies: readonly PackageCopy[], folder: string): Check {
  const check = "tsyringe";
  const [copy] = copies;
  if (copy === undefined) {
    return {
      check,
      level: "note",
      message: "tsyringe is not installed; getContainer and injectRegistry need it.",
      fix: "run npm install tsyringe reflect-metadata, if you use them.",
    };
  }
  if (copies.length > 1) {
    return {
      check,
      level: "problem",
      message: `There are ${copies.length} copies of tsyringe, which do not know each other's classes: ${placesOf(copies, folder)}.`,
      fix: "run npm dedupe, or bring the packages that ask for it to one version.",
    };
  }
  const [major] = numbersOf(lowest);
  if (isAtLeast(copy.version, lowest) && numbersOf(copy.version)[0] === major) {
    return { check, level: "ok", message: `tsyringe is ${copy.version}.` };
  }
  return {
    check,
    level: "problem",
    message: `tsyringe is ${copy.version}, and ${lowest} or a later ${major} is needed.`,
    fix: `run npm install tsyringe@^${lowest}.`,
  };
}

function placesOf(copies: readonly PackageCopy[], from: string): string {
  return copies.map(({ version, folder }) => `${version} in ${relative(from, folder)}`).join(", ");
}

/** The lowest version of a range such as `>=20.19` or `^4.10.0`. */
function lowestOf(range: string): string {
  return range.replace(/^[^\d]+/u, "");
}

function isAtLeast(version: string, lowest: string): boolean {
  const found = numbersOf(version);
  const wanted = numbersOf(lowest);
  const differing = wanted.findIndex((part, index) => part !== found[index]);
  return differing === -1 || (found[differing] ?? 0) > (wanted[differing] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  return version.split(/[.-]/u).map(Number);
}
