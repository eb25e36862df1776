import { identifierFault } from "../kernel/index.js";
import { FieldReader } from "./field-reader.js";
import { propertyPathFault } from "./property-path.js";
import {
  dependencyTypes,
  type DependencySpecification,
  type OutputSpecification,
  type SpecificationFault,
} from "./types.js";

const defaultDataType = "S3Uri";

const dependencyFields = [
  "logicalName",
  "dependencyType",
  "dataType",
  "required",
  "compatibleSources",
  "semanticKeywords",
  "description",
] as const;

const outputFields = [
  "logicalName",
  "outputType",
  "dataType",
  "propertyPath",
  "aliases",
  "description",
] as const;

type Ports<Port> = Record<string, Port>;

export function readDependencies(
  owner: FieldReader,
  faults: SpecificationFault[],
): Ports<DependencySpecification> {
  return readPorts(owner, "dependencies", faults, (key, value, path) => {
    const fields = new FieldReader(value, path, dependencyFields, faults);
    const description = fields.text("description");
    return {
      logicalName: fields.logicalName(key),
      dependencyType: fields.choice("dependencyType", dependencyTypes) ?? "processing_output",
      dataType: fields.word("dataType", defaultDataType),
      required: fields.flag("required", true),
      compatibleSources: fields.words("compatibleSources"),
      semanticKeywords: fields.words("semanticKeywords"),
      ...(description === undefined ? {} : { description }),
    };
  });
}

export function readOutputs(owner: FieldReader, faults: SpecificationFault[]): Ports<OutputSpecification> {
  const outputs = readPorts(owner, "outputs", faults, (key, value, path) => {
    const fields = new FieldReader(value, path, outputFields, faults);
    const logicalName = fields.logicalName(key);
    const propertyPath = fields.text("propertyPath");
    const pathFault = propertyPath === undefined ? undefined : propertyPathFault(propertyPath);
    if (pathFault !== undefined) faults.push({ path: [...path, "propertyPath"], message: pathFault });
    const description = fields.text("description");
    return {
      logicalName,
      outputType: fields.choice("outputType", dependencyTypes) ?? "processing_output",
      dataType: fields.word("dataType", defaultDataType),
      ...(propertyPath === undefined ? {} : { propertyPath }),
      aliases: fields.words("aliases", identifierFault).filter((alias) => alias !== logicalName),
      ...(description === undefined ? {} : { description }),
    };
  });
  noteAliasClashes(outputs, faults);
  return outputs;
}

function readPorts<Port extends { readonly logicalName: string }>(
  owner: FieldReader,
  field: string,
  faults: SpecificationFault[],
  readPort: (key: string, value: unknown, path: readonly string[]) => Port,
): Ports<Port> {
  const ports = Object.create(null) as Ports<Port>;
  for (const { key, value, path } of owner.members(field)) {
    const port = readPort(key, value, path);
    if (port.logicalName in ports) {
      faults.push({ path, inKey: true, message: "has the same name as another port once trimmed" });
    }
    ports[port.logicalName] = port;
  }
  return ports;
}

/** An alias must lead to one output: it may not be the name or an alias of another one, whatever its case. */
function noteAliasClashes(outputs: Ports<OutputSpecification>, faults: SpecificationFault[]): void {
  const owners = new Map<string, string>();
  for (const name of Object.keys(outputs)) {
    const folded = name.toLowerCase();
    const other = owners.get(folded);
    if (other !== undefined) {
      const message = `differs from the output "${other}" by case only`;
      faults.push({ path: ["outputs", name], inKey: true, message });
    }
    owners.set(folded, name);
  }
  for (const { logicalName, aliases } of Object.values(outputs)) {
    for (const alias of aliases) {
      const owner = owners.get(alias.toLowerCase());
      if (owner !== undefined && owner !== logicalName) {
        const message = `holds "${alias}", which the output "${owner}" already answers to`;
        faults.push({ path: ["outputs", logicalName, "aliases"], message });
      }
      if (owner === undefined) owners.set(alias.toLowerCase(), logicalName);
    }
  }
}
