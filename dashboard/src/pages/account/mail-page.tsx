import { useReading } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import { UnsentMailsDocument } from '../../generated/graphql.ts';
import { Hint } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';

const askEveryMs = 3_000;

/** The mail that no server sends, while one develops. */
export function MailPage() {
  const reading = useReading(UnsentMailsDocument, {}, askEveryMs);
  return (
    <Page title="Mail">
      <ReadingView reading={reading}>
        {({ unsentMails }) => {
          if (!unsentMails) return <Hint>Mail is sent by a mail server, or not at all: none is kept here.</Hint>;
          if (unsentMails.length === 0)
            return (
              <Empty title="No mail was written yet.">
                Since MORTAR_SMTP_URL is not set, mail is kept here until Mortar ends. Ask for a new password, for
                example.
              </Empty>
            );
          return unsentMails.map((mail) => (
            <Panel key={`${mail.sentAt} ${mail.to} ${mail.subject}`} title={mail.subject}>
              <p className="muted">
                To {mail.to}, {formatMoment(mail.sentAt)}
              </p>
              <pre className="mail">{mail.text}</pre>
            </Panel>
          ));
        }}
      </ReadingView>
    </Page>
  );
}
