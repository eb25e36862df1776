/**
 * Whether the machine has something that tests need. If it has not, says so on standard error, for the tests
 * to be skipped; or throws, if the environment variable `BAILIWICK_REQUIRE` (names with commas between them)
 * demands it, as CI does.
 *
 * @example
 * ```ts
 * const hasOracle = requirement("oracle", () => existsSync(folder), `the folder ${folder} is absent`);
 * test.runIf(hasOracle)("every pair", () => …);
 * ```
 */
export function requirement(name: string, isMet: () => boolean, reason: string): boolean {
  if (isMet()) return true;
  const demanded = (process.env["BAILIWICK_REQUIRE"] ?? "").split(",").map((word) => word.trim());
  if (demanded.includes(name)) throw new Error(`BAILIWICK_REQUIRE names "${name}", but ${reason}.`);
  process.stderr.write(`Tests that need "${name}" are skipped: ${reason}.\n`);
  return false;
}
