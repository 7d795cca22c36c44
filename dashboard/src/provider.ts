// What a page keeps while its reader is at a provider: what it is for. It is no secret.

interface Choice {
  readonly purpose: 'log-in' | 'link';
  readonly remember: boolean;
}

const key = 'mortar-provider';

export function rememberChoice(choice: Choice): void {
  sessionStorage.setItem(key, JSON.stringify(choice));
}

export function takeChoice(): Choice {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  try {
    const { purpose, remember } = JSON.parse(text ?? '{}') as Partial<Choice>;
    return { purpose: purpose === 'link' ? 'link' : 'log-in', remember: remember === true };
  } catch {
    return { purpose: 'log-in', remember: false };
  }
}
