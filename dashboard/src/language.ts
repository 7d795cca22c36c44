// The reader's language, where the browser names one that is none. Chromium says "en-US@posix" where the system's is C, which
// Intl refuses, and uPlot gives it what the browser says as soon as it is loaded: pages with charts would stay empty.

try {
  new Intl.Locale(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: new Intl.NumberFormat().resolvedOptions().locale });
}
