import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bracketedName,
  PortDirectory,
  readUniqueName,
  shortName,
  uniqueName,
  type PortName,
} from "../../src/resolution/port-names.js";

const anyPort: fc.Arbitrary<PortName> = fc.record({
  stepName: fc.constantFrom("a", "a.b", "a.b.c", 'a["b', 'a["b.c"]', "größe \\ 1", "__proto__"),
  portName: fc.constantFrom("a", "b", "c", "b.c", "a.b.c", "constructor", "größe"),
});

describe("the unique name of a port", () => {
  test("is read back, and is the name of no other port", () => {
    fc.assert(
      fc.property(anyPort, anyPort, (port, other) => {
        expect(readUniqueName(uniqueName(port))).toEqual(port);
        const isSame = port.stepName === other.stepName && port.portName === other.portName;
        expect(uniqueName(port) === uniqueName(other)).toBe(isSame);
      }),
    );
  });

  test.each(["", "rows", ".rows", "load.", 'load["rows"]', '["the.rows"]', " load.rows", "e\u0301.rows"])(
    "is not %j",
    (name) => expect(readUniqueName(name)).toBeUndefined(),
  );
});

test("a directory finds a port by each of its names, and others only by the short one", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyPort, { selector: bracketedName, minLength: 1 }), (ports) => {
      const directory = new PortDirectory<number>();
      ports.forEach(({ stepName, portName }, index) => directory.add(stepName, portName, index));
      expect([...directory.ports()].toSorted((a, b) => a.value - b.value)).toEqual(
        ports.map((port, value) => ({ ...port, value })),
      );
      ports.forEach((port, index) => {
        expect(directory.find(bracketedName(port)).map(({ value }) => value)).toEqual([index]);
        const alike = ports.flatMap((other, at) => (shortName(other) === shortName(port) ? [at] : []));
        expect(directory.find(shortName(port)).map(({ value }) => value)).toEqual(alike);
      });
      expect(directory.find("nobody.rows")).toEqual([]);
    }),
  );
});
