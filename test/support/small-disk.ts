import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { requirement } from "./requirement.js";

/** Whether a file system can be mounted, which takes root on Linux. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether {@link smallDisk} and {@link mountReadOnly} can be used. */
export const hasMount = requirement("mount", canMount, "this user cannot mount a file system");

/** A disk of two megabytes for one test, in a new folder of the given one. */
export function smallDisk(folder: string): string {
  const disk = join(folder, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", disk]);
  });
  return disk;
}

/** Shows a folder in another place, for one test, where nothing can be written. */
export function mountReadOnly(folder: string, place: string): void {
  mkdirSync(place);
  execFileSync("mount", ["--bind", folder, place]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", place]);
  });
  execFileSync("mount", ["-o", "remount,bind,ro", place]);
}
