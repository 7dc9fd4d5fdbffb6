// The little of Node's own modules that the tests use; saves a dependency on all of Node's types.
declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  interface Assert {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(act: () => unknown, expected: RegExp): void;
    ok(value: unknown, message?: string): void;
  }
  const assert: Assert;
  export default assert;
}
