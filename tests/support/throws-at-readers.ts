// What a handler may throw that throws in its turn when somebody looks at it.

function fail(): never {
  throw new Error('Nobody may read this');
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();

export const throwsAtReaders: readonly unknown[] = [
  Object.create(null),
  { toString: fail },
  Object.defineProperty(new Error(), 'message', { get: fail }),
  Object.defineProperty(new Error(), 'stack', { get: fail }),
  revoked.proxy,
];
