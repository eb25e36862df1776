import { execFileSync } from "node:child_process";
import { requirement } from "./requirement.js";

/** Where Debian has it; `BAILIWICK_CHROMIUM` names another one. */
export const chromiumPath = process.env["BAILIWICK_CHROMIUM"] ?? "/usr/bin/chromium";

function starts(): boolean {
  try {
    execFileSync(chromiumPath, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Whether pages can be looked at. */
export const hasChromium = requirement("chromium", starts, `${chromiumPath} does not start`);
