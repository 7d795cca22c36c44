import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { type ProfileFieldsFragment, ProfileUpdateDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';

interface ProfilePanelProps {
  profile: Pick<ProfileFieldsFragment, 'displayName' | 'locale' | 'timeZone' | 'logInName'>;
  onChanged(): void;
}

/** The name, the language of mails, the time zone, and the user name. */
export function ProfilePanel({ profile, onChanged }: ProfilePanelProps) {
  const update = useAction(ProfileUpdateDocument);
  const [displayName, setDisplayName] = useState(profile.displayName ?? '');
  const [locale, setLocale] = useState(profile.locale ?? '');
  const [timeZone, setTimeZone] = useState(profile.timeZone ?? '');
  const [logInName, setLogInName] = useState(profile.logInName ?? '');
  const [saved, setSaved] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setSaved(false);
    const data = await update.run({ input: { displayName, locale, timeZone, logInName } });
    if (data?.profileUpdate?.userErrors.length !== 0) return;
    setSaved(true);
    onChanged();
  }

  return (
    <Panel title="You">
      <form className="stack narrow" onSubmit={submit}>
        <Field label="Name">
          {(input) => (
            <input
              {...input}
              autoComplete="name"
              maxLength={100}
              value={displayName}
              onChange={(event) => setDisplayName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Language" hint="A language tag, such as en or de-CH. Mails to you are written in it.">
          {(input) => <input {...input} value={locale} onChange={(event) => setLocale(event.target.value)} />}
        </Field>
        <Field label="Time zone" hint="Such as Europe/Berlin.">
          {(input) => <input {...input} value={timeZone} onChange={(event) => setTimeZone(event.target.value)} />}
        </Field>
        <Field label="User name" hint="To log in with in place of your e-mail address.">
          {(input) => (
            <input
              {...input}
              autoComplete="off"
              maxLength={30}
              value={logInName}
              onChange={(event) => setLogInName(event.target.value)}
            />
          )}
        </Field>
        {update.problem && <Problem>{update.problem}</Problem>}
        {saved && <p role="status">Your profile is saved.</p>}
        <div className="actions">
          <button type="submit" className="primary" disabled={update.busy}>
            Save
          </button>
        </div>
      </form>
    </Panel>
  );
}
