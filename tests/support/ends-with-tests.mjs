// Loaded before a program that a test starts: ends the program when the process of the tests is gone, even one that was killed and had
// no time to clean up.

const tests = Number(process.env.MORTAR_TEST_PROCESS);
const everyMs = 1_000;

const watch = () => {
  try {
    process.kill(tests, 0);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
};
if (tests > 0) setInterval(watch, everyMs).unref();
