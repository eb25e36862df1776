import type { Command } from "commander";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { bashScript } from "../completion/completion-bash.js";
import { treeOf } from "../completion/completion-tree.js";
import { zshScript } from "../completion/completion-zsh.js";

/** Writes the completion script of a shell, made from the commands as they are. */
export function completion(shell: "bash" | "zsh", program: Command, io: Io): ExitCode {
  const tree = treeOf(program);
  io.stdout.write(shell === "bash" ? bashScript(tree) : zshScript(tree));
  return exitCodes.ok;
}
