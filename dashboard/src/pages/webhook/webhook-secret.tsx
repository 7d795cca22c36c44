import { Panel } from '../../parts/page.tsx';

/** The only time that it can be read. */
export function WebhookSecret({ secret, onClose }: { secret: string; onClose(): void }) {
  return (
    <Panel title="The secret of the webhook">
      <p>The program that receives the events verifies them with this secret. Nobody can show it again.</p>
      <pre className="mail" data-testid="webhook-secret">
        {secret}
      </pre>
      <div className="actions">
        <button type="button" onClick={onClose}>
          I have kept it
        </button>
      </div>
    </Panel>
  );
}
