import { defineRegistry } from "../../metadata/index.js";
import { commandEntries } from "../programs/command-entries.js";
import { commandKind } from "./command-kind.js";

/**
 * The commands of the command line. A start loads their entries alone, and not the machinery of registries: it adds
 * each to the program as its entry says, and the rules look at what comes of that.
 */
export const commandRegistry = defineRegistry(commandKind, commandEntries);
