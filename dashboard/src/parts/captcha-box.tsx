import type { CaptchaState } from '../captcha.ts';
import { Problem } from './notices.tsx';

/** The widget of the captcha, if the API asks for it. */
export function CaptchaBox({ captcha }: { captcha: CaptchaState }) {
  if (!captcha.shown) return null;
  return (
    <>
      <div className="captcha" ref={captcha.place} />
      {captcha.failed && <Problem>The captcha could not be shown. Reload the page to try again.</Problem>}
    </>
  );
}
